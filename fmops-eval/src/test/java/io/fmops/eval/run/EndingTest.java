package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.run.EvaluationResult.Ending;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Repetitions, what a run costs, and runs that end before the dataset does. */
@Timeout(60)
class EndingTest {

  @TempDir
  private Path folder;

  private static Dataset numbers(int size) {
    return Dataset.of(
        "numbers",
        IntStream.range(0, size)
            .mapToObj(n -> new Example("n" + n, Map.of("n", "" + n), Optional.of("yes")))
            .toList());
  }

  private static Candidate candidate(String name, Function<String, String> answers) {
    return new Candidate(
        name,
        FunctionModel.of(name, answers),
        new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n"))),
        InferenceParameters.DEFAULTS);
  }

  private static Evaluation.Builder over(Dataset dataset, Candidate... candidates) {
    return Evaluation.builder()
        .dataset(dataset)
        .candidates(List.of(candidates))
        .evaluators(List.of(Evaluators.exactMatch()))
        .concurrency(4);
  }

  /** A thousand input tokens and ten output tokens of each answer cost 0.0102. */
  private PriceList prices() throws Exception {
    return PriceList.read(Files.writeString(folder.resolve("prices.json"), """
        {"date": "2026-11-01", "currency": "USD", "models": {"function:*": {"input": 10, "output": 20}}}
        """));
  }

  /** Right with a probability, by lot, always the same for one example. */
  private static Function<String, String> rightIn(double share, int seed) {
    return n ->
        new SplittableRandom(31L * Integer.parseInt(n) + seed).nextDouble() < share ? "yes" : "no";
  }

