package io.fmops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.StopReason;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScriptedModelTest {

  private static final GenerateRequest QUESTION = GenerateRequest.of("東京は?");

  @Test
  void repliesComeInTheirOrderAndRequestsAreRemembered() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.failure(() -> new ThrottledException("slow down")))
        .reply(Reply.text("東京です。"))
        .build();
    try (FoundationModel model = script.model()) {
      assertThatThrownBy(() -> model.generate(QUESTION)).isInstanceOf(ThrottledException.class);
      assertThat(model.generate(QUESTION).text()).isEqualTo("東京です。");
      assertThat(script.requests()).containsExactly(QUESTION, QUESTION);
      assertThatThrownBy(() -> model.generate(QUESTION))
          .isInstanceOf(AssertionError.class)
          .hasMessage("the script of scripted:model has no reply for call 3");
    }
  }

  @Test
  void aRuleAnswersBeforeTheLineAndTheDefaultAfterIt() {
    FoundationModel model = ScriptedModel.builder()
        .when(request -> request.messages().get(0).text().contains("東京"), Reply.text("rule"))
        .reply(Reply.text("line"))
        .otherwise(Reply.text("default"))
        .build()
        .model();
    assertThat(model.generate(QUESTION).text()).isEqualTo("rule");
    assertThat(model.generate(GenerateRequest.of("x")).text()).isEqualTo("line");
    assertThat(model.generate(GenerateRequest.of("x")).text()).isEqualTo("default");
  }

  @Test
  void aReplyHasContentOfEveryKind() {
    GenerateResponse response = ScriptedModel.builder()
        .reply(Reply.builder()
            .reasoning("hm", "sig")
            .text("a", "b")
            .toolCall("1", "add", "{}")
            .usage(TokenUsage.reported(3, 4))
            .build())
        .build()
        .model()
        .generate(QUESTION);
    assertThat(response.content()).hasSize(3);
    assertThat(response.text()).isEqualTo("ab");
    assertThat(response.toolCalls()).containsExactly(new ContentBlock.ToolCall("1", "add", "{}"));
    assertThat(response.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(3, 4));
  }

  @Test
  @Timeout(10)
  void aReplyThatHangsEndsWithTheDeadlineOrWhenItIsClosed() {
    FoundationModel model = ScriptedModel.builder()
        .otherwise(Reply.builder().text("begin").hang().build())
        .build()
        .model();
    assertThatThrownBy(() ->
            model.generate(QUESTION, CallContext.create().withDeadline(Duration.ofMillis(50))))
        .isInstanceOfSatisfying(
            TimedOutException.class,
            e -> assertThat(ContentBlock.visibleText(e.partialContent())).isEqualTo("begin"));
    ModelStream stream = model.stream(QUESTION);
    stream.iterator().next();
    stream.close();
    assertThatThrownBy(stream::response).isInstanceOf(CancelledException.class);
  }

  @Test
  @Timeout(30)
  void faultsComeAtTheirRateAndTheSameWayTwice() {
    List<String> first = outcomes();
    assertThat(outcomes()).isEqualTo(first);
    long failed = first.stream().filter(outcome -> !outcome.equals("ok")).count();
    assertThat(failed).isBetween(150L, 250L);
    assertThat(first)
        .contains(
            "ok",
            "ThrottledException",
            "UnavailableException",
            "TruncatedStreamException",
            "MalformedAnswerException");
  }

  private static List<String> outcomes() {
    FoundationModel model = ScriptedModel.answering("fine")
        .model()
        .with(FaultInjection.of(
            42,
            0.2,
            Fault.THROTTLED,
            Fault.UNAVAILABLE,
            Fault.THROTTLED_IN_STREAM,
            Fault.CUT,
            Fault.MALFORMED));
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      try {
        outcomes.add(model.generate(QUESTION).text().replace("fine", "ok"));
      } catch (ModelException e) {
        outcomes.add(e.getClass().getSimpleName());
      }
    }
    return outcomes;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"HANG", "STALL"})
  @Timeout(10)
  void aFaultOfSilenceLastsUntilTheCallIsGivenUp(Fault fault) {
    FoundationModel model =
        ScriptedModel.answering("fine").model().with(FaultInjection.of(1, 1, fault));
    assertThatThrownBy(() ->
            model.generate(QUESTION, CallContext.create().withDeadline(Duration.ofMillis(50))))
        .isInstanceOfSatisfying(
            TimedOutException.class,
            e -> assertThat(ContentBlock.visibleText(e.partialContent()))
                .isEqualTo(fault == Fault.STALL ? "fine" : ""));
  }

  @Test
  void aStreamThatIsCutHasItsBeginning() {
    FoundationModel model =
        ScriptedModel.answering("fine").model().with(FaultInjection.of(1, 1, Fault.CUT));
    assertThatThrownBy(() -> model.generate(QUESTION))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(ContentBlock.visibleText(e.partialContent())).isEqualTo("fine"));
  }
}
