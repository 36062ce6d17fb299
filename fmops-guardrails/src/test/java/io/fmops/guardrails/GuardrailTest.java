package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.Role;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardrailTest {

  private static final Check NO_KEYS = Check.of(TestDetectors.pattern("key", "KEY-[0-9]+"))
      .onAny(0.5, Action.block("Secrets stay here."));
  private static final Check MASKED_KEYS =
      Check.of(TestDetectors.pattern("key", "KEY-[0-9]+")).onAny(0.5, Action.redact("***"));
  private static final Check EMAILS =
      Check.of(TestDetectors.pattern("email", "[a-z]+@[a-z]+\\.com")).onAny(0.5, Action.replace());

  private static GuardrailPolicy.Builder policy() {
    return GuardrailPolicy.builder("test");
  }

  private static FoundationModel guarded(ScriptedModel script, GuardrailPolicy.Builder policy) {
    return script.model().with(Guardrail.of(policy.build()));
  }

  private static BlockedByGuardrailException blocked(
      FoundationModel model, GenerateRequest request) {
    return catchThrowableOfType(BlockedByGuardrailException.class, () -> model.generate(request));
  }

  @Test
  void anInputThatIsBlockedNeverReachesTheModel() {
    ScriptedModel script = ScriptedModel.answering("unheard");
    BlockedByGuardrailException problem =
        blocked(guarded(script, policy().input(NO_KEYS)), GenerateRequest.of("KEY-12345 に注意"));
    assertThat(problem).hasMessage("Secrets stay here.");
    assertThat(script.requests()).isEmpty();
    Verdict verdict = Verdict.of(problem).orElseThrow();
    assertThat(verdict.stage()).isEqualTo(Stage.INPUT);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.BLOCKED);
    assertThat(verdict.items()).singleElement().satisfies(item -> {
      assertThat(item.finding()).isEqualTo(new Finding("key", 0, 9, 1, "key-detector"));
      assertThat(item.action().word()).isEqualTo("block");
    });
    assertThat(problem.usage().total()).isZero();
  }

  @Test
  void anInputIsRedactedBeforeTheModelSeesIt() {
    ScriptedModel script = ScriptedModel.answering("ok");
    GenerateResponse response = guarded(script, policy().input(MASKED_KEYS))
        .generate(GenerateRequest.of("Use KEY-12345 please."));
    assertThat(script.requests().get(0).messages().get(0).text()).isEqualTo("Use *** please.");
    assertThat(Verdict.of(response)).singleElement().satisfies(verdict -> {
      assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.CHANGED);
      assertThat(verdict.policy()).isEqualTo("test");
      assertThat(verdict.version()).hasSize(12);
    });
  }

  @Test
  void placeholdersGoToTheModelAndTheOriginalsComeBack() {
    ScriptedModel script =
        ScriptedModel.answering("Sent to [EMAIL_1] and [EMAIL_2], not to [EMAIL_3].");
    GenerateResponse response = guarded(script, policy().input(EMAILS))
        .generate(GenerateRequest.of("Write to bob@x.com, eve@x.com and bob@x.com."));
    assertThat(script.requests().get(0).messages().get(0).text())
        .isEqualTo("Write to [EMAIL_1], [EMAIL_2] and [EMAIL_1].");
    assertThat(response.text()).isEqualTo("Sent to bob@x.com and eve@x.com, not to [EMAIL_3].");
  }

  @Test
  void whatLooksLikeAPlaceholderInTheTextIsNotTakenForOne() {
    ScriptedModel script =
        ScriptedModel.builder().when(request -> true, Reply.text("[EMAIL_1]")).build();
    GenerateResponse response = guarded(script, policy().input(EMAILS))
        .generate(GenerateRequest.of("What is [EMAIL_1], bob@x.com?"));
    assertThat(response.text()).isEqualTo("[EMAIL_1]");
    assertThat(script.requests().get(0).messages().get(0).text()).doesNotContain("bob@x.com");
  }

  @Test
  void whatAToolGaveHasItsOwnChecks() {
    ScriptedModel script = ScriptedModel.answering("ok");
    FoundationModel model = guarded(script, policy().check(Stage.TOOL_RESULT, MASKED_KEYS));
    model.generate(GenerateRequest.builder()
        .user("KEY-1234")
        .message(new Message(Role.ASSISTANT, List.of(new ContentBlock.ToolCall("1", "look", "{}"))))
        .message(new Message(Role.USER, List.of(ContentBlock.ToolResult.of("1", "found KEY-9999"))))
        .build());
    GenerateRequest asked = script.requests().get(0);
    assertThat(asked.messages().get(0).text()).isEqualTo("KEY-1234");
    assertThat(((ContentBlock.ToolResult) asked.messages().get(2).content().get(0)).content())
        .containsExactly(ContentBlock.text("found ***"));
  }

  @Test
  void whatTheModelSaidBeforeIsChangedButDoesNotBlock() {
    ScriptedModel script = ScriptedModel.answering("ok");
    FoundationModel model = guarded(script, policy().input(EMAILS).input(NO_KEYS));
    model.generate(GenerateRequest.builder()
        .user("hello")
        .assistant("KEY-1234 of bob@x.com")
        .user("thanks")
        .build());
    assertThat(script.requests().get(0).messages().get(1).text())
        .isEqualTo("KEY-1234 of [EMAIL_1]");
  }

  private static List<Boolean> earlier(GenerateRequest request) {
    FoundationModel model = guarded(
        ScriptedModel.answering("ok"),
        policy().input(MASKED_KEYS).check(Stage.TOOL_RESULT, MASKED_KEYS));
    return Verdict.of(model.generate(request)).stream()
        .flatMap(verdict -> verdict.items().stream())
        .map(Verdict.Item::earlier)
        .toList();
  }

  @Test
  void whatWasFoundInEarlierTurnsIsMarkedAndStillChanged() {
    assertThat(earlier(GenerateRequest.of("KEY-1"))).containsExactly(false);
    assertThat(earlier(GenerateRequest.builder()
            .user("KEY-1")
            .assistant("KEY-2")
            .user("KEY-3")
            .user("KEY-4")
            .build()))
        .containsExactly(true, true, false, false);
    // What the application puts into the model's mouth is new.
    assertThat(
            earlier(GenerateRequest.builder().user("KEY-1").assistant("KEY-2").build()))
        .containsExactly(false, false);
    Message call =
        new Message(Role.ASSISTANT, List.of(new ContentBlock.ToolCall("1", "look", "{}")));
    Message result = new Message(Role.USER, List.of(ContentBlock.ToolResult.of("1", "KEY-2")));
    assertThat(earlier(GenerateRequest.builder()
            .user("KEY-1")
            .message(call)
            .message(result)
            .build()))
        .containsExactly(true, false);
  }

  @Test
  void aRequestThatNothingWasChangedInIsPassedOnAsItIs() {
    ScriptedModel script = ScriptedModel.answering("ok");
    GenerateRequest request = GenerateRequest.of("nothing to see");
    guarded(script, policy().input(MASKED_KEYS)).generate(request);
    assertThat(script.requests().get(0)).isSameAs(request);
  }

  @Test
  void anAnswerIsRedactedInBothForms() {
    ScriptedModel script = ScriptedModel.builder()
        .otherwise(Reply.text("The key is KEY-12345. 以上です。"))
        .build();
    FoundationModel model = guarded(script, policy().output(MASKED_KEYS));
    assertThat(model.generate(GenerateRequest.of("?")).text()).isEqualTo("The key is ***. 以上です。");
    StringBuilder streamed = new StringBuilder();
    try (ModelStream stream = model.stream(GenerateRequest.of("?"))) {
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          streamed.append(delta.text());
        }
      }
      assertThat(Verdict.of(stream.response()).get(0).stage()).isEqualTo(Stage.OUTPUT);
    }
    assertThat(streamed).hasToString("The key is ***. 以上です。");
  }

  @Test
  void aBlockedAnswerEndsTheCallAndKeepsItsTextToItself() {
    String clean = "This first sentence is harmless and long enough to leave. ".repeat(4);
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.builder()
            .text(
                clean, "And KEY-12345 is the key. ", "This is said after it. ".repeat(20), "Over.")
            .build())
        .build();
    List<ModelException> outcomes = new ArrayList<>();
    FoundationModel model = script
        .model()
        .with(new Watching(outcomes))
        .with(Guardrail.of(policy().output(NO_KEYS).build()));
    StringBuilder seen = new StringBuilder();
    BlockedByGuardrailException problem =
        catchThrowableOfType(BlockedByGuardrailException.class, () -> {
          try (ModelStream stream = model.stream(GenerateRequest.of("?"))) {
            for (StreamEvent event : stream) {
              if (event instanceof StreamEvent.TextDelta delta) {
                seen.append(delta.text());
              }
            }
          }
        });
    assertThat(clean).startsWith(seen.toString());
    assertThat(ContentBlock.visibleText(problem.partialContent())).isEqualTo(seen.toString());
    assertThat(problem.usage().source()).isEqualTo(TokenUsage.Source.ESTIMATED);
    assertThat(problem.usage().output()).isPositive();
    // The model's own call was given up for the same reason.
    assertThat(outcomes).containsExactly(problem);
    assertThat(Verdict.of(problem).orElseThrow().toString()).doesNotContain("12345");
  }

  @Test
  void aFailureOfTheModelDoesNotBringOutWhatWasHeldBack() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.builder()
            .text("The key is KEY-12345, and then")
            .fail(() -> new UnavailableException("gone"))
            .build())
        .build();
    FoundationModel model = script
        .model()
        .with(new Watching(new ArrayList<>()))
        .with(Guardrail.of(policy().output(MASKED_KEYS).build()));
    ModelException problem =
        catchThrowableOfType(ModelException.class, () -> model.generate(GenerateRequest.of("?")));
    assertThat(problem).isInstanceOf(UnavailableException.class);
    assertThat(ContentBlock.visibleText(problem.partialContent())).doesNotContain("12345");
  }

  @Test
  void theModelIsAskedAgainWithFeedback() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.text("The key is KEY-12345."))
        .reply(Reply.text("I cannot tell the key."))
        .build();
    FoundationModel model = guarded(
        script,
        policy()
            .output(Check.of(TestDetectors.pattern("key", "KEY-[0-9]+"))
                .onAny(0.5, Action.retry("Answer without the key."))));
    GenerateResponse response = model.generate(GenerateRequest.of("?"));
    assertThat(response.text()).isEqualTo("I cannot tell the key.");
    assertThat(script.requests().get(1).messages())
        .extracting(Message::text)
        .containsExactly("?", "The key is KEY-12345.", "Answer without the key.");
    assertThat(Verdict.of(response).get(0).outcome()).isEqualTo(Verdict.Outcome.RETRIED);
  }

  @Test
  void whenRetriesAreUsedUpItBlocks() {
    ScriptedModel script =
        ScriptedModel.builder().otherwise(Reply.text("KEY-12345.")).build();
    FoundationModel model = guarded(
        script,
        policy()
            .retries(2)
            .output(Check.of(TestDetectors.pattern("key", "KEY-[0-9]+"))
                .onAny(0.5, Action.retry("Without the key."))));
    BlockedByGuardrailException problem = blocked(model, GenerateRequest.of("?"));
    assertThat(problem).hasMessage("Without the key.");
    assertThat(script.requests()).hasSize(3);
  }

  @Test
  void aDryRunTellsAndDoesNothing() {
    ScriptedModel script = ScriptedModel.answering("KEY-1 and KEY-2");
    GenerateResponse response = guarded(
            script, policy().dryRun(true).input(NO_KEYS).output(NO_KEYS).output(MASKED_KEYS))
        .generate(GenerateRequest.of("KEY-12345"));
    assertThat(response.text()).isEqualTo("KEY-1 and KEY-2");
    assertThat(Verdict.of(response))
        .allSatisfy(verdict -> {
          assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.BLOCKED);
          assertThat(verdict.dryRun()).isTrue();
          assertThat(verdict.passes()).isTrue();
        })
        .hasSize(2);
  }

  @Test
  void aCheckOfNoTextsIsNeverMade() {
    ScriptedModel script = ScriptedModel.answering("KEY-1");
    assertThat(guarded(script, policy().output(NO_KEYS.sample(0)))
            .generate(GenerateRequest.of("?"))
            .text())
        .isEqualTo("KEY-1");
  }

  @Test
  void theAuditHearsOfEveryDecisionWithoutTextsUnlessAskedFor() {
    List<AuditRecord> quiet = new ArrayList<>();
    List<AuditRecord> full = new ArrayList<>();
    GuardrailPolicy rules = policy().input(MASKED_KEYS).output(MASKED_KEYS).build();
    GenerateRequest request =
        GenerateRequest.builder().user("KEY-12345").metadata("tenant", "a").build();
    ScriptedModel.answering("fine")
        .model()
        .with(Guardrail.builder(rules).audit(quiet::add).build())
        .generate(request);
    ScriptedModel.answering("fine")
        .model()
        .with(Guardrail.builder(rules).audit(full::add).auditTexts(true).build())
        .generate(request);
    assertThat(quiet)
        .extracting(r -> r.verdict().outcome())
        .containsExactly(Verdict.Outcome.CHANGED, Verdict.Outcome.PASSED);
    assertThat(quiet.get(0).metadata()).containsEntry("tenant", "a");
    assertThat(quiet.get(0).texts()).isEmpty();
    assertThat(full.get(0).texts()).containsExactly("KEY-12345");
    assertThat(full.get(0).toString()).doesNotContain("12345");
  }

  @Test
  void anAuditThatThrowsDoesNotHarmTheCall() {
    Guardrail guardrail = Guardrail.builder(policy().input(MASKED_KEYS).build())
        .audit(decision -> {
          throw new IllegalStateException("disk full");
        })
        .build();
    assertThat(ScriptedModel.answering("fine")
            .model()
            .with(guardrail)
            .generate(GenerateRequest.of("a"))
            .text())
        .isEqualTo("fine");
  }

  @Test
  void reasoningIsFilteredAndLosesItsSignatureIfChanged() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.builder()
            .reasoning("It is KEY-12345.", "signed")
            .text("I know.")
            .build())
        .build();
    GenerateResponse response =
        guarded(script, policy().output(MASKED_KEYS)).generate(GenerateRequest.of("?"));
    ContentBlock.Reasoning reasoning =
        (ContentBlock.Reasoning) response.content().get(0);
    assertThat(reasoning.text()).isEqualTo("It is ***.");
    assertThat(reasoning.signature()).isEmpty();
  }

  @Test
  void toolArgumentsAreFilteredTextByText() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.toolCall("run", "{\"a\": [\"KEY-12345\", 1], \"b\": \"plain\"}"))
        .reply(Reply.toolCall("run", "{\"a\": [ 1 ]}"))
        .build();
    FoundationModel model = guarded(script, policy().output(MASKED_KEYS));
    assertThat(model.generate(GenerateRequest.of("?")).toolCalls().get(0).arguments())
        .isEqualTo("{\"a\":[\"***\",1],\"b\":\"plain\"}");
    assertThat(model.generate(GenerateRequest.of("?")).toolCalls().get(0).arguments())
        .isEqualTo("{\"a\": [ 1 ]}");
  }

  @Test
  void aSingleTextCanBeChecked() {
    Guardrail guardrail = Guardrail.of(policy().input(EMAILS).build());
    Filtered filtered = guardrail.check(Stage.INPUT, "bob@x.com です");
    assertThat(filtered.text()).isEqualTo("[EMAIL_1] です");
    assertThat(filtered.restore("へ [EMAIL_1]。")).isEqualTo("へ bob@x.com。");
    assertThat(filtered.passes()).isTrue();
  }

  @Test
  void aPlaceholderOfAnAnswerStaysInItsOtherBlocksAndToolCalls() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.builder()
            .text("Mail bob@x.com please.")
            .reasoning("bob@x.com it is.", "")
            .text("Again: bob@x.com.")
            .toolCall("1", "mail", "{\"to\":\"bob@x.com\"}")
            .build())
        .build();
    GenerateResponse response =
        guarded(script, policy().output(EMAILS)).generate(GenerateRequest.of("?"));
    assertThat(response.content().toString()).doesNotContain("bob@x.com").contains("[EMAIL_1]");
  }

  @Test
  void whatAToolGaveDoesNotComeBackForItsPlaceholder() {
    ScriptedModel script = ScriptedModel.builder()
        .otherwise(Reply.text("It is [EMAIL_1], not [EMAIL_2]."))
        .build();
    GenerateResponse response = guarded(
            script, policy().input(EMAILS).check(Stage.TOOL_RESULT, EMAILS))
        .generate(GenerateRequest.builder()
            .user("I am bob@x.com")
            .message(
                new Message(Role.ASSISTANT, List.of(new ContentBlock.ToolCall("1", "look", "{}"))))
            .message(new Message(
                Role.USER, List.of(ContentBlock.ToolResult.of("1", "sent to carol@x.com"))))
            .build());
    assertThat(response.text()).isEqualTo("It is bob@x.com, not [EMAIL_2].");
  }

  @Test
  void whatTheModelDidBeforeIsChangedInItsToolCallsAndReasoningToo() {
    ScriptedModel script = ScriptedModel.answering("ok");
    guarded(script, policy().input(EMAILS))
        .generate(GenerateRequest.builder()
            .user("I am bob@x.com")
            .message(new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentBlock.Reasoning("he is bob@x.com", java.util.Optional.of("signed")),
                    new ContentBlock.ToolCall("1", "mail", "{\"to\":\"bob@x.com\"}"))))
            .message(new Message(Role.USER, List.of(ContentBlock.ToolResult.of("1", "done"))))
            .build());
    assertThat(script.requests().get(0).messages().get(1).content())
        .containsExactly(
            new ContentBlock.Reasoning("he is [EMAIL_1]", java.util.Optional.empty()),
            new ContentBlock.ToolCall("1", "mail", "{\"to\":\"[EMAIL_1]\"}"));
  }

  @Test
  void aSpanOverTheEndOfATextBlockBlocks() {
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.builder()
            .text("Mail bob@ex")
            .reasoning("hm", "")
            .text("ample.com ok")
            .build())
        .build();
    assertThat(blocked(guarded(script, policy().output(EMAILS)), GenerateRequest.of("?")))
        .hasMessage(GuardrailPolicy.DEFAULT_UNCHECKED_MESSAGE);
  }

  @Test
  void aBlockIsStrongerThanARetryInTheSameText() {
    ScriptedModel script =
        ScriptedModel.builder().otherwise(Reply.text("bad KEY-1")).build();
    FoundationModel model = guarded(
        script,
        policy()
            .output(Check.of(TestDetectors.pattern("bad", "bad")).onAny(0.5, Action.retry("again")))
            .output(NO_KEYS));
    assertThat(blocked(model, GenerateRequest.of("?"))).hasMessage("Secrets stay here.");
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void whatIsRedactedAndReplacedAtOnceDoesNotComeBack() {
    GuardrailPolicy policy = policy()
        .input(Check.of(TestDetectors.pattern("key", "key [a-z]+")).onAny(0.5, Action.redact("*")))
        .input(Check.of(TestDetectors.pattern("name", "abc")).onAny(0.5, Action.replace()))
        .build();
    Filtered filtered = Guardrail.of(policy).check(Stage.INPUT, "my key abcdef.");
    assertThat(filtered.text()).isEqualTo("my *.");
    assertThat(filtered.originals()).isEmpty();
  }

  @Test
  void aBlockedInputUsedNothingAndIsNotAskedAfterwards() throws Exception {
    ScriptedModel script = ScriptedModel.answering("unheard");
    var engine =
        script.model().with(Guardrail.of(policy().input(NO_KEYS).build())).engine();
    var source = engine.open(GenerateRequest.of("KEY-1"), io.fmops.model.CallContext.create());
    for (int i = 0; i < 3; i++) {
      StreamEvent told = null;
      try {
        told = source.next();
        assertThat(told).isInstanceOf(StreamEvent.Notice.class);
      } catch (BlockedByGuardrailException e) {
        assertThat(e.usage()).isEqualTo(TokenUsage.estimated(0, 0));
      }
    }
    assertThat(script.requests()).isEmpty();
  }

  @Test
  void theAuditHearsOfAnAnswerThatBrokeOff() {
    List<AuditRecord> decisions = new ArrayList<>();
    ScriptedModel script = ScriptedModel.builder()
        .reply(Reply.builder()
            .text("This is a sentence that is long enough. The key is KEY-12345 in this one. "
                .repeat(8))
            .fail(() -> new UnavailableException("gone"))
            .build())
        .build();
    FoundationModel model = script
        .model()
        .with(Guardrail.builder(policy().output(MASKED_KEYS).build())
            .audit(decisions::add)
            .build());
    assertThat(catchThrowableOfType(
            ModelException.class, () -> model.generate(GenerateRequest.of("?"))))
        .isInstanceOf(UnavailableException.class);
    assertThat(decisions)
        .singleElement()
        .satisfies(decision ->
            assertThat(decision.verdict().outcome()).isEqualTo(Verdict.Outcome.CHANGED));
  }
}
