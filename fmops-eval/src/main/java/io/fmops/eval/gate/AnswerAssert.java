package io.fmops.eval.gate;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import java.util.List;
import java.util.Objects;

/** An assertion about one answer. Immutable and thread-safe. */
public final class AnswerAssert {

  private final Example example;
  private final String answer;

  AnswerAssert(Example example, String answer) {
    this.example = Objects.requireNonNull(example, "example");
    this.answer = Objects.requireNonNull(answer, "answer");
  }

  /**
   * Scores the answer.
   *
   * @param evaluator one that needs no more than the example and the answer's text
   * @return the assertion about its first score
   * @throws AssertionError if it gives no score at all
   */
  public ScoreAssert scores(Evaluator evaluator) {
    List<Score> scores = evaluator.evaluate(example, answer);
    if (scores.isEmpty()) {
      throw new AssertionError("the evaluator gives no score for example \"%s\""
          .formatted(Words.line(example.id(), 200)));
    }
    return new ScoreAssert(example, answer, scores, scores.get(0));
  }
}
