package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.injection.InjectionDetector;
import io.fmops.guardrails.pii.PiiDetector;
import io.fmops.guardrails.pii.PiiType;
import io.fmops.guardrails.secrets.SecretDetector;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.toxicity.ToxicityDetector;
import io.fmops.guardrails.toxicity.WordList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A category that is mistyped is told before a policy is used. */
class ListedCategoriesTest {

  private static void isMistyped(Detector detector, String wrong, String right) {
    assertThat(detector.categories()).contains(right);
    assertThatThrownBy(() ->
            GuardrailPolicy.builder("p").input(Check.of(detector).on(wrong, 0.5, Action.flag())))
        .hasMessageEndingWith("never finds \"%s\"; did you mean \"%s\"?".formatted(wrong, right));
  }

  @Test
  void theShippedDetectorsKnowTheirCategories() {
    isMistyped(ToxicityDetector.create(), "toxicty", "toxicity");
    isMistyped(new PiiDetector("pii"), "e-mail", "email");
    isMistyped(new SecretDetector("secrets"), "jwts", "jwt");
    isMistyped(new SecretDetector("secrets"), "high_entropy", "high-entropy");
    isMistyped(new InjectionDetector("injection"), "jail-break", "jailbreak");
  }

  @Test
  void whatADetectorWasNotAskedForItDoesNotFindAndItsOwnWordsItDoes() {
    assertThat(new PiiDetector("pii", Set.of(PiiType.EMAIL, PiiType.PHONE), List.of()).categories())
        .containsExactlyInAnyOrder("email", "phone");
    assertThat(ToxicityDetector.builder()
            .words(WordList.of("rival", "Acme"))
            .build()
            .categories())
        .containsAll(ToxicityDetector.CATEGORIES)
        .contains("rival");
  }
}
