package io.fmops.eval.judge;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a judge grades, and on which scale. Anchors, the descriptions of single grades, make grades
 * of different judges and days comparable. Immutable and thread-safe.
 *
 * <pre>{@code
 * Rubric tone = Rubric.of(1, 5, new Rubric.Criterion("tone", "Polite and plain, as our style guide says.",
 *     Map.of(1, "rude or unreadable", 3, "polite, with some jargon", 5, "polite and plain throughout")));
 * }</pre>
 *
 * @param min the worst grade
 * @param max the best grade, above the worst one
 * @param criteria what is graded; at least one
 */
public record Rubric(int min, int max, List<Criterion> criteria) {

  /**
   * Checks the scale and the criteria.
   *
   * @throws IllegalArgumentException if the scale is empty or reaches beyond a million either way,
   *     there is no criterion or one twice, or an anchor is off the scale
   */
  public Rubric {
    criteria = List.copyOf(criteria);
    if (min >= max || min < -1_000_000 || max > 1_000_000) {
      throw new IllegalArgumentException(
          "the scale goes from %d to %d; it has to rise, within a million".formatted(min, max));
    }
    if (criteria.isEmpty()) {
      throw new IllegalArgumentException("a rubric needs at least one criterion");
    }
    Set<String> ids = new HashSet<>();
    for (Criterion criterion : criteria) {
      if (!ids.add(ScoreForms.key(criterion.id()))) {
        throw new IllegalArgumentException(
            "the criterion \"%s\" is there twice".formatted(criterion.id()));
      }
      for (int grade : criterion.anchors().keySet()) {
        if (grade < min || grade > max) {
          throw new IllegalArgumentException(
              "the criterion \"%s\" has an anchor at %d; the scale is %d to %d"
                  .formatted(criterion.id(), grade, min, max));
        }
      }
    }
  }

  /**
   * A rubric.
   *
   * @param min the worst grade
   * @param max the best grade
   * @param criteria what is graded
   * @return the rubric
   * @throws IllegalArgumentException as the constructor
   */
  public static Rubric of(int min, int max, Criterion... criteria) {
    return new Rubric(min, max, List.of(criteria));
  }

  /**
   * What is graded.
   *
   * @param id names the criterion in scores and in the judge's reply: 1 to 40 letters, digits,
   *     hyphens and underscores of any script
   * @param description what it means, to the judge
   * @param anchors what an answer of a certain grade is like; some grades, all or none
   */
  public record Criterion(String id, String description, Map<Integer, String> anchors) {

    private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}_-]{0,39}");

    /**
     * Checks the id and keeps the anchors in the order of the grades.
     *
     * @throws IllegalArgumentException if the id is malformed, or there is no description
     */
    public Criterion {
      if (!ID.matcher(id).matches() || id.equalsIgnoreCase(JudgeText.CHECK)) {
        throw new IllegalArgumentException(
            "the criterion's id is \"%s\"; it has 1 to 40 letters, digits, hyphens and underscores, and is not \"check\""
                .formatted(id));
      }
      Objects.requireNonNull(description, "description");
      if (description.isBlank()) {
        throw new IllegalArgumentException(
            "the criterion \"%s\" has no description; the judge needs to know what it means"
                .formatted(id));
      }
      SortedMap<Integer, String> sorted = new TreeMap<>(anchors);
      sorted.values().forEach(text -> Objects.requireNonNull(text, "anchor"));
      anchors = Collections.unmodifiableSortedMap(sorted);
    }

    /**
     * A criterion without anchors.
     *
     * @param id names the criterion
     * @param description what it means, to the judge
     * @throws IllegalArgumentException as the other constructor
     */
    public Criterion(String id, String description) {
      this(id, description, Map.of());
    }
  }
}
