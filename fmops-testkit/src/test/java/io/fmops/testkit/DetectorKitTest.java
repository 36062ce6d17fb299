package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The kit lets a proper detector pass, and names what is wrong with a wrong one. */
class DetectorKitTest {

  /** Finds each word cat. */
  private static List<Finding> cats(String text) {
    List<Finding> findings = new ArrayList<>();
    for (int i = text.indexOf("cat"); i >= 0; i = text.indexOf("cat", i + 3)) {
      findings.add(new Finding("cat", i, i + 3, 1, "cats"));
    }
    return findings;
  }

  private static class Cats implements Detector {
    private final UnaryOperator<List<Finding>> flaw;

    Cats(UnaryOperator<List<Finding>> flaw) {
      this.flaw = flaw;
    }

    @Override
    public String name() {
      return "cats";
    }

    @Override
    public Scope scope() {
      return Scope.SPAN;
    }

    @Override
    public List<Finding> detect(Excerpt excerpt) {
      return flaw.apply(cats(excerpt.text()));
    }
  }

  /** Keeps every promise. */
  static class Proper extends DetectorContract {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings);
    }

    @Override
    protected List<Excerpt> found() {
      return List.of(Excerpt.of("a cat and a cat"), Excerpt.of("猫はcatです"));
    }

    @Override
    protected List<Excerpt> notFound() {
      return List.of(Excerpt.of("a dog"));
    }

    @Override
    protected int longText() {
      return 100_000;
    }
  }

  /** Tells the last first. */
  static class Unsorted extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> {
        Collections.reverse(findings);
        return findings;
      });
    }
  }

  /** Tells places behind the end. */
  static class BeyondTheEnd extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings.stream()
          .map(f -> new Finding("cat", f.start(), 999, 1, "cats"))
          .toList());
    }
  }

  /** Has no word for what it finds. */
  static class Blank extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings.stream()
          .map(f -> new Finding(" ", f.start(), f.end(), 1, "cats"))
          .toList());
    }
  }

  /** Signs with another's name. */
  static class Signs extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings.stream()
          .map(f -> new Finding("cat", f.start(), f.end(), 1, "dogs"))
          .toList());
    }
  }

  /** Finds what it does not list. */
  static class Unlisted extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings) {
        @Override
        public Set<String> categories() {
          return Set.of("dog");
        }
      };
    }
  }

  /** Takes what stands before for its text. */
  static class LooksBack extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings) {
        @Override
        public List<Finding> detect(Excerpt excerpt) {
          return excerpt.before().contains("cat")
              ? List.of(new Finding("cat", 0, 1, 1, "cats"))
              : super.detect(excerpt);
        }
      };
    }
  }

  /** Tires after some looks. */
  static class Forgets extends Proper {
    @Override
    protected Detector open() {
      AtomicInteger looks = new AtomicInteger();
      return new Cats(findings -> looks.incrementAndGet() > 10 ? List.of() : findings);
    }
  }

  /** Chokes on half a character. */
  static class Throws extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings) {
        @Override
        public List<Finding> detect(Excerpt excerpt) {
          if (excerpt.text().startsWith("\uD800")) {
            throw new IllegalArgumentException("not text");
          }
          return super.detect(excerpt);
        }
      };
    }
  }

  /** Finds what begins a text, and so nothing among neighbours. */
  static class BeginningsOnly extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> findings.stream().filter(f -> f.start() < 20).toList());
    }
  }

  /** Finds nothing at all. */
  static class Blind extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> List.of());
    }
  }

  /** Finds something everywhere. */
  static class Nervous extends Proper {
    @Override
    protected Detector open() {
      return new Cats(findings -> List.of(new Finding("cat", 0, 0, 1, "cats")));
    }
  }

  /** Can be closed once. */
  static class ClosesOnce extends Proper {
    @Override
    protected Detector open() {
      AtomicInteger closed = new AtomicInteger();
      return new Cats(findings -> findings) {
        @Override
        public void close() {
          if (closed.incrementAndGet() > 1) {
            throw new IllegalStateException("closed");
          }
        }
      };
    }
  }

  private static Set<String> failures(Class<?> contract) {
    Set<String> names = new TreeSet<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .forEach(event -> {
          TestSource source = event.getTestDescriptor().getSource().orElseThrow();
          names.add(((MethodSource) source).getMethodName());
        });
    return names;
  }

  @Test
  void aProperDetectorPasses() {
    assertThat(failures(Proper.class)).isEmpty();
  }

  @Test
  void wrongFindingsAreCaught() {
    for (Class<?> wrong :
        List.of(Unsorted.class, BeyondTheEnd.class, Blank.class, Signs.class, Unlisted.class)) {
      assertThat(failures(wrong)).as(wrong.getSimpleName()).contains("whatItIsForIsFound");
    }
  }

  @Test
  void aDetectorThatMissesOrAlarmsIsCaught() {
    assertThat(failures(Blind.class)).containsExactly("whatItIsForIsFound");
    assertThat(failures(Nervous.class)).contains("whatOnlyLooksLikeItIsNot");
  }

  @Test
  void aDetectorThatAnswersAnewEachTimeIsCaught() {
    assertThat(failures(Forgets.class)).contains("theSameTextGivesTheSameFindingsFromManyThreads");
  }

  @Test
  void aDetectorThatDoesNotTakeAnyTextIsCaught() {
    assertThat(failures(Throws.class))
        .containsExactly("aTenthOfALongTextThatRepeatsItselfIsTaken", "anyTextIsTaken");
  }

  @Test
  void aDetectorThatDependsOnWhatStandsFarAwayIsCaught() {
    assertThat(failures(BeginningsOnly.class))
        .containsExactly("whatNeedsNoWholeTextIsFoundAmongItsNeighboursInTheSamePlace");
  }

  @Test
  void aDetectorThatTakesWhatStandsBeforeForItsTextIsCaught() {
    assertThat(failures(LooksBack.class)).containsExactly("nothingIsFoundInWhatOnlyStandsBefore");
  }

  @Test
  void aDetectorThatIsClosedOnceOnlyIsCaught() {
    assertThat(failures(ClosesOnce.class)).containsExactly("closingItTwiceIsNoError");
  }
}
