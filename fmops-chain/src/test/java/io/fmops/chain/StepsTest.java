package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.StopReason;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import io.fmops.resilience.Retry;
import io.fmops.tool.Tool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StepsTest {

  private record Place(String name, double latitude, double longitude) {}

  private static <I, O> Chain<I, O> chain(Step<I, O> step) {
    return Chain.<I>named("c").then(step).build();
  }

  private static FoundationModel replying(Reply... replies) {
    ScriptedModel.Builder script = ScriptedModel.builder();
    for (Reply reply : replies) {
      script.reply(reply);
    }
    return script.build().model();
  }

  @Test
  void anAnswerThatWasCutOffIsNoAnswer() {
    FoundationModel model = replying(
        Reply.builder().text("half of").stopReason(StopReason.MAX_TOKENS).build());
    assertThatThrownBy(() -> chain(Steps.ask("a", model, GenerateRequest::of)).run("x"))
        .hasCauseInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("was cut off (MAX_TOKENS)")
        .hasMessageNotContaining("half of");
  }

  @Test
  void generateGivesAnswersAsTheyAre() {
    FoundationModel model = replying(
        Reply.builder().text("half of").stopReason(StopReason.MAX_TOKENS).build());
    GenerateResponse response = chain(
            Steps.generate("a", model, (String s) -> GenerateRequest.of(s)))
        .run("x")
        .output();
    assertThat(response.truncated()).isTrue();
    assertThat(response.text()).isEqualTo("half of");
  }

  @Test
  void whatAGuardrailOfTheModelSaysIsNoAnswer() {
    FoundationModel model = replying(
        Reply.builder().text("I may not").stopReason(StopReason.GUARDRAIL).build());
    assertThatThrownBy(() -> chain(Steps.ask("a", model, GenerateRequest::of)).run("x"))
        .hasCauseInstanceOf(BlockedByGuardrailException.class);
  }

  @Test
  void aCallOfAToolIsNoAnswer() {
    FoundationModel model = replying(Reply.toolCall("search", "{}"));
    assertThatThrownBy(() -> chain(Steps.ask("a", model, GenerateRequest::of)).run("x"))
        .hasCauseInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("ToolLoop");
  }

  @Test
  void aValueIsAskedForCheckedAndCounted() {
    FoundationModel model = replying(
        Reply.text("{\"name\":\"東京\"}"),
        Reply.text("{\"name\":\"東京\",\"latitude\":35.68,\"longitude\":139.69}"));
    ChainResult<Place> result = chain(
            Steps.value("place", model, Place.class, (String s) -> GenerateRequest.of(s)))
        .run("Where?");
    assertThat(result.output()).isEqualTo(new Place("東京", 35.68, 139.69));
    TraceStep step = result.trace().steps().get(0);
    assertThat(step.usage().orElseThrow().input()).isPositive();
    assertThat(step.model()).isPresent();
  }

  @Test
  void triesOfALayerAroundTheModelAreCounted() {
    FoundationModel model = replying(
            Reply.failure(() -> new ThrottledException("slow down")), Reply.text("ok"))
        .with(
            Retry.builder().backoff(Duration.ofMillis(1), Duration.ofMillis(1)).build());
    TraceStep step = chain(Steps.ask("a", model, GenerateRequest::of))
        .run("x")
        .trace()
        .steps()
        .get(0);
    assertThat(step.attempts()).isEqualTo(2);
  }

  private record Args(String place) {}

  @Test
  void aToolIsCalledWithItsArguments() {
    Tool tool = Tool.of("weather", "the weather", Args.class, args -> "sunny in " + args.place());
    assertThat(chain(Steps.tool("w", tool, Args.class)).run(new Args("京都")).output())
        .isEqualTo("sunny in 京都");
    assertThatThrownBy(() -> chain(Steps.tool("w", tool, (String s) -> s)).run("{\"city\":\"x\"}"))
        .hasMessageContaining("JsonMismatchException");
  }

  @Test
  void aToolThatTakesTooLongIsInterrupted() {
    Tool tool = Tool.of("weather", "the weather", Args.class, args -> {
          Thread.sleep(60_000);
          return "late";
        })
        .withTimeout(Duration.ofMillis(50));
    ChainException e = catchThrowableOfType(
        ChainException.class, () -> chain(Steps.tool("w", tool, Args.class)).run(new Args("京都")));
    assertThat(e).hasCauseInstanceOf(TimedOutException.class);
    assertThat(((TimedOutException) e.getCause()).limit()).isEqualTo(TimedOutException.Limit.TOTAL);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void passagesAreRetrieved() {
    Retriever retriever =
        (query, limit) -> List.of(Passage.of("1", query), Passage.of("2", "b")).subList(0, limit);
    assertThat(chain(Steps.retrieve("r", retriever, 1)).run("q").output())
        .extracting(Passage::text)
        .containsExactly("q");
  }

  @Test
  void aGuardLetsPassReplacesOrBlocks() {
    Guard guard = text -> text.contains("bomb")
        ? new Guard.Blocked("weapons")
        : text.contains("03-")
            ? new Guard.Replaced(text.replaceAll("03-[0-9-]+", "[電話]"))
            : new Guard.Pass();
    Chain<String, String> chain = chain(Steps.guard("g", guard));
    assertThat(chain.run("hello").output()).isEqualTo("hello");
    assertThat(chain.run("03-1234-5678 へ").output()).isEqualTo("[電話] へ");
    assertThatThrownBy(() -> chain.run("a bomb"))
        .hasCauseInstanceOf(BlockedByGuardrailException.class)
        .hasMessageContaining("\"g\"")
        .hasMessageContaining("weapons")
        .hasMessageNotContaining("bomb");
  }

  @Test
  void aGuardThatCannotTellLetsNothingPass() {
    Chain<String, String> chain = chain(Steps.guard("g", text -> {
      throw new java.io.IOException("away");
    }));
    assertThatThrownBy(() -> chain.run("x")).hasMessageContaining("IOException");
  }

  private static List<String> problems(String text) {
    return text.length() <= 5 ? List.of() : List.of("It has more than 5 characters.");
  }

  @Test
  void anInvalidAnswerIsToldToTheModelUntilItIsValid() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.text("much too long"))
        .reply(Reply.text("still long"))
        .reply(Reply.text("short"))
        .build();
    ChainResult<String> result = chain(Steps.validated(
            "v", script.model(), (String s) -> GenerateRequest.of(s), StepsTest::problems, 2))
        .run("Say it.");
    assertThat(result.output()).isEqualTo("short");
    assertThat(result.trace().steps().get(0).attempts()).isEqualTo(3);
    GenerateRequest last = script.requests().get(2);
    assertThat(last.messages()).hasSize(3);
    assertThat(last.messages().get(0).text()).isEqualTo("Say it.");
    assertThat(last.messages().get(1).text()).isEqualTo("still long");
    assertThat(last.messages().get(2).text()).contains("- It has more than 5 characters.");
  }

  @Test
  void repairsAreBoundedAndTheLastAnswerIsKept() {
    FoundationModel model = ScriptedModel.answering("much too long").model();
    ChainException e = catchThrowableOfType(
        ChainException.class,
        () -> chain(Steps.validated(
                "v", model, (String s) -> GenerateRequest.of(s), StepsTest::problems, 1))
            .run("Say it."));
    assertThat(e)
        .hasCauseInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("1 problem(s) after it was told 1 time(s)")
        .hasMessageNotContaining("much");
    assertThat(e.trace().steps().get(0).output()).contains("much too long");
    assertThatThrownBy(() -> Steps.validated(
            "v", model, (String s) -> GenerateRequest.of(s), StepsTest::problems, 11))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
