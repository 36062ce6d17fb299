package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.text.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A detector at a stage of a policy, with what happens to its findings. Immutable and thread-safe,
 * as far as the detector is.
 *
 * <pre>{@code
 * Check.of(detector)
 *     .on("threat", 0.5, Action.block("Please stay polite."))
 *     .onAny(0.8, Action.flag())
 * }</pre>
 */
public final class Check {

  /** What it means that a detector failed or was late. */
  public enum OnFailure {
    /** The text is blocked: fail-closed. */
    BLOCK,
    /** The text passes as far as this detector goes: fail-open. */
    PASS
  }

  /** How long a detector may take if neither the policy nor the detector says: 2 seconds. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  /** How many looks of a check run at once if nothing else is said: 256. */
  public static final int DEFAULT_MAX_RUNNING = 256;

  /** Far above any look; far below what nanoseconds can count. */
  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

  private final Detector detector;
  private final List<Rule> rules;
  private final OnFailure onFailure;
  private final Duration timeout;
  private final double sample;
  private final int maxRunning;

  private Check(
      Detector detector,
      List<Rule> rules,
      OnFailure onFailure,
      Duration timeout,
      double sample,
      int maxRunning) {
    this.detector = Objects.requireNonNull(detector, "detector");
    this.rules = List.copyOf(rules);
    this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
    this.timeout = timeout;
    this.sample = sample;
    this.maxRunning = maxRunning;
  }

  /**
   * A check without rules, whose findings mean nothing yet: blocks when the detector fails, waits
   * as long as {@link Detector#timeout} says, looks in every call.
   *
   * @param detector looks at the texts; not closed by the policy's users
   * @return the check
   * @throws IllegalArgumentException if the detector's timeout is not above zero
   */
  public static Check of(Detector detector) {
    return new Check(detector, List.of(), OnFailure.BLOCK, DEFAULT_TIMEOUT, 1, DEFAULT_MAX_RUNNING)
        .timeout(detector.timeout());
  }

  /**
   * The same with one more rule. Of several rules for one category the strongest whose threshold is
   * reached holds.
   *
   * @param category the category
   * @param threshold the least score that counts, 0 to 1
   * @param action what happens
   * @return a new check
   */
  public Check on(String category, double threshold, Action action) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(new Rule(category, threshold, action));
    return new Check(detector, more, onFailure, timeout, sample, maxRunning);
  }

  /**
   * The same with a rule for all categories that have no rule of their own.
   *
   * @param threshold the least score that counts, 0 to 1
   * @param action what happens
   * @return a new check
   */
  public Check onAny(double threshold, Action action) {
    return on(Rule.ANY, threshold, action);
  }

  /**
   * The same with another meaning of failures.
   *
   * @param meaning what it means that the detector failed or was late
   * @return a new check
   */
  public Check onFailure(OnFailure meaning) {
    return new Check(detector, rules, meaning, timeout, sample, maxRunning);
  }

  /**
   * The same with another limit. A detector of {@link Detector.Cost#INSTANT} runs on the caller's
   * thread and is not limited.
   *
   * @param limit how long one look of the detector may take, with its wait for its turn (see
   *     {@link #maxRunning}); more than a day counts as a day
   * @return a new check
   * @throws IllegalArgumentException if it is not above zero
   */
  public Check timeout(Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException("a timeout of " + limit + "; it must be above zero");
    }
    Duration most = limit.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : limit;
    return new Check(detector, rules, onFailure, most, sample, maxRunning);
  }

  /**
   * The same for a part of the calls only, drawn by chance: once for each stage of a call, whose
   * texts are then looked at all or not at all; anew for each answer that a retry asks for, and for
   * each text that is checked by itself.
   *
   * @param share the part that is looked at, 0 to 1
   * @return a new check
   * @throws IllegalArgumentException if it is not 0 to 1
   */
  public Check sample(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a sample of " + share + "; it must be 0 to 1");
    }
    return new Check(detector, rules, onFailure, timeout, share, maxRunning);
  }

  /**
   * The same with another bound on looks that run at once, over all calls of a guardrail. Further
   * ones wait for their turn, in their order, as long as their timeout and the policy's budget
   * allow. A look that hangs counts until it ends, so this also bounds the threads that a detector
   * can take which does not hear interrupts. Detectors of {@link Detector.Cost#INSTANT} are not
   * bounded. Default: {@value #DEFAULT_MAX_RUNNING}.
   *
   * @param looks at least 1
   * @return a new check
   * @throws IllegalArgumentException if it is less than 1
   */
  public Check maxRunning(int looks) {
    if (looks < 1) {
      throw new IllegalArgumentException(looks + " looks at once; it must be at least 1");
    }
    return new Check(detector, rules, onFailure, timeout, sample, looks);
  }

  /**
   * Who looks.
   *
   * @return the detector
   */
  public Detector detector() {
    return detector;
  }

  /**
   * What happens to findings.
   *
   * @return the rules in their order
   */
  public List<Rule> rules() {
    return rules;
  }

  /**
   * What a failure means.
   *
   * @return block or pass
   */
  public OnFailure onFailure() {
    return onFailure;
  }

  /**
   * How long one look may take.
   *
   * @return above zero, at most a day
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * In which part of the calls the detector looks.
   *
   * @return 0 to 1
   */
  public double sample() {
    return sample;
  }

  /**
   * How many looks run at once.
   *
   * @return at least 1
   */
  public int maxRunning() {
    return maxRunning;
  }

  /** Why a rule for a category of a detector can never hold; empty if it may. */
  static Optional<String> unknown(Detector detector, String category) {
    Set<String> known = detector.categories();
    if (known.isEmpty() || known.contains(category) || category.equals(Rule.ANY)) {
      return Optional.empty();
    }
    String hint = NearestName.of(category, known)
        .map("; did you mean \"%s\"?"::formatted)
        .orElse("; it finds " + String.join(", ", new TreeSet<>(known)));
    return Optional.of(
        "the detector %s never finds \"%s\"%s".formatted(detector.name(), category, hint));
  }

  /** The action for a finding; empty if it means nothing here. */
  Optional<Action> action(Finding finding) {
    boolean own = rules.stream().anyMatch(rule -> rule.category().equals(finding.category()));
    String category = own ? finding.category() : Rule.ANY;
    Action strongest = null;
    for (Rule rule : rules) {
      if (rule.category().equals(category)
          && finding.score() >= rule.threshold()
          && (strongest == null || rule.action().strength() > strongest.strength())) {
        strongest = rule.action();
      }
    }
    return Optional.ofNullable(strongest);
  }

  @Override
  public String toString() {
    return "%s %s %s, on failure %s, timeout %s, sample %s, at most %d at once"
        .formatted(
            detector.name(), detector.scope(), rules, onFailure, timeout, sample, maxRunning);
  }
}
