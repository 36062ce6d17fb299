package io.fmops.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Wilson;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ThrottledException;
import io.fmops.telemetry.PriceList;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EvaluationTest {

  private static final Set<String> LABELS = Set.of("odd", "even");
  private static final CandidatePrompt PLAIN =
      new CandidatePrompt("plain", example -> GenerateRequest.of(example.field("n")));

  @TempDir
  private Path folder;

  private static Dataset numbers(int size) {
    return Dataset.of(
        "numbers",
        IntStream.range(0, size)
            .mapToObj(n -> new Example(
                "n" + n, Map.of("n", String.valueOf(n)), Optional.of(n % 2 == 0 ? "even" : "odd")))
            .toList());
  }

  private static Candidate candidate(String name, Function<String, String> function) {
    return new Candidate(
        name, FunctionModel.of(name, function), PLAIN, InferenceParameters.DEFAULTS);
  }

  private static String parity(String n) {
    return Integer.parseInt(n) % 2 == 0 ? "even" : "odd";
  }

  private static Evaluation.Builder over(Dataset dataset, Candidate... candidates) {
    return Evaluation.builder()
        .dataset(dataset)
        .candidates(List.of(candidates))
        .evaluators(List.of(Evaluators.label(LABELS)))
        .concurrency(4);
  }

  @Test
  void everyCandidateAnswersEveryExampleAndIsScored() {
    EvaluationResult result = over(
            numbers(100),
            candidate("right", EvaluationTest::parity),
            candidate("always even", n -> "even"))
        .build()
        .run();
    CandidateResult right = result.candidate("right");
    assertThat(right.measures().get("accuracy").value()).isEqualTo(1);
    assertThat(right.measures()).containsKeys("macro-f1", "weighted-f1", "f1:odd", "recall:even");
    CandidateResult even = result.candidate("always even");
    assertThat(even.measures().get("accuracy").value()).isEqualTo(0.5);
    assertThat(even.measures().get("accuracy").low()).isBetween(0.35, 0.5);
    assertThat(even.measures().get("macro-f1").value())
        .isCloseTo(1.0 / 3, org.assertj.core.data.Offset.offset(1e-12));
    assertThat(even.measures().get("recall:odd").value()).isZero();
    assertThat(even.confusion().get("label").count("odd", "even")).isEqualTo(50);
    assertThat(even.latency()).isPresent();
    assertThat(even.inputTokens()).isEqualTo(100_000);
    assertThat(even.outputTokens()).isEqualTo(1000);
    assertThat(result.examples()).isEqualTo(100);
  }

  @Test
  void sharesAreNotCertainWhereAllOrNothingWasRight() {
    EvaluationResult result = over(
            numbers(100),
            candidate("right", EvaluationTest::parity),
            candidate("always even", n -> "even"))
        .build()
        .run();
    Map<String, Estimate> right = result.candidate("right").measures();
    assertThat(right.get("accuracy")).isEqualTo(Wilson.of(100, 100));
    assertThat(right.get("precision:odd")).isEqualTo(Wilson.of(50, 50));
    Map<String, Estimate> even = result.candidate("always even").measures();
    assertThat(even.get("recall:odd")).isEqualTo(Wilson.of(0, 50));
    assertThat(even.get("precision:even")).isEqualTo(Wilson.of(50, 100));
    // Nothing was called odd, so nothing is known of how often that would be right.
    assertThat(even.get("precision:odd")).isEqualTo(new Estimate(0, 0, 1, 100));
  }

  @Test
  void rowsKeepTheOrderOfTheDatasetHoweverLongSingleCallsTake() throws Exception {
    Path file = folder.resolve("deep/rows.jsonl");
    over(
            numbers(60),
            candidate("slow at times", n -> {
              sleep(Integer.parseInt(n) % 7 == 0 ? 20 : 0);
              return parity(n);
            }),
            candidate("quick", EvaluationTest::parity))
        .results(file)
        .build()
        .run();
    List<JsonNode> rows = rows(file);
    assertThat(rows).hasSize(120);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).path("example").asText()).isEqualTo("n" + i / 2);
      assertThat(rows.get(i).path("candidate").asText())
          .isEqualTo(i % 2 == 0 ? "slow at times" : "quick");
    }
    JsonNode row = rows.get(0);
    assertThat(row.path("output").asText()).isEqualTo("even");
    assertThat(row.path("reference").asText()).isEqualTo("even");
    assertThat(row.path("fields").path("n").asText()).isEqualTo("0");
    assertThat(row.path("request").path("messages").path(0).path("text").asText())
        .isEqualTo("0");
    assertThat(row.path("scores").path("label").path("predicted").asText()).isEqualTo("even");
    assertThat(row.path("tokens").path("input").asLong()).isEqualTo(1000);
    assertThat(row.path("latencyMillis").asDouble()).isPositive();
    assertThat(row.has("cost")).isFalse();
    assertThat(row.has("error")).isFalse();
  }

  @Test
  void aFailingExampleIsARowWithItsErrorAndNotTheEnd() throws Exception {
    Path file = folder.resolve("rows.jsonl");
    EvaluationResult result = over(numbers(20), candidate("shaky", n -> {
          if (n.equals("3")) {
            throw new ThrottledException("slow down");
          }
          return parity(n);
        }))
        .results(file)
        .build()
        .run();
    CandidateResult shaky = result.candidate("shaky");
    assertThat(shaky.errors()).isEqualTo(1);
    assertThat(shaky.failure()).isEmpty();
    assertThat(shaky.measures().get("accuracy").n()).isEqualTo(19);
    assertThat(shaky.perExample().get("accuracy").get(3)).isNaN();
    JsonNode row = rows(file).get(3);
    assertThat(row.path("error").asText()).isEqualTo("slow down");
    assertThat(row.has("output")).isFalse();
    assertThat(row.path("request").isObject()).isTrue();
  }

  @Test
  void aCandidateWithoutCredentialsIsGivenUpAndTheOthersAreKept() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Path file = folder.resolve("rows.jsonl");
    EvaluationResult result = over(
            numbers(200),
            candidate("locked out", n -> {
              calls.incrementAndGet();
              throw new NotAuthorizedException("set AWS_PROFILE");
            }),
            candidate("fine", EvaluationTest::parity))
        .results(file)
        .build()
        .run();
    assertThat(result.candidate("locked out").failure()).contains("set AWS_PROFILE");
    assertThat(result.candidate("locked out").errors()).isEqualTo(200);
    assertThat(result.candidate("locked out").measures()).isEmpty();
    assertThat(result.candidate("locked out").cost()).isEmpty();
    assertThat(result.candidate("fine").measures().get("accuracy").value()).isEqualTo(1);
    assertThat(calls.get()).as("calls in vain").isLessThanOrEqualTo(8);
    assertThat(rows(file)).hasSize(400);
  }

  @Test
  void resultsAreNotWrittenOverTheDataset() throws Exception {
    String text = "{\"n\":\"1\"}\n";
    Path file = Files.writeString(folder.resolve("d.jsonl"), text);
    Evaluation evaluation = over(
            Dataset.jsonl(file, Fields.of("n")), candidate("x", EvaluationTest::parity))
        .results(folder.resolve("../" + folder.getFileName() + "/d.jsonl"))
        .build();
    assertThatThrownBy(evaluation::run).hasMessageContaining("written over the dataset");
    assertThat(file).hasContent(text);
  }

  @Test
  void assertionsNullsAndTwinsAmongScoresAreRowsWithErrors() {
    List<String> errors = new ArrayList<>();
    List<Integer> scores = new ArrayList<>();
    RunListener listener = new RunListener() {
      @Override
      public void row(ResultRow row, long done) {
        errors.add(row.error().orElse(""));
        scores.add(row.scores().size());
      }
    };
    Evaluator broken = (example, answer) -> {
      throw new AssertionError("too short");
    };
    Evaluator empty = (example, answer) -> java.util.Collections.singletonList(null);
    Evaluator fine = (example, answer) -> List.of(new Score.Value("fine", 1));
    over(numbers(1), candidate("x", EvaluationTest::parity))
        .evaluators(List.of(broken, empty, fine))
        .listener(listener)
        .build()
        .run();
    over(numbers(1), candidate("x", EvaluationTest::parity))
        .evaluators(List.of(Evaluators.label(LABELS), Evaluators.label(LABELS)))
        .listener(listener)
        .build()
        .run();
    over(numbers(1), candidate("x", EvaluationTest::parity))
        .evaluators(List.of(
            Evaluators.label(LABELS),
            (example, answer) -> List.of(new Score.Value("accuracy", 0.1))))
        .listener(listener)
        .build()
        .run();
    assertThat(errors.get(0)).contains("too short").contains("NullPointerException");
    assertThat(scores.get(0)).as("what the others said counts").isEqualTo(1);
    assertThat(errors.get(1)).contains("two evaluators give a score named \"label\"");
    assertThat(errors.get(2)).contains("two evaluators give a score named \"accuracy\"");
  }

  @Test
  void partsAreAddedUpBeforeAFigureIsMadeOfThem() {
    Evaluator lengths = new Evaluator() {
      @Override
      public List<Score> evaluate(Example example, String answer) {
        double right = parity(example.field("n")).equals(answer) ? answer.length() : 0;
        return List.of(new Score.Summed(
            "share", right / answer.length(), List.of(right, (double) answer.length())));
      }

      @Override
      public Map<String, ToDoubleFunction<double[]>> formulas() {
        return Map.of("share", sums -> sums[0] / sums[1]);
      }
    };
    CandidateResult result = over(
            numbers(100), candidate("x", n -> Integer.parseInt(n) < 50 ? parity(n) : "even"))
        .evaluators(List.of(lengths))
        .build()
        .run()
        .candidate("x");
    // 25 of "odd" are right, and 25 and 25 of "even"; 25 answers of "even" are wrong.
    assertThat(result.measures().get("share").value()).isEqualTo(275.0 / 375);
    assertThat(result.measures().get("share").low()).isBetween(0.55, 275.0 / 375);
    assertThat(result.perExample().get("share").present()).hasSize(100);
  }

  @Test
  void aFormulaThatFailsForSomeChoiceOfExamplesCostsItsFigureOnly() {
    Evaluator precision = new Evaluator() {
      @Override
      public List<Score> evaluate(Example example, String answer) {
        double found = example.id().equals("n0") ? 1 : 0;
        return List.of(new Score.Summed("precision", found, List.of(found, found)));
      }

      @Override
      public Map<String, ToDoubleFunction<double[]>> formulas() {
        return Map.of("precision", sums -> sums[0] / sums[1]);
      }
    };
    CandidateResult result = over(numbers(3), candidate("x", EvaluationTest::parity))
        .evaluators(List.of(precision, Evaluators.exactMatch()))
        .build()
        .run()
        .candidate("x");
    assertThat(result.measures()).doesNotContainKey("precision").containsKey("exact-match");
    assertThat(result.errors()).isZero();
  }

  @Test
  void partsWithoutAFormulaAreTheEvaluatorsError() {
    CandidateResult result = over(numbers(3), candidate("x", EvaluationTest::parity))
        .evaluators(
            List.of((example, answer) -> List.of(new Score.Summed("share", 1, List.of(1.0)))))
        .build()
        .run()
        .candidate("x");
    assertThat(result.errors()).isEqualTo(3);
    assertThat(result.failure().orElse("")).contains("no formula");
  }

  @Test
  void whatEvaluatorsAskIsCountedAsTheEvaluationsCost() throws Exception {
    FoundationModel judge = FunctionModel.of("judge", question -> "fine: " + question);
    Evaluator asks = new Evaluator() {
      @Override
      public List<Score> evaluate(Example example, String answer) {
        return List.of(new Score.Unscored("judged", "it needs a run"));
      }

      @Override
      public List<Score> evaluate(Trial trial) {
        String verdict = trial.ask(judge, GenerateRequest.of(trial.answer())).text();
        String again = trial.ask(trial.example()).text();
        return List.of(
            new Score.Value("judged", again.equals(trial.answer()) ? 1 : 0, Optional.of(verdict)));
      }
    };
    Path prices = Files.writeString(folder.resolve("prices.json"), """
        {"date": "2026-11-01", "currency": "USD", "models": {"function:*": {"input": 10, "output": 20}}}
        """);
    Path file = folder.resolve("rows.jsonl");
    CandidateResult result = over(numbers(10), candidate("x", EvaluationTest::parity))
        .evaluators(List.of(asks))
        .prices(PriceList.read(prices))
        .results(file)
        .build()
        .run()
        .candidate("x");
    assertThat(result.measures().get("judged").value()).isEqualTo(1);
    assertThat(result.evaluationCost().orElseThrow())
        .as("twice as many calls")
        .isEqualByComparingTo(result.cost().orElseThrow().multiply(BigDecimal.valueOf(2)));
    assertThat(rows(file).get(0).at("/scores/judged/reason").asText()).isEqualTo("fine: even");
    assertThat(rows(file).get(0).at("/evaluationCost").asText()).isNotEmpty();
  }

  @Test
  void anEvaluatorMayRefuseACandidateBeforeAnythingIsCalled() {
    Evaluator choosy = new Evaluator() {
      @Override
      public List<Score> evaluate(Example example, String answer) {
        return List.of(new Score.Value("fine", 1));
      }

      @Override
      public void check(ModelId candidate) {
        throw new IllegalArgumentException(candidate + " judges itself");
      }
    };
    AtomicInteger calls = new AtomicInteger();
    Evaluation evaluation = over(numbers(3), candidate("x", n -> "even" + calls.incrementAndGet()))
        .evaluators(List.of(choosy))
        .build();
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("function:x judges itself");
    assertThat(calls).hasValue(0);
  }

  @Test
  void moreLabelsThanAMatrixHoldsDoNotEndTheRun() {
    EvaluationResult result = over(numbers(1100), candidate("x", EvaluationTest::parity))
        .evaluators(List.of(
            (example, answer) -> List.of(new Score.Label("label", example.id(), example.id()))))
        .build()
        .run();
    assertThat(result.candidate("x").unscored().get("label")).isEqualTo(100);
    assertThat(result.candidate("x").measures().get("accuracy").n()).isEqualTo(1000);
  }

  @Test
  void aCandidateThatFailsEveryTimeSaysWhy() {
    EvaluationResult result = over(numbers(3), candidate("x", n -> {
          throw new ThrottledException("closed on Mondays");
        }))
        .build()
        .run();
    assertThat(result.candidate("x").failure()).contains("closed on Mondays");
  }

  @Test
  void aPromptOrAnEvaluatorThatThrowsIsARowWithItsErrorToo() {
    Candidate badPrompt = new Candidate(
        "bad prompt",
        FunctionModel.of("x", n -> "even"),
        new CandidatePrompt("bad", example -> GenerateRequest.of(example.field("missing"))),
        InferenceParameters.DEFAULTS);
    List<String> errors = new ArrayList<>();
    RunListener listener = new RunListener() {
      @Override
      public void row(ResultRow row, long done) {
        row.error().ifPresent(errors::add);
      }
    };
    over(numbers(1), badPrompt).listener(listener).build().run();
    Evaluator broken = (example, answer) -> {
      throw new IllegalStateException("cannot score");
    };
    over(numbers(1), candidate("x", EvaluationTest::parity))
        .evaluators(List.of(broken))
        .listener(listener)
        .build()
        .run();
    assertThat(errors).hasSize(2);
    assertThat(errors.get(0)).contains("the prompt cannot be made").contains("missing");
    assertThat(errors.get(1)).contains("an evaluator failed").contains("cannot score");
  }

  @Test
  void aWrongDatasetIsToldBeforeAnythingIsCalled() throws Exception {
    Path file = Files.writeString(folder.resolve("d.jsonl"), "{\"n\":\"1\"}\n{\"n\":\n");
    AtomicInteger calls = new AtomicInteger();
    Evaluation evaluation = over(Dataset.jsonl(file, Fields.of("n")), candidate("x", n -> {
          calls.incrementAndGet();
          return "odd";
        }))
        .build();
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("d.jsonl")
        .hasMessageContaining("2");
    assertThat(calls).hasValue(0);
  }

  @Test
  void costsAreExactAndUnknownIsNotFree() throws Exception {
    Path file = Files.writeString(
        folder.resolve("prices.json"),
        "{\"date\":\"2026-11-01\",\"models\":{\"function:priced\":{\"input\":0.1,\"output\":1}}}");
    EvaluationResult result = over(
            numbers(3),
            candidate("priced", EvaluationTest::parity),
            candidate("unpriced", EvaluationTest::parity))
        .prices(PriceList.read(file))
        .build()
        .run();
    // 1000 * 0.1 / 1e6 + 10 * 1 / 1e6 = 0.00011 a call
    assertThat(result.candidate("priced").cost().orElseThrow())
        .isEqualByComparingTo(new BigDecimal("0.00033"));
    assertThat(result.candidate("priced").costPerThousand().orElseThrow())
        .isEqualByComparingTo(new BigDecimal("0.11"));
    assertThat(result.candidate("unpriced").cost()).isEmpty();
  }

  @Test
  void parametersOfACandidateComeBeforeThoseOfItsPrompt() throws Exception {
    Path file = folder.resolve("rows.jsonl");
    Candidate warm = new Candidate(
        "warm",
        FunctionModel.of("x", EvaluationTest::parity),
        new CandidatePrompt(
            "p",
            example -> GenerateRequest.builder()
                .user(example.field("n"))
                .temperature(0)
                .maxTokens(9)
                .build()),
        new InferenceParameters(Optional.empty(), Optional.of(0.7), Optional.empty(), List.of()));
    EvaluationResult result = over(numbers(1), warm).results(file).build().run();
    JsonNode parameters = rows(file).get(0).path("request").path("parameters");
    assertThat(parameters.path("temperature").asDouble()).isEqualTo(0.7);
    assertThat(parameters.path("maxTokens").asInt()).isEqualTo(9);
    assertThat(result.candidate("warm").parameters()).isEqualTo("temperature=0.7");
  }

  @Test
  void halfACharacterInAnAnswerDoesNotEndTheRun() throws Exception {
    Path file = folder.resolve("rows.jsonl");
    over(numbers(2), candidate("x", n -> "even \uD83C and \u0000 \u2028"))
        .results(file)
        .build()
        .run();
    assertThat(rows(file)).hasSize(2);
    assertThat(rows(file).get(0).path("output").asText())
        .isEqualTo("even \uFFFD and \u0000 \u2028");
  }

  @Test
  void noMoreCallsRunAtOnceThanAllowed() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    over(numbers(50), candidate("x", n -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          sleep(10);
          running.decrementAndGet();
          return parity(n);
        }))
        .concurrency(3)
        .build()
        .run();
    assertThat(most).hasValue(3);
  }

  @Test
  void anInterruptEndsTheRunAndKeepsItsRows() throws Exception {
    Path file = folder.resolve("rows.jsonl");
    Thread caller = Thread.currentThread();
    Evaluation evaluation = over(numbers(1000), candidate("x", n -> {
          sleep(100);
          return parity(n);
        }))
        .results(file)
        .listener(new RunListener() {
          @Override
          public void row(ResultRow row, long done) {
            if (done == 10) {
              caller.interrupt();
            }
          }
        })
        .build();
    assertThatThrownBy(evaluation::run).isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    Path journal = folder.resolve(file.getFileName() + ".journal");
    assertThat(rows(journal).size()).as("rows and the header").isBetween(11, 41);
    assertThat(file).doesNotExist();
  }

  @Test
  void twoRunsGiveTheSameScores() {
    Evaluation evaluation = over(
            numbers(50), candidate("x", n -> Integer.parseInt(n) % 3 == 0 ? "odd" : parity(n)))
        .build();
    assertThat(evaluation.run().candidate("x").measures())
        .isEqualTo(evaluation.run().candidate("x").measures());
  }

  @Test
  void anUnscoredAnswerIsCountedAndNotAZero() {
    EvaluationResult result = over(numbers(4), candidate("x", EvaluationTest::parity))
        .evaluators(List.of((example, answer) -> List.of(
            example.id().equals("n0")
                ? new Score.Unscored("helpfulness", "unreadable")
                : new Score.Value("helpfulness", 0.5))))
        .build()
        .run();
    assertThat(result.candidate("x").unscored()).containsEntry("helpfulness", 1L);
    assertThat(result.candidate("x").measures().get("helpfulness").value()).isEqualTo(0.5);
    assertThat(result.candidate("x").measures().get("helpfulness").n()).isEqualTo(3);
  }

  @Test
  void whatIsMissingOrTwiceIsNamed() {
    assertThatThrownBy(() -> Evaluation.builder().build()).hasMessageContaining("dataset");
    assertThatThrownBy(() -> Evaluation.builder().dataset(numbers(1)).build())
        .hasMessageContaining("at least one candidate");
    Candidate twice = candidate("twice", n -> n);
    assertThatThrownBy(() -> over(numbers(1), twice, twice).build())
        .hasMessageContaining("\"twice\"");
    assertThatThrownBy(() -> Evaluation.builder().concurrency(0)).hasMessageContaining("1 to 1024");
    assertThatThrownBy(() -> over(numbers(1), twice).results(folder).build().run())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.toString());
  }

  private static List<JsonNode> rows(Path file) throws Exception {
    JsonMapper json = new JsonMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(json.readTree(line));
    }
    return rows;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
