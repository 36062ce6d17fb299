package io.fmops.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorrectionTest {

  // Benjamini and Hochberg, 1995, section 3.2: p-values of 15 comparisons of treatments.
  private static final double[] TREATMENTS = {
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0000
  };

  @Test
  void benjaminiAndHochbergFindFourOfTheirTreatments() {
    double[] adjusted = Correction.BENJAMINI_HOCHBERG.adjust(TREATMENTS);
    assertThat(Arrays.stream(adjusted).filter(p -> p <= 0.05)).hasSize(4);
    // SciPy 1.17, false_discovery_control.
    assertThat(adjusted)
        .containsExactly(
            new double[] {
              0.0015,
              0.003,
              0.0095,
              0.035625,
              0.0603,
              0.06385714285714286,
              0.06385714285714286,
              0.0645,
              0.0765,
              0.486,
              0.5811818181818181,
              0.714875,
              0.7532307692307693,
              0.8132142857142857,
              1.0
            },
            within(1e-12));
  }

  @Test
  void holmsMethodFindsThreeOfThem() {
    double[] adjusted = Correction.HOLM.adjust(TREATMENTS);
    assertThat(Arrays.stream(adjusted).filter(p -> p <= 0.05)).hasSize(3);
  }

  @Test
  void orderOfTheComparisonsIsKept() {
    // The example of Pingouin's documentation.
    assertThat(Correction.HOLM.adjust(.50, .003, .32, .054, .0003))
        .containsExactly(new double[] {0.64, 0.012, 0.64, 0.162, 0.0015}, within(1e-12));
    assertThat(Correction.BENJAMINI_HOCHBERG.adjust(.50, .003, .32, .054, .0003))
        .containsExactly(new double[] {0.5, 0.0075, 0.4, 0.09, 0.0015}, within(1e-12));
    assertThat(Correction.NONE.adjust(.50, .003)).containsExactly(.50, .003);
    assertThat(Correction.HOLM.adjust()).isEmpty();
  }

  @Property
  void adjustedValuesAreMonotoneAndNeverSmaller(
      @ForAll @Size(max = 20) List<@DoubleRange(min = 0, max = 1) Double> values) {
    double[] pValues = values.stream().mapToDouble(p -> p).toArray();
    double[] hochberg = Correction.BENJAMINI_HOCHBERG.adjust(pValues);
    double[] holm = Correction.HOLM.adjust(pValues);
    for (int i = 0; i < pValues.length; i++) {
      assertThat(hochberg[i]).isBetween(pValues[i], 1.0);
      assertThat(holm[i]).isBetween(hochberg[i], Math.min(1, pValues.length * pValues[i]));
      for (int j = 0; j < pValues.length; j++) {
        if (pValues[i] <= pValues[j]) {
          assertThat(hochberg[i]).isLessThanOrEqualTo(hochberg[j]);
          assertThat(holm[i]).isLessThanOrEqualTo(holm[j]);
        }
      }
    }
  }

  @Test
  void numbersThatAreNoProbabilitiesAreErrors() {
    for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Correction.HOLM.adjust(0.5, p))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the p-value is " + p + "; it must be 0 to 1");
    }
  }
}
