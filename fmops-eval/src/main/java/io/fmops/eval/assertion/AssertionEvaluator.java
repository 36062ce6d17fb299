package io.fmops.eval.assertion;

import io.fmops.eval.dataset.Assertion;
import io.fmops.eval.dataset.Assertions;
import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.judge.Grading;
import io.fmops.eval.judge.Judge;
import io.fmops.eval.metric.Embeddings;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.model.Cost;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.ModelId;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the {@linkplain Example#assertions() assertions} that examples have of their own. The
 * scores are those of promptfoo:
 *
 * <table>
 * <caption>Scores</caption>
 * <tr><th>score</th><th>meaning</th></tr>
 * <tr><td>{@code assertions}</td><td>the weighted mean of the assertions' scores</td></tr>
 * <tr><td>{@code assertions-passed}</td><td>1 if every assertion with a weight holds or, where the
 * example has a threshold, if the mean reaches it; else 0</td></tr>
 * <tr><td>{@code assertions:}<em>name</em></td><td>the weighted mean of the assertions with that
 * metric</td></tr>
 * </table>
 *
 * <p>Built in are {@code equals}, {@code contains}, {@code icontains}, {@code contains-any},
 * {@code contains-all} and their {@code icontains} forms, {@code starts-with}, {@code regex},
 * {@code is-json} and {@code contains-json} (without a schema), {@code levenshtein},
 * {@code rouge-n} (the recall of words), {@code latency}, {@code cost} and, with an embedding
 * model, {@code similar}. All other types, among them those that need a judge, take a check that is
 * given with {@link Builder#check}.
 *
 * <p>What nothing can check is no failure: the scores that would need it are
 * {@link Score.Unscored}, with the reason. An answer that fails anything else has not passed all
 * the same. Examples without assertions are unscored, too.
 *
 * <pre>{@code
 * AssertionEvaluator.builder().metricsOf(dataset).prices(prices).build()
 * }</pre>
 *
 * <p>Immutable and thread-safe if the checks are.
 */
public final class AssertionEvaluator implements Evaluator {

  private static final String MEAN = "assertions";
  private static final String PASSED = "assertions-passed";
  private static final double DEFAULT_SIMILARITY = 0.75;

  /** What takes a judge; all of promptfoo's. */
  private static final Set<String> JUDGED = Set.of(
      "llm-rubric",
      "factuality",
      "model-graded-factuality",
      "model-graded-closedqa",
      "g-eval",
      "answer-relevance",
      "context-faithfulness",
      "context-recall",
      "context-relevance",
      "conversation-relevance",
      "agent-rubric",
      "search-rubric",
      "select-best");

  private final Map<String, AssertionCheck> checks;
  private final Set<String> metrics;
  private final Optional<Judge> judge;

  private AssertionEvaluator(Builder builder) {
    checks = Map.copyOf(builder.checks);
    metrics = new LinkedHashSet<>(builder.metrics);
    judge = Optional.ofNullable(builder.judge);
  }

  /**
   * A builder with the built-in checks.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The types of assertions that are checked without anything being given.
   *
   * @return their names, without {@code not-}
   */
  public static Set<String> builtIn() {
    Set<String> types = new LinkedHashSet<>(BuiltInChecks.all().keySet());
    types.add("cost");
    return Set.copyOf(types);
  }

  /**
   * The types of assertions that take a judge.
   *
   * @return their names, without {@code not-}
   */
  public static Set<String> judged() {
    return JUDGED;
  }

  @Override
  public void check(ModelId candidate) {
    judge.ifPresent(j -> Grading.of(j).check(candidate));
  }

  /**
   * Checks an answer of which nothing but the text is known: assertions about time and cost, and
   * those that take a judge, are unscored.
   */
  @Override
  public List<Score> evaluate(Example example, String answer) {
    return evaluate(new BareTrial(example, answer));
  }

  @Override
  public List<Score> evaluate(Trial trial) {
    Assertions assertions = trial.example().assertions();
    Mean all = new Mean(MEAN, "the example has no assertions");
    Map<String, Mean> named = new LinkedHashMap<>();
    for (String metric : metrics) {
      named.put(
          metric, new Mean(MEAN + ":" + metric, "the example has no assertion for this metric"));
    }
    for (Assertion assertion : assertions.list()) {
      AssertionOutcome outcome = outcome(assertion, trial);
      all.add(assertion, outcome);
      String metric = assertion.metric().orElse(null);
      Mean of = metric == null ? null : named.get(metric);
      if (of != null) {
        // Something that is only measured has a weight of 0, and its measure all the same.
        of.add(assertion.weight() == 0 ? assertion.withWeight(1) : assertion, outcome);
      }
    }
    List<Score> scores = new ArrayList<>();
    scores.add(all.score());
    scores.add(all.passed(assertions));
    named.values().forEach(mean -> scores.add(mean.score()));
    return scores;
  }

  private AssertionOutcome outcome(Assertion assertion, Trial trial) {
    AssertionCheck check = checks.get(assertion.type());
    if (check == null) {
      return new AssertionOutcome.Unchecked(
          JUDGED.contains(assertion.type())
              ? "%s takes a judge, and none is given; give a check for it"
                  .formatted(assertion.type())
              : "nothing checks %s; give a check for it".formatted(assertion.type()));
    }
    AssertionOutcome outcome;
    try {
      outcome = check.check(assertion, trial);
    } catch (BareTrial.UnknownException e) {
      return new AssertionOutcome.Unchecked(assertion.type() + ": " + e.getMessage());
    }
    if (assertion.negated() && outcome instanceof AssertionOutcome.Checked checked) {
      return new AssertionOutcome.Checked(1 - checked.score(), !checked.holds(), checked.reason());
    }
    return outcome;
  }

  /** Adds up what became of the assertions of one measure. */
  private static final class Mean {
    private final String name;
    private final String none;
    private final List<String> failed = new ArrayList<>();
    private Optional<String> unchecked = Optional.empty();
    private double sum;
    private double weights;
    private boolean any;

    Mean(String name, String none) {
      this.name = name;
      this.none = none;
    }

    void add(Assertion assertion, AssertionOutcome outcome) {
      any = true;
      if (assertion.weight() == 0) {
        return;
      }
      if (outcome instanceof AssertionOutcome.Checked checked) {
        sum += assertion.weight() * checked.score();
        weights += assertion.weight();
        if (!checked.holds()) {
          failed.add("%s: %s".formatted(assertion.writtenType(), checked.reason()));
        }
      } else if (unchecked.isEmpty()) {
        unchecked = Optional.of(outcome.reason());
      }
    }

    Score score() {
      if (!any || unchecked.isPresent() || weights == 0) {
        return new Score.Unscored(
            name, !any ? none : unchecked.orElse("no assertion has a weight"));
      }
      return new Score.Value(name, sum / weights, reason());
    }

    private Optional<String> reason() {
      return failed.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failed));
    }

    Score passed(Assertions assertions) {
      if (!any) {
        return new Score.Unscored(PASSED, none);
      }
      if (assertions.threshold().isPresent()) {
        return unchecked
            .<Score>map(reason -> new Score.Unscored(PASSED, reason))
            .orElseGet(() -> new Score.Value(
                PASSED,
                (weights == 0 ? 0 : sum / weights) >= assertions.threshold().getAsDouble() ? 1 : 0,
                reason()));
      }
      if (!failed.isEmpty()) {
        return new Score.Value(PASSED, 0, reason());
      }
      return unchecked
          .<Score>map(reason -> new Score.Unscored(PASSED, reason))
          .orElseGet(() -> new Score.Value(PASSED, 1));
    }
  }

  /** Builds an {@link AssertionEvaluator}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, AssertionCheck> checks = new LinkedHashMap<>(BuiltInChecks.all());
    private final Set<String> metrics = new LinkedHashSet<>();
    private @Nullable Judge judge;

    private Builder() {
      prices(PriceList.empty());
    }

    /**
     * Sets what checks a type of assertion, such as a judge for {@code llm-rubric}, or something of
     * your own. A built-in check is replaced.
     *
     * @param type the type, without {@code not-}
     * @param check checks it
     * @return this
     */
    public Builder check(String type, AssertionCheck check) {
      checks.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(check, "check"));
      return this;
    }

    /**
     * Sets what tokens cost, for {@code cost}. Default: a cost is known where the response tells
     * it.
     *
     * @param prices the prices, in the currency of the thresholds
     * @return this
     */
    public Builder prices(PriceList prices) {
      Objects.requireNonNull(prices, "prices");
      return check(
          "cost",
          (assertion, trial) -> trial
              .response()
              .cost()
              .map(Cost::amount)
              .or(() -> prices.cost(trial.response().model(), trial.response().usage()))
              .map(BigDecimal::doubleValue)
              .map(cost ->
                  BuiltInChecks.limit(assertion, cost, "the answer cost %.4g".formatted(cost)))
              .orElseGet(() -> new AssertionOutcome.Unchecked(
                  "the cost of the answer is unknown; give the prices of the model")));
    }

    /**
     * Sets the model that tells how similar two texts are, for {@code similar}: by the cosine of
     * their embeddings, the most similar of several values counting. Its calls are not part of the
     * evaluation's cost.
     *
     * @param model the embedding model; not closed
     * @return this
     */
    public Builder embeddings(EmbeddingModel model) {
      return check("similar", AssertionCheck.byScore(Embeddings.cosine(model), DEFAULT_SIMILARITY));
    }

    /**
     * Sets who judges {@code llm-rubric}, {@code model-graded-closedqa} and {@code g-eval} (whether
     * the answer meets the value), and {@code factuality} (whether it contradicts the value). An
     * assertion without a threshold is met or not; with one, the judge grades from 0 to 10, and a
     * tenth of the grade is compared with it.
     *
     * @param judge the judge, which may not be a candidate unless it is allowed to
     * @return this
     */
    public Builder judge(Judge judge) {
      JudgedChecks judged = new JudgedChecks(judge);
      this.judge = judge;
      return check("llm-rubric", judged::meets)
          .check("model-graded-closedqa", judged::meets)
          .check("g-eval", judged::meets)
          .check("factuality", judged::factual)
          .check("model-graded-factuality", judged::factual);
    }

    /**
     * Adds a measure for each {@linkplain Assertion#metric() metric} that the examples of a dataset
     * name. Reads the dataset once.
     *
     * @param dataset the dataset that will be evaluated
     * @return this
     */
    public Builder metricsOf(Dataset dataset) {
      try (Stream<Example> examples = dataset.examples()) {
        examples.forEachOrdered(example -> example.assertions().list().stream()
            .map(Assertion::metric)
            .flatMap(Optional::stream)
            .forEach(metrics::add));
      }
      return this;
    }

    /**
     * Builds the evaluator.
     *
     * @return the evaluator
     */
    public AssertionEvaluator build() {
      return new AssertionEvaluator(this);
    }
  }
}