  @Test
  void repetitionsOfAnExampleCountOnceWithTheirMean() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Path rows = folder.resolve("rows.jsonl");
    EvaluationResult result = over(
            numbers(10), candidate("a", n -> calls.incrementAndGet() % 4 == 0 ? "yes" : "no"))
        .concurrency(1)
        .repetitions(4)
        .prices(prices())
        .results(rows)
        .build()
        .run();
    CandidateResult a = result.candidate("a");
    assertThat(calls).hasValue(40);
    assertThat(a.examples()).isEqualTo(10);
    assertThat(a.rows()).isEqualTo(40);
    assertThat(a.costPerThousand().orElseThrow()).as("of calls").isEqualByComparingTo("10.2");
    assertThat(a.measures().get("exact-match").value()).isEqualTo(0.25);
    assertThat(a.measures().get("exact-match").n()).isEqualTo(10);
    assertThat(a.perExample().get("exact-match").present()).hasSize(10).containsOnly(0.25);
    assertThat(Files.readAllLines(rows).stream().map(ResultRows::fromJson))
        .extracting(ResultRow::repetition)
        .hasSize(40)
        .startsWith(0, 1, 2, 3, 0);
  }

  @Test
  void aRunIsPricedBeforeItCostsAnything() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Candidate limited = new Candidate(
        "limited",
        FunctionModel.of("limited", n -> "" + calls.incrementAndGet()),
        new CandidatePrompt("plain", example -> GenerateRequest.of("x".repeat(4000))),
        new InferenceParameters(Optional.of(100), Optional.empty(), Optional.empty(), List.of()));
    CostEstimate estimate = over(numbers(10), limited, candidate("open", n -> n))
        .repetitions(2)
        .prices(prices())
        .build()
        .estimate();
    CostEstimate.CandidateCost first = estimate.candidates().get(0);
    assertThat(first.calls()).isEqualTo(20);
    assertThat(first.inputTokens()).isBetween(10_000L, 40_000L);
    assertThat(first.mostOutputTokens()).contains(2000L);
    assertThat(first.most().orElseThrow().subtract(first.least().orElseThrow()))
        .isEqualByComparingTo("0.04");
    assertThat(estimate.candidates().get(1).most()).as("no limit of tokens").isEmpty();
    assertThat(estimate.most()).isEmpty();
    assertThat(estimate.least()).isPresent();
    assertThat(calls).hasValue(0);
  }

  @Test
  void aBudgetIsKeptAndALargerOneGoesOnFromThere() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Path rows = folder.resolve("rows.jsonl");
    Evaluation.Builder evaluation = over(numbers(100), candidate("a", n -> {
          calls.incrementAndGet();
          return "yes";
        }))
        .prices(prices())
        .results(rows);

    EvaluationResult half = evaluation.budget(new BigDecimal("0.5")).build().run();

    assertThat(half.ending()).isEqualTo(Ending.BUDGET_SPENT);
    assertThat(half.candidate("a").cost().orElseThrow()).isLessThanOrEqualTo(new BigDecimal("0.5"));
    assertThat(calls.get()).isBetween(45, 49);
    assertThat(Files.readAllLines(rows)).hasSize(calls.get());

    EvaluationResult whole = evaluation.budget(new BigDecimal("5")).build().run();
    assertThat(whole.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(calls).hasValue(100);
    assertThat(whole.candidate("a").cost().orElseThrow()).isEqualByComparingTo("1.02");
    assertThat(folder.resolve("rows.jsonl.journal")).doesNotExist();
  }

  @Test
  void aBudgetNeedsPrices() {
    AtomicInteger calls = new AtomicInteger();
    Evaluation evaluation = over(numbers(3), candidate("a", n -> "" + calls.incrementAndGet()))
        .budget(BigDecimal.ONE)
        .build();
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("function:a");
    assertThat(calls).hasValue(0);
  }

  @Test
  void aRunEndsWhenItIsSettledWhoIsBetter() {
    AtomicInteger calls = new AtomicInteger();
    Function<String, String> counted = rightIn(0.9, 1);
    EvaluationResult result = over(
            numbers(5000),
            candidate("good", n -> {
              calls.incrementAndGet();
              return counted.apply(n);
            }),
            candidate("bad", rightIn(0.5, 2)))
        .endWhen(Settled.by("exact-match", 0))
        .build()
        .run();
    assertThat(result.ending()).isEqualTo(Ending.SETTLED);
    assertThat(calls.get()).isBetween(50, 400);
    assertThat(result.candidate("good").measures().get("exact-match").low())
        .isGreaterThan(result.candidate("bad").measures().get("exact-match").high());
    assertThat(result.candidate("bad").examples())
        .as("both have the same examples")
        .isEqualTo(result.candidate("good").examples());
  }

  @Test
  void candidatesThatDifferByLessThanAnybodyMindsAreSettledToo() {
    EvaluationResult same = over(
            numbers(5000), candidate("a", rightIn(0.8, 1)), candidate("b", rightIn(0.8, 1)))
        .endWhen(Settled.by("exact-match", 0.05))
        .build()
        .run();
    assertThat(same.ending()).isEqualTo(Ending.SETTLED);
    assertThat(same.candidate("a").examples()).isBetween(50L, 1500L);
  }

  @Test
  void aRunThatIsNeverSettledGoesToItsEnd() {
    EvaluationResult result = over(
            numbers(300), candidate("a", rightIn(0.8, 1)), candidate("b", rightIn(0.8, 2)))
        .endWhen(Settled.by("exact-match", 0.001))
        .build()
        .run();
    assertThat(result.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(result.candidate("a").examples()).isEqualTo(300);
  }

  @Test
  void ofAScoreOfWhichLessIsBetterTheLowestHasToBeSettled() {
    Evaluation.Builder three = over(
        numbers(400),
        candidate("a", rightIn(0.1, 1)),
        candidate("b", rightIn(0.9, 2)),
        candidate("c", rightIn(0.9, 3)));
    assertThat(three
            .endWhen(new Settled("exact-match", true, 0, 0.95, 50))
            .build()
            .run()
            .ending())
        .as("the lowest is settled")
        .isEqualTo(Ending.SETTLED);
    assertThat(three
            .endWhen(new Settled("exact-match", false, 0, 0.95, 50))
            .build()
            .run()
            .ending())
        .as("two are high and alike")
        .isEqualTo(Ending.COMPLETE);
  }

  @Test
  void aRunCannotEndByAScoreThatNobodyGives() {
    AtomicInteger calls = new AtomicInteger();
    Evaluation evaluation = over(numbers(500), candidate("a", n -> "" + calls.incrementAndGet()))
        .endWhen(Settled.by("exact_match", 0))
        .build();
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exact_match")
        .hasMessageContaining("[exact-match]");
    assertThat(calls.get()).as("it is known after the first row").isLessThan(20);
  }

  @Test
  void whatAnUnfinishedRunSpentCountsBeforeItsRowsComeUp() throws Exception {
    Path rows = folder.resolve("rows.jsonl");
    AtomicInteger calls = new AtomicInteger();
    Evaluation.Builder evaluation = over(numbers(100), candidate("a", n -> {
          calls.incrementAndGet();
          if (calls.get() <= 40) {
            throw new IllegalStateException("an outage");
          }
          return "yes";
        }))
        .concurrency(1)
        .prices(prices())
        .results(rows)
        .budget(new BigDecimal("0.5"));
    assertThat(evaluation.build().run().ending()).isEqualTo(Ending.BUDGET_SPENT);
    int first = calls.get();
    assertThat(first - 40).isBetween(45, 49);

    assertThat(evaluation.build().run().ending()).isEqualTo(Ending.BUDGET_SPENT);
    assertThat(calls.get() - first).as("nothing is left for the forty").isLessThan(3);
  }

  @Test
  void slowCallsAreNotHiddenByTheMeanOfTheirRepetitions() {
    AtomicInteger calls = new AtomicInteger();
    EvaluationResult result = over(numbers(4), candidate("a", n -> {
          if (calls.incrementAndGet() % 5 == 0) {
            try {
              Thread.sleep(300);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return "yes";
        }))
        .concurrency(1)
        .repetitions(5)
        .build()
        .run();
    assertThat(result.candidate("a").latency().orElseThrow().p95()).isGreaterThan(290);
    assertThat(result.candidate("a").latency().orElseThrow().median()).isLessThan(200);
  }

  @Test
  void anErrorOfAPromptOrAModelIsARow() {
    Candidate prompt = new Candidate(
        "prompt",
        FunctionModel.of("m", n -> n),
        new CandidatePrompt("deep", example -> {
          throw new StackOverflowError();
        }),
        InferenceParameters.DEFAULTS);
    EvaluationResult result = over(numbers(3), prompt, candidate("model", n -> {
          throw new AssertionError("a test double");
        }))
        .build()
        .run();
    assertThat(result.candidate("prompt").errors()).isEqualTo(3);
    assertThat(result.candidate("model").failure().orElse("")).contains("a test double");
  }
}
