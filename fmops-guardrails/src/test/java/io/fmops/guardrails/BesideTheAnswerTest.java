package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.JsonSchema;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.ToolDefinition;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a model says elsewhere than in its text: names and ids of tool calls, notices. */
class BesideTheAnswerTest {

  private static final String KEY = "KEY-[0-9]+";

  private static GuardrailPolicy.Builder policy(Action action) {
    return GuardrailPolicy.builder("test")
        .output(Check.of(TestDetectors.pattern("key", KEY)).onAny(0.5, action));
  }

  private static final GuardrailPolicy MASKED = policy(Action.redact("***")).build();

  private static FoundationModel guarded(Reply reply, GuardrailPolicy policy) {
    return ScriptedModel.builder().otherwise(reply).build().model().with(Guardrail.of(policy));
  }

  private static Reply call(String id, String name) {
    return Reply.builder().toolCall(id, name, "{}").build();
  }

  private static ContentBlock.ToolCall only(GenerateResponse response) {
    return response.toolCalls().get(0);
  }

  @Test
  void aNameOfAToolThatTheModelMadeUpIsLookedAt() {
    for (Reply reply : List.of(
        call("1", "tell_KEY-12345"),
        Reply.builder()
            .block(new ContentBlock.ToolCall("1", "tell_KEY-12345", "{}"))
            .build())) {
      assertThat(only(guarded(reply, MASKED).generate(GenerateRequest.of("?"))).name())
          .isEqualTo("tell_***");
      assertThat(catchThrowableOfType(
              BlockedByGuardrailException.class,
              () -> guarded(reply, policy(Action.block("no")).build())
                  .generate(GenerateRequest.of("?"))))
          .hasMessage("no");
    }
  }

  @Test
  void aNameOfAToolThatTheRequestHasIsTheApplicationsOwn() {
    GenerateRequest request = GenerateRequest.builder()
        .user("?")
        .tool(new ToolDefinition("get_KEY-1", "Gets it.", JsonSchema.of("{\"type\":\"object\"}")))
        .build();
    assertThat(only(guarded(call("1", "get_KEY-1"), MASKED).generate(request)).name())
        .isEqualTo("get_KEY-1");
  }

  @Test
  void anIdThatIsATextBlocksIfSomethingWouldHaveToBeChangedInIt() {
    assertThat(only(guarded(call("call_KEY-1", "a"), MASKED).generate(GenerateRequest.of("?")))
            .id())
        .isEqualTo("call_KEY-1");
    assertThat(only(guarded(call("a call", "a"), MASKED).generate(GenerateRequest.of("?")))
            .id())
        .isEqualTo("a call");
    assertThat(catchThrowableOfType(
            BlockedByGuardrailException.class,
            () -> guarded(call("it is KEY-1", "a"), MASKED).generate(GenerateRequest.of("?"))))
        .hasMessage(GuardrailPolicy.DEFAULT_UNCHECKED_MESSAGE);
    assertThat(only(guarded(
                    call("it is KEY-1", "a"), MASKED.toBuilder().dryRun(true).build())
                .generate(GenerateRequest.of("?")))
            .id())
        .isEqualTo("it is KEY-1");
  }

  /** Says something beside what the model within says, before all of it. */
  private record Telling(Object value) implements ModelLayer {
    @Override
    public ModelEngine around(ModelId model, ModelEngine inner) {
      return new ModelEngine() {
        @Override
        public EventSource open(GenerateRequest request, CallContext context) {
          return new LayerSource(model) {
            private final EventSource source = use(inner.open(request, context));
            private boolean told;

            @Override
            public StreamEvent next() throws InterruptedException {
              if (told) {
                return source.next();
              }
              told = true;
              return new StreamEvent.Notice("a.notice", value);
            }
          };
        }
      };
    }
  }

  /** What is told by the forms of a call, in the order in which it comes. */
  private static List<List<String>> told(String answer, Object value, GuardrailPolicy policy) {
    FoundationModel model = ScriptedModel.builder()
        .otherwise(Reply.text(answer))
        .build()
        .model()
        .with(new Telling(value))
        .with(Guardrail.of(policy));
    List<String> streamed = new ArrayList<>();
    try (ModelStream stream = model.stream(GenerateRequest.of("?"))) {
      stream.forEach(event -> {
        if (event instanceof StreamEvent.Notice notice) {
          streamed.add(notice.type());
        } else if (event instanceof StreamEvent.TextDelta delta) {
          streamed.add(delta.text());
        }
      });
    }
    List<String> whole = Stream.concat(
            Stream.of(model.generate(GenerateRequest.of("?")).text()),
            model.generate(GenerateRequest.of("?")).notices().stream()
                .map(StreamEvent.Notice::type))
        .toList();
    return List.of(streamed, whole);
  }

  @Test
  void whatIsToldBesideAnAnswerGoesWithItIfNothingInItWasChanged() {
    List<String> both = List.of("fine", "a.notice", Verdict.NOTICE);
    assertThat(told("fine", List.of("f", "ine"), MASKED)).containsExactly(both, both);
  }

  @Test
  void whatIsToldBesideAnAnswerThatIsChangedMayRepeatItAndDoesNotLeave() {
    List<String> both = List.of("it is ***", Verdict.NOTICE);
    assertThat(told("it is KEY-1", List.of("it", "is", "KEY-1"), MASKED))
        .containsExactly(both, both);
  }

  @Test
  void aDryRunAndAPolicyWithoutChecksOfAnswersKeepNothingBack() {
    List<String> dry = List.of("it is KEY-1", "a.notice", Verdict.NOTICE);
    assertThat(told("it is KEY-1", "KEY-1", MASKED.toBuilder().dryRun(true).build()))
        .containsExactly(dry, dry);
    GuardrailPolicy input = GuardrailPolicy.builder("test")
        .input(Check.of(TestDetectors.pattern("key", KEY)).onAny(0.5, Action.flag()))
        .build();
    assertThat(told("it is KEY-1", "KEY-1", input).get(0))
        .containsExactly(Verdict.NOTICE, "a.notice", "it is KEY-1");
  }

  @Test
  void anAttemptThatFailedIsToldAtOnceWithoutItsText() {
    FailedAttempt attempt =
        new FailedAttempt(ModelId.parse("a:b"), new UnavailableException("gone"), "retry");
    assertThat(told("it is KEY-1", attempt, MASKED).get(0))
        .containsExactly("a.notice", "it is ***", Verdict.NOTICE);
  }
}
