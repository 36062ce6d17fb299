package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fmops.eval.baseline.Prompt.Labelled;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PromptTest {

  @Test
  void aMessageWithoutTagsIsTheInputTheDocumentAndTheContext() {
    Prompt prompt = prompt("  雨が降った。\n");
    assertThat(prompt.input()).isEqualTo("雨が降った。");
    assertThat(prompt.document()).isEqualTo("雨が降った。");
    assertThat(prompt.context()).isEqualTo("雨が降った。");
  }

  @Test
  void textOutsideTheTagsIsPassedOver() {
    Prompt prompt = prompt("Be brief. <document>one</document> <question>two?</question> Now!");
    assertThat(prompt.document()).isEqualTo("one");
    assertThat(prompt.question()).isEqualTo("two?");
  }

  @Test
  void ofTwoInputsTheLastCountsAndDocumentsAreJoined() {
    Prompt prompt = prompt("<input>a</input><input>b</input><document>c</document>"
        + "<document>d</document><question>e</question><question>f</question>");
    assertThat(prompt.input()).isEqualTo("b");
    assertThat(prompt.document()).isEqualTo("c\n\nd");
    assertThat(prompt.question()).isEqualTo("f");
  }

  @Test
  void documentAndContextStandInForEachOtherAndForTheInput() {
    assertThat(prompt("x <context>a</context>").document()).isEqualTo("a");
    assertThat(prompt("x <document>a</document>").context()).isEqualTo("a");
    assertThat(prompt("x <document>a</document>").input()).isEqualTo("a");
  }

  @Test
  void withoutInputTheTextBesideTheExamplesIsTheInput() {
    assertThat(prompt("<example label='x'>a</example>\nb").input()).isEqualTo("b");
  }

  @Test
  void textBesideTheQuestionIsTheContext() {
    assertThat(prompt("It is red.\n<question>What?</question>").context()).isEqualTo("It is red.");
  }

  @Test
  void examplesAreReadInAllTheirForms() {
    Prompt prompt = new Prompt(
        ModelId.of("baseline", "majority"),
        GenerateRequest.builder()
            .system("<example label='1'>a</example>")
            .user("<example><input>b</input><output> 2 </output></example> <input>c</input>")
            .assistant("3")
            .user("d")
            .assistant("４")
            .user("<examples><example label='5'><input>e</input></example></examples>f")
            .build());
    assertThat(prompt.examples())
        .containsExactly(
            new Labelled("a", "1"),
            new Labelled("b", "2"),
            new Labelled("c", "3"),
            new Labelled("d", "４"),
            new Labelled("e", "5"));
  }

  @Test
  void anExampleWithAnOutputMayHaveItsTextOutsideTheInputTag() {
    assertThat(prompt("<example>a <output>b</output></example>").examples())
        .containsExactly(new Labelled("a", "b"));
  }

  @Test
  void anAnswerThatHasOnlyBegunIsNoExample() {
    Prompt prompt = new Prompt(
        ModelId.of("baseline", "majority"),
        GenerateRequest.builder()
            .user("a")
            .assistant("1")
            .user("b")
            .assistant("The label is")
            .build());
    assertThat(prompt.examples()).containsExactly(new Labelled("a", "1"));
    assertThat(prompt.input()).isEqualTo("b");
  }

  @Test
  void aTurnWithoutAnAnswerAndAnEmptyAnswerAreNoExamples() {
    Prompt prompt = new Prompt(
        ModelId.of("baseline", "majority"),
        GenerateRequest.builder()
            .assistant("Hello")
            .user("a")
            .user("b")
            .assistant(" ")
            .user("c")
            .assistant("1")
            .assistant("2")
            .user("d")
            .build());
    assertThat(prompt.examples()).containsExactly(new Labelled("c", "1"));
  }

  @Test
  void examplesInsideTheInputAreData() {
    Prompt prompt = prompt(
        "<example label='x'>a</example>" + "<input>b <example label='y'>c</example></input>");
    assertThat(prompt.examples()).containsExactly(new Labelled("a", "x"));
    assertThat(prompt.input()).contains("<example label='y'>");
  }

  @Test
  void aContextInTheSystemTextMakesTheLastTurnTheQuestion() {
    Prompt prompt = new Prompt(
        ModelId.of("baseline", "extract-qa"),
        GenerateRequest.builder()
            .system("Use only: <context>鍵は赤い。</context>")
            .user("鍵の色は？")
            .build());
    assertThat(prompt.question()).isEqualTo("鍵の色は？");
    assertThat(prompt.context()).isEqualTo("鍵は赤い。");
  }

  @Test
  void theLatestDocumentGoesBeforeEarlierOnes() {
    Prompt prompt = new Prompt(
        ModelId.of("baseline", "textrank"),
        GenerateRequest.builder()
            .system("<document>0</document>")
            .user("<document>1</document>")
            .user("<document>2</document>")
            .user("Shorter, please.")
            .build());
    assertThat(prompt.document()).isEqualTo("2");
  }

  @Test
  void aPromptWithoutExamplesIsToldHowToWriteThem() {
    assertRejected(
        () -> prompt("<input>a</input>").examples(),
        "baseline:majority found no labelled example in the prompt; write at least one as"
            + " <example label=\"positive\">text</example>,"
            + " or as a user turn with the label as the assistant's answer");
  }

  @Test
  void anExampleWithoutALabelIsNamedByItsNumber() {
    String text = "<example label='x'>a</example><example>b</example><example label=''>c</example>";
    assertRejected(
        () -> prompt(text).examples(),
        "baseline:majority found no label on example 2 in the prompt;"
            + " write <example label=\"positive\">text</example>"
            + " or <example><input>text</input><output>positive</output></example>");
  }

  @Test
  void aContextWithoutAQuestionIsRejected() {
    String message = "baseline:majority found no question in the prompt;"
        + " write it as <question>...</question> in the last user message";
    assertRejected(() -> prompt("<context>a</context> Answer!").question(), message);
    assertRejected(() -> prompt("plain").question(), message);
    assertRejected(() -> prompt("<context>a</context><question> </question>").question(), message);
  }

  @Test
  void aPromptWithNothingInItIsRejected() {
    Prompt prompt = prompt(" \n<question>a</question><document> </document>");
    assertRejected(
        prompt::document,
        "baseline:majority found no document in the prompt;"
            + " write it as <document>...</document> or as the last user message");
    assertRejected(
        prompt::context,
        "baseline:majority found no context in the prompt;"
            + " write it as <context>...</context> or as the last user message");
    assertRejected(
        prompt::input,
        "baseline:majority found no text to classify in the prompt;"
            + " write it as <input>...</input> or as the last user message");
  }

  @Test
  void aConversationWithoutAUserIsRejected() {
    assertRejected(
        () -> new Prompt(
            ModelId.of("baseline", "majority"),
            GenerateRequest.builder().assistant("Hello").build()),
        "baseline:majority found no message of the user in the prompt;"
            + " send the task as a user message");
  }

  private static Prompt prompt(String text) {
    return new Prompt(ModelId.of("baseline", "majority"), GenerateRequest.of(text));
  }

  private static void assertRejected(ThrowingCallable call, String message) {
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(call)
        .withMessage(message)
        .satisfies(e -> assertThat(e.details().model()).isPresent());
  }
}
