package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

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
}
