package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.guardrails.spi.Detector;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of time are far above what is needed: they tell linear work from quadratic. */
@Timeout(120)
class HostileTextTest {

  private static final GuardrailPolicy POLICY = GuardrailPolicy.builder("hostile")
      .input(Check.of(TestDetectors.pattern("key", "KEY-[0-9]+")).onAny(0.5, Action.redact("*")))
      .input(Check.of(TestDetectors.sentence("toxicity", "awful")).onAny(0.5, Action.flag()))
      .input(Check.of(TestDetectors.whole("word", "never there")).onAny(0.5, Action.replace()))
      .build();

  static Stream<String> pieces() {
    return Stream.of(
        "a",
        "a b ",
        "\n",
        ". ",
        "。",
        "\u0301",
        "\ud800",
        "\udc00",
        "\u200d",
        "🇯🇵",
        "KEY-1 ",
        "9",
        "awful. ",
        "[KEY_1]",
        "\u0000",
        "👨‍👩‍👧‍👦",
        "ﾞ",
        "ᅡ");
  }

  @ParameterizedTest
  @MethodSource("pieces")
  @Tag("long")
  void megabytesOfAnythingAreFiltered(String piece) {
    String text = piece.repeat(2_000_000 / piece.length());
    Filtered filtered = Guardrail.of(POLICY).check(Stage.INPUT, text);
    assertThat(filtered.text()).isEqualTo(text.replaceAll("KEY-[0-9]+", "*"));
  }

  @Test
  void aSpanThatDoesNotEndBlocksBecauseNobodyKnowsWhereItEnds() {
    Filtered filtered =
        Guardrail.of(POLICY).check(Stage.INPUT, "KEY-" + "9".repeat(300_000) + " and more.");
    assertThat(filtered.passes()).isFalse();
    assertThat(filtered.text()).isEmpty();
  }

  @Test
  void editsOfSpansAndOfTheWholeTextAreMergedInLinearTime() {
    GuardrailPolicy policy = GuardrailPolicy.builder("two")
        .input(Check.of(TestDetectors.pattern("q", "qq")).onAny(0.5, Action.redact("1")))
        .input(Check.of(TestDetectors.whole("z", "zz")).onAny(0.5, Action.redact("2")))
        .build();
    assertThat(Guardrail.of(policy).check(Stage.INPUT, "qq zz ".repeat(200_000)).text())
        .isEqualTo("1 2 ".repeat(200_000));
  }

  @Test
  void bracketsAreRestoredInLinearTime() {
    Filtered filtered = Guardrail.of(GuardrailPolicy.builder("p")
            .input(
                Check.of(TestDetectors.pattern("key", "KEY-[0-9]+")).onAny(0.5, Action.replace()))
            .build())
        .check(Stage.INPUT, "KEY-1");
    String brackets = "[".repeat(2_000_000) + "[KEY_1]";
    assertThat(filtered.restore(brackets)).isEqualTo("[".repeat(2_000_000) + "KEY-1");
  }

  @Test
  void manyFindingsAreKeptUpToABound() {
    Filtered filtered = Guardrail.of(POLICY).check(Stage.INPUT, "KEY-1 ".repeat(100_000));
    assertThat(filtered.text()).isEqualTo("* ".repeat(100_000));
    assertThat(filtered.verdict().items()).hasSize(Verdict.MAX_ITEMS);
  }

  @Test
  void manyDifferentTextsGetDifferentPlaceholders() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("KEY-").append(i).append(' ');
    }
    GuardrailPolicy policy = GuardrailPolicy.builder("many")
        .input(Check.of(TestDetectors.pattern("key", "KEY-[0-9]+")).onAny(0.5, Action.replace()))
        .build();
    Filtered filtered = Guardrail.of(policy).check(Stage.INPUT, text.toString());
    assertThat(filtered.originals()).hasSize(20_000);
    assertThat(filtered.restore(filtered.text())).isEqualTo(text.toString());
  }

  @Test
  void aFindingWithoutALengthPutsItsMaskThere() {
    Detector missing = TestDetectors.of(
        "schema",
        Detector.Scope.WHOLE,
        Detector.Cost.INSTANT,
        excerpt -> List.of(
            new Finding("missing", excerpt.text().length(), excerpt.text().length(), 1, "schema")));
    GuardrailPolicy policy = GuardrailPolicy.builder("missing")
        .input(Check.of(missing).onAny(0.5, Action.redact("[end]")))
        .build();
    assertThat(Guardrail.of(policy).check(Stage.INPUT, "text ").text()).isEqualTo("text [end]");
    assertThat(Guardrail.of(policy).check(Stage.INPUT, "").text()).isEqualTo("[end]");
  }
}
