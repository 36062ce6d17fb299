package io.fmops.eval.junit;

import static io.fmops.eval.gate.EvaluationAssertions.assertAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import io.fmops.eval.gate.Bound;
import io.fmops.eval.gate.CandidateRun;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** What users of {@link EvaluationTest} see of it. */
@Timeout(60)
class EvaluationTestExtensionTest {

  static final Path ROWS = Path.of("target", "evaluation-test-rows.jsonl");

  static Dataset numbers(int n) {
    return Dataset.of(
        "numbers",
        IntStream.range(0, n)
            .mapToObj(
                i -> new Example("n" + i, Map.of("number", String.valueOf(i)), Optional.empty()))
            .toList());
  }

  private static int number(Example example) {
    return Integer.parseInt(example.field("number"));
  }

  private static EngineTestKit.Builder kit() {
    return EngineTestKit.engine("junit-jupiter").configurationParameter(OnlyInKit.KEY, "true");
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return kit().selectors(selectClass(tests)).execute();
  }

  /** Keeps whoever runs all classes of the package from running those that are to fail. */
  static final class OnlyInKit implements ExecutionCondition {
    static final String KEY = "fmops.fixture";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return context.getConfigurationParameter(KEY).isPresent()
          ? ConditionEvaluationResult.enabled("in the kit")
          : ConditionEvaluationResult.disabled("run by EvaluationTestExtensionTest");
    }
  }

  @ExtendWith(OnlyInKit.class)
  abstract static class Fixture {}

  /** The failure of the method as a whole, or nothing if it passed. */
  private static Optional<String> verdict(EngineExecutionResults results) {
    return results.containerEvents().failed().stream()
        .findFirst()
        .flatMap(EvaluationTestExtensionTest::throwable)
        .map(Throwable::getMessage);
  }

  private static Optional<Throwable> throwable(Event event) {
    return event
        .getPayload(org.junit.platform.engine.TestExecutionResult.class)
        .flatMap(org.junit.platform.engine.TestExecutionResult::getThrowable);
  }

  private static List<String> published(EngineExecutionResults results) {
    return results.allEvents().stream()
        .filter(event -> event.getType() == EventType.REPORTING_ENTRY_PUBLISHED)
        .flatMap(event ->
            event.getPayload(org.junit.platform.engine.reporting.ReportEntry.class).stream())
        .map(entry -> entry.getKeyValuePairs().get("verdict"))
        .toList();
  }

  static class NineInTen extends Fixture {
    static Dataset data() {
      return numbers(100);
    }

    @EvaluationTest(source = "data", atLeast = 0.8)
    void answers(Example example) {
      assertThat(number(example) % 10).isNotEqualTo(7);
    }
  }

  @Test
  void theMethodPassesIfTheIntervalDoesAndSaysSo() {
    EngineExecutionResults results = run(NineInTen.class);
    results
        .testEvents()
        .assertStatistics(s -> s.started(100).succeeded(90).aborted(10).failed(0));
    assertThat(verdict(results)).isEmpty();
    assertThat(published(results))
        .singleElement()
        .asString()
        .contains("gate answers: passed", "passed is 0.900 [0.826, 0.945] over 100 examples");
  }

  @Test
  void anExampleThatDoesNotPassIsReportedWithItsReason() {
    Event aborted =
        run(NineInTen.class).testEvents().aborted().stream().findFirst().orElseThrow();
    assertThat(aborted.getTestDescriptor().getDisplayName()).isEqualTo("n7: 7");
    assertThat(throwable(aborted).orElseThrow())
        .hasMessageStartingWith("example n7 did not pass, which counts in the verdict: ")
        .hasCauseInstanceOf(AssertionError.class);
  }

  static class HalfRight extends Fixture {
    static Dataset data() {
      return numbers(100);
    }

    @EvaluationTest(source = "data", atLeast = 0.8)
    void answers(@Field("number") String number, ExampleReport report) {
      int n = Integer.parseInt(number);
      if (n == 41) {
        report.score(-1);
      }
      assertThat(n % 2).as("parity of %s", number).isZero();
    }
  }

  @Test
  void aVerdictThatFailsShowsFigureIntervalLimitAndTheWorstExamples() {
    EngineExecutionResults results = run(HalfRight.class);
    results.testEvents().assertStatistics(s -> s.succeeded(50).aborted(50).failed(0));
    results.containerEvents().assertStatistics(s -> s.failed(1));
    String words = verdict(results).orElseThrow();
    assertThat(words)
        .contains(
            "gate answers: failed", "passed >= 0.8: passed is 0.490 [0.3", "wrong side of 0.8")
        .containsSubsequence(
            "worst examples:", "n41: -1.000: [parity of 41]", "n1: 0.000: [parity of 1]");
    assertThat(words.lines().filter(line -> line.startsWith("  n"))).hasSize(10);
  }

  static class TooFewToSay extends Fixture {
    static Dataset data() {
      return numbers(10);
    }

    @EvaluationTest(source = "data", atLeast = 0.8)
    void byInterval(Example example) {}

    @EvaluationTest(source = "data", atLeast = 0.8, by = Bound.VALUE)
    void byValue(Example example) {}
  }

  @Test
  void tenExamplesThatPassDoNotShowEightInTenUnlessTheValueAloneCounts() {
    EngineExecutionResults results = run(TooFewToSay.class);
    assertThat(verdict(results).orElseThrow())
        .contains("gate byInterval: undecided", "1.000 [0.722, 1.000]", "more would decide");
    results.containerEvents().assertStatistics(s -> s.failed(1));
    assertThat(published(results)).singleElement().asString().contains("gate byValue: passed");
  }

  static class EveryOne extends Fixture {
    static Dataset data() {
      return numbers(10);
    }

    @EvaluationTest(source = "data", everyExample = true)
    void answers(Example example) {
      assertThat(number(example)).isNotEqualTo(3);
    }
  }

  @Test
  void whereEveryExampleHasToPassTheOneThatDoesNotFails() {
    EngineExecutionResults results = run(EveryOne.class);
    results.testEvents().assertStatistics(s -> s.succeeded(9).failed(1).aborted(0));
    assertThat(verdict(results)).isEmpty();
  }

  static class Scored extends Fixture {
    static Dataset data() {
      return numbers(50);
    }

    @EvaluationTest(source = "data", atLeast = 0.6, measure = "quality")
    void answers(Example example, ExampleReport report) {
      report.score(0.7 + number(example) % 5 / 100.0);
    }
  }

  @Test
  void aScoreThatIsReportedCountsInsteadOfPassing() {
    EngineExecutionResults results = run(Scored.class);
    assertThat(verdict(results)).isEmpty();
    assertThat(published(results)).singleElement().asString().contains("quality is 0.720 [0.71");
  }

  static class Flaky extends Fixture {
    static final Map<Integer, AtomicInteger> CALLS = new ConcurrentHashMap<>();

    static Dataset data() {
      return numbers(100);
    }

    @EvaluationTest(source = "data", atLeast = 0.9, retries = 2)
    void answers(Example example, ExampleReport report) {
      int n = number(example);
      int call = CALLS.computeIfAbsent(n, any -> new AtomicInteger()).incrementAndGet();
      report.answer("attempt " + call);
      assertThat(call).isGreaterThan(n == 5 ? 9 : n % 10 == 0 ? 2 : 0);
    }
  }

  @Test
  void retriesAreStatedWithWhatTheFirstAttemptsAloneSay() {
    Flaky.CALLS.clear();
    EngineExecutionResults results = run(Flaky.class);
    results.testEvents().assertStatistics(s -> s.succeeded(99).aborted(1));
    assertThat(verdict(results)).isEmpty();
    assertThat(published(results))
        .singleElement()
        .asString()
        .contains("passed is 0.990")
        .contains(
            "11 of 100 examples took several attempts, 10 of them passed then: n0, n5, n10, n20,")
        .contains(" ...; the first attempts alone: 0.890 [");
    assertThat(Flaky.CALLS.get(5)).hasValue(3);
    assertThat(Flaky.CALLS.get(10)).hasValue(3);
    assertThat(Flaky.CALLS.get(1)).hasValue(1);
    assertThat(throwable(results.testEvents().aborted().stream().findFirst().orElseThrow()))
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("example n5 did not pass in 3 attempts, which counts");
  }

  static class Unavailable extends Fixture {
    static Dataset data() {
      return numbers(100);
    }

    @EvaluationTest(source = "data", atLeast = 0.5)
    void strict(Example example) {
      answer(example);
    }

    @EvaluationTest(source = "data", atLeast = 0.5, maxMissing = 0.02)
    void lenient(Example example) {
      answer(example);
    }

    private static void answer(Example example) {
      if (number(example) == 3) {
        throw new IllegalStateException("unavailable");
      }
      assumeTrue(number(example) != 4, "not for this one");
    }
  }

  @Test
  void anExceptionIsAMissingScoreAndNoZero() {
    EngineExecutionResults results = run(Unavailable.class);
    results.testEvents().assertStatistics(s -> s.succeeded(196).aborted(4).failed(0));
    results.containerEvents().assertStatistics(s -> s.failed(1));
    assertThat(verdict(results).orElseThrow())
        .contains("gate strict: failed", "2 of 100 examples (2.0 %) have no score")
        .contains("n3: no score: java.lang.IllegalStateException: unavailable")
        .contains("n4: no score: ", "not for this one");
    assertThat(published(results))
        .singleElement()
        .asString()
        .contains("gate lenient: passed", "1.000 [0.962, 1.000] over 98 examples");
  }

  @Execution(ExecutionMode.CONCURRENT)
  static class Concurrent extends Fixture {
    static final Set<String> THREADS = ConcurrentHashMap.newKeySet();

    static Dataset data() {
      return numbers(200);
    }

    @EvaluationTest(source = "data", atLeast = 0.4)
    void answers(Example example) throws Exception {
      THREADS.add(Thread.currentThread().getName());
      // Later ones are done before earlier ones.
      Thread.sleep(number(example) % 4 == 0 ? 20 : 2);
      assertThat(number(example) % 2).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORK_JOIN_POOL", "WORKER_THREAD_POOL"})
  void theVerdictComesAfterTheLastExampleInParallelToo(String service) {
    Concurrent.THREADS.clear();
    EngineExecutionResults results = kit()
        .selectors(selectClass(Concurrent.class))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", service)
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
        .execute();
    results.testEvents().assertStatistics(s -> s.succeeded(100).aborted(100));
    assertThat(Concurrent.THREADS.size()).isGreaterThan(1);
    assertThat(verdict(results)).isEmpty();
    assertThat(published(results))
        .singleElement()
        .asString()
        .contains("0.500 [0.431, 0.569] over 200 examples");
  }

  static class Keeping extends Fixture {
    static int right;

    static Dataset data() {
      return numbers(300);
    }

    @EvaluationTest(
        source = "data",
        atLeast = 0.1,
        results = "target/evaluation-test-rows.jsonl",
        measure = "right")
    void answers(Example example, ExampleReport report) {
      report.answer("答え\ud83d " + example.id());
      assertThat(number(example)).isLessThan(right);
    }
  }

  static class Comparing extends Fixture {
    static Dataset data() {
      return numbers(300);
    }

    @EvaluationTest(
        source = "data",
        baseline = "target/evaluation-test-rows.jsonl",
        tolerance = 0.05,
        measure = "right")
    void answers(Example example) {
      assertThat(number(example)).isLessThan(270);
    }
  }

  @Test
  void rowsThatAreKeptAreTheBaselineOfLaterRuns() throws Exception {
    Files.deleteIfExists(ROWS);
    Keeping.right = 270;
    assertThat(verdict(run(Keeping.class))).isEmpty();
    CandidateRun kept = CandidateRun.read(ROWS);
    assertThat(kept.result().measures().get("right").value()).isEqualTo(0.9);
    try (Stream<ResultRow> rows = ResultRows.read(ROWS)) {
      assertThat(rows.findFirst().orElseThrow().response().orElseThrow().text())
          .startsWith("答え")
          .endsWith(" n0");
    }
    EngineExecutionResults same = run(Comparing.class);
    assertThat(verdict(same)).isEmpty();
    assertThat(published(same))
        .singleElement()
        .asString()
        .contains("0 fixed, 0 broken, 300 unchanged");

    Keeping.right = 300;
    run(Keeping.class);
    assertThat(verdict(run(Comparing.class)).orElseThrow())
        .contains("0.900 against 1.000, a difference of -0.100", "0 fixed, 30 broken")
        .contains("n270: 0.000");
  }

  static class OfFile extends Fixture {
    static final List<String> SEEN = new java.util.concurrent.CopyOnWriteArrayList<>();

    @EvaluationTest(
        dataset = "io/fmops/eval/junit/capitals.jsonl",
        fields = "question",
        reference = "answer",
        atLeast = 0.3)
    void answers(@Field("question") String question, Example example, ExampleReport report) {
      SEEN.add(question);
      String answer = question.contains("日本") ? "東京" : question.contains("Peru") ? "Lima" : "Paris";
      report.answer(answer);
      assertAnswer(example, answer).scores(Evaluators.quasiExactMatch()).atLeast(1);
    }
  }

  @Test
  void aDatasetIsReadFromTheClassPath() {
    OfFile.SEEN.clear();
    EngineExecutionResults results = run(OfFile.class);
    results.testEvents().assertStatistics(s -> s.succeeded(3));
    assertThat(verdict(results)).isEmpty();
    assertThat(OfFile.SEEN).first().isEqualTo("日本の首都は?");
    assertThat(results.testEvents().finished().stream()
            .map(event -> event.getTestDescriptor().getDisplayName()))
        .contains("jp: 日本の首都は?", "fr: What is the capital of France?");
  }

  @Test
  void ofSomeExamplesAloneThereIsNoVerdictThatPasses() {
    String method =
        "[engine:junit-jupiter]/[class:%s]/[test-template:answers(io.fmops.eval.dataset.Example)]"
            .formatted(NineInTen.class.getName());
    EngineExecutionResults results = kit()
        .selectors(selectUniqueId(method + "/[test-template-invocation:#2]"))
        .execute();
    results.testEvents().assertStatistics(s -> s.started(1).succeeded(1));
    assertThat(verdict(results).orElseThrow()).contains("99 of 100 examples (99 %) have no score");
  }

  static class BrokenBefore extends Fixture {
    static Dataset data() {
      return numbers(3);
    }

    @BeforeEach
    void connect() {
      throw new IllegalStateException("no connection");
    }

    @EvaluationTest(source = "data", atLeast = 0.1)
    void answers(Example example) {}
  }

  @Test
  void whatFailsBeforeTheExamplesFailsByItself() {
    EngineExecutionResults results = run(BrokenBefore.class);
    results.testEvents().assertStatistics(s -> s.started(3).failed(3));
  }

  static class Hostile extends Fixture {
    static Dataset data() {
      String text = "\u001b[31m\n\ud83d<b>";
      return Dataset.of(
          "hostile", List.of(new Example(text, Map.of("text", text), Optional.empty())));
    }

    @EvaluationTest(source = "data", atLeast = 0.1)
    void answers(Example example) {
      throw new AssertionError(example.id());
    }
  }

  @Test
  void hostileTextIsShownOnOneLineWithoutControls() {
    EngineExecutionResults results = run(Hostile.class);
    assertThat(results.testEvents().aborted().stream()
            .map(event -> event.getTestDescriptor().getDisplayName()))
        .singleElement()
        .asString()
        .doesNotContain("\u001b", "\n", "\ud83d");
    assertThat(verdict(results).orElseThrow()).doesNotContain("\u001b", "\ud83d");
  }

  static class NoLimit extends Fixture {
    @EvaluationTest(dataset = "x.jsonl")
    void wrong(Example example) {}
  }

  static class NoData extends Fixture {
    @EvaluationTest(atLeast = 0.5)
    void wrong(Example example) {}
  }

  static class NoFile extends Fixture {
    @EvaluationTest(dataset = "none.jsonl", atLeast = 0.5)
    void wrong(Example example) {}
  }

  static class OtherFile extends Fixture {
    @EvaluationTest(dataset = "pom.xml", atLeast = 0.5)
    void wrong(Example example) {}
  }

  static class NoMethod extends Fixture {
    @EvaluationTest(source = "nothing", atLeast = 0.5)
    void wrong(Example example) {}
  }

  static class NoDataset extends Fixture {
    static Object nothing() {
      return null;
    }

    @EvaluationTest(source = "nothing", atLeast = 0.5)
    void wrong(Example example) {}
  }

  static class NotStatic extends Fixture {
    Dataset nothing() {
      return numbers(1);
    }

    @EvaluationTest(source = "nothing", atLeast = 0.5)
    void wrong(Example example) {}
  }

  static class NoBaseline extends Fixture {
    static Dataset data() {
      return numbers(1);
    }

    @EvaluationTest(source = "data", baseline = "none.jsonl")
    void wrong(Example example) {}
  }

  static class ResultsAreTheBaseline extends Fixture {
    static Dataset data() {
      return numbers(1);
    }

    @EvaluationTest(
        source = "data",
        baseline = "target/test-classes/io/fmops/eval/junit/EvaluationTestExtensionTest.class",
        results =
            "target/../target/test-classes/io/fmops/eval/junit/EvaluationTestExtensionTest.class")
    void wrong(Example example) {}
  }

  static class ResultsAreTheDataset extends Fixture {
    static Dataset data() {
      return Dataset.jsonl(
          Path.of("target/test-classes/io/fmops/eval/junit/EvaluationTestExtensionTest.class"),
          Fields.of("text"));
    }

    @EvaluationTest(
        source = "data",
        atLeast = 0.5,
        results = "target/test-classes/io/fmops/eval/junit/EvaluationTestExtensionTest.class")
    void wrong(Example example) {}
  }

  static class NegativeTolerance extends Fixture {
    static Dataset data() {
      return numbers(1);
    }

    @EvaluationTest(source = "data", baseline = "none.jsonl", tolerance = -1)
    void wrong(Example example) {}
  }

  static class ManyRetries extends Fixture {
    static Dataset data() {
      return numbers(1);
    }

    @EvaluationTest(source = "data", atLeast = 0.5, retries = 101)
    void wrong(Example example) {}
  }

  @Test
  void whatIsWrongWithTheAnnotationIsSaidBeforeAnythingRuns() {
    Map.<Class<?>, String>of(
            ResultsAreTheBaseline.class, "the results would be written over the baseline",
            ResultsAreTheDataset.class, "the results would be written over the dataset")
        .forEach(EvaluationTestExtensionTest::isRefused);
    Map.<Class<?>, String>of(
            NoLimit.class, "it would pass whatever happens; set atLeast, baseline or everyExample",
            NoData.class, "set either dataset or source",
            NoFile.class, "there is no dataset none.jsonl; it was looked for at ",
            OtherFile.class, "must be .jsonl, .csv or .parquet",
            NoMethod.class, "there is no method nothing()",
            NoDataset.class, "nothing() must return a Dataset",
            NotStatic.class, "nothing() must be static",
            NoBaseline.class, "there is no baseline none.jsonl",
            NegativeTolerance.class, "the tolerance is -1.0",
            ManyRetries.class, "retries is 101; it must be 0 to 100")
        .forEach(EvaluationTestExtensionTest::isRefused);
  }

  private static void isRefused(Class<?> tests, String words) {
    EngineExecutionResults results = run(tests);
    results.testEvents().assertStatistics(s -> s.started(0));
    assertThat(verdict(results).orElseThrow())
        .startsWith("@EvaluationTest of " + tests.getSimpleName() + ".wrong: ")
        .contains(words);
  }

  static class NoField extends Fixture {
    static Dataset data() {
      return numbers(1);
    }

    @EvaluationTest(source = "data", atLeast = 0.5)
    void wrong(@Field("text") String text) {}
  }

  static class NoText extends Fixture {
    static Dataset data() {
      return numbers(1);
    }

    @EvaluationTest(source = "data", atLeast = 0.5)
    void wrong(@Field("number") int number) {}
  }

  @Test
  void aFieldThatThereIsNotIsSaid() {
    assertThat(throwable(
            run(NoField.class).testEvents().failed().stream().findFirst().orElseThrow()))
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("no field \"text\"", "[number]");
    assertThat(throwable(
            run(NoText.class).testEvents().failed().stream().findFirst().orElseThrow()))
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("must be a String");
  }
}
