package io.fmops.eval.run;

import io.fmops.eval.metric.ConfusionMatrix;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a run found out about one candidate. Immutable and thread-safe.
 *
 * @param name the candidate's name
 * @param model the model's id
 * @param prompt the prompt's name
 * @param parameters the inference parameters as text, empty if all are the prompt's own
 * @param examples how many examples there were
 * @param rows how many rows there were: one an example, or more if each was asked repeatedly
 * @param answers how many rows have an answer
 * @param errors how many rows have no answer or could not be scored because of an error
 * @param truncated how many answers were cut off by a limit of tokens
 * @param unscored how many scores could not be given, by the name of the score
 * @param failure why the candidate was given up before the end, or has an error and no score in
 *     every row; absent if any of its answers has a score
 * @param measures the figures by name, such as {@code accuracy} or {@code rouge1}, each with its 95
 *     % interval
 * @param confusion the confusion matrices by the name of the score
 * @param perExample each score by its name, one value an example in the order of the dataset: the
 *     value itself, 1 or 0 for a right or wrong label, the mean of them if the example was asked
 *     repeatedly, {@link Double#NaN} where there is none
 * @param latencyMillis the time each example took, in milliseconds, NaN where there was no answer
 * @param latency the latency's figures
 * @param inputTokens all prompt tokens, cached ones included
 * @param outputTokens all answer tokens
 * @param cost what all calls together cost, answers from a cache at what they would cost; absent if
 *     that is unknown for one of them
 * @param evaluationCost what the evaluators' calls cost, such as a judge's; absent if that is
 *     unknown for one of them
 * @param cached the answers that came from a cache; absent if none did
 */
public record CandidateResult(
    String name,
    String model,
    String prompt,
    String parameters,
    long examples,
    long rows,
    long answers,
    long errors,
    long truncated,
    Map<String, Long> unscored,
    Optional<String> failure,
    Map<String, Estimate> measures,
    Map<String, ConfusionMatrix> confusion,
    Map<String, Samples> perExample,
    Samples latencyMillis,
    Optional<LatencyFigures> latency,
    long inputTokens,
    long outputTokens,
    Optional<BigDecimal> cost,
    Optional<BigDecimal> evaluationCost,
    Optional<Cached> cached) {

  private static final Pattern LABELS_SHARE =
      Pattern.compile("(.*\\.)?(precision|recall):.*", Pattern.DOTALL);

  /** Copies the maps. */
  public CandidateResult {
    unscored = Collections.unmodifiableMap(new LinkedHashMap<>(unscored));
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    confusion = Collections.unmodifiableMap(new LinkedHashMap<>(confusion));
    perExample = Collections.unmodifiableMap(new LinkedHashMap<>(perExample));
  }

  /**
   * Answers that were not asked for again.
   *
   * @param answers how many, 1 or more
   * @param oldest when the model gave the oldest of them
   */
  public record Cached(long answers, Instant oldest) {}

  /**
   * Figures of a candidate's latencies, in milliseconds.
   *
   * @param mean the mean with its interval
   * @param median half of the calls were at most this slow
   * @param p95 95 % of the calls were at most this slow
   */
  public record LatencyFigures(Estimate mean, double median, double p95) {}

  /**
   * How many calls gave no answer, whatever became of the scores of the others.
   *
   * @return the rows without an answer
   */
  public long failedCalls() {
    return rows - answers;
  }

  /**
   * Whether a measure is a share of successes, whose interval is Wilson's and honest from the first
   * example on; others have the bootstrap's, which are too narrow for a handful of examples.
   *
   * @param measure the measure's name
   * @return whether all values are 0 or 1, or it is a precision or recall of a label
   */
  public boolean isShare(String measure) {
    @Nullable Samples scores = perExample.get(measure);
    return scores == null
        ? LABELS_SHARE.matcher(measure).matches()
        : Arrays.stream(scores.present()).allMatch(value -> value == 0 || value == 1);
  }

  /**
   * What a thousand calls cost, at the mean of this run.
   *
   * @return the amount in the price list's currency; absent if unknown or nothing was answered
   */
  public Optional<BigDecimal> costPerThousand() {
    return answers <= 0
        ? Optional.empty()
        : cost.map(sum -> sum.multiply(BigDecimal.valueOf(1000))
            .divide(BigDecimal.valueOf(answers), 6, java.math.RoundingMode.HALF_UP));
  }
}
