package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BudgetExceededException;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.Cost;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChainTest {

  private record Facts(String question, String person, String place) {
    Facts withPerson(String value) {
      return new Facts(question, value, place);
    }

    Facts withPlace(String value) {
      return new Facts(question, person, value);
    }
  }

  private static FoundationModel answering(Map<String, String> answers) {
    ScriptedModel.Builder script = ScriptedModel.builder();
    answers.forEach((part, answer) -> script.when(
        request -> request.messages().get(0).text().contains(part), Reply.text(answer)));
    return script.build().model();
  }

  /** A model that answers at once and tells what it used and cost. */
  private static FoundationModel priced(long input, long output, String cost) {
    ModelId id = ModelId.of("priced", "model");
    GenerateResponse response = GenerateResponse.builder(id)
        .usage(TokenUsage.reported(input, output))
        .cost(
            cost.isEmpty()
                ? null
                : new Cost(new BigDecimal(cost), "USD", LocalDate.of(2026, 11, 1), false))
        .build();
    return FoundationModel.of(id, (request, context) -> new EventSource() {
      private boolean told;

      @Override
      public StreamEvent next() {
        if (told) {
          return new StreamEvent.Completed(response);
        }
        told = true;
        return new StreamEvent.TextDelta(0, "ok");
      }

      @Override
      public void close() {}
    });
  }

  private static <I> Step<I, String> ask(String name, FoundationModel model) {
    return Steps.ask(name, model, input -> GenerateRequest.of(name + " " + input));
  }

  @Test
  void eachStepIsBuiltFromTheAnswersBeforeIt() {
    FoundationModel model = answering(Map.of("首相", "石破茂", "石破茂", "東京都千代田区"));
    Chain<String, Facts> chain = Chain.<String>named("出生地")
        .then(Steps.function("begin", question -> new Facts(question, "", "")))
        .then(Steps.ask("誰", model, (Facts f) -> GenerateRequest.of(f.question() + "首相"))
            .with(Facts::withPerson))
        .then(
            Steps.ask("どこ", model, GenerateRequest::of).from(Facts::person).with(Facts::withPlace))
        .build();
    ChainResult<Facts> result = chain.run("日本の");
    assertThat(result.finished()).isTrue();
    assertThat(result.output()).isEqualTo(new Facts("日本の", "石破茂", "東京都千代田区"));
    assertThat(result.trace().steps())
        .extracting(TraceStep::path)
        .containsExactly("begin", "誰", "どこ");
    TraceStep where = result.trace().find("どこ").orElseThrow();
    assertThat(where.kind()).isEqualTo(StepKind.MODEL);
    assertThat(where.output()).contains("東京都千代田区");
    assertThat(where.model()).contains(ModelId.of("scripted", "model"));
  }

  @Test
  void theTraceTellsTimeUsageCostAndPromptOfEachStepAndOfAll() {
    FoundationModel model = priced(10, 3, "0.02");
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.ask(
            "a",
            model,
            input -> GenerateRequest.builder()
                .user("x")
                .metadata("fmops.prompt", "greeting@3#0123456789ab")
                .build()))
        .then(Steps.compute("length", String::length))
        .then(ask("b", model))
        .build();
    Trace trace = chain.run("in", RunOptions.create().runId("run 1")).trace();
    assertThat(trace.runId()).isEqualTo("run 1");
    assertThat(trace.chain()).isEqualTo("c");
    assertThat(trace.state()).isEqualTo(StepState.FINISHED);
    assertThat(trace.usage()).isEqualTo(TokenUsage.reported(20, 6));
    assertThat(trace.cost().orElseThrow().amount()).isEqualByComparingTo("0.04");
    TraceStep first = trace.steps().get(0);
    assertThat(first.prompt()).contains("greeting@3#0123456789ab");
    assertThat(first.usage()).contains(TokenUsage.reported(10, 3));
    assertThat(first.input()).contains("in");
    TraceStep second = trace.steps().get(1);
    assertThat(second.usage()).isEmpty();
    assertThat(second.kind()).isEqualTo(StepKind.COMPUTE);
    assertThat(second.output()).contains("2");
    assertThat(first.start()).isAfterOrEqualTo(trace.start());
    assertThat(first.start().plus(first.duration())).isBeforeOrEqualTo(second.start());
    assertThat(trace.duration()).isGreaterThanOrEqualTo(first.duration().plus(second.duration()));
  }

  @Test
  void theCostIsNotKnownIfThatOfOneCallIsNot() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(ask("a", priced(1, 1, "0.02")))
        .then(ask("b", priced(1, 1, "")))
        .build();
    Trace trace = chain.run("in").trace();
    assertThat(trace.cost()).isEmpty();
    assertThat(trace.steps().get(0).cost()).isPresent();
  }

  @Test
  void anErrorNamesTheStepAndKeepsTheAnswersBeforeIt() {
    FoundationModel model = ScriptedModel.builder()
        .reply(Reply.text("first"))
        .reply(Reply.failure(() -> new ThrottledException("slow down")))
        .build()
        .model();
    Chain<String, String> inner =
        Chain.<String>named("inner").then(ask("two", model)).build();
    Chain<String, String> chain = Chain.<String>named("outer")
        .then(ask("one", model))
        .then(inner.asStep())
        .then(ask("three", model))
        .build();
    ChainException e = catchThrowableOfType(ChainException.class, () -> chain.run("secret text"));
    assertThat(e)
        .hasMessage(
            "the chain \"outer\" failed at the step \"inner/two\": ThrottledException: slow down")
        .hasCauseInstanceOf(ThrottledException.class);
    assertThat(e.step()).isEqualTo("inner/two");
    assertThat(e.problem()).containsInstanceOf(ThrottledException.class);
    assertThat(e.trace().state()).isEqualTo(StepState.FAILED);
    assertThat(e.trace().find("one").orElseThrow().output()).contains("first");
    TraceStep failed = e.trace().find("inner/two").orElseThrow();
    assertThat(failed.state()).isEqualTo(StepState.FAILED);
    assertThat(failed.error()).contains("ThrottledException: slow down");
    assertThat(e.trace().find("inner").orElseThrow().error()).isEmpty();
    assertThat(e.trace().find("three")).isEmpty();
  }

  @Test
  void whatAFunctionThrowsIsTheCauseAndItsMessageIsNotRepeated() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", input -> {
          throw new java.io.IOException("cannot read " + input);
        }))
        .build();
    assertThatThrownBy(() -> chain.run("secret"))
        .isInstanceOf(ChainException.class)
        .hasMessage("the chain \"c\" failed at the step \"f\": IOException")
        .cause()
        .hasMessage("cannot read secret");
  }

  @Test
  void anErrorOfTheJvmIsPassedOnAsItIs() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", input -> {
          throw new AssertionError("wrong test");
        }))
        .build();
    assertThatThrownBy(() -> chain.run("in")).isInstanceOf(AssertionError.class);
  }

  @Test
  void aStepThatGivesNullIsAnError() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", input -> null))
        .build();
    assertThatThrownBy(() -> chain.run("in"))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("\"f\"")
        .cause()
        .hasMessageContaining("null");
  }

  @Test
  void stepsSideBySideHaveDifferentNames() {
    Step<String, String> a = Steps.function("a", input -> input);
    assertThatThrownBy(() -> Chain.<String>named("c").then(a).then(a).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"c\"")
        .hasMessageContaining("\"a\"");
    Chain<String, String> chain =
        Chain.<String>named("c").then(a).then(a.named("b")).build();
    assertThat(chain.run("x").trace().steps())
        .extracting(TraceStep::name)
        .containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a/b", "a[1]", "a\nb"})
  void malformedNamesAreRefused(String name) {
    assertThatThrownBy(() -> Steps.<String, String>function(name, input -> input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 100 characters");
    assertThatThrownBy(() -> Chain.<String>named(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChainWithoutStepsIsRefused() {
    assertThatThrownBy(() -> Chain.<String>named("c").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no steps");
  }

  @Test
  void theDeadlineReachesTheModelCall() {
    FoundationModel model = ScriptedModel.builder()
        .otherwise(Reply.builder().hang().build())
        .build()
        .model();
    Chain<String, String> chain = Chain.<String>named("c").then(ask("a", model)).build();
    ChainException e = catchThrowableOfType(
        ChainException.class,
        () -> chain.run("in", RunOptions.create().deadline(Duration.ofMillis(80))));
    assertThat(e).hasCauseInstanceOf(TimedOutException.class);
    assertThat(e.trace().state()).isEqualTo(StepState.CANCELLED);
    assertThat(e.trace().steps().get(0).state()).isEqualTo(StepState.CANCELLED);
  }

  @Test
  void theDeadlineInterruptsAFunction() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("sleep", input -> {
          Thread.sleep(60_000);
          return input;
        }))
        .build();
    ChainException e = catchThrowableOfType(
        ChainException.class,
        () -> chain.run("in", RunOptions.create().deadline(Duration.ofMillis(80))));
    assertThat(e).hasCauseInstanceOf(TimedOutException.class).hasMessageContaining("\"sleep\"");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void noStepBeginsAfterTheDeadline() {
    List<String> begun = new ArrayList<>();
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("slow", input -> {
          long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(150);
          while (System.nanoTime() < until) {
            Thread.onSpinWait(); // does not listen to its interrupt
          }
          return input;
        }))
        .then(Steps.<String, String>function("next", input -> {
          begun.add(input);
          return input;
        }))
        .build();
    assertThatThrownBy(() -> chain.run("in", RunOptions.create().deadline(Duration.ofMillis(50))))
        .hasMessageContaining("\"next\"")
        .hasCauseInstanceOf(TimedOutException.class);
    assertThat(begun).isEmpty();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aCancelledTokenEndsTheRunAndInterruptsItsFunction() throws Exception {
    CancelToken token = new CancelToken();
    CountDownLatch inside = new CountDownLatch(1);
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("wait", input -> {
          inside.countDown();
          Thread.sleep(60_000);
          return input;
        }))
        .build();
    CompletableFuture<ChainResult<String>> run =
        chain.start("in", RunOptions.create().cancelToken(token));
    inside.await();
    token.cancel("not needed any more");
    ChainException e = catchThrowableOfType(ChainException.class, () -> get(run));
    assertThat(e)
        .hasMessageContaining("not needed any more")
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(e.trace().state()).isEqualTo(StepState.CANCELLED);
  }

  private static <T> T get(CompletableFuture<T> future) throws Throwable {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  @Test
  void cancellingTheFutureCancelsTheRun() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("wait", input -> {
          inside.countDown();
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return input;
        }))
        .build();
    CompletableFuture<ChainResult<String>> run = chain.start("in", RunOptions.create());
    inside.await();
    run.cancel(false);
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptOfTheCallersThreadEndsTheRunAndIsKept() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", input -> {
          Thread.currentThread().interrupt(); // as if somebody else did
          Thread.sleep(1);
          return input;
        }))
        .build();
    assertThatThrownBy(() -> chain.run("in")).hasCauseInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theLimitOfTokensIsCheckedBeforeEachCall() {
    FoundationModel model = priced(40, 20, "");
    Chain<String, String> chain = Chain.<String>named("c")
        .then(ask("one", model))
        .then(ask("two", model))
        .then(ask("three", model))
        .build();
    ChainException e = catchThrowableOfType(
        ChainException.class, () -> chain.run("in", RunOptions.create().maxTokens(100)));
    assertThat(e)
        .hasCauseInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("limit 100 tokens, used 120");
    assertThat(e.step()).isEqualTo("three");
    assertThat(e.trace().find("two").orElseThrow().output()).contains("ok");
    assertThat(e.trace().usage()).isEqualTo(TokenUsage.reported(80, 40));
  }

  @Test
  void theLimitOfMoneyIsCheckedBeforeEachCall() {
    FoundationModel model = priced(1, 1, "0.30");
    Chain<String, String> chain =
        Chain.<String>named("c").then(ask("one", model)).then(ask("two", model)).build();
    assertThat(chain.run("in", RunOptions.create().maxCost("0.31")).finished()).isTrue();
    assertThatThrownBy(() -> chain.run("in", RunOptions.create().maxCost("0.3")))
        .hasMessageContaining("\"two\"")
        .hasMessageContaining("limit 0.3 of money, used 0.30");
  }

  @Test
  void withALimitOfMoneyNoCallFollowsOneOfUnknownCost() {
    FoundationModel model = priced(1, 1, "");
    Chain<String, String> chain =
        Chain.<String>named("c").then(ask("one", model)).then(ask("two", model)).build();
    assertThatThrownBy(() -> chain.run("in", RunOptions.create().maxCost("5")))
        .hasMessageContaining("\"two\"")
        .hasMessageContaining("cost of a call of priced:model is not known");
  }

  @Test
  void aCustomStepAsksModelsWithinTheRun() {
    FoundationModel model = priced(3, 2, "0.01");
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>custom("twice", (input, context) -> {
          assertThat(context.path()).isEqualTo("twice");
          assertThat(context.runId()).isEqualTo("r");
          String one = context.generate(model, GenerateRequest.of(input)).text();
          return one + context.generate(model, GenerateRequest.of(input)).text();
        }))
        .build();
    ChainResult<String> result = chain.run("in", RunOptions.create().runId("r"));
    assertThat(result.output()).isEqualTo("okok");
    TraceStep step = result.trace().steps().get(0);
    assertThat(step.usage()).contains(TokenUsage.reported(6, 4));
    assertThat(step.attempts()).isEqualTo(2);
  }

  @Test
  void listenersSurroundStepsAndHearOfTheirEnds() {
    List<String> heard = new ArrayList<>();
    AtomicReference<List<String>> seen = new AtomicReference<>(List.of());
    ChainListener listener = new ChainListener() {
      @Override
      public CallContext surround(StepStart step, CallContext context) {
        heard.add("begin " + step.path());
        return context.with(
            String.class, context.find(String.class).orElse("") + "<" + step.name());
      }

      @Override
      public void ended(StepStart step, TraceStep outcome) {
        heard.add(
            "end " + step.path() + " " + outcome.state() + " " + outcome.steps().size());
      }
    };
    ChainListener broken = new ChainListener() {
      @Override
      public CallContext surround(StepStart step, CallContext context) {
        throw new IllegalStateException("broken");
      }

      @Override
      public void ended(StepStart step, TraceStep outcome) {
        throw new IllegalStateException("broken");
      }
    };
    Chain<String, String> chain = Chain.<String>named("c")
        .listener(broken)
        .then(Flows.sequence(
            "s",
            Steps.<String, String>custom("f", (input, context) -> {
              seen.set(List.of(context.call().find(String.class).orElse("")));
              return input;
            }),
            Steps.<String, String>function("g", input -> {
              throw new IllegalStateException();
            })))
        .build();
    assertThatThrownBy(() -> chain.run("in", RunOptions.create().listener(listener)));
    assertThat(seen.get()).containsExactly("<c<s<f");
    assertThat(heard)
        .containsExactly(
            "begin ",
            "begin s",
            "begin s/f",
            "end s/f FINISHED 0",
            "begin s/g",
            "end s/g FAILED 0",
            "end s FAILED 2",
            "end  FAILED 1");
  }

  @Test
  void textsInTracesAreBoundedAtACodePoint() {
    String text = "x" + "🎌".repeat(10_000);
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", input -> input))
        .build();
    String told = chain.run(text).trace().steps().get(0).output().orElseThrow();
    assertThat(told).endsWith("🎌… (20001 characters)").hasSizeLessThan(8_100);
    assertThat(told.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  @Test
  void manyRunsOfOneChainDoNotMeet() throws Exception {
    Chain<Integer, Integer> chain = Chain.<Integer>named("c")
        .then(Steps.<Integer, Integer>compute("a", n -> n + 1))
        .then(Steps.<Integer, Integer>compute("b", n -> n * 2))
        .build();
    List<CompletableFuture<ChainResult<Integer>>> runs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      runs.add(chain.start(i, RunOptions.create()));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(runs.get(i).get(10, TimeUnit.SECONDS).output()).isEqualTo((i + 1) * 2);
    }
  }
}
