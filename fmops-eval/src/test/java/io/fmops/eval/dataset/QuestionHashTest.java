package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionHashTest {

  private static Example example(Map<String, String> fields, String... references) {
    return new Example("e", fields, List.of(references), Map.of());
  }

  private static QuestionHash hash(Map<String, String> fields, String... references) {
    return QuestionHash.of(example(fields, references));
  }

  @Test
  void theOrderOfFieldsIdsTagsAndAssertionsDoNotMakeAnotherQuestion() {
    Map<String, String> turned = new LinkedHashMap<>();
    turned.put("b", "２");
    turned.put("a", "1");
    Map<String, String> straight = new LinkedHashMap<>();
    straight.put("a", "1");
    straight.put("b", "２");
    Example other =
        new Example("another id", turned, List.of("x"), Map.of("tag", "t"), Assertions.NONE);
    assertThat(QuestionHash.of(other)).isEqualTo(hash(straight, "x"));
  }

  @Test
  void everyFieldAndReferenceAndWhereOneEndsCounts() {
    QuestionHash hash = hash(Map.of("a", "1", "b", "2"), "x", "y");
    assertThat(List.of(
            hash(Map.of("a", "1", "b", "3"), "x", "y"),
            hash(Map.of("a", "2", "b", "1"), "x", "y"),
            hash(Map.of("a", "1"), "x", "y"),
            hash(Map.of("a", "1", "b", "2"), "xy"),
            hash(Map.of("a", "1", "b", "2"), "y", "x"),
            hash(Map.of("a", "1", "b", "2", "x", "y"))))
        .doesNotContain(hash)
        .doesNotHaveDuplicates();
  }

  /** "Aa" and "BB" have one hash code in Java, and so has everything that is made of it. */
  @Test
  void textsWithTheSameHashCodeAreToldApart() {
    Example one = example(Map.of("a", "Aa"), "Aa");
    Example other = example(Map.of("a", "BB"), "BB");
    assertThat(one.fields().hashCode()).isEqualTo(other.fields().hashCode());
    assertThat(one.references().hashCode()).isEqualTo(other.references().hashCode());
    assertThat(QuestionHash.of(one)).isNotEqualTo(QuestionHash.of(other));
  }

  @Test
  void aHashIsTheSameInEveryProcess() {
    // Computed by another program from the description.
    assertThat(hash(Map.of("質問", "首都は？"), "東京"))
        .isEqualTo(new QuestionHash(3393287978635733771L, -1704740427738349685L));
  }
}
