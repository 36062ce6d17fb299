package io.fmops.eval.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The probability that at least one of k answers is right, estimated without bias from n answers of
 * which c are right: {@code 1 - C(n - c, k) / C(n, k)} (Chen et al., "Evaluating large language
 * models trained on code", 2021). Stateless and thread-safe.
 */
public final class PassAtK {

  private PassAtK() {}

  /**
   * The estimate for one example.
   *
   * @param answers how many answers there are, n
   * @param right how many of them are right, c
   * @param k how many one would try, at most as many as there are
   * @return 0 to 1
   * @throws IllegalArgumentException if k is below 1 or above n, or c is not 0 to n
   */
  public static double of(int answers, int right, int k) {
    if (k < 1 || k > answers) {
      throw new IllegalArgumentException(
          "pass@%d of %d answers; k must be 1 to %d".formatted(k, answers, answers));
    }
    if (right < 0 || right > answers) {
      throw new IllegalArgumentException(
          "%d of %d answers are right; there must be 0 to %d".formatted(right, answers, answers));
    }
    if (answers - right < k) {
      return 1;
    }
    double none = 1;
    for (int i = answers - right + 1; i <= answers; i++) {
      none *= 1 - (double) k / i;
    }
    return 1 - none;
  }

  /**
   * Asks the candidate for more answers to each example and estimates the probability that one of k
   * is right. An answer is right if a check scores it 1. The candidate must be one whose answers
   * differ, with a temperature above 0 and no cache before it.
   *
   * @param check tells right from wrong: an evaluator with one score, a {@link Score.Value}, such
   *     as {@link AnswerChecks#codeExact} or one that runs unit tests
   * @param answers how many answers, n, of which the run's own is the first
   * @param ks for which k, each 1 to n
   * @return an evaluator with a score for each k, named {@code pass@1} and so on; unscored if the
   *     check cannot tell
   * @throws IllegalArgumentException if there is no k, or one is below 1 or above n
   */
  public static Evaluator evaluator(Evaluator check, int answers, int... ks) {
    int[] sizes = ks.clone();
    if (sizes.length == 0) {
      throw new IllegalArgumentException("pass@k needs a k");
    }
    for (int k : sizes) {
      of(answers, 0, k);
    }
    return new TrialEvaluator(check) {
      @Override
      public List<Score> evaluate(Trial trial) {
        List<Score> first = check.evaluate(trial);
        Optional<String> unknown = unknown(first);
        int right = passes(first);
        for (int i = 1; i < answers && unknown.isEmpty(); i++) {
          Trial again = trial.with(trial.example(), trial.ask(trial.example()));
          List<Score> scores = check.evaluate(again);
          unknown = unknown(scores);
          right += passes(scores);
        }
        List<Score> all = new ArrayList<>();
        for (int k : sizes) {
          String name = "pass@" + k;
          all.add(
              unknown.isPresent()
                  ? new Score.Unscored(name, unknown.get())
                  : new Score.Value(
                      name, of(answers, right, k), Optional.of(right + " of " + answers)));
        }
        return List.copyOf(all);
      }
    };
  }

  private static int passes(List<Score> scores) {
    return scores.get(0) instanceof Score.Value value && value.value() == 1 ? 1 : 0;
  }

  private static Optional<String> unknown(List<Score> scores) {
    if (scores.size() == 1 && scores.get(0) instanceof Score.Value) {
      return Optional.empty();
    }
    if (scores.size() == 1 && scores.get(0) instanceof Score.Unscored unscored) {
      return Optional.of(unscored.reason());
    }
    return Optional.of("the check must give one number, not " + scores);
  }
}
