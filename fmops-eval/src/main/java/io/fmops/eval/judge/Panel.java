package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several judges, one score: a panel of models of different families is fairer than a single model,
 * and may be cheaper than a large one (P. Verga et al., "Replacing Judges with Juries", 2024,
 * arXiv:2404.18796). Any evaluators whose scores have the same names can sit on it. Thread-safe if
 * they are.
 *
 * <pre>{@code
 * Panel panel = Panel.builder(Panel.Rule.MEDIAN)
 *     .member("nova", Grading.of(Judge.of(nova)))
 *     .member("claude", Grading.of(Judge.of(claude)))
 *     .member("llama", Grading.of(Judge.of(llama)))
 *     .build();
 * }</pre>
 *
 * <p>Each score keeps its name and tells in its reason what every member gave. Beside it stands
 * {@code <name>-agreement}, the share of the pairs of members that gave the same, 0 to 1, so that
 * disagreement is seen.
 */
public final class Panel implements Evaluator {

  /** How several scores become one. */
  public enum Rule {
    /** Their mean. */
    MEAN,
    /** Their median, which one odd member does not move; of an even number the mean of the two. */
    MEDIAN,
    /**
     * The score that more than half of the members gave; without one there is no score. For wins,
     * labels in numbers and grades on short scales.
     */
    MAJORITY
  }

  private final Rule rule;
  private final int quorum;
  private final double tolerance;
  private final Map<String, Evaluator> members;

  private Panel(Builder builder) {
    rule = builder.rule;
    tolerance = builder.tolerance;
    members = new LinkedHashMap<>(builder.members);
    quorum = builder.quorum == 0 ? members.size() / 2 + 1 : builder.quorum;
    if (members.size() < 2) {
      throw new IllegalArgumentException(
          "a panel needs at least two members; it has " + members.keySet());
    }
    if (quorum > members.size()) {
      throw new IllegalArgumentException(
          "the quorum is %d, and the panel has %d members".formatted(quorum, members.size()));
    }
  }

  /**
   * An empty panel.
   *
   * @param rule how several scores become one
   * @return a new builder; the default quorum is more than half of the members
   */
  public static Builder builder(Rule rule) {
    return new Builder(rule);
  }

  /** Asks every member; none of them may be the candidate. */
  @Override
  public void check(ModelId candidate) {
    members.values().forEach(member -> member.check(candidate));
  }

  @Override
  public List<Score> evaluate(Example example, String answer) {
    return together(member -> member.evaluate(example, answer));
  }

  @Override
  public List<Score> evaluate(Trial trial) {
    return together(member -> member.evaluate(trial));
  }

  private List<Score> together(Function<Evaluator, List<Score>> ask) {
    Map<String, Map<String, Score>> given = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    members.forEach((member, evaluator) -> {
      Map<String, Score> scores = ask.apply(evaluator).stream()
          .collect(Collectors.toMap(Score::name, score -> score, (a, b) -> b, LinkedHashMap::new));
      names.addAll(scores.keySet());
      given.put(member, scores);
    });
    return names.stream().flatMap(name -> scores(name, given).stream()).toList();
  }

  private List<Score> scores(String name, Map<String, Map<String, Score>> given) {
    List<Double> values = new ArrayList<>();
    List<String> words = new ArrayList<>();
    given.forEach((member, scores) -> {
      Score score = scores.get(name);
      if (score instanceof Score.Value value) {
        values.add(value.value());
        words.add("%s %s%s"
            .formatted(
                member,
                GradeReader.written(value.value()),
                value.reason().map(reason -> ": " + reason).orElse("")));
      } else if (score instanceof Score.Unscored unscored) {
        words.add("%s unscored: %s".formatted(member, unscored.reason()));
      } else if (score == null) {
        words.add(member + " has no such score");
      } else {
        throw new IllegalArgumentException(
            "the score \"%s\" of %s is of the kind %s; a panel takes plain numbers"
                .formatted(name, member, score.getClass().getSimpleName()));
      }
    });
    String reason = JudgeText.cut(String.join(" | ", words));
    String agreementName = name + "-agreement";
    if (values.size() < quorum) {
      String why = "%d of %d members gave a score, %d are needed: %s"
          .formatted(values.size(), members.size(), quorum, reason);
      return List.of(new Score.Unscored(name, why), new Score.Unscored(agreementName, why));
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    Score agreement = new Score.Value(agreementName, agreement(sorted));
    Score one = together(sorted)
        .<Score>map(value -> new Score.Value(name, value, Optional.of(reason)))
        .orElseGet(() -> new Score.Unscored(name, "there is no majority: " + reason));
    return List.of(one, agreement);
  }

  /** The share of the pairs that are the same, as far as the panel minds; 1 for a lone score. */
  private double agreement(double[] values) {
    int pairs = 0;
    int same = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < i; j++) {
        pairs++;
        same += Math.abs(values[i] - values[j]) <= tolerance ? 1 : 0;
      }
    }
    return pairs == 0 ? 1 : (double) same / pairs;
  }

  private Optional<Double> together(double[] sorted) {
    int n = sorted.length;
    return switch (rule) {
      case MEAN -> Optional.of(Arrays.stream(sorted).sum() / n);
      case MEDIAN ->
        Optional.of(n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2);
      case MAJORITY -> {
        Map<Double, Integer> votes = new TreeMap<>();
        for (double value : sorted) {
          votes.merge(value, 1, Integer::sum);
        }
        yield votes.entrySet().stream()
            .filter(entry -> entry.getValue() * 2 > members.size())
            .map(Map.Entry::getKey)
            .findFirst();
      }
    };
  }

  /** Builds a {@link Panel}. Not thread-safe. */
  public static final class Builder {
    private final Rule rule;
    private final Map<String, Evaluator> members = new LinkedHashMap<>();
    private int quorum;
    private double tolerance;

    private Builder(Rule rule) {
      this.rule = Objects.requireNonNull(rule, "rule");
    }

    /**
     * Adds a member.
     *
     * @param name names it in reasons
     * @param evaluator gives the scores
     * @return this
     * @throws IllegalArgumentException if there is a member of that name
     */
    public Builder member(String name, Evaluator evaluator) {
      if (members.putIfAbsent(name, Objects.requireNonNull(evaluator, "evaluator")) != null) {
        throw new IllegalArgumentException("the panel has two members named " + name);
      }
      return this;
    }

    /**
     * Sets how many members have to give a score for the panel to give one.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder quorum(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("the quorum is " + value + "; it must be 1 or more");
      }
      quorum = value;
      return this;
    }

    /**
     * Sets how far two scores may be apart to count as agreement. Default: not at all.
     *
     * @param value 0 or more, such as 1 for grades from 1 to 10
     * @return this
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Builder tolerance(double value) {
      if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("the tolerance is " + value + "; it must be 0 or more");
      }
      tolerance = value;
      return this;
    }

    /**
     * Builds the panel.
     *
     * @return the panel
     * @throws IllegalArgumentException if there are fewer than two members, or than the quorum
     */
    public Panel build() {
      return new Panel(this);
    }
  }
}
