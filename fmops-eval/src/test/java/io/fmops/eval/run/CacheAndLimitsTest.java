package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.model.ThrottledException;
import io.fmops.replay.ResponseCache;
import io.fmops.resilience.Bulkhead;
import io.fmops.resilience.RateLimit;
import io.fmops.telemetry.PriceList;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers that need no call, and calls that have to wait for each other. */
@Timeout(60)
class CacheAndLimitsTest {

  @TempDir
  private Path folder;

  private final AtomicInteger candidateCalls = new AtomicInteger();
  private final AtomicInteger judgeCalls = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  private final FoundationModel model = FunctionModel.of("candidate", n -> {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    pause(3);
    atOnce.decrementAndGet();
    return "answer " + candidateCalls.incrementAndGet();
  });

  private final FoundationModel judge =
      FunctionModel.of("judge", n -> "opinion " + judgeCalls.incrementAndGet());

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Dataset numbers(int size) {
    return Dataset.of(
        "numbers",
        IntStream.range(0, size)
            .mapToObj(n -> new Example("n" + n, Map.of("n", "" + n), Optional.of("answer 1")))
            .toList());
  }

  /** Asks the judge twice the same, and the candidate once more. */
  private final Evaluator curious = new Evaluator() {
    @Override
    public List<Score> evaluate(Example example, String answer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Score> evaluate(Trial trial) {
      GenerateRequest question = GenerateRequest.of("good? " + trial.answer());
      Set<String> said = new HashSet<>();
      said.add(trial.answer());
      said.add(trial.ask(judge, question).text());
      said.add(trial.ask(judge, question).text());
      said.add(trial.ask(trial.example()).text());
      return List.of(new Score.Value("different", said.size()));
    }
  };

  private Evaluation.Builder evaluation(Evaluator... evaluators) {
    return Evaluation.builder()
        .dataset(numbers(10))
        .candidates(List.of(new Candidate(
            "c",
            model,
            new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n"))),
            InferenceParameters.DEFAULTS)))
        .evaluators(List.of(evaluators))
        .results(folder.resolve("rows.jsonl"));
  }

  private List<ResultRow> rows() {
    try (Stream<ResultRow> rows = ResultRows.read(folder.resolve("rows.jsonl"))) {
      return rows.toList();
    }
  }

  private PriceList prices() throws IOException {
    return PriceList.read(Files.writeString(folder.resolve("prices.json"), """
        {"date": "2026-11-01", "currency": "USD", "models": {
          "function:candidate": {"input": 1, "output": 1},
          "function:judge": {"input": 1, "output": 1}}}
        """));
  }

  @Test
  void whatWasAnsweredOnceIsNotAskedForAgainByTheNextRun() throws Exception {
    Evaluation evaluation = evaluation(curious)
        .cache(ResponseCache.in(folder.resolve("answers")))
        .prices(prices())
        .build();
    Instant before = Instant.now();
    EvaluationResult first = evaluation.run();
    List<ResultRow> firstRows = rows();
    assertThat(candidateCalls).hasValue(20);
    assertThat(judgeCalls).hasValue(20);
    assertThat(first.candidate("c").cached()).isEmpty();

    EvaluationResult second = evaluation.run();

    assertThat(candidateCalls).hasValue(20);
    assertThat(judgeCalls).hasValue(20);
    CandidateResult result = second.candidate("c");
    assertThat(result.measures()).isEqualTo(first.candidate("c").measures());
    assertThat(result.measures().get("different").value())
        .as("each asking of the same has an answer of its own")
        .isEqualTo(4);
    assertThat(result.cached().orElseThrow().answers()).isEqualTo(10);
    assertThat(result.cached().orElseThrow().oldest()).isBetween(before, Instant.now());
    assertThat(result.cost()).isEqualTo(first.candidate("c").cost());
    assertThat(result.evaluationCost().orElseThrow()).isEqualByComparingTo("0");
    assertThat(first.candidate("c").evaluationCost().orElseThrow()).isPositive();
    List<ResultRow> secondRows = rows();
    for (int i = 0; i < 10; i++) {
      assertThat(secondRows.get(i).response()).isEqualTo(firstRows.get(i).response());
      assertThat(secondRows.get(i).cachedSince().orElseThrow()).isBetween(before, Instant.now());
      assertThat(secondRows.get(i).response().orElseThrow().latency().total())
          .as("the latency is the model's, not the disk's")
          .isGreaterThanOrEqualTo(Duration.ofMillis(3));
      assertThat(firstRows.get(i).cachedSince()).isEmpty();
    }
  }

  @Test
  void repetitionsHaveAnswersOfTheirOwn() {
    Evaluation evaluation = evaluation(Evaluators.exactMatch())
        .cache(ResponseCache.in(folder.resolve("answers")))
        .repetitions(3)
        .build();
    evaluation.run();
    assertThat(candidateCalls).hasValue(30);
    evaluation.run();
    assertThat(candidateCalls).hasValue(30);
    assertThat(rows().stream().map(row -> row.response().orElseThrow().text()).distinct())
        .hasSize(30);
  }

  @Test
  void answersFromTheCacheCostNothingOfTheBudget() throws Exception {
    ResponseCache cache = ResponseCache.in(folder.resolve("answers"));
    evaluation(Evaluators.exactMatch()).cache(cache).build().run();
    // One call costs 0.00101; without the cache the budget would end the run.
    EvaluationResult result = evaluation(Evaluators.exactMatch())
        .cache(cache)
        .prices(prices())
        .budget(new BigDecimal("0.002"))
        .concurrency(1)
        .build()
        .run();
    assertThat(result.ending()).isEqualTo(EvaluationResult.Ending.COMPLETE);
    EvaluationResult without = evaluation(Evaluators.exactMatch())
        .prices(prices())
        .budget(new BigDecimal("0.002"))
        .concurrency(1)
        .build()
        .run();
    assertThat(without.ending()).isEqualTo(EvaluationResult.Ending.BUDGET_SPENT);
  }

  @Test
  void aModelIsCalledAsOftenAtOnceAsItsLimitAllows() {
    evaluation(Evaluators.exactMatch()).concurrency(8).build().run();
    assertThat(mostAtOnce.get()).isGreaterThan(2);
    mostAtOnce.set(0);
    EvaluationResult result = evaluation(Evaluators.exactMatch())
        .concurrency(8)
        .limit(
            ModelId.of("function", "candidate"),
            Bulkhead.builder().maxConcurrent(2).maxWait(Duration.ofMinutes(1)).build())
        .build()
        .run();
    assertThat(mostAtOnce.get()).isLessThanOrEqualTo(2);
    assertThat(result.candidate("c").errors()).isZero();
  }

  @Test
  void waitingForATurnIsNoLatency() {
    FoundationModel slow = FunctionModel.of("candidate", n -> {
      pause(20);
      return "x";
    });
    EvaluationResult result = evaluation(Evaluators.exactMatch())
        .candidates(List.of(new Candidate(
            "c",
            slow,
            new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n"))),
            InferenceParameters.DEFAULTS)))
        .concurrency(8)
        .limit(
            ModelId.of("function", "candidate"),
            Bulkhead.builder().maxConcurrent(1).maxWait(Duration.ofMinutes(1)).build())
        .cache(ResponseCache.in(folder.resolve("answers")))
        .build()
        .run();
    // Eight calls in a row would take the last one 160 ms.
    assertThat(result.candidate("c").latency().orElseThrow().median()).isBetween(20.0, 70.0);
  }

  @Test
  void modelsOfOneIdThatAreNotTheSameShareNoAnswers() {
    CandidatePrompt prompt =
        new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n")));
    EvaluationResult result = evaluation(Evaluators.exactMatch())
        .candidates(List.of(
            new Candidate("plain", model, prompt, InferenceParameters.DEFAULTS),
            new Candidate(
                "other",
                FunctionModel.of("candidate", n -> "guarded"),
                prompt,
                InferenceParameters.DEFAULTS)))
        .cache(ResponseCache.in(folder.resolve("answers")))
        .build()
        .run();
    assertThat(rows())
        .filteredOn(row -> row.candidate().equals("other"))
        .allMatch(row -> row.response().orElseThrow().text().equals("guarded"));
    assertThat(result.candidate("other").cached()).isEmpty();
  }

  @Test
  void theLimitOfAModelHoldsForEvaluatorsTooAndForNoOtherModel() {
    RateLimit limit =
        RateLimit.builder().requestsPerMinute(5).maxWait(Duration.ofMillis(1)).build();
    EvaluationResult result = evaluation(curious)
        .limit(ModelId.of("function", "judge"), limit)
        .build()
        .run();
    assertThat(judgeCalls).hasValue(5);
    assertThat(result.candidate("c").errors()).isGreaterThanOrEqualTo(7);
    assertThat(rows())
        .anyMatch(row -> row.error().orElse("").contains(ThrottledException.class.getSimpleName()));
    assertThat(rows()).allMatch(row -> row.response().isPresent());
  }
}
