package io.fmops.eval.gate;

import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Power;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A measure on one side of a limit. */
record MeasureLimit(String name, Optional<String> measure, double limit, boolean least, Bound bound)
    implements Condition {

  /** With fewer examples the bootstrap's intervals are too narrow to rest a decision on. */
  static final int FEW = 20;

  /** Half of an interval of 95 % in standard errors. */
  private static final double Z = 1.959963984540054;

  MeasureLimit {
    Objects.requireNonNull(bound, "bound");
    if (!Double.isFinite(limit)) {
      throw new IllegalArgumentException("the limit is " + limit + "; it must be a finite number");
    }
  }

  MeasureLimit(String measure, double limit, boolean least, Bound bound) {
    this(
        "%s %s %s%s"
            .formatted(
                measure,
                least ? ">=" : "<=",
                Words.limit(limit),
                bound == Bound.VALUE ? " by value" : ""),
        Optional.of(measure),
        limit,
        least,
        bound);
  }

  @Override
  public ConditionResult check(Evidence evidence) {
    String about = measure.orElseThrow();
    CandidateRun run = evidence.candidate();
    @Nullable Estimate figure = run.result().measures().get(about);
    if (figure == null) {
      return failed(Missing.noMeasure(run, about, run.result().measures().keySet()));
    }
    Optional<String> missing = Missing.ofScores(evidence, about);
    if (missing.isPresent()) {
      return failed(missing.get());
    }
    String shown = "%s is %s".formatted(Words.line(about, 60), Words.figure(figure));
    if (bound == Bound.VALUE) {
      boolean right = least ? figure.value() >= limit : figure.value() <= limit;
      return new ConditionResult(
          name, right ? Outcome.PASSED : Outcome.FAILED, shown + " over " + over(figure));
    }
    double near = least ? figure.low() - limit : limit - figure.high();
    double far = least ? figure.high() - limit : limit - figure.low();
    if (figure.n() < FEW && !run.result().isShare(about)) {
      return new ConditionResult(
          name,
          Outcome.UNDECIDED,
          "%s over %s, too few to rely on the interval; take %d or more"
              .formatted(shown, over(figure), FEW),
          OptionalLong.of(FEW - figure.n()));
    }
    if (far < 0) {
      return failed("%s over %s, all of it on the wrong side of %s"
          .formatted(shown, over(figure), Words.limit(limit)));
    }
    if (near >= 0) {
      return new ConditionResult(name, Outcome.PASSED, shown + " over " + over(figure));
    }
    OptionalLong more = more(figure, figure.value() - limit);
    return new ConditionResult(
        name,
        Outcome.UNDECIDED,
        "%s over %s, and may be on either side of %s; %s"
            .formatted(shown, over(figure), Words.limit(limit), advice(more)),
        more);
  }

  private static String over(Estimate figure) {
    return Words.examples(figure.n());
  }

  private ConditionResult failed(String words) {
    return new ConditionResult(name, Outcome.FAILED, words);
  }

  /** How many examples more would probably show on which side of zero a distance is. */
  static OptionalLong more(Estimate figure, double distance) {
    double deviation = (figure.high() - figure.low()) / (2 * Z) * Math.sqrt((double) figure.n());
    // What lies this near would take more examples than there are.
    if (Math.abs(distance) < 1e-9 || !(deviation > 0)) {
      return OptionalLong.empty();
    }
    long needed = Power.DEFAULT.examplesForMeans(distance, deviation);
    return OptionalLong.of(Math.max(1, needed - figure.n()));
  }

  static String advice(OptionalLong more) {
    return more.isPresent()
        ? "about %s more would decide it, if the figure stays as it is"
            .formatted(Words.examples(more.getAsLong()))
        : "no number of examples would decide it, as the figure is at the limit";
  }
}
