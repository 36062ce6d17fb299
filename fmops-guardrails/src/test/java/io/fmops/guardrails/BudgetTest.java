package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.guardrails.spi.Detector;
import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelStream;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A call waits for its detectors as long as the policy's budget says, however many texts it has.
 */
@Timeout(60)
class BudgetTest {

  private static final Duration BUDGET = Duration.ofMillis(300);

  /** One sentence for each look. */
  private static final String SENTENCE = "This is a sentence that is long enough to be a piece. ";

  private final Queue<String> looked = new ConcurrentLinkedQueue<>();

  /** Answers after most of the budget, or never. */
  private Check slow(Detector.Scope scope, boolean ever) {
    return Check.of(TestDetectors.of("slow", scope, Detector.Cost.REMOTE, excerpt -> {
          looked.add(excerpt.text());
          return ever ? waited(BUDGET.toMillis() * 2 / 3) : hung();
        }))
        .onAny(0.5, Action.flag())
        .timeout(Duration.ofMinutes(1));
  }

  private static List<Finding> hung() {
    return waited(Long.MAX_VALUE);
  }

  private static List<Finding> waited(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private static GuardrailPolicy.Builder policy() {
    return GuardrailPolicy.builder("test").budget(BUDGET);
  }

  private static FoundationModel guarded(GuardrailPolicy.Builder policy, Reply answer) {
    return ScriptedModel.builder()
        .otherwise(answer)
        .build()
        .model()
        .with(Guardrail.of(policy.build()));
  }

  private static GenerateRequest conversation(int questions) {
    GenerateRequest.Builder request = GenerateRequest.builder();
    for (int i = 1; i < questions; i++) {
      request.user("question " + i).assistant("answer " + i);
    }
    return request.user("question " + questions).build();
  }

  @Test
  void allTextsOfARequestShareOneBudget() {
    FoundationModel model = guarded(
        policy()
            .input(slow(Detector.Scope.WHOLE, true).onFailure(Check.OnFailure.PASS))
            .check(Stage.TOOL_RESULT, slow(Detector.Scope.WHOLE, true)),
        Reply.text("fine"));
    GenerateResponse response = model.generate(conversation(20));
    assertThat(response.text()).isEqualTo("fine");
    // The second look is cut short, and no third one begins: it would cost money for nothing.
    assertThat(looked).hasSizeBetween(1, 2).startsWith("question 1");
    Verdict verdict = Verdict.of(response).get(0);
    assertThat(verdict.failures())
        .containsExactly(
            new Verdict.Failure("slow", "no answer within the policy's budget of time", false));
    assertThat(verdict.elapsed()).isGreaterThanOrEqualTo(BUDGET);
  }

  @Test
  void aRequestWhoseBudgetIsUsedUpIsBlockedIfThePolicySaysSo() {
    FoundationModel model =
        guarded(policy().input(slow(Detector.Scope.WHOLE, true)), Reply.text("unheard"));
    assertThat(catchThrowableOfType(
            BlockedByGuardrailException.class, () -> model.generate(conversation(20))))
        .hasMessage(GuardrailPolicy.DEFAULT_UNCHECKED_MESSAGE);
  }

  @Test
  void anAnswerHasABudgetOfItsOwnAndItsToolCallsShareIt() {
    FoundationModel model = guarded(
        policy()
            .input(slow(Detector.Scope.WHOLE, false).onFailure(Check.OnFailure.PASS))
            .output(slow(Detector.Scope.SENTENCE, false).onFailure(Check.OnFailure.PASS)),
        Reply.toolCall("run", "{\"a\":\"one\",\"b\":\"two\",\"c\":\"three\",\"d\":\"four\"}"));
    List<Verdict> verdicts = Verdict.of(model.generate(GenerateRequest.of("question")));
    assertThat(looked).containsExactly("question", "a");
    assertThat(verdicts)
        .hasSize(2)
        .allSatisfy(verdict -> assertThat(verdict.failures()).hasSize(1));
  }

  @Test
  void theSentencesOfOneTextShareOneBudget() {
    Guardrail guardrail =
        Guardrail.of(policy().input(slow(Detector.Scope.SENTENCE, true)).build());
    assertThat(guardrail.check(Stage.INPUT, SENTENCE.repeat(20)).passes()).isFalse();
    assertThat(looked).hasSizeBetween(1, 2);
  }

  @Test
  void eachEventOfAStreamHasABudgetAndAWholeAnswerHasOne() {
    Check hangsAtFirst = Check.of(
            TestDetectors.of("slow", Detector.Scope.SENTENCE, Detector.Cost.REMOTE, excerpt -> {
              looked.add(excerpt.text());
              return excerpt.text().equals("hang") ? hung() : List.of();
            }))
        .onAny(0.5, Action.flag())
        .timeout(Duration.ofMinutes(1))
        .onFailure(Check.OnFailure.PASS);
    FoundationModel model = guarded(
        policy().output(hangsAtFirst),
        Reply.builder().text("hang").reasoning("why", "").text("then").build());
    try (ModelStream stream = model.stream(GenerateRequest.of("?"))) {
      stream.forEach(event -> {});
      assertThat(stream.response().text()).isEqualTo("hangthen");
    }
    assertThat(looked).containsExactly("hang", "why", "then");
    looked.clear();
    assertThat(model.generate(GenerateRequest.of("?")).text()).isEqualTo("hangthen");
    assertThat(looked).containsExactly("hang");
  }
}
