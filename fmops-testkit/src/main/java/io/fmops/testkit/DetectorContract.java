package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.spi.Detector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link Detector} promises. Extend it, say how to open the detector and give examples;
 * the tests do the rest. The detector is asked about long and broken texts, so one that calls a
 * service is best tested against a server of the test's own.
 */
public abstract class DetectorContract {

  private static final Duration LONG = Duration.ofMinutes(3);
  private static final int THREADS = 8;
  private static final String NEIGHBOURS = "The weather was mild all day long.\n";

  /** For subclasses. */
  protected DetectorContract() {}

  /**
   * Opens the detector under test.
   *
   * @return a new one; the kit closes it
   */
  protected abstract Detector open();

  /**
   * What the detector has to find something in.
   *
   * @return at least one excerpt
   */
  protected abstract List<Excerpt> found();

  /**
   * What the detector has to find nothing in, although it is like the others.
   *
   * @return at least one excerpt
   */
  protected abstract List<Excerpt> notFound();

  /**
   * How long the long texts are, in chars.
   *
   * @return by default 10 million
   */
  protected int longText() {
    return 10_000_000;
  }

  @Test
  void whatItSaysOfItselfStaysTheSame() {
    try (Detector detector = open()) {
      assertThat(detector.name()).isNotBlank().isEqualTo(detector.name());
      assertThat(detector.scope()).isNotNull().isEqualTo(detector.scope());
      assertThat(detector.cost()).isNotNull().isEqualTo(detector.cost());
      assertThat(detector.categories()).isNotNull().isEqualTo(detector.categories());
      assertThat(detector.timeout()).isPositive().isEqualTo(detector.timeout());
    }
  }

  @Test
  void whatItIsForIsFound() {
    assertThat(found()).isNotEmpty();
    try (Detector detector = open()) {
      for (Excerpt excerpt : found()) {
        assertThat(look(detector, excerpt)).as(excerpt.text()).isNotEmpty();
      }
    }
  }

  @Test
  void whatOnlyLooksLikeItIsNot() {
    assertThat(notFound()).isNotEmpty();
    try (Detector detector = open()) {
      for (Excerpt excerpt : notFound()) {
        assertThat(look(detector, excerpt)).as(excerpt.text()).isEmpty();
      }
    }
  }

  /** The filter shows such detectors a few sentences of a stream at once. */
  @Test
  void whatNeedsNoWholeTextIsFoundAmongItsNeighboursInTheSamePlace() {
    try (Detector detector = open()) {
      if (detector.scope() == Detector.Scope.WHOLE) {
        return;
      }
      String before = NEIGHBOURS.repeat(20);
      for (Excerpt excerpt : found()) {
        List<Finding> shifted = look(detector, excerpt).stream()
            .map(f -> new Finding(
                f.category(),
                f.start() + before.length(),
                f.end() + before.length(),
                f.score(),
                f.detector()))
            .toList();
        Excerpt among = new Excerpt(
            before + excerpt.text() + "\n" + NEIGHBOURS, excerpt.stage(), excerpt.context());
        assertThat(look(detector, among)).as(excerpt.text()).isEqualTo(shifted);
      }
    }
  }

  @Test
  void nothingIsFoundInWhatOnlyStandsBefore() {
    try (Detector detector = open()) {
      String before = found().get(0).text() + "\n";
      for (Excerpt excerpt : notFound()) {
        assertThat(look(
                detector,
                new Excerpt(excerpt.text(), excerpt.stage(), excerpt.context(), before, true)))
            .as(excerpt.text())
            .isEmpty();
      }
    }
  }

  static List<String> strangeTexts() {
    return List.of(
        "",
        " ",
        "\n",
        "\0",
        "\uD800",
        "\uDC00\uD800",
        "a\uD83D",
        "\uDE00 b",
        "\uFFFF\uFFFE",
        "\uFEFF",
        "\u202E\u200B\u200D\u2060",
        "\uDB40\uDC41\uDB40\uDC42",
        "🎌👨‍👩‍👧🇯🇵",
        "ﷺ ㍿ ﬃ ℡ ½ ①",
        "か\u3099ﾊﾟ",
        "İıſẞς",
        "(((((((((((((((((((((((((((((((",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[",
        "-----BEGIN -----END @ :// <!-- <| 〒 +",
        "1.1.1.1.1.1.1.1 1-1-1-1-1-1 1:1:1:1::::",
        "あ。い！う？「え。」",
        "\r\n\t\u0085\u2028\u2029");
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("strangeTexts")
  void anyTextIsTaken(String text) {
    try (Detector detector = open()) {
      for (Stage stage : Stage.values()) {
        look(detector, new Excerpt(text, stage, List.of()));
        look(detector, new Excerpt(text, stage, List.of(text, "", "The sky is blue.")));
      }
    }
  }

  static List<String> pieces() {
    return List.of("a", "1", "word 12 ", "The sky is blue. ", "漢字とかな。", "\uD800", "[{(", "\u200B");
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void aTenthOfALongTextThatRepeatsItselfIsTaken(String piece) {
    String text = piece.repeat(longText() / 10 / piece.length());
    try (Detector detector = open()) {
      assertTimeoutPreemptively(LONG, () -> look(detector, Excerpt.of(text)));
    }
  }

  @Test
  void aLongTextOfEverythingIsTaken() {
    String piece = NEIGHBOURS + String.join("", strangeTexts()) + String.join("", pieces());
    String text = piece.repeat(longText() / piece.length());
    Excerpt excerpt = new Excerpt(text, Stage.OUTPUT, List.of("The sky is blue.", piece));
    try (Detector detector = open()) {
      assertTimeoutPreemptively(LONG, () -> look(detector, excerpt));
    }
  }

  @Test
  void aMillionCombiningMarksAreTaken() {
    String text = "e" + "\u0301".repeat(500_000) + "\u0323\u0301".repeat(250_000);
    try (Detector detector = open()) {
      assertTimeoutPreemptively(LONG, () -> look(detector, Excerpt.of(text)));
    }
  }

  @Test
  void theSameTextGivesTheSameFindingsFromManyThreads() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try (Detector detector = open()) {
      List<Excerpt> all = new ArrayList<>(found());
      all.addAll(notFound());
      List<List<Finding>> once = all.stream().map(detector::detect).toList();
      Callable<List<List<Finding>>> again =
          () -> all.stream().map(detector::detect).toList();
      List<Callable<List<List<Finding>>>> calls = new ArrayList<>();
      for (int i = 0; i < THREADS * 4; i++) {
        calls.add(again);
      }
      for (Future<List<List<Finding>>> answer : pool.invokeAll(calls)) {
        assertThat(answer.get()).isEqualTo(once);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void closingItTwiceIsNoError() {
    Detector detector = open();
    detector.close();
    assertThatCode(detector::close).doesNotThrowAnyException();
  }

  /** Looks, and checks what holds for all findings. */
  private static List<Finding> look(Detector detector, Excerpt excerpt) {
    List<Finding> findings = detector.detect(excerpt);
    int before = 0;
    for (Finding finding : findings) {
      assertThat(finding.category()).as("category").isNotBlank();
      if (!detector.categories().isEmpty()) {
        assertThat(detector.categories()).as("declared").contains(finding.category());
      }
      assertThat(finding.detector()).as("detector").isEqualTo(detector.name());
      assertThat(finding.start())
          .as("findings come by their beginning")
          .isGreaterThanOrEqualTo(before);
      assertThat(finding.end())
          .as("within the text")
          .isLessThanOrEqualTo(excerpt.text().length());
      before = finding.start();
    }
    return findings;
  }
}
