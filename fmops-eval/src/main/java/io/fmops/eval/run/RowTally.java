package io.fmops.eval.run;

import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.model.FoundationModel;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Sums up rows as a run does, so that a result dataset gives the same figures again. Memory grows
 * by a few numbers an example. Not thread-safe.
 *
 * <p>A {@linkplain Score.Summed score of sums} needs the formula of its evaluator. Without it the
 * score is left out, because a mean would be another figure under the same name.
 */
public final class RowTally {

  private final Map<String, ToDoubleFunction<double[]>> formulas = new HashMap<>();
  private final Map<String, CandidateTally> tallies = new LinkedHashMap<>();
  private final Set<String> withoutFormula = new TreeSet<>();

  /**
   * An empty tally.
   *
   * @param evaluators those whose formulas are needed; others do not matter
   */
  public RowTally(List<Evaluator> evaluators) {
    evaluators.forEach(evaluator -> formulas.putAll(evaluator.formulas()));
  }

  /**
   * An empty tally for candidates that are known, so that the results are those of a run, with what
   * the candidates' parameters are.
   *
   * @param candidates who answered, in the order that the results will have
   * @param evaluators those whose formulas are needed
   */
  public RowTally(List<Candidate> candidates, List<Evaluator> evaluators) {
    this(evaluators);
    candidates.forEach(
        candidate -> tallies.put(candidate.name(), new CandidateTally(candidate, formulas)));
  }

  /**
   * Adds one row.
   *
   * @param row any candidate's row; each of them once, in any order
   */
  public void add(ResultRow row) {
    List<Score> known = row.scores().stream().filter(this::known).toList();
    tallies
        .computeIfAbsent(row.candidate(), name -> new CandidateTally(recorded(row), formulas))
        .add(known.size() == row.scores().size() ? row : row.withScores(known));
  }

  private boolean known(Score score) {
    boolean known = !(score instanceof Score.Summed) || formulas.containsKey(score.name());
    if (!known) {
      withoutFormula.add(score.name());
    }
    return known;
  }

  /** Who answered, of whom only the names are left. */
  private static Candidate recorded(ResultRow row) {
    ModelId model = ModelId.parse(row.model());
    return new Candidate(
        row.candidate(),
        FoundationModel.of(model, (request, context) -> {
          throw new IllegalStateException(model + " is a record of a run and cannot be called");
        }),
        new CandidatePrompt(row.prompt(), example -> {
          throw new IllegalStateException("the prompt is a record of a run and makes no requests");
        }),
        InferenceParameters.DEFAULTS);
  }

  /**
   * The scores that were left out.
   *
   * @return the names of the scores of sums whose formula is not known
   */
  public Set<String> withoutFormula() {
    return Set.copyOf(withoutFormula);
  }

  /**
   * What the rows so far say.
   *
   * @return one result a candidate, in the order given or else of their first rows; what parameters
   *     they were asked with is empty for those that were not given, as it stands in the rows only
   */
  public List<CandidateResult> results() {
    return tallies.values().stream().map(CandidateTally::result).toList();
  }
}
