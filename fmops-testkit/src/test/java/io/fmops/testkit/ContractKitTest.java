package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The kit lets a proper provider pass, and names what is wrong with a wrong one. */
class ContractKitTest {

  /** Keeps every promise. */
  static class Proper extends ToyContract {}

  /** Forgets the last piece of text. */
  static class DropsTheLastText extends ToyContract {
    DropsTheLastText() {
      super(ToyEngine.Flaw.DROPS_THE_LAST_TEXT);
    }
  }

  /** Ends its streams without a word. */
  static class DropsTheCompletion extends ToyContract {
    DropsTheCompletion() {
      super(ToyEngine.Flaw.DROPS_THE_COMPLETION);
    }
  }

  /** Sells a broken answer as a short one. */
  static class SwallowsErrors extends ToyContract {
    SwallowsErrors() {
      super(ToyEngine.Flaw.SWALLOWS_ERRORS);
    }
  }

  /** Goes on although nobody listens. */
  static class IgnoresClose extends ToyContract {
    IgnoresClose() {
      super(ToyEngine.Flaw.IGNORES_CLOSE);
    }
  }

  /** Multiplies attempts. */
  static class RetriesByItself extends ToyContract {
    RetriesByItself() {
      super(ToyEngine.Flaw.RETRIES_BY_ITSELF);
    }
  }

  /** Sends less than it was given. */
  static class DropsForeignContent extends ToyContract {
    DropsForeignContent() {
      super(ToyEngine.Flaw.DROPS_FOREIGN_CONTENT);
    }
  }

  @Test
  @Tag("long")
  void aProperProviderPassesTheThoroughTests() {
    EngineExecutionResults results = runThorough(Proper.class);
    assertThat(failures(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(5);
  }

  @Test
  void aProperProviderPasses() {
    EngineExecutionResults results = run(Proper.class);
    assertThat(failures(results)).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(35);
  }

  @Test
  void aProviderThatDropsTheLastTextIsCaught() {
    assertThat(failures(run(DropsTheLastText.class)))
        .contains("theTextDeltasOfAStreamTogetherAreTheAnswer", "theWholeAnswerIsTheExpectedText");
  }

  @Test
  void aProviderThatDropsTheCompletionIsCaught() {
    assertThat(failures(run(DropsTheCompletion.class)))
        .contains("theLastEventAndOnlyThatIsCompleted", "theWholeAnswerIsTheExpectedText");
  }

  @Test
  void aProviderThatSwallowsErrorsIsCaught() {
    assertThat(failures(run(SwallowsErrors.class)))
        .contains(
            "anErrorIsOneExceptionOfItsKindAfterOneRequest",
            "anErrorInMidStreamComesOnceWithTheTextSoFarAndIsNotRetried",
            "aStreamThatStopsInTheMiddleIsAnErrorAndNotAShortAnswer");
  }

  @Test
  @Tag("long")
  void aProviderThatIgnoresCloseIsCaught() {
    assertThat(failures(run(IgnoresClose.class)))
        .contains(
            "anEngineThatIsClosedInMidStreamGivesNoMoreEvents",
            "closingASilentStreamFromAnotherThreadEndsItAndTheConnection",
            "cancellingTheFutureEndsTheConnection");
  }

  @Test
  void aProviderThatRetriesByItselfIsCaught() {
    assertThat(failures(run(RetriesByItself.class)))
        .containsExactly(
            "anErrorIsOneExceptionOfItsKindAfterOneRequest",
            "eachFaultIsTriedAgainAsItsKindAllowsAndNoMore");
  }

  @Test
  void aProviderThatDropsWhatItCannotSendIsCaught() {
    assertThat(failures(run(DropsForeignContent.class)))
        .containsExactly("contentOfAnotherProvidersIsRefusedAndNotDropped");
  }

  private static EngineExecutionResults run(Class<?> contract) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .filters(TagFilter.excludeTags("thorough"))
        // Most of the time is spent waiting for silent servers; every test has its own.
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
        .execute();
  }

  /** One after the other, because they look at the whole process or take all of its time. */
  private static EngineExecutionResults runThorough(Class<?> contract) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .filters(TagFilter.includeTags("thorough"))
        .execute();
  }

  private static Set<String> failures(EngineExecutionResults results) {
    Set<String> names = new TreeSet<>();
    results.testEvents().failed().stream().forEach(event -> {
      TestSource source = event.getTestDescriptor().getSource().orElseThrow();
      names.add(((MethodSource) source).getMethodName());
    });
    return names;
  }
}
