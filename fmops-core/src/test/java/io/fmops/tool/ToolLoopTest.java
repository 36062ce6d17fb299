package io.fmops.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.ContentBlock.ToolResult;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.JsonSchema;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolChoice;
import io.fmops.model.ToolDefinition;
import io.fmops.model.UnavailableException;
import io.fmops.tool.ToolExecution.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ToolLoopTest {

  record Place(String place) {}

  record Weather(String sky, int degrees) {}

  private static final GenerateRequest QUESTION = GenerateRequest.of("傘は要りますか?");
  private static final String TOKYO = "{\"place\":\"東京\"}";

  private final AtomicInteger handled = new AtomicInteger();
  private final Tool weather = Tool.of("weather", "The weather now", Place.class, args -> {
    handled.incrementAndGet();
    return new Weather("rain in " + args.place(), 12);
  });

  private static List<ToolResult> results(GenerateRequest asked) {
    return asked.messages().get(asked.messages().size() - 1).content().stream()
        .map(ToolResult.class::cast)
        .toList();
  }

  private static String text(ToolResult result) {
    return ContentBlock.visibleText(result.content());
  }

  @Test
  void theModelGetsResultsAndItsAnswerIsTheAnswer() {
    Turns turns = new Turns().calls("1", "weather", TOKYO).says("はい。");
    GenerateResponse answer = turns.model(ToolLoop.of(weather)).generate(QUESTION);
    assertThat(answer.text()).isEqualTo("はい。");
    assertThat(answer.toolCalls()).isEmpty();
    assertThat(turns.asked.get(0).tools()).containsExactly(weather.definition());
    assertThat(results(turns.asked.get(1)))
        .containsExactly(ToolResult.of("1", "{\"sky\":\"rain in 東京\",\"degrees\":12}"));
  }

  @Test
  void usageAndCostOfAllTurnsAreSummedAndEveryTurnIsKept() {
    Turns turns = new Turns().calls("1", "weather", TOKYO).says("yes");
    GenerateResponse answer = turns.model(ToolLoop.of(weather)).generate(QUESTION);
    assertThat(answer.usage()).isEqualTo(TokenUsage.reported(20, 10));
    assertThat(answer.cost().orElseThrow().amount()).isEqualByComparingTo("0.02");
    List<ToolExchange> exchanges = ToolExchange.of(answer);
    assertThat(exchanges).hasSize(2);
    assertThat(exchanges.get(0).response().usage()).isEqualTo(Turns.USAGE);
    assertThat(exchanges.get(0).executions().get(0).outcome()).isEqualTo(Outcome.DONE);
    assertThat(exchanges.toString()).doesNotContain("東京");
    List<Message> more = ToolExchange.conversation(answer);
    assertThat(more).hasSize(3);
    assertThat(more.subList(0, 2)).isEqualTo(turns.asked.get(1).messages().subList(1, 3));
    assertThatThrownBy(
            () -> ToolExchange.conversation(GenerateResponse.builder(Turns.ID).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTextOfEveryTurnStreamsInBlocksThatGrow() {
    Turns turns = new Turns()
        .turn(
            StopReason.TOOL_USE,
            new ContentBlock.Text("Let me look. "),
            new ContentBlock.ToolCall("1", "weather", TOKYO))
        .says("It rains.");
    List<StreamEvent> events = new ArrayList<>();
    try (ModelStream stream = turns.model(ToolLoop.of(weather)).stream(QUESTION)) {
      stream.forEach(events::add);
    }
    assertThat(events.get(0)).isEqualTo(new StreamEvent.TextDelta(0, "Let me look. "));
    assertThat(((StreamEvent.Notice) events.get(1)).type()).isEqualTo(ToolExchange.CALLING);
    assertThat(((StreamEvent.Notice) events.get(2)).type()).isEqualTo(ToolExchange.NOTICE);
    assertThat(events.get(3)).isEqualTo(new StreamEvent.TextDelta(1, "It rains."));
    assertThat(((StreamEvent.Completed) events.get(5)).response().text())
        .isEqualTo("Let me look. It rains.");
  }

  @Test
  void callsOfOneTurnRunAtOnceAndResultsKeepTheirOrder() {
    CountDownLatch both = new CountDownLatch(2);
    Tool meet = Tool.of("meet", "", Place.class, args -> {
      both.countDown();
      return both.await(20, TimeUnit.SECONDS) ? args.place() : "alone";
    });
    Turns turns = new Turns()
        .calls("1", "meet", "{\"place\":\"a\"}", "2", "no", "{}", "3", "meet", "{\"place\":\"b\"}")
        .says("ok");
    turns.model(ToolLoop.of(meet)).generate(QUESTION);
    assertThat(results(turns.asked.get(1)))
        .extracting(ToolResult::callId)
        .containsExactly("1", "2", "3");
    assertThat(results(turns.asked.get(1)))
        .extracting(ToolLoopTest::text)
        .containsExactly("a", "there is no such tool; the tools are meet", "b");
  }

  @Test
  void noMoreCallsThanAllowedRunAtOnce() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Tool slow = Tool.of("slow", "", Place.class, args -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      Thread.sleep(5);
      now.decrementAndGet();
      return args.place();
    });
    String[] calls = new String[60];
    for (int i = 0; i < 20; i++) {
      calls[3 * i] = "c" + i;
      calls[3 * i + 1] = "slow";
      calls[3 * i + 2] = "{\"place\":\"" + i + "\"}";
    }
    Turns turns = new Turns().calls(calls).says("ok");
    turns.model(ToolLoop.builder().tools(List.of(slow)).maxParallel(3).build()).generate(QUESTION);
    assertThat(most.get()).isBetween(1, 3);
    for (int i = 0; i < 20; i++) {
      assertThat(text(results(turns.asked.get(1)).get(i))).isEqualTo("" + i);
    }
  }

  @Test
  void wrongArgumentsAreToldToTheModelAndNotExecuted() {
    Turns turns = new Turns()
        .calls("1", "weather", "{\"town\":\"x\"}", "2", "weather", "{\"place\":")
        .says("sorry");
    turns.model(ToolLoop.of(weather)).generate(QUESTION);
    assertThat(handled).hasValue(0);
    List<ToolResult> results = results(turns.asked.get(1));
    assertThat(results).allMatch(ToolResult::error);
    assertThat(text(results.get(0)))
        .contains("$[\"town\"]: there is no such field")
        .contains("place");
    assertThat(text(results.get(1))).contains("not valid JSON");
    Message sentBack = turns.asked.get(1).messages().get(1);
    assertThat(sentBack.content().get(1))
        .as("providers take objects only")
        .isEqualTo(new ContentBlock.ToolCall("2", "weather", "{}"));
  }

  @Test
  void aCutOffAnswerIsNeverExecutedEvenIfItsArgumentsLookWhole() {
    Turns turns = new Turns()
        .turn(StopReason.MAX_TOKENS, new ContentBlock.ToolCall("1", "weather", TOKYO))
        .says("ok");
    turns.model(ToolLoop.of(weather)).generate(QUESTION);
    assertThat(handled).hasValue(0);
    assertThat(text(results(turns.asked.get(1)).get(0))).contains("cut off");
  }

  @Test
  void aModelThatDoesNotLearnEndsInAnErrorWithTheUsageOfAllTurns() {
    Turns turns = new Turns();
    for (int i = 0; i < 4; i++) {
      turns.calls("1", "weather", "{}");
    }
    ModelException e = catchThrowableOfType(
        MalformedAnswerException.class, () -> turns.model(ToolLoop.of(weather)).generate(QUESTION));
    assertThat(e).hasMessageContaining("wrong or cut off arguments, in 4 turns");
    assertThat(e.usage().total()).isEqualTo(60);
  }

  @Test
  void aModelThatAlwaysWantsMoreEndsInAnError() {
    Turns turns = new Turns().calls("1", "weather", TOKYO).calls("2", "weather", TOKYO);
    assertThatThrownBy(() -> turns
            .model(ToolLoop.builder().tools(List.of(weather)).maxTurns(2).build())
            .generate(QUESTION))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("all 2 turns");
    assertThat(handled).as("calls whose results nobody would see are not made").hasValue(1);
  }

  @Test
  void callsPastTheLimitAreNotMadeAndTheModelIsTold() {
    Turns turns =
        new Turns().calls("1", "weather", TOKYO, "2", "weather", TOKYO).says("ok");
    GenerateResponse answer = turns
        .model(ToolLoop.builder().tools(List.of(weather)).maxCalls(1).build())
        .generate(QUESTION);
    assertThat(handled).hasValue(1);
    assertThat(ToolExchange.of(answer).get(0).executions())
        .extracting(ToolExecution::outcome)
        .containsExactly(Outcome.DONE, Outcome.OVER_LIMIT);
  }

  @Test
  void ofAFailedHandlerTheModelLearnsOnlyWhatIsMeantForIt() {
    Tool leaks = Tool.of("leaks", "", Place.class, args -> {
      throw new IllegalStateException("password=hunter2");
    });
    Tool tells = Tool.of("tells", "", Place.class, args -> {
      throw new ToolException("there is no place " + args.place());
    });
    Turns turns = new Turns().calls("1", "leaks", TOKYO, "2", "tells", TOKYO).says("ok");
    GenerateResponse answer = turns.model(ToolLoop.of(leaks, tells)).generate(QUESTION);
    assertThat(results(turns.asked.get(1)))
        .extracting(ToolLoopTest::text)
        .containsExactly("the tool failed", "there is no place 東京");
    assertThat(ToolExchange.of(answer).get(0).executions().get(0).problem())
        .get()
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHandlerThatTakesTooLongIsInterruptedAndTheModelTold() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Tool slow = sleeper(new CountDownLatch(1), interrupted).withTimeout(Duration.ofMillis(50));
    Turns turns = new Turns().calls("1", "slow", TOKYO).says("ok");
    GenerateResponse answer = turns.model(ToolLoop.of(slow)).generate(QUESTION);
    assertThat(text(results(turns.asked.get(1)).get(0))).contains("did not finish within 50 ms");
    assertThat(ToolExchange.of(answer).get(0).executions().get(0).outcome())
        .isEqualTo(Outcome.TIMED_OUT);
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static Tool sleeper(CountDownLatch begun, CountDownLatch interrupted) {
    return Tool.of("slow", "", Place.class, args -> {
      begun.countDown();
      try {
        Thread.sleep(60_000);
        return "late";
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    });
  }

  @Test
  void cancellingTheCallInterruptsTheHandlers() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Turns turns = new Turns().calls("1", "slow", TOKYO);
    CancelToken token = new CancelToken();
    var future = turns
        .model(ToolLoop.of(sleeper(begun, interrupted)))
        .generateAsync(QUESTION, CallContext.create().withCancelToken(token));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    token.cancel("not needed any more");
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(future::get).hasCauseInstanceOf(CancelledException.class);
    assertThat(turns.asked).hasSize(1);
  }

  @Test
  void theDeadlineOfTheCallInterruptsTheHandlers() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Turns turns = new Turns().calls("1", "slow", TOKYO);
    GenerateRequest limited =
        QUESTION.toBuilder().deadline(Duration.ofMillis(200)).build();
    ModelException e = catchThrowableOfType(
        TimedOutException.class,
        () -> turns
            .model(ToolLoop.of(sleeper(new CountDownLatch(1), interrupted)))
            .generate(limited));
    assertThat(e.usage().total()).as("the turn that was paid for").isGreaterThanOrEqualTo(15);
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aFailureInALaterTurnKeepsTheUsageOfTheEarlierOnes() {
    Turns turns = new Turns().calls("1", "weather", TOKYO).fails(new UnavailableException("down"));
    UnavailableException e = catchThrowableOfType(
        UnavailableException.class, () -> turns.model(ToolLoop.of(weather)).generate(QUESTION));
    assertThat(e.usage().total()).isEqualTo(15);
  }

  @Test
  void aForcedToolChoiceHoldsForTheFirstTurnOnly() {
    Turns turns = new Turns().calls("1", "weather", TOKYO).says("ok");
    GenerateRequest forced = QUESTION.toBuilder()
        .tool(weather.definition())
        .toolChoice(ToolChoice.REQUIRED)
        .build();
    Tool other = Tool.of("other", "", Place.class, args -> "x");
    assertThatThrownBy(() -> turns.model(ToolLoop.of(weather)).generate(forced))
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining("both have a tool called weather");
    turns.model(ToolLoop.of(other)).generate(forced);
    assertThat(turns.asked.get(0).toolChoice()).isEqualTo(ToolChoice.REQUIRED);
  }

  @Test
  void aToolOfTheRequestsOwnIsTheCallersToCall() {
    ToolDefinition own = new ToolDefinition("own", "", JsonSchema.of("{\"type\":\"object\"}"));
    Turns turns = new Turns().calls("1", "weather", TOKYO).calls("2", "own", "{}");
    GenerateResponse answer = turns
        .model(ToolLoop.of(weather))
        .generate(QUESTION.toBuilder().tool(own).build());
    assertThat(answer.toolCalls()).containsExactly(new ContentBlock.ToolCall("2", "own", "{}"));
    assertThat(answer.stopReason()).isEqualTo(StopReason.TOOL_USE);
  }

  @Test
  void limitsAndNamesAreChecked() {
    assertThatThrownBy(ToolLoop::of).hasMessageContaining("at least one tool");
    assertThatThrownBy(() -> ToolLoop.of(weather, weather)).hasMessageContaining("two tools");
    assertThatThrownBy(() -> ToolLoop.builder().maxTurns(0)).hasMessageContaining("from 1 to 100");
    assertThatThrownBy(() -> weather.withTimeout(Duration.ZERO)).hasMessageContaining("above zero");
  }
}
