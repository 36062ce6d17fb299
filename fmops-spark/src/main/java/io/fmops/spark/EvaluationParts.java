package io.fmops.spark;

import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.run.Candidate;
import io.fmops.telemetry.PriceList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What answers and what scores, in one JVM. Immutable; thread-safe, as far as the models and
 * evaluators are.
 *
 * @param candidates what is compared: at least one, names unique
 * @param evaluators what is scored: at least one
 * @param prices what tokens cost
 * @param others what is closed with the candidates' models, such as the models of judges
 */
public record EvaluationParts(
    List<Candidate> candidates,
    List<Evaluator> evaluators,
    PriceList prices,
    List<AutoCloseable> others)
    implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EvaluationParts.class);

  /** Copies the lists. */
  public EvaluationParts {
    candidates = List.copyOf(candidates);
    evaluators = List.copyOf(evaluators);
    Objects.requireNonNull(prices, "prices");
    others = List.copyOf(others);
  }

  /**
   * Parts without prices, where nothing is to be closed but the candidates' models.
   *
   * @param candidates what is compared
   * @param evaluators what is scored
   * @return the parts
   */
  public static EvaluationParts of(List<Candidate> candidates, List<Evaluator> evaluators) {
    return new EvaluationParts(candidates, evaluators, PriceList.empty(), List.of());
  }

  /**
   * The same parts with prices.
   *
   * @param list what tokens cost
   * @return new parts
   */
  public EvaluationParts withPrices(PriceList list) {
    return new EvaluationParts(candidates, evaluators, list, others);
  }

  /**
   * The same parts, with more to be closed at the end.
   *
   * @param more such as the models of judges
   * @return new parts
   */
  public EvaluationParts closing(AutoCloseable... more) {
    List<AutoCloseable> all = new ArrayList<>(others);
    all.addAll(List.of(more));
    return new EvaluationParts(candidates, evaluators, prices, all);
  }

  /** Closes the candidates' models and the others. What cannot be closed is logged. */
  @Override
  public void close() {
    candidates.forEach(candidate -> close(candidate.model()));
    others.forEach(EvaluationParts::close);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("{} was not closed in full: the thread was interrupted", part);
    } catch (Exception e) {
      // The rows are made; whatever is not given back now ends with the process.
      log.warn("{} cannot be closed", part, e);
    }
  }
}
