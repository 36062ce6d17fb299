package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now = -5;

  private ConsoleProgress progress(boolean terminal, boolean quiet) {
    return new ConsoleProgress(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, quiet, () -> now);
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void run(ConsoleProgress progress, int rows, long millisPerRow, int errorAt) {
    progress.started("日本語\u001b[31mチケット", rows);
    for (int i = 1; i <= rows; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(millisPerRow);
      progress.row(row(i == errorAt ? Optional.of("boom") : Optional.empty()), i);
    }
    progress.finished(new EvaluationResult("tickets", rows, "USD", List.of()));
  }

  private static ResultRow row(Optional<String> error) {
    return new ResultRow(
        0,
        0,
        new Example("1", Map.of(), Optional.empty()),
        "c",
        "m:c",
        "p",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(BigDecimal.ZERO),
        error,
        false);
  }

  @Test
  void aTerminalHasOneLineThatIsRewritten() {
    run(progress(true, false), 1000, 10, 500);

    assertThat(output()).containsOnlyOnce(System.lineSeparator()).endsWith(System.lineSeparator());
    assertThat(output().split("\r")).hasSizeBetween(90, 110);
    assertThat(output())
        .contains("] 400/1,000  40 %  100/s  6.0 s left  no errors")
        .contains("] 700/1,000  70 %  100/s  3.0 s left  1 error")
        .contains(": 1,000 rows in 10 s (100/s), 1 error");
  }

  @Test
  void noLineOfATerminalIsWiderThanItAndEachOneWipesTheLast() {
    run(progress(true, false), 1000, 10, 500);

    String[] lines = output().replace(System.lineSeparator(), "").split("\r");
    assertThat(lines).allSatisfy(line -> assertThat(PlainText.columns(line)).isLessThan(80));
    assertThat(PlainText.columns(lines[lines.length - 1]))
        .isGreaterThanOrEqualTo(PlainText.columns(lines[lines.length - 2].stripTrailing()));
  }

  @Test
  void aTerminalIsWrittenToAtMostTenTimesASecond() {
    run(progress(true, false), 10_000, 1, 0);

    assertThat(output().split("\r")).hasSizeLessThanOrEqualTo(103);
  }

  @Test
  void aPipeGetsAPlainLineEveryTenPercent() {
    run(progress(false, false), 200, 100, 0);

    assertThat(output()).doesNotContain("\r").doesNotContain("\u001b");
    assertThat(output().lines()).hasSize(10);
    assertThat(output()).contains("20/200  10 %").contains("180/200  90 %");
    assertThat(output().lines().toList().get(9)).endsWith(": 200 rows in 20 s (10.0/s), no errors");
  }

  @Test
  void aPipeHearsFromASlowRunEveryThirtySeconds() {
    run(progress(false, false), 20, 31_000, 0);

    assertThat(output().lines()).hasSize(20);
    assertThat(output()).contains("1/20  5 %  0.0/s  9 min 49 s left");
  }

  @Test
  void aPipeGetsOnlyTheLastLineOfARunWithinASecond() {
    run(progress(false, false), 20, 10, 0);

    assertThat(output().lines()).hasSize(1);
  }

  @Test
  void quietSpeaksOfErrorsOnly() {
    run(progress(true, true), 100, 10, 0);
    assertThat(output()).isEmpty();

    run(progress(true, true), 100, 10, 7);
    assertThat(output()).contains("100 rows").contains("1 error").doesNotContain("\r");
  }

  @Test
  void escapeSequencesInTheDatasetsNameAreShownAsText() {
    run(progress(true, false), 10, 10, 0);

    assertThat(output()).doesNotContain("\u001b").contains("\uFFFD[31m");
  }

  @Test
  void aRunWithoutRowsEndsToo() {
    run(progress(true, false), 0, 10, 0);

    assertThat(output()).contains("0 rows");
  }

  @Test
  void buildServersAndDumbTerminalsGetPlainLines() {
    assertThat(TerminalCheck.allowedBy(Map.of("TERM", "xterm-256color"))).isTrue();
    assertThat(TerminalCheck.allowedBy(Map.of("TERM", "dumb"))).isFalse();
    assertThat(TerminalCheck.allowedBy(Map.of("CI", "true"))).isFalse();
    assertThat(TerminalCheck.allowedBy(Map.of("CI", "false", "NO_COLOR", "1"))).isTrue();
  }
}
