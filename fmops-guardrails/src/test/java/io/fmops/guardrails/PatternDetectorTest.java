package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PatternDetectorTest {

  private final PatternDetector detector = new PatternDetector(
      "house rules",
      Map.of(
          "order number", Pattern.compile("ORD-\\d{6}"),
          "postal code", Pattern.compile("〒\\d{3}-\\d{4}"),
          "nothing", Pattern.compile("x*")));

  @Test
  void findingsComeByTheirBeginningWithTheirSpan() {
    String text = "届け先は〒100-0001、注文はORD-123456です";
    assertThat(detector.detect(text))
        .containsExactly(
            new Finding("postal code", 4, 13, 1, "house rules"),
            new Finding("order number", 17, 27, 1, "house rules"));
    assertThat(text.substring(4, 13)).isEqualTo("〒100-0001");
  }

  @Test
  void aTextWithoutAnyHasNoFindings() {
    assertThat(detector.detect("")).isEmpty();
    assertThat(detector.detect("\uD800 nothing here")).isEmpty();
  }

  @Test
  void aFindingThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Finding("c", 3, 2, 1, "d")).hasMessageContaining("3 to 2");
    assertThatThrownBy(() -> new Finding("c", 0, 1, 1.5, "d")).hasMessageContaining("score is 1.5");
  }

  @Test
  void anExpressionThatGoesBackOverAndOverEndsWithItsName() {
    PatternDetector slow =
        new PatternDetector("house rules", Map.of("as", Pattern.compile("(.*a){20}b")));
    assertThatThrownBy(() ->
            assertTimeoutPreemptively(Duration.ofMinutes(2), () -> slow.detect("a".repeat(61))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"as\"")
        .hasMessageContaining("house rules")
        .hasMessageContaining("61 chars");
    assertThat(slow.detect("ab")).isEmpty();
  }

  @Test
  void anExpressionThatOverflowsTheStackEndsWithItsName() {
    PatternDetector deep =
        new PatternDetector("house rules", Map.of("deep", Pattern.compile("(a|b)*c")));
    assertThatThrownBy(() -> deep.detect("ab".repeat(1_000_000)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"deep\" of the detector \"house rules\" overflowed");
  }

  private static List<Finding> inPart(String regex, String before, String text, boolean ends) {
    return new PatternDetector("d", Map.of("c", Pattern.compile(regex)))
        .detect(new Excerpt(text, Stage.OUTPUT, List.of(), before, ends));
  }

  @Test
  void anchorsAndBoundariesSeeWhatIsBeforeAPart() {
    assertThat(inPart("^bob", "I am ", "bob", true)).isEmpty();
    assertThat(inPart("(?m)^bob", "hi\n", "bob", true)).hasSize(1);
    assertThat(inPart("\\bbob", "a", "bob", true)).isEmpty();
    assertThat(inPart("(?<=I am )bob", "I am ", "bob", true))
        .containsExactly(new Finding("c", 0, 3, 1, "d"));
    assertThat(inPart("am bob", "I am ", "bob", true)).isEmpty();
  }

  @Test
  void whatMoreTextMayUndoReachesToTheEndOfAPart() {
    assertThat(inPart("bob$", "", "bob\n", true)).containsExactly(new Finding("c", 0, 3, 1, "d"));
    assertThat(inPart("bob$", "", "bob\n", false)).containsExactly(new Finding("c", 0, 4, 1, "d"));
    assertThat(inPart("(?m)bob$", "", "bob\n", false))
        .containsExactly(new Finding("c", 0, 3, 1, "d"));
    assertThat(inPart("bob(?! ,)", "", "bob ", false))
        .containsExactly(new Finding("c", 0, 4, 1, "d"));
  }

  @Test
  void theEndOfTheMatchBeforeIsNoAnchorForATextInParts() {
    for (String regex : List.of("\\Gbob", "a\\\\\\G")) {
      assertThatThrownBy(() -> inPart(regex, "", "bob", true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"c\" uses \\G");
    }
    assertThat(inPart("\\\\G", "", "\\G", true)).hasSize(1);
  }
}
