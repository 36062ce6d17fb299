package io.fmops.eval.store;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a store knows of a run without its rows. Immutable and thread-safe.
 *
 * @param id names the run; ids in ascending order are in the order of time
 * @param at when it was added
 * @param dataset the dataset's name
 * @param version the dataset's version by content, if the run knew it
 * @param examples how many examples the dataset has
 * @param currency the currency of all costs
 * @param labels what its owner says of it, such as {@code commit=1a2b3c}
 * @param candidates one summary a candidate, in the order of the run
 * @param ending why the run ended; absent if whoever stored it did not keep that yet
 */
public record StoredRun(
    String id,
    Instant at,
    String dataset,
    Optional<String> version,
    long examples,
    String currency,
    Map<String, String> labels,
    List<Summary> candidates,
    Optional<EvaluationResult.Ending> ending) {

  /** Copies the labels and the list. */
  public StoredRun {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    candidates = List.copyOf(candidates);
  }

  /**
   * What a run found out about one candidate.
   *
   * @param name the candidate's name
   * @param model the model's id
   * @param prompt the prompt's name
   * @param parameters the inference parameters as text
   * @param errors how many rows have an error
   * @param measures the figures by name, each with its 95 % interval
   * @param medianMillis half of the calls took at most so long; absent if none was answered
   * @param p95Millis 95 % of the calls took at most so long; absent if none was answered
   * @param cost what all calls cost; absent if that is unknown
   * @param evaluationCost what the evaluators' calls cost, such as a judge's; absent if that is
   *     unknown
   * @param unscored how many scores could not be given, by the name of the score
   * @param inputTokens all prompt tokens, cached ones included; absent if whoever stored it did not
   *     keep them yet
   * @param outputTokens all answer tokens; absent if whoever stored it did not keep them yet
   */
  public record Summary(
      String name,
      String model,
      String prompt,
      String parameters,
      long errors,
      Map<String, Estimate> measures,
      Optional<Double> medianMillis,
      Optional<Double> p95Millis,
      Optional<BigDecimal> cost,
      Optional<BigDecimal> evaluationCost,
      Map<String, Long> unscored,
      Optional<Long> inputTokens,
      Optional<Long> outputTokens) {

    /** Copies the maps. */
    public Summary {
      measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
      unscored = Collections.unmodifiableMap(new LinkedHashMap<>(unscored));
    }

    static Summary of(CandidateResult result) {
      return new Summary(
          result.name(),
          result.model(),
          result.prompt(),
          result.parameters(),
          result.errors(),
          result.measures(),
          result.latency().map(CandidateResult.LatencyFigures::median),
          result.latency().map(CandidateResult.LatencyFigures::p95),
          result.cost(),
          result.evaluationCost(),
          result.unscored(),
          Optional.of(result.inputTokens()),
          Optional.of(result.outputTokens()));
    }
  }

  /**
   * What a store keeps of a result; for those who write stores.
   *
   * @param id the run's id
   * @param at when it is added
   * @param result what the run found out
   * @param labels what its owner says of it
   * @return the stored run
   */
  public static StoredRun of(
      String id, Instant at, EvaluationResult result, Map<String, String> labels) {
    return new StoredRun(
        id,
        at,
        result.dataset(),
        result.version(),
        result.examples(),
        result.currency(),
        labels,
        result.candidates().stream().map(Summary::of).toList(),
        Optional.of(result.ending()));
  }

  /**
   * A run from JSON; for those who write stores.
   *
   * @param json what {@link #toJson} gave
   * @return the run
   * @throws IllegalArgumentException if it is no run, and why
   */
  public static StoredRun fromJson(String json) {
    return StoredRunJson.read(json);
  }

  /**
   * The run as JSON; for those who write stores.
   *
   * @return an object in several lines, without an end of line after it; any charset of Unicode can
   *     hold it, because half a character stands as its escape, which in names is not undone
   */
  public String toJson() {
    return StoredRunJson.write(this);
  }

  /**
   * One candidate's summary.
   *
   * @param name the candidate's name
   * @return the summary
   * @throws NoSuchElementException if the run has no such candidate; it names those it has
   */
  public Summary candidate(String name) {
    return candidates.stream()
        .filter(candidate -> candidate.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("run %s has no candidate \"%s\"; it has %s"
            .formatted(id, name, candidates.stream().map(Summary::name).toList())));
  }
}
