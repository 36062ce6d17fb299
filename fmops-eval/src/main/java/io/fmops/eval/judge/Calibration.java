package io.fmops.eval.judge;

import io.fmops.eval.metric.Score;
import io.fmops.model.CancelledException;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Measures a judge against people's scores, before its own are trusted: how well it agrees, and
 * whether it prefers a place, long answers, or its own family (the position, verbosity and
 * self-enhancement biases of L. Zheng et al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot
 * Arena", 2023). Stateless and thread-safe.
 *
 * <pre>{@code
 * CalibrationReport report = Calibration.ofPairs(Pairwise.of(judge), ratedByPeople, 8);
 * System.out.println(report.render());
 * }</pre>
 *
 * <p>A bias is a preference beyond people's: if people like longer answers too, there is none. It
 * is called one if chance alone would show it in less than one case of twenty; as up to three are
 * looked for, a fair judge is called biased more often than that. Biases are estimated as if
 * people's grades were exact. Where they are noisy and long answers are in truth better, a part of
 * that shows as a bias for length, so have several people grade.
 *
 * <p>The limits of the judge hold here, too.
 */
public final class Calibration {

  private Calibration() {}

  /**
   * Has a judge grade what people graded, and compares.
   *
   * <p>The figures are {@code weighted-kappa}, {@code spearman}, {@code exact-agreement},
   * {@code agreement-within-one}, {@code leniency} and, where there is enough to tell,
   * {@code length-effect} and {@code own-family-effect}.
   *
   * @param grading the judge's grading
   * @param criterion which of its criteria people have graded
   * @param rated what people graded; 200 answers or more tell biases of a third of a grade or so
   * @param concurrency how many answers are judged at once, 1 to 1024
   * @return the report
   * @throws IllegalArgumentException if the grading has no such criterion
   * @throws CancelledException if the thread is interrupted
   */
  public static CalibrationReport ofGrades(
      Grading grading, String criterion, List<RatedAnswer> rated, int concurrency) {
    String name = grading.scoreName(criterion);
    List<Score> scores = each(rated, concurrency, answer -> {
      List<Score> given = grading.evaluate(answer.example(), answer.answer());
      return given.stream()
          .filter(score -> score.name().equals(name))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException("there is no score \"%s\"; the grading has %s"
                  .formatted(name, given.stream().map(Score::name).toList())));
    });
    return ofGrades(grading.judge().model(), rated, scores);
  }

  /**
   * Compares grades that a judge has given already.
   *
   * @param judge the judge's model
   * @param rated what people graded
   * @param scores what the judge said, in the same order: {@link Score.Value} or
   *     {@link Score.Unscored}
   * @return the report, as above
   * @throws IllegalArgumentException if the lists differ in length
   */
  public static CalibrationReport ofGrades(
      ModelId judge, List<RatedAnswer> rated, List<Score> scores) {
    checkPaired(rated, scores);
    return GradeCalibration.report(judge, List.copyOf(rated), List.copyOf(scores));
  }

  /**
   * Has a judge compare what people compared, in both orders, and compares that.
   *
   * <p>The figures are {@code kappa}, {@code agreement}, {@code order-flips},
   * {@code first-place-share}, which says what the pairs could have shown, and, where there is
   * enough to tell, {@code longer-preference} and {@code own-family-preference}.
   *
   * @param pairwise the judge's comparisons
   * @param rated what people compared; with 200 pairs, a judge that takes the first answer unseen
   *     in one of ten calls is found in most cases, and in three of ten in all
   * @param concurrency how many pairs are judged at once, 1 to 1024
   * @return the report
   * @throws CancelledException if the thread is interrupted
   */
  public static CalibrationReport ofPairs(
      Pairwise pairwise, List<RatedPair> rated, int concurrency) {
    List<PairVerdict> verdicts = each(
        rated, concurrency, pair -> pairwise.compare(pair.example(), pair.first(), pair.second()));
    return ofPairs(pairwise.judge().model(), rated, verdicts);
  }

  /**
   * Compares verdicts that a judge has given already.
   *
   * @param judge the judge's model
   * @param rated what people compared
   * @param verdicts what the judge said, in the same order
   * @return the report, as above
   * @throws IllegalArgumentException if the lists differ in length
   */
  public static CalibrationReport ofPairs(
      ModelId judge, List<RatedPair> rated, List<PairVerdict> verdicts) {
    checkPaired(rated, verdicts);
    return PairCalibration.report(judge, List.copyOf(rated), List.copyOf(verdicts));
  }

  private static void checkPaired(List<?> rated, List<?> judged) {
    if (rated.size() != judged.size()) {
      throw new IllegalArgumentException(
          "people rated %d and the judge %d; both must be the same ones"
              .formatted(rated.size(), judged.size()));
    }
  }

  private static <T, R> List<R> each(List<T> items, int concurrency, Function<T, R> judge) {
    Objects.requireNonNull(items, "rated");
    if (concurrency < 1 || concurrency > 1024) {
      throw new IllegalArgumentException(
          "concurrency is " + concurrency + "; it must be 1 to 1024");
    }
    ExecutorService workers = Executors.newFixedThreadPool(concurrency, task -> {
      Thread thread = new Thread(task, "fmops-calibration");
      thread.setDaemon(true);
      return thread;
    });
    try {
      List<Future<R>> futures = new ArrayList<>();
      for (T item : items) {
        futures.add(workers.submit(() -> judge.apply(item)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("the calibration was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("an answer could not be judged", e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }
}
