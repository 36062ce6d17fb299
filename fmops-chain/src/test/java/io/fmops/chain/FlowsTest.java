package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlowsTest {

  private static Step<String, String> says(String name) {
    return Steps.function(name, input -> name + "(" + input + ")");
  }

  private static <I, O> Chain<I, O> chain(Step<I, O> step) {
    return Chain.<I>named("c").then(step).build();
  }

  private static List<String> paths(List<TraceStep> steps) {
    List<String> paths = new ArrayList<>();
    for (TraceStep step : steps) {
      paths.add(step.path());
      paths.addAll(paths(step.steps()));
    }
    return paths;
  }

  @Test
  void aSequenceIsOneStepOfTwo() {
    ChainResult<String> result =
        chain(Flows.sequence("s", says("a"), says("b"))).run("x");
    assertThat(result.output()).isEqualTo("b(a(x))");
    assertThat(paths(result.trace().steps())).containsExactly("s", "s/a", "s/b");
  }

  @Test
  void aBranchTakesOneWayAndTellsWhy() {
    Chain<String, String> chain =
        chain(Flows.branch("b", text -> text.length() > 3, says("long"), says("short")));
    assertThat(chain.run("four").output()).isEqualTo("long(four)");
    ChainResult<String> result = chain.run("two");
    assertThat(result.output()).isEqualTo("short(two)");
    assertThat(paths(result.trace().steps())).containsExactly("b", "b/condition", "b/short");
    assertThat(result.trace().find("b/condition").orElseThrow().output()).contains("false");
  }

  @Test
  void aRuleChoosesAmongWays() {
    Map<String, Step<String, String>> ways =
        Map.of("ja", says("日本語"), "en", says("english"), Flows.OTHERWISE, says("any"));
    Chain<String, String> chain = chain(Flows.route("r", text -> text.substring(0, 2), ways));
    assertThat(chain.run("ja:x").output()).isEqualTo("日本語(ja:x)");
    assertThat(chain.run("fr:x").output()).isEqualTo("any(fr:x)");
  }

  @Test
  void aLabelWithoutAWayIsAnErrorThatNamesTheWays() {
    Chain<String, String> chain =
        chain(Flows.route("r", text -> text, Map.of("b", says("B"), "a", says("A"))));
    assertThatThrownBy(() -> chain.run("c"))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("step \"r\"")
        .cause()
        .hasMessageContaining("[a, b]");
  }

  @Test
  void aClassifierChoosesTheBestLabelThatFitsWellEnough() {
    Classifier classifier = text -> text.contains("円")
        ? Map.of("money", 0.8, "weather", 0.3)
        : Map.of("money", 0.1, "weather", 0.2);
    Map<String, Step<String, String>> ways =
        Map.of("money", says("money"), "weather", says("weather"), Flows.OTHERWISE, says("person"));
    Chain<String, String> chain =
        chain(Flows.routeByClassifier("r", classifier, text -> text, 0.5, ways));
    assertThat(chain.run("100円").output()).isEqualTo("money(100円)");
    assertThat(chain.run("?").output()).isEqualTo("person(?)");
  }

  private static Map<String, String> purposes() {
    Map<String, String> purposes = new LinkedHashMap<>();
    purposes.put("返金", "お金を返してほしい");
    purposes.put("Complaint", "is not content");
    return purposes;
  }

  @Test
  void aModelChoosesAndItsQuotesAndCapitalsAreNotMinded() {
    for (String answer : List.of("Complaint", " \"complaint\".\n", "`Ｃｏｍｐｌａｉｎｔ`")) {
      ScriptedModel script = ScriptedModel.answering(answer);
      Chain<String, String> chain = chain(Flows.routeByModel(
          "r",
          script.model(),
          text -> text,
          purposes(),
          Map.of("返金", says("refund"), "Complaint", says("complaint"))));
      ChainResult<String> result = chain.run("too late!");
      assertThat(result.output()).isEqualTo("complaint(too late!)");
      GenerateRequest asked = script.requests().get(0);
      assertThat(asked.system().orElseThrow())
          .contains("- 返金: お金を返してほしい")
          .contains("- Complaint: is not content");
      assertThat(asked.messages().get(0).text()).isEqualTo("too late!");
      assertThat(result.trace().find("r/choice").orElseThrow().kind()).isEqualTo(StepKind.MODEL);
    }
  }

  @Test
  void aModelThatAnswersNoLabelIsToldOnce() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.text("I think it is a complaint"))
        .reply(Reply.text("「返金」。"))
        .build();
    Chain<String, String> chain = chain(Flows.routeByModel(
        "r",
        script.model(),
        text -> text,
        purposes(),
        Map.of("返金", says("refund"), "Complaint", says("complaint"))));
    assertThat(chain.run("x").output()).isEqualTo("refund(x)");
    assertThat(script.requests().get(1).messages().get(2).text()).contains("返金, Complaint");
  }

  @Test
  void aModelThatNeverAnswersALabelFailsOrTakesTheOtherWay() {
    FoundationModel model = ScriptedModel.answering("hm").model();
    Map<String, Step<String, String>> ways =
        new LinkedHashMap<>(Map.of("返金", says("refund"), "Complaint", says("complaint")));
    Chain<String, String> strict =
        chain(Flows.routeByModel("r", model, text -> text, purposes(), ways));
    assertThatThrownBy(() -> strict.run("x"))
        .hasMessageContaining("r/choice")
        .hasCauseInstanceOf(MalformedAnswerException.class);
    ways.put(Flows.OTHERWISE, says("person"));
    Chain<String, String> lenient =
        chain(Flows.routeByModel("r", model, text -> text, purposes(), ways));
    assertThat(lenient.run("x").output()).isEqualTo("person(x)");
  }

  @Test
  void theLabelsAModelIsToldAreThoseOfTheWays() {
    FoundationModel model = ScriptedModel.answering("hm").model();
    assertThatThrownBy(() -> Flows.routeByModel(
            "r", model, (String text) -> text, purposes(), Map.of("返金", says("refund"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[Complaint, 返金]");
  }

  @Test
  void parallelStepsGiveTheirOutputsInTheirOrder() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Step<String, String> slow = Steps.function("slow", input -> {
      both.countDown();
      assertThat(both.await(10, TimeUnit.SECONDS))
          .as("the other runs meanwhile")
          .isTrue();
      return "1" + input;
    });
    Step<String, String> quick = Steps.function("quick", input -> {
      both.countDown();
      return "2" + input;
    });
    ChainResult<List<String>> result =
        chain(Flows.<String, String>parallel("p", List.of(slow, quick))).run("x");
    assertThat(result.output()).containsExactly("1x", "2x");
    assertThat(paths(result.trace().steps())).containsExactly("p", "p/slow", "p/quick");
  }

  @Test
  void whatParallelStepsGiveIsJoined() {
    Step<String, Integer> length = Steps.compute("length", String::length);
    Step<String, Integer> lengthPlus = Steps.compute("plus", text -> text.length() + 1);
    Chain<String, String> two =
        chain(Flows.parallel("p", length, says("say"), (n, text) -> n + text));
    ChainResult<String> result = two.run("x");
    assertThat(result.output()).isEqualTo("1say(x)");
    assertThat(paths(result.trace().steps())).containsExactly("p", "p/length", "p/say", "p/join");
    Chain<String, Integer> three = chain(Flows.<String, Integer>parallel(
        "p",
        List.of(length, lengthPlus, says("say")),
        all -> all.stream().mapToInt(o -> o instanceof Integer n ? n : 100).sum()));
    assertThat(three.run("x").output()).isEqualTo(103);
  }

  @Test
  void theFirstFailureEndsTheStepsBesideIt() {
    Set<String> interrupted = ConcurrentHashMap.newKeySet();
    CountDownLatch waiting = new CountDownLatch(2);
    FoundationModel hangs = ScriptedModel.builder()
        .otherwise(Reply.builder().hang().build())
        .build()
        .model();
    Step<String, String> sleeps = Steps.function("sleeps", input -> {
      waiting.countDown();
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        interrupted.add("sleeps");
        throw e;
      }
      return input;
    });
    Step<String, String> asks = Steps.custom("asks", (input, context) -> {
      waiting.countDown();
      return context.generate(hangs, GenerateRequest.of("?")).text();
    });
    Step<String, String> fails = Steps.function("fails", input -> {
      waiting.await();
      throw new ThrottledException("no");
    });
    ChainException e = catchThrowableOfType(
        ChainException.class,
        () -> chain(Flows.<String, String>parallel("p", List.of(sleeps, asks, fails)))
            .run("x"));
    assertThat(e.step()).isEqualTo("p/fails");
    assertThat(e).hasCauseInstanceOf(ThrottledException.class);
    assertThat(interrupted).containsExactly("sleeps");
    assertThat(e.trace().find("p/sleeps").orElseThrow().state()).isEqualTo(StepState.CANCELLED);
    assertThat(e.trace().find("p/asks").orElseThrow().state()).isEqualTo(StepState.CANCELLED);
    assertThat(e.trace().find("p").orElseThrow().state()).isEqualTo(StepState.FAILED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aDeadlineEndsParallelStepsAlsoThoseThatDoNotListen() {
    CountDownLatch end = new CountDownLatch(1);
    List<Step<String, String>> stubborn = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      stubborn.add(
          Steps.function(name, input -> name.equals("a") ? sleeping(input) : deaf(end, input)));
    }
    long begin = System.nanoTime();
    ChainException e = catchThrowableOfType(
        ChainException.class,
        () -> chain(Flows.<String, String>parallel("p", stubborn))
            .run("x", RunOptions.create().deadline(Duration.ofMillis(100))));
    end.countDown();
    assertThat(e).hasCauseInstanceOf(TimedOutException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(e.trace().find("p/b").orElseThrow().state()).isEqualTo(StepState.CANCELLED);
  }

  private static String sleeping(String input) throws InterruptedException {
    Thread.sleep(60_000);
    return input;
  }

  private static String deaf(CountDownLatch end, String input) {
    boolean over = false;
    while (!over) {
      try {
        over = end.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        over = false; // on purpose: this function does not listen
      }
    }
    return input;
  }

  @Test
  void anInterruptOfTheCallersThreadEndsParallelSteps() {
    Thread caller = Thread.currentThread();
    Step<String, String> here = Steps.function("here", input -> {
      if (Thread.currentThread() != caller) {
        caller.interrupt();
      }
      Thread.sleep(60_000);
      return input;
    });
    assertThatThrownBy(() -> chain(
                Flows.<String, String>parallel("p", List.of(here, here.named("there"))))
            .run("x"))
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aMapKeepsTheOrderAndNeverRunsMoreAtOnceThanAllowed() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Step<Integer, Integer> square = Steps.function("square", n -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      Thread.sleep(2);
      now.decrementAndGet();
      return n * n;
    });
    List<Integer> numbers = IntStream.range(0, 60).boxed().toList();
    ChainResult<List<Integer>> result =
        chain(Flows.map("m", square)).run(numbers, RunOptions.create().maxParallel(3));
    assertThat(result.output()).isEqualTo(numbers.stream().map(n -> n * n).toList());
    assertThat(most.get()).isBetween(1, 3);
    assertThat(result.trace().find("m/square[60]").orElseThrow().input()).contains("59");
  }

  @Test
  void theBoundHoldsForMapsInMapsTogether() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Step<Integer, Integer> work = Steps.function("work", n -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      Thread.sleep(1);
      now.decrementAndGet();
      return n;
    });
    Step<List<List<Integer>>, List<List<Integer>>> nested =
        Flows.map("outer", Flows.map("inner", work));
    List<List<Integer>> input = Collections.nCopies(8, List.of(1, 2, 3, 4, 5, 6, 7, 8));
    assertThat(chain(nested).run(input, RunOptions.create().maxParallel(4)).output())
        .isEqualTo(input);
    assertThat(most.get()).isBetween(1, 4);
  }

  @Test
  void mapsInMapsDoNotWaitForEachOtherOnASmallExecutor() {
    ExecutorService one = Executors.newFixedThreadPool(1);
    try {
      Step<Integer, Integer> work = Steps.function("work", n -> n + 1);
      Step<List<List<List<Integer>>>, List<List<List<Integer>>>> nested =
          Flows.map("a", Flows.map("b", Flows.map("c", work)));
      List<List<List<Integer>>> input =
          Collections.nCopies(3, Collections.nCopies(3, List.of(1, 2, 3)));
      assertThat(chain(nested).run(input, RunOptions.create().executor(one)).output())
          .isEqualTo(Collections.nCopies(3, Collections.nCopies(3, List.of(2, 3, 4))));
    } finally {
      one.shutdownNow();
    }
  }

  @Test
  void anExecutorThatRefusesLeavesTheWorkToTheCaller() {
    Thread caller = Thread.currentThread();
    Step<Integer, Boolean> here = Steps.function("here", n -> Thread.currentThread() == caller);
    ChainResult<List<Boolean>> result = chain(Flows.map("m", here))
        .run(List.of(1, 2, 3), RunOptions.create().executor(task -> {
          throw new RejectedExecutionException("full");
        }));
    assertThat(result.output()).containsExactly(true, true, true);
  }

  @Test
  void onlyTheCallersThreadIsUsedIfOneStepIsAllowedAtATime() {
    Step<Integer, Integer> work = Steps.function("work", n -> n);
    ChainResult<List<Integer>> result = chain(Flows.map("m", work))
        .run(List.of(1, 2, 3), RunOptions.create().maxParallel(1).executor(task -> {
          throw new AssertionError("no other thread is needed");
        }));
    assertThat(result.output()).containsExactly(1, 2, 3);
  }

  @Test
  void aMapOfNothingGivesNothing() {
    assertThat(chain(Flows.map("m", says("a"))).run(List.of()).output()).isEmpty();
  }

  @Test
  void aFailureInAMapNamesTheElement() {
    Step<Integer, Integer> work = Steps.function("work", n -> 10 / n);
    assertThatThrownBy(() -> chain(Flows.map("m", work)).run(List.of(1, 0, 2)))
        .hasMessageContaining("\"m/work[2]\"")
        .hasMessageContaining("ArithmeticException");
  }

  @Test
  void aLongTextIsSplitMappedAndReduced() {
    String text = "これは最初の文です。これは二番目の文です。ここで話が変わります。最後の文です。";
    TextSplitter splitter = TextSplitter.ofTokens(16);
    int parts = splitter.split(text).size();
    Step<List<Integer>, Integer> sum =
        Steps.compute("sum", all -> all.stream().mapToInt(n -> n).sum());
    Step<String, Integer> length = Steps.compute("length", String::length);
    ChainResult<Integer> result =
        chain(Flows.mapReduce("summary", splitter, length, sum)).run(text);
    assertThat(parts).isGreaterThan(1);
    assertThat(result.output()).isEqualTo(text.length());
    assertThat(result.trace().find("summary").orElseThrow().steps()).hasSize(parts + 1);
    assertThat(paths(result.trace().steps())).contains("summary/length[1]", "summary/sum");
  }

  @Test
  void aTextOfTooManyPartsIsRefusedBeforeAnythingIsMadeOfIt() {
    AtomicInteger made = new AtomicInteger();
    Step<String, Integer> each = Steps.function("each", part -> made.incrementAndGet());
    Step<List<Integer>, Integer> all = Steps.compute("all", List::size);
    TextSplitter words = TextSplitter.ofTokens(1);
    assertThatThrownBy(
            () -> chain(Flows.mapReduce("many", words, each, all)).run("one. ".repeat(1_500)))
        .hasMessageContaining("1,000");
    assertThatThrownBy(
            () -> chain(Flows.mapReduce("few", words, 2, each, all)).run("one. two. three."))
        .hasMessageContaining("takes 2 at the most");
    assertThat(made).hasValue(0);
  }

  @Test
  void anExecutorThatFailsOrRunsEverythingAtOnceLeavesTheWorkToTheCaller() {
    Step<Integer, Integer> plus = Steps.function("plus", n -> n + 1);
    List<Integer> numbers = IntStream.range(0, 3_000).boxed().toList();
    Executor broken = task -> {
      throw new OutOfMemoryError("unable to create native thread");
    };
    for (Executor executor : List.of(broken, (Executor) Runnable::run)) {
      List<Integer> result = chain(Flows.map("all", plus))
          .run(numbers, RunOptions.create().executor(executor).maxParallel(3_000))
          .output();
      assertThat(result).hasSize(3_000).startsWith(1, 2, 3);
    }
  }

  @Test
  void aLoopEndsWhenItsResultIsGoodEnough() {
    Step<String, String> longer = Steps.function("longer", text -> text + "!");
    ChainResult<String> result =
        chain(Flows.refine("loop", longer, text -> text.length() >= 3, 10)).run("a");
    assertThat(result.output()).isEqualTo("a!!");
    assertThat(paths(result.trace().steps()))
        .containsExactly(
            "loop",
            "loop/done[1]",
            "loop/longer[1]",
            "loop/done[2]",
            "loop/longer[2]",
            "loop/done[3]");
  }

  @Test
  void aLoopEndsAtItsBound() {
    AtomicInteger rounds = new AtomicInteger();
    Step<String, String> count = Steps.function("count", text -> {
      rounds.incrementAndGet();
      return text;
    });
    assertThat(chain(Flows.refine("loop", count, text -> false, 4)).run("a").output())
        .isEqualTo("a");
    assertThat(rounds).hasValue(4);
    assertThatThrownBy(() -> Flows.refine("loop", count, text -> false, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
