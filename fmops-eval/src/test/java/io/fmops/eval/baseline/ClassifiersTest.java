package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fmops.model.GenerateRequest;
import io.fmops.model.RejectedInputException;
import org.junit.jupiter.api.Test;

class ClassifiersTest {

  private static final String REVIEWS = """
      <example label="positive">The soup was wonderful, and so was the view.</example>
      <example label="negative">The lamp broke after a day. A waste of money.</example>
      <example label="肯定">スープも景色もすばらしかった。</example>
      <example label="否定">一日で壊れた。お金の無駄でした。</example>
      """;

  @Test
  void theMajorityLabelIsTheMostFrequentOne() {
    assertThat(Ask.model(
            "majority",
            "<example label='b'>1</example>"
                + "<example label='a'>2</example><example label='a'>3</example>"))
        .isEqualTo("a");
  }

  @Test
  void ofEquallyFrequentLabelsTheFirstIsTheMajority() {
    assertThat(Ask.model(
            "majority",
            "<example label='良い'>1</example>"
                + "<example label='悪い'>2</example><example label='悪い'>3</example>"
                + "<example label='良い'>4</example>"))
        .isEqualTo("良い");
  }

  @Test
  void labelsThatDifferInCaseAreDifferent() {
    assertThat(Ask.model(
            "majority",
            "<example label='Yes'>1</example>"
                + "<example label='yes'>2</example><example label='yes'>3</example>"))
        .isEqualTo("yes");
  }

  @Test
  void theMajorityNeedsExamples() {
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(() -> Ask.model("majority", "<input>a</input>"))
        .withMessageStartingWith("baseline:majority found no labelled example");
  }

  @Test
  void theNearestEnglishExampleGivesTheLabel() {
    assertThat(Ask.model("few-shot-knn?k=1", REVIEWS + "<input>WONDERFUL soups!</input>"))
        .isEqualTo("positive");
    assertThat(Ask.model("few-shot-knn?k=1", REVIEWS + "<input>It broke: wasted money</input>"))
        .isEqualTo("negative");
  }

  @Test
  void theNearestJapaneseExampleGivesTheLabel() {
    assertThat(Ask.model("few-shot-knn?k=1", REVIEWS + "<input>すばらしいｽｰﾌﾟ</input>"))
        .isEqualTo("肯定");
    assertThat(Ask.model("few-shot-knn?k=1", REVIEWS + "<input>すぐ壊れて無駄になった</input>"))
        .isEqualTo("否定");
  }

  @Test
  void moreNeighboursCanOutvoteTheNearest() {
    String prompt = "<example label='a'>red lamp</example><example label='b'>red lid</example>"
        + "<example label='b'>red jar</example><input>red lamp</input>";
    assertThat(Ask.model("few-shot-knn?k=1", prompt)).isEqualTo("a");
    assertThat(Ask.model("few-shot-knn?k=3", prompt)).isEqualTo("a"); // nearer votes weigh more
    assertThat(Ask.model(
            "few-shot-knn?k=9",
            prompt.replace(
                "<input>",
                "<example label='b'>red lamps</example>"
                    + "<example label='b'>a red lamp</example><input>")))
        .isEqualTo("b");
  }

  @Test
  void ofEquallyNearExamplesTheEarlierIsNearer() {
    assertThat(Ask.model(
            "few-shot-knn?k=1",
            "<example label='a'>red</example>"
                + "<example label='b'>red</example><input>red</input>"))
        .isEqualTo("a");
    assertThat(Ask.model(
            "few-shot-knn?k=2",
            "<example label='b'>red</example>"
                + "<example label='a'>red</example><input>red</input>"))
        .isEqualTo("b");
  }

  @Test
  void anInputLikeNoExampleGetsTheMajorityLabel() {
    assertThat(Ask.model(
            "few-shot-knn",
            "<example label='a'>赤</example>"
                + "<example label='b'>青</example><example label='b'>緑</example><input>xyz</input>"))
        .isEqualTo("b");
    assertThat(Ask.model("few-shot-knn", "<example label='a'>xyz</example><input>…</input>"))
        .isEqualTo("a");
  }

  @Test
  void turnsOfAConversationAreExamples() {
    GenerateRequest request = GenerateRequest.builder()
        .system("Classify.")
        .user("The soup was wonderful.")
        .assistant("positive")
        .user("A waste of money.")
        .assistant("negative")
        .user("Such a wonderful view")
        .build();
    assertThat(Ask.model("few-shot-knn?k=1", request)).isEqualTo("positive");
  }

  @Test
  void theNearestExamplesNeedExamplesAndAnInput() {
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(() -> Ask.model("few-shot-knn", "just a text"))
        .withMessageContaining("no labelled example");
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(() -> Ask.model("few-shot-knn?k=2", "<example label='a'>b</example>"))
        .withMessageStartingWith("baseline:few-shot-knn?k=2 found no text to classify");
  }
}
