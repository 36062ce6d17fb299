package io.fmops.eval.gate;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Score;
import java.util.List;

/** An assertion about the scores of one answer. Immutable and thread-safe. */
public final class ScoreAssert {

  private static final int SHOWN = 300;

  private final Example example;
  private final String answer;
  private final List<Score> scores;
  private final Score score;

  ScoreAssert(Example example, String answer, List<Score> scores, Score score) {
    this.example = example;
    this.answer = answer;
    this.scores = List.copyOf(scores);
    this.score = score;
  }

  /**
   * Goes on with another score of the same evaluator.
   *
   * @param name the score's name, such as {@code rouge2-unicode}
   * @return the assertion about it
   * @throws AssertionError if the evaluator gives no such score
   */
  public ScoreAssert score(String name) {
    return scores.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .map(each -> new ScoreAssert(example, answer, scores, each))
        .orElseThrow(() -> new AssertionError("no score \"%s\"; the evaluator gives %s"
            .formatted(Words.line(name, 200), scores.stream().map(Score::name).toList())));
  }

  /**
   * The score as a number.
   *
   * @return the value; of a label, 1 if it is the expected one, else 0
   * @throws AssertionError if the answer could not be scored
   */
  public double value() {
    if (score instanceof Score.Value value) {
      return value.value();
    }
    if (score instanceof Score.Summed summed) {
      return summed.value();
    }
    if (score instanceof Score.Label label) {
      return label.expected().equals(label.predicted()) ? 1 : 0;
    }
    throw new AssertionError("%s could not be given%s: %s"
        .formatted(
            score.name(),
            about(),
            score instanceof Score.Unscored unscored ? Words.line(unscored.reason(), SHOWN) : ""));
  }

  /**
   * Asserts that the score reaches a limit.
   *
   * @param limit a number
   * @return this
   * @throws AssertionError if it does not, or the answer could not be scored
   */
  public ScoreAssert atLeast(double limit) {
    // Not the opposite comparison, which would let a limit pass that is no number.
    if (!(value() >= limit)) {
      throw wrong("below", limit);
    }
    return this;
  }

  /**
   * Asserts that the score does not exceed a limit.
   *
   * @param limit a number
   * @return this
   * @throws AssertionError if it does, or the answer could not be scored
   */
  public ScoreAssert atMost(double limit) {
    if (!(value() <= limit)) {
      throw wrong("above", limit);
    }
    return this;
  }

  private AssertionError wrong(String side, double limit) {
    String why = "";
    if (score instanceof Score.Value value && value.reason().isPresent()) {
      why = " (%s)".formatted(Words.line(value.reason().get(), SHOWN));
    } else if (score instanceof Score.Label label) {
      why = " (expected \"%s\", found \"%s\")"
          .formatted(Words.line(label.expected(), SHOWN), Words.line(label.predicted(), SHOWN));
    }
    return new AssertionError("%s is %s, %s %s%s%s"
        .formatted(score.name(), Words.number(value()), side, Words.limit(limit), why, about()));
  }

  private String about() {
    return " for example \"%s\" answered with \"%s\"%s"
        .formatted(
            Words.line(example.id(), SHOWN),
            Words.line(answer, SHOWN),
            example
                .reference()
                .map(reference ->
                    ", where \"%s\" was hoped for".formatted(Words.line(reference, SHOWN)))
                .orElse(""));
  }
}
