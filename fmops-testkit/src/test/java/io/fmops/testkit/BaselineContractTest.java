package io.fmops.testkit;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Models;
import org.junit.jupiter.api.Nested;

/** The embedded models, tested here because the kit knows them and they must not know the kit. */
class BaselineContractTest {

  @Nested
  class Majority extends Contract {
    Majority() {
      super(
          "majority",
          "<example label='rather good'>x</example><example label='bad'>y</example>",
          "rather good");
    }
  }

  @Nested
  class FewShotKnn extends Contract {
    FewShotKnn() {
      super(
          "few-shot-knn?k=1",
          "<example label='no'>rain</example><example label='oh yes'>sun</example><input>sun</input>",
          "oh yes");
    }
  }

  @Nested
  class Lead extends Contract {
    Lead() {
      super("lead-3?sentences=2", "雨が降った。家にいた。寝た。", "雨が降った。家にいた。");
    }
  }

  @Nested
  class TextRank extends Contract {
    TextRank() {
      super(
          "textrank?sentences=1",
          "Old bridges hum. Cats and dogs like fish. Cats like fish. Dogs like fish.",
          "Cats and dogs like fish.");
    }
  }

  @Nested
  class ExtractQa extends Contract {
    ExtractQa() {
      super(
          "extract-qa",
          "<context>The lid is red. The lamp is blue.</context><question>Which lamp?</question>",
          "The lamp is blue.");
    }
  }

  abstract static class Contract extends FoundationModelContract {
    private final String id;
    private final String prompt;
    private final String expected;

    Contract(String id, String prompt, String expected) {
      this.id = id;
      this.prompt = prompt;
      this.expected = expected;
    }

    @Override
    protected FoundationModel open() {
      return Models.open("baseline:" + id);
    }

    @Override
    protected GenerateRequest request() {
      return GenerateRequest.of(prompt);
    }

    @Override
    protected String expectedText() {
      return expected;
    }
  }
}
