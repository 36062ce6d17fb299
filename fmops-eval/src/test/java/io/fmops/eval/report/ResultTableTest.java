package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.CandidateResult.LatencyFigures;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.select.Choice;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultTableTest {

  private static final String JAPANESE = "日本語モデル / ゼロショット";

  private final EvaluationResult result = new EvaluationResult(
      "tickets",
      200,
      "USD",
      List.of(
          candidate("nova-lite / few-shot", 0.931, Optional.of(new BigDecimal("0.0169")), 0),
          candidate(JAPANESE, 0.713, Optional.empty(), 3),
          candidate("baseline:majority", 0.25, Optional.of(BigDecimal.ZERO), 0)));

  private final Choice choice = new Choice(
      Optional.of("nova-lite / few-shot"),
      true,
      List.of(),
      List.of("nova-lite / few-shot", "baseline:majority"),
      "It is the most accurate one.");

  static CandidateResult candidate(
      String name, double accuracy, Optional<BigDecimal> cost, long errors) {
    Map<String, Estimate> measures = new LinkedHashMap<>();
    measures.put("accuracy", new Estimate(accuracy, accuracy - 0.05, accuracy + 0.05, 200));
    measures.put("macro-f1", new Estimate(accuracy - 0.01, accuracy - 0.1, accuracy, 200));
    measures.put("weighted-f1", new Estimate(accuracy - 0.02, accuracy - 0.1, accuracy, 200));
    measures.put("f1:spam", new Estimate(accuracy - 0.03, accuracy - 0.1, accuracy, 200));
    measures.put("fluency", new Estimate(accuracy - 0.04, accuracy - 0.1, accuracy, 200));
    return new CandidateResult(
        name,
        "function:m",
        "p",
        "",
        200,
        200,
        200 - errors,
        errors,
        0,
        Map.of(),
        Optional.empty(),
        measures,
        Map.of(),
        Map.of(),
        Samples.of(
            java.util.stream.LongStream.range(errors, 200).mapToDouble(i -> 420).toArray()),
        Optional.of(new LatencyFigures(new Estimate(410, 400, 420, 200), 420, 1234)),
        45_300,
        1_200,
        cost,
        Optional.of(BigDecimal.ZERO),
        Optional.empty());
  }

  private static List<String> rows(String table) {
    return table
        .lines()
        .filter(line -> line.contains("0.") && line.contains("ms"))
        .toList();
  }

  @Test
  void columnsAlignUnderJapaneseNames() {
    List<String> rows = rows(ResultTable.of(result, choice).columns(160).render());

    assertThat(rows).hasSize(3);
    assertThat(rows)
        .extracting(row -> PlainText.columns(row.substring(0, row.indexOf(" ms"))))
        .containsOnly(PlainText.columns(rows.get(0).substring(0, rows.get(0).indexOf(" ms"))));
    assertThat(rows).extracting(PlainText::columns).containsOnly(PlainText.columns(rows.get(0)));
  }

  @Test
  void figuresHaveIntervalsAndTheBestIsMarked() {
    List<String> rows = rows(ResultTable.of(result, choice).columns(160).render());

    assertThat(rows.get(0)).startsWith(">+  nova-lite").contains("0.931 [0.881, 0.981]*");
    assertThat(rows.get(1)).startsWith("    日本語").contains("0.713 [0.663, 0.763] ");
    assertThat(rows.get(2)).startsWith(" +  baseline");
  }

  @Test
  void anUnknownCostIsUnknownAndAFreeOneIsZero() {
    List<String> rows = rows(ResultTable.of(result, choice).columns(160).render());

    assertThat(rows.get(0)).endsWith("0.0845");
    assertThat(rows.get(1)).endsWith("unknown");
    assertThat(rows.get(2)).endsWith(" 0");
  }

  @Test
  void errorsStandInAColumnThatIsNotThereWithoutThem() {
    assertThat(ResultTable.of(result, choice).columns(160).render())
        .contains("problems", "3 errors");

    EvaluationResult clean =
        new EvaluationResult("tickets", 200, "USD", List.of(result.candidates().get(0)));
    assertThat(ResultTable.of(clean).render()).doesNotContain("problems", "error", "truncated");
  }

  @Test
  void theReasonComesLast() {
    assertThat(ResultTable.of(result, choice).render())
        .endsWith("Chosen: nova-lite / few-shot. It is the most accurate one.\n");
    assertThat(ResultTable.of(result).render()).doesNotContain("Chosen", ">");
  }

  @Test
  void whatIsFromACacheAndWhatAnEarlyEndingLeftOutIsSaid() {
    CandidateResult plain = result.candidates().get(0);
    CandidateResult cached = new CandidateResult(
        plain.name(),
        plain.model(),
        plain.prompt(),
        plain.parameters(),
        plain.examples(),
        plain.rows(),
        plain.answers(),
        plain.errors(),
        plain.truncated(),
        plain.unscored(),
        plain.failure(),
        plain.measures(),
        plain.confusion(),
        plain.perExample(),
        plain.latencyMillis(),
        plain.latency(),
        plain.inputTokens(),
        plain.outputTokens(),
        plain.cost(),
        plain.evaluationCost(),
        Optional.of(new CandidateResult.Cached(150, Instant.parse("2026-11-01T08:00:00Z"))));
    EvaluationResult early = new EvaluationResult(
        "tickets",
        1_000,
        "USD",
        List.of(cached),
        EvaluationResult.Ending.BUDGET_SPENT,
        Optional.empty());
    assertThat(ResultTable.of(early).columns(160).render())
        .contains(
            "150 of 200 answers from the cache, the oldest of 2026-11-01T08:00:00Z.",
            "Ended early, as the budget is spent: 200 of 1,000 examples were asked about.");
    assertThat(ResultTable.of(result).columns(160).render()).doesNotContain("cache", "Ended early");
  }

  @Test
  void averagesThatSayTheSameAndSingleClassesHaveNoColumn() {
    assertThat(ResultTable.of(result, choice).columns(200).render())
        .contains("accuracy", "macro-f1", "fluency")
        .doesNotContain("weighted-f1", "f1:spam");
  }

  @Test
  void narrowTerminalsLoseColumnsNotAlignment() {
    String table = ResultTable.of(result, choice).columns(80).render();

    assertThat(table).contains("Not shown, for want of width: macro-f1").contains("tokens in/out");
    assertThat(rows(table)).allSatisfy(row -> assertThat(PlainText.columns(row)).isLessThan(81));
    assertThat(rows(table).get(0)).contains("0.931 [0.881, 0.981]*");
  }

  @Test
  void namesThatAreCutStayDifferent() {
    EvaluationResult similar = new EvaluationResult(
        "tickets",
        200,
        "USD",
        List.of(
            candidate(
                "bedrock:amazon.nova-lite-v1:0 / few-shot version 3", 0.9, Optional.empty(), 0),
            candidate(
                "bedrock:amazon.nova-prem-v1:0 / few-shot version 3", 0.8, Optional.empty(), 0)));

    String table = ResultTable.of(similar).columns(60).render();

    assertThat(table).contains("nova-l").contains("nova-p");
  }

  @Test
  void escapeSequencesInNamesNeverReachTheTerminal() {
    EvaluationResult hostile = new EvaluationResult(
        "tick\u001b]0;owned\u0007ets",
        200,
        "U\u009b31mSD",
        List.of(candidate("red\u001b[31m\rover\nwritten\u202eback", 0.9, Optional.empty(), 0)));
    Choice choice = new Choice(
        Optional.of("red\u001b[31m\rover\nwritten\u202eback"),
        false,
        List.of(),
        List.of(),
        "because\u001b[2J\u0000");

    String table = ResultTable.of(hostile, choice).columns(160).render();

    assertThat(table.replace("\n", "").chars())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
    assertThat(table).contains("red\uFFFD[31m over written\uFFFDback");
  }

  @Test
  void colourIsUsedOnlyIfAskedFor() {
    assertThat(ResultTable.of(result, choice).render()).doesNotContain("\u001b");
    assertThat(ResultTable.of(result, choice).ansi(true).render())
        .contains("\u001b[1;32m>+  nova-lite")
        .contains("\u001b[0m\n");
  }

  @Test
  void widthCountsWideCharactersAsTwoAndMarksAsNone() {
    assertThat(PlainText.columns("abc")).isEqualTo(3);
    assertThat(PlainText.columns("日本語")).isEqualTo(6);
    assertThat(PlainText.columns("ｶﾀｶﾅ")).isEqualTo(4);
    assertThat(PlainText.columns("ＡＢ")).isEqualTo(4);
    assertThat(PlainText.columns("は\u3099")).isEqualTo(2);
    assertThat(PlainText.columns("e\u0301")).isEqualTo(1);
    assertThat(PlainText.columns("한국")).isEqualTo(4);
    assertThat(PlainText.columns("\ud83d\ude00")).isEqualTo(2);
    assertThat(PlainText.columns("a\u200bb")).isEqualTo(2);
    assertThat(PlainText.cutMiddle("日本語日本語日本語", 9)).isEqualTo("日本...語");
  }
}
