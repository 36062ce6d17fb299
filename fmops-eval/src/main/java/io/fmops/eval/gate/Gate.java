package io.fmops.eval.gate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a run must show before a change is let through: conditions that all have to hold. Immutable
 * and thread-safe.
 *
 * <pre>{@code
 * Gate gate =
 *     Gate.builder("release")
 *         .condition(Condition.atLeast("accuracy", 0.8))
 *         .condition(Condition.notWorse("accuracy", 0.02))
 *         .condition(Condition.latencyP95AtMost(Duration.ofSeconds(2)))
 *         .build();
 * GateResult result = gate.check(CandidateRun.read(rows), CandidateRun.read(lastRelease));
 * }</pre>
 */
public final class Gate {

  private final String name;
  private final List<Condition> conditions;
  private final double maxMissing;
  private final boolean undecidedPasses;

  private Gate(Builder builder) {
    name = builder.name;
    conditions = List.copyOf(builder.conditions);
    maxMissing = builder.maxMissing;
    undecidedPasses = builder.undecidedPasses;
  }

  /**
   * A gate without conditions yet. By default no score and no answer may be missing, and what is
   * undecided does not pass.
   *
   * @param name the gate's name in reports
   * @return a new builder
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Reads a gate from a YAML or JSON file; docs/gates.md has all keys.
   *
   * @param file UTF-8
   * @return the gate
   * @throws IllegalArgumentException if something in the file is wrong; the message names the line
   * @throws IOException if the file cannot be read
   */
  public static Gate read(Path file) throws IOException {
    return GateFile.read(file);
  }

  /**
   * Reads a gate from YAML or JSON.
   *
   * @param text the file's text
   * @param source what messages call it
   * @return the gate
   * @throws IllegalArgumentException if something is wrong; the message names the line
   */
  public static Gate parse(String text, String source) {
    return GateFile.parse(text, source);
  }

  /**
   * The gate's name.
   *
   * @return the name in reports
   */
  public String name() {
    return name;
  }

  /**
   * What has to hold.
   *
   * @return at least one condition
   */
  public List<Condition> conditions() {
    return conditions;
  }

  /**
   * Checks a run without a baseline. Conditions that compare fail.
   *
   * @param candidate the run that wants to pass
   * @return how it came out
   */
  public GateResult check(CandidateRun candidate) {
    return check(candidate, Optional.empty());
  }

  /**
   * Checks a run against an earlier one, or against another candidate of the same run.
   *
   * @param candidate the run that wants to pass
   * @param baseline what it is compared with
   * @return how it came out
   * @throws IllegalArgumentException if nobody can tell which of their examples are the same; see
   *     {@link Comparison#of}
   */
  public GateResult check(CandidateRun candidate, CandidateRun baseline) {
    return check(candidate, Optional.of(baseline));
  }

  private GateResult check(CandidateRun candidate, Optional<CandidateRun> baseline) {
    Evidence evidence = new Evidence(candidate, baseline, maxMissing);
    List<ConditionResult> results =
        conditions.stream().map(condition -> condition.check(evidence)).toList();
    List<Comparison> comparisons = new ArrayList<>();
    baseline.ifPresent(before -> compared(candidate, before)
        .forEach(measure -> Comparison.of(candidate, before, measure).ifPresent(comparisons::add)));
    return new GateResult(
        name,
        candidate.result().name(),
        baseline.map(before -> before.result().name()),
        candidate.result().examples(),
        results,
        comparisons,
        undecidedPasses);
  }

  /** The scores that conditions are about; if there are none of these, the first one. */
  private Set<String> compared(CandidateRun candidate, CandidateRun baseline) {
    Set<String> both = new LinkedHashSet<>(candidate.result().perExample().keySet());
    both.retainAll(baseline.result().perExample().keySet());
    Set<String> named = new LinkedHashSet<>();
    conditions.forEach(condition -> condition.measure().ifPresent(named::add));
    named.retainAll(both);
    if (named.isEmpty()) {
      both.stream().limit(1).forEach(named::add);
    }
    return named;
  }

  /** Builds a {@link Gate}. Not thread-safe. */
  public static final class Builder {

    private final String name;
    private final List<Condition> conditions = new ArrayList<>();
    private double maxMissing;
    private boolean undecidedPasses;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Adds a condition. At least one is needed.
     *
     * @param condition what has to hold, too
     * @return this
     */
    public Builder condition(Condition condition) {
      conditions.add(Objects.requireNonNull(condition, "condition"));
      return this;
    }

    /**
     * Sets which share of the examples may be without a score or an answer. Those that are missing
     * are seldom like the rest, so keep it small. Default: 0.
     *
     * @param share 0 to 1
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder maxMissing(double share) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "the share that may be missing is " + share + "; it must be 0 to 1");
      }
      maxMissing = share;
      return this;
    }

    /**
     * Lets a gate pass of which nothing failed and something is undecided, for pipelines that only
     * stop what is shown to be bad. Default: it does not pass.
     *
     * @return this
     */
    public Builder undecidedPasses() {
      undecidedPasses = true;
      return this;
    }

    /**
     * Builds the gate.
     *
     * @return the gate
     * @throws IllegalArgumentException if there is no condition, which would let everything pass
     */
    public Gate build() {
      if (conditions.isEmpty()) {
        throw new IllegalArgumentException(
            "the gate \"%s\" has no conditions; it needs at least one".formatted(name));
      }
      return new Gate(this);
    }
  }
}
