package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.judge.JudgeDetector;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.FoundationModel;
import io.fmops.replay.ScriptedModel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuardrailPolicyTest {

  private static final Check KEYS =
      Check.of(TestDetectors.pattern("key", "KEY-[0-9]+")).onAny(0.5, Action.block("no"));

  @Test
  void aBuilderOnAPolicyHasAllOfIt() {
    GuardrailPolicy policy = GuardrailPolicy.builder("p")
        .version("v7")
        .dryRun(true)
        .budget(Duration.ofMillis(70))
        .piece(100)
        .retries(3)
        .restoreInTools("mail", "crm")
        .uncheckedMessage("later")
        .input(KEYS)
        .check(Stage.CONTEXT, KEYS)
        .check(Stage.CONTEXT, KEYS.sample(0.5))
        .build();
    assertThat(policy.toBuilder().build()).usingRecursiveComparison().isEqualTo(policy);
  }

  @Test
  void aDryRunOfAPolicyIsBuiltOnItAndLeavesItAsItIs() {
    GuardrailPolicy policy = GuardrailPolicy.builder("p").input(KEYS).build();
    GuardrailPolicy dryRun = policy.toBuilder().dryRun(true).build();
    assertThat(Guardrail.of(dryRun).check(Stage.INPUT, "KEY-1").passes()).isTrue();
    assertThat(Guardrail.of(policy).check(Stage.INPUT, "KEY-1").passes()).isFalse();
    assertThat(dryRun.version()).isEqualTo(policy.version());
    assertThat(policy.toBuilder().version("other").build().version()).isEqualTo("other");
  }

  private static Check flagged(Detector detector, String category) {
    return Check.of(detector).on(category, 0.5, Action.flag());
  }

  @Test
  void aRuleForWhatItsDetectorNeverFindsIsRefused() {
    Detector toxicity = TestDetectors.pattern("toxicity", "awful");
    assertThatThrownBy(() -> GuardrailPolicy.builder("p").input(flagged(toxicity, "toxicty")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the detector toxicity-detector never finds \"toxicty\"; did you mean \"toxicity\"?");
    Detector cascade =
        new CascadeDetector("both", toxicity, TestDetectors.pattern("insult", "fool"), 0.2, 0.8);
    assertThat(cascade.categories()).containsExactlyInAnyOrder("toxicity", "insult");
    assertThatThrownBy(() -> GuardrailPolicy.builder("p").output(flagged(cascade, "spam")))
        .hasMessage("the detector both never finds \"spam\"; it finds insult, toxicity");
  }

  @Test
  void aRuleIsTakenIfTheDetectorDoesNotKnowItsCategoriesInAdvance() {
    Detector unknown = TestDetectors.sentence("toxicity", "awful");
    Detector half =
        new CascadeDetector("half", unknown, TestDetectors.pattern("insult", "fool"), 0.2, 0.8);
    assertThat(GuardrailPolicy.builder("p")
            .input(flagged(unknown, "anything"))
            .input(flagged(half, "anything"))
            .input(flagged(TestDetectors.pattern("insult", "fool"), Rule.ANY))
            .build()
            .checks(Stage.INPUT))
        .hasSize(3);
  }

  @Test
  void aDetectorHasTheTimeThatItNeedsUnlessThePolicySaysOtherwise() {
    FoundationModel model = ScriptedModel.answering("unheard").model();
    Duration own = Duration.ofSeconds(30);
    try (Detector judge = JudgeDetector.builder(model).build()) {
      Check check = Check.of(judge).onAny(0.5, Action.flag());
      assertThat(check.timeout()).isEqualTo(own);
      GuardrailPolicy policy = GuardrailPolicy.builder("p").input(check).build();
      assertThat(policy.budget()).isEqualTo(own);
      assertThat(policy.toBuilder().input(check.timeout(own.plus(own))).build().budget())
          .isEqualTo(own.plus(own));
      assertThat(policy.toBuilder().budget(Duration.ofSeconds(1)).build().budget())
          .isEqualTo(Duration.ofSeconds(1));
      assertThat(new CascadeDetector("both", TestDetectors.pattern("a", "b"), judge, 0.2, 0.8)
              .timeout())
          .isEqualTo(own.plus(Check.DEFAULT_TIMEOUT));
    }
    assertThat(GuardrailPolicy.builder("p").input(KEYS).build().budget())
        .isEqualTo(GuardrailPolicy.DEFAULT_BUDGET);
  }
}
