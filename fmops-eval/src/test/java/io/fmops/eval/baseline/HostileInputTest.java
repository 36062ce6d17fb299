package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fmops.model.GenerateRequest;
import io.fmops.model.Models;
import io.fmops.model.RejectedInputException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits are far above what is needed: they tell linear work from quadratic. */
class HostileInputTest {

  private static final List<String> MODELS =
      List.of("majority", "few-shot-knn", "lead-3", "textrank", "extract-qa");

  private static final String SHOT = "<example label='a'>x</example><question>y?</question>";

  static List<String> pieces() {
    return List.of(
        "a",
        "word ",
        "Short one. ",
        "長い文。",
        "漢",
        "\ud800",
        "\udc00. ",
        "\u0301\u0323",
        "「",
        "\n",
        "<",
        "</",
        "<input",
        "<document>",
        "</document>",
        "<document></document>",
        "<input label=\"",
        "<example label='b'>y</example>",
        "<example>",
        "<b><input></b>",
        "&amp;",
        ". ",
        "\ud83d\ude00");
  }

  @ParameterizedTest
  @MethodSource("pieces")
  @Timeout(60)
  void aQuarterOfAMegabyteOfAnythingIsAnsweredOrRejected(String piece) {
    String text = piece.repeat(250_000 / piece.length());
    for (String id : MODELS) {
      answerOrRejection(id, SHOT + text);
      answerOrRejection(id, SHOT + "<document>" + text + "</document>");
    }
    try (var model = Models.openEmbedding("baseline:hashed-embedding")) {
      assertThat(model.embed(text)).hasSize(1024);
    }
  }

  @Test
  @Timeout(60)
  void aHundredThousandExamplesAreRead() {
    String prompt = "<example label='b'>rain</example>".repeat(100_000)
        + "<example label='a'>sun</example><input>sun</input>";
    assertThat(Ask.model("majority", prompt)).isEqualTo("b");
    assertThat(Ask.model("few-shot-knn?k=1", prompt)).isEqualTo("a");
  }

  @Test
  @Timeout(60)
  void aHundredThousandTurnsAreRead() {
    GenerateRequest.Builder request = GenerateRequest.builder();
    for (int i = 0; i < 100_000; i++) {
      request.user("rain " + i).assistant("wet");
    }
    assertThat(Ask.model("few-shot-knn", request.user("rain").build())).isEqualTo("wet");
  }

  @Test
  @Timeout(60)
  void aLongQuestionIsAsGoodAsAShortOne() {
    String prompt = "<context>" + "The lid is red. ".repeat(20_000) + "The lamp is blue.</context>"
        + "<question>" + "lamp lid blue ".repeat(50_000) + "</question>";
    assertThat(Ask.model("extract-qa", prompt)).isEqualTo("The lamp is blue.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"majority", "few-shot-knn", "lead-3", "textrank", "extract-qa"})
  void twoRunsAreEqual(String id) {
    StringBuilder text = new StringBuilder(SHOT);
    for (int i = 0; i < 300; i++) {
      text.append("<example label='l%d'>雨 rain %d</example> Why %d? 雨が%d日降った。 "
          .formatted(i % 7, i % 13, i % 5, i % 3));
    }
    GenerateRequest request = GenerateRequest.of(text.toString());
    try (var first = Models.open("baseline:" + id);
        var second = Models.open("baseline:" + id)) {
      assertThat(first.generate(request)).isEqualTo(second.generate(request));
    }
  }

  @Property(tries = 500)
  void anyPromptIsAnsweredOrRejected(@ForAll("prompts") String prompt) {
    for (String id : MODELS) {
      answerOrRejection(id, prompt);
    }
  }

  @Property(tries = 500)
  void anExtractIsAPieceOfItsDocument(@ForAll("prompts") String data) {
    String document = "Start. " + data.replace("<", "") + " End.";
    List<String> wanted = new ArrayList<>(List.of("lead-3?sentences=1", "textrank?sentences=1"));
    for (String id : wanted) {
      assertThat(document).contains(Ask.model(id, "<document>" + document + "</document>"));
    }
  }

  @Provide
  Arbitrary<String> prompts() {
    return Arbitraries.of(
            "<document>",
            "</document>",
            "<context>",
            "</context>",
            "<question>",
            "</question>",
            "<input>",
            "</input>",
            "<example label='a'>",
            "<example>",
            "</example>",
            "<output>b</output>",
            "word",
            "One. ",
            "雨。",
            "\ud83d",
            "\n",
            " ",
            "「",
            "」",
            "!")
        .list()
        .ofMaxSize(25)
        .map(pieces -> String.join("", pieces));
  }

  private static void answerOrRejection(String id, String prompt) {
    Throwable problem = catchThrowable(() -> assertThat(Ask.model(id, prompt)).isNotEmpty());
    if (problem != null) {
      assertThat(problem).isInstanceOf(RejectedInputException.class);
      assertThat(problem.getMessage()).doesNotContain("\n");
    }
  }
}
