package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.model.ThrottledException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class CascadeDetectorTest {

  private final Fake cheap = new Fake(Detector.Scope.SENTENCE, Detector.Cost.INSTANT);
  private final Fake strong = new Fake(Detector.Scope.WHOLE, Detector.Cost.REMOTE);
  private final Detector cascade = new CascadeDetector("both", cheap, strong, 0.2, 0.8);

  /** Finds what it is told to. */
  private static final class Fake implements Detector {
    private final Scope scope;
    private final Cost cost;
    private final List<Finding> found = new ArrayList<>();
    private int looks;
    private boolean closed;
    private RuntimeException failure;

    Fake(Scope scope, Cost cost) {
      this.scope = scope;
      this.cost = cost;
    }

    Fake finds(String category, int start, double score) {
      found.add(new Finding(category, start, start + 3, score, "fake"));
      return this;
    }

    @Override
    public List<Finding> detect(Excerpt excerpt) {
      looks++;
      if (failure != null) {
        throw failure;
      }
      return found;
    }

    @Override
    public Scope scope() {
      return scope;
    }

    @Override
    public Cost cost() {
      return cost;
    }

    @Override
    public void close() {
      closed = true;
      if (failure != null) {
        throw failure;
      }
    }
  }

  private List<String> found() {
    return cascade.detect("some text or other").stream()
        .map(f -> "%s@%d %s %s".formatted(f.category(), f.start(), f.score(), f.detector()))
        .toList();
  }

  @Test
  void whereTheCheapOneIsSureTheStrongOneIsNotAsked() {
    cheap.finds("hate", 0, 0.19).finds("insult", 4, 0.8).finds("threat", 2, 1);
    assertThat(found())
        .containsExactly("hate@0 0.19 both", "threat@2 1.0 both", "insult@4 0.8 both");
    assertThat(strong.looks).isZero();
  }

  @Test
  void withoutAnyFindingItIsNotAskedUnlessTheBandBeginsAtZero() {
    assertThat(found()).isEmpty();
    assertThat(strong.looks).isZero();
    strong.finds("hate", 0, 0.9);
    assertThat(new CascadeDetector("both", cheap, strong, 0, 0.8).detect("x")).hasSize(1);
    cheap.finds("insult", 0, 0.9);
    assertThat(new CascadeDetector("both", cheap, strong, 0, 0.8).detect("x"))
        .extracting(Finding::category)
        .containsExactly("insult");
    assertThat(strong.looks).isEqualTo(1);
  }

  @Test
  void inTheBandTheStrongOneDecidesCategoryByCategory() {
    cheap.finds("hate", 0, 0.2).finds("insult", 3, 0.79).finds("threat", 6, 0.9);
    strong.finds("hate", 1, 0.95).finds("threat", 9, 0.1).finds("sexual", 12, 0.7);
    assertThat(found())
        .as("insult is cleared, threat stays the cheap one's, sexual is new")
        .containsExactly("hate@1 0.95 both", "threat@6 0.9 both", "sexual@12 0.7 both");
    assertThat(strong.looks).isEqualTo(1);
  }

  @Test
  void aSureFindingStaysBesideAnUnsureOneOfTheSameCategory() {
    cheap.finds("email", 0, 1).finds("email", 8, 0.5);
    assertThat(found()).containsExactly("email@0 1.0 both");
    strong.finds("email", 8, 0.9);
    assertThat(found()).containsExactly("email@0 1.0 both", "email@8 0.9 both");
  }

  @Test
  void itSeesAsMuchAsTheWiderAndCostsAsMuchAsTheDearerButIsNeverInstant() {
    assertThat(cascade.scope()).isEqualTo(Detector.Scope.WHOLE);
    assertThat(cascade.cost()).isEqualTo(Detector.Cost.REMOTE);
    assertThat(new CascadeDetector("x", cheap, cheap, 0.1, 0.2).cost())
        .isEqualTo(Detector.Cost.LOCAL);
    assertThat(new CascadeDetector("x", cheap, cheap, 0.1, 0.2).scope())
        .isEqualTo(Detector.Scope.SENTENCE);
    assertThat(new CascadeDetector("x", strong, cheap, 0.1, 0.2).cost())
        .isEqualTo(Detector.Cost.REMOTE);
    assertThat(cascade.name()).isEqualTo("both");
  }

  @Test
  void ifTheStrongOneCannotTellNeitherCanTheCascade() {
    cheap.finds("hate", 0, 0.5);
    strong.failure = new ThrottledException("slow down");
    assertThatThrownBy(() -> cascade.detect("x")).isSameAs(strong.failure);
  }

  @Test
  void bothAreClosedWhateverHappens() {
    cheap.failure = new IllegalStateException("no");
    assertThatThrownBy(cascade::close).isSameAs(cheap.failure);
    assertThat(strong.closed).isTrue();
  }

  @Test
  void aBandThatIsNoneIsRefused() {
    for (double[] band : new double[][] {{0.5, 0.5}, {-0.1, 0.5}, {0.5, 1.1}, {Double.NaN, 0.5}}) {
      assertThatThrownBy(() -> new CascadeDetector("x", cheap, strong, band[0], band[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 <= low < high <= 1");
    }
  }

  @Test
  void aPolicyFileMakesOneAndTellsWhatIsMissing() {
    DetectorFactory factory = new CascadeDetectorFactory();
    Map<String, Object> values = new HashMap<>(Map.of("cheap", cheap, "low", 0.3));
    assertThatThrownBy(() -> factory.create("c", new MapSettings(values)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy.yaml:7: strong: a cascade needs the detector \"strong\"");
    assertThat(cheap.closed).isTrue();
    values.put("strong", strong);
    Detector made = factory.create("c", new MapSettings(values));
    assertThat(made.name()).isEqualTo("c");
    cheap.finds("hate", 0, 0.25);
    assertThat(made.detect("x")).hasSize(1);
    assertThat(strong.looks).isZero();
    values.put("high", 0.3);
    assertThatThrownBy(() -> factory.create("c", new MapSettings(values)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("low must be less");
  }

  @Test
  void theFactoriesAreFound() {
    assertThat(ServiceLoader.load(DetectorFactory.class))
        .extracting(DetectorFactory::type)
        .contains("cascade", "judge", "onnx")
        .doesNotHaveDuplicates();
  }
}
