package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fmops.model.ModelNotFoundException;
import io.fmops.model.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineProviderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"majority", "few-shot-knn?k=1", "lead-3?sentences=1000", "textrank", "extract-qa"})
  void itsModelsAreFoundByName(String id) {
    try (var model = Models.open("baseline:" + id)) {
      assertThat(model.id()).hasToString("baseline:" + id);
    }
  }

  @Test
  void anUnknownModelIsAnsweredWithAllThereAre() {
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.open("baseline:gpt"))
        .withMessageContainingAll(
            "no model \"gpt\"",
            "majority: ",
            "few-shot-knn: ",
            "k=5 (examples that vote, 1 to 1000)",
            "lead-3: ",
            "textrank: ",
            "extract-qa: ",
            "hashed-embedding: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.openEmbedding("baseline:ada"))
        .withMessageContainingAll("no model \"ada\"", "hashed-embedding: ");
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheModelsOwn() {
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.open("baseline:textrank?k=3"))
        .withMessage("no option \"k\" in the model baseline:textrank;"
            + " it has sentences=3 (how many, 1 to 1000)");
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.open("baseline:majority?k=3"))
        .withMessage("no option \"k\" in the model baseline:majority; it has no options");
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.openEmbedding("baseline:hashed-embedding?size=3"))
        .withMessageContaining("dimensions=1024");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "five", "", "2.5", "99999999999"})
  void aValueOutOfItsRangeIsRefused(String value) {
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.open("baseline:few-shot-knn?k=" + value))
        .withMessage(
            "option k in \"baseline:few-shot-knn?k=%s\" must be a whole number from 1 to 1000"
                .formatted(value));
  }

  @Test
  void aModelOfTheOtherKindIsRefusedWithTheRightWay() {
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.open("baseline:hashed-embedding"))
        .withMessageContaining("open it with Models.openEmbedding");
    assertThatExceptionOfType(ModelNotFoundException.class)
        .isThrownBy(() -> Models.openEmbedding("baseline:majority"))
        .withMessageContaining("baseline:hashed-embedding");
  }
}
