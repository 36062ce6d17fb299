package io.fmops.eval.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateFileTest {

  private static final String ALL = """
      gate: 公開 # release
      max-missing: 0.01
      undecided: pass
      conditions:
        - measure: accuracy
          at-least: 0.8
        - {measure: rouge1, at-least: 0.3, by: value}
        - {measure: toxicity, at-most: 0.01}
        - {measure: accuracy, not-worse-by: 0.02}
        - {measure: wer, not-higher-by: 0.01}
        - latency-p95-at-most: 2s
        - cost-per-thousand-at-most: 0.5
        - error-rate-at-most: 0.01
        - truncated-at-most: 0.02
        - examples-at-least: 200
      """;

  @TempDir
  private Path folder;

  @Test
  void everyConditionCanBeWritten() {
    Gate gate = Gate.parse(ALL, "gate.yaml");
    assertThat(gate.name()).isEqualTo("公開");
    assertThat(gate.conditions())
        .extracting(Condition::name)
        .containsExactly(
            "accuracy >= 0.8",
            "rouge1 >= 0.3 by value",
            "toxicity <= 0.01",
            "accuracy not worse than the baseline by more than 0.02",
            "wer not higher than the baseline by more than 0.01",
            "latency p95 <= 2,000 ms",
            "cost per 1,000 calls <= 0.5",
            "error rate <= 1.0 %",
            "truncated <= 2.0 %",
            "examples >= 200");
  }

  @Test
  void jsonIsReadLikeYaml() {
    Gate gate = Gate.parse("""
        {
        \t"gate": "release",
        \t"max-missing": 0.05,
        \t"conditions": [{"measure": "accuracy", "at-least": 8e-1}, {"latency-p95-at-most": "200 ms"}]
        }
        """, "gate.json");
    assertThat(gate.conditions())
        .extracting(Condition::name)
        .containsExactly("accuracy >= 0.8", "latency p95 <= 200 ms");
  }

  @Test
  void whatMayBeMissingAndWhetherUndecidedPassesCountForTheCheck() {
    Gate strict = Gate.parse("""
        gate: g
        conditions: [{measure: right, at-least: 0.8}]
        """, "g");
    Gate lenient = Gate.parse("""
        gate: g
        max-missing: 0.1
        undecided: pass
        conditions: [{measure: right, at-least: 0.8}]
        """, "g");
    CandidateRun run = Rows.scored("x", "right", 200, i -> i < 10 ? Double.NaN : i < 45 ? 0 : 1)
        .run();
    assertThat(strict.check(run).exitStatus()).isEqualTo(1);
    assertThat(lenient.check(run).outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(lenient.check(run).exitStatus()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gate: g|1: a gate needs \"conditions\"",
        "conditions: []|1: a gate needs \"gate\"",
        "gate: g;conditions: []|2: there are no conditions",
        "gate: g;conditions: 5|2: conditions must be a list",
        "gate: ' ';conditions: []|1: gate must be a text that is not blank",
        "gate: g;gate: h|2: \"gate\" stands twice",
        "gate: g;max-mising: 0.1|2: a gate has no \"max-mising\"; it can have gate, max-missing",
        "gate: g;max-missing: 2;conditions: []|2: max-missing is a share; it must be 0 to 1",
        "gate: g;max-missing: some;conditions: []|2: max-missing must be a number",
        "gate: g;undecided: maybe;conditions: []|2: undecided must be pass or fail",
        "gate: g;conditions:;- measure: a|3: a condition says one thing, but this one says none",
        "gate: g;conditions:;- {measure: a, at-least: 1, at-most: 2}|3: a condition says one thing, but this one says at-least and at-most",
        "gate: g;conditions:;- at-least: 1|3: \"at-least\" needs a \"measure\"",
        "gate: g;conditions:;- {measure: a, at-least: 0x1p3}|3: at-least must be a number",
        "gate: g;conditions:;- {measure: a, at-least: NaN}|3: at-least must be a number",
        "gate: g;conditions:;- {measure: a, at-least: 1e999}|3: at-least must be a number",
        "gate: g;conditions:;- {measure: a, at-least: 1, by: luck}|3: by must be interval or value",
        "gate: g;conditions:;- {measure: a, not-worse-by: -1}|3: not-worse-by must be 0 or more",
        "gate: g;conditions:;- {measure: a, not-worse-by: 0.1, by: value}|3: \"by\" means nothing beside \"not-worse-by\"",
        "gate: g;conditions:;- latency-p95-at-most: 2|3: latency-p95-at-most must be a time above zero, such as 200ms",
        "gate: g;conditions:;- latency-p95-at-most: 0s|3: latency-p95-at-most must be a time above zero",
        "gate: g;conditions:;- cost-per-thousand-at-most: -1|3: cost-per-thousand-at-most must be 0 or more",
        "gate: g;conditions:;- error-rate-at-most: 5|3: error-rate-at-most is a share",
        "gate: g;conditions:;- examples-at-least: 1.5|3: examples-at-least must be a whole number",
        "gate: g;conditions:;- {measure: a, truncated-at-most: 0}|3: \"measure\" means nothing beside",
        "gate: &a g;conditions: *a|1: anchors, aliases and tags",
        "gate: !!str g;conditions: []|1: anchors, aliases and tags",
        "[a]: g|1: a key must be a word",
        "- a|1: a gate must be a mapping",
        "gate: [|1: no YAML that can be read",
        "gate: g;---;gate: h|3: a second document begins",
        "[[[[[[[[[[[[1]]]]]]]]]]]]|1: nested more than 10 deep",
      })
  void whatIsWrongIsSaidWithItsLine(String text, String message) {
    assertThatThrownBy(() -> Gate.parse(text.replace(';', '\n'), "gate.yaml"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("gate.yaml:" + message)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @Test
  void anEmptyFileAndCharactersThatNoYamlHasAreRefused() {
    assertThatThrownBy(() -> Gate.parse("", "g")).hasMessageContaining("g:1: the file is empty");
    assertThatThrownBy(() -> Gate.parse("gate: g\nmore: \u0000", "g"))
        .hasMessageContaining("g:2: the character U+0000");
    assertThatThrownBy(() -> Gate.parse("gate: \ud83d", "g"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Gate.parse("#".repeat(1_000_001), "g"))
        .hasMessageContaining("at most 1,000,000");
  }

  @Test
  void textThatIsBrokenAnywhereNeverThrowsSomethingElse() {
    SplittableRandom random = new SplittableRandom(8);
    String letters = "{}[]:,-#&*!|>'\"%@` \n\tg0.\ud83d公";
    for (int i = 0; i < 1_000; i++) {
      StringBuilder text = new StringBuilder(ALL);
      for (int k = 0; k < 3; k++) {
        int at = random.nextInt(text.length());
        text.replace(
            at,
            at + random.nextInt(3) % (text.length() - at + 1),
            String.valueOf(letters.charAt(random.nextInt(letters.length()))));
      }
      try {
        Gate.parse(text.toString(), "g");
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).as(text.toString()).startsWith("g:");
      }
    }
  }

  @Test
  void aFileIsReadAsUtf8OrRefused() throws Exception {
    Path file = folder.resolve("gate.yaml");
    Files.writeString(file, ALL);
    assertThat(Gate.read(file).name()).isEqualTo("公開");
    Files.write(file, ALL.getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> Gate.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void aGateWithoutConditionsWouldLetEverythingPass() {
    assertThatThrownBy(() -> Gate.builder("g").build()).hasMessageContaining("at least one");
    assertThatThrownBy(() -> Gate.builder("g").maxMissing(-1)).hasMessageContaining("0 to 1");
  }
}
