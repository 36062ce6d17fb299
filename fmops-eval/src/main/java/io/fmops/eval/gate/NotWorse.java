package io.fmops.eval.gate;

import io.fmops.eval.stats.Estimate;
import java.util.Optional;
import java.util.OptionalLong;

/** The candidate is not worse than the baseline by more than a tolerance. */
record NotWorse(String name, Optional<String> measure, double tolerance, boolean higherIsBetter)
    implements Condition {

  NotWorse {
    if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the tolerance is " + tolerance + "; it must be a number of 0 or more");
    }
  }

  NotWorse(String measure, double tolerance, boolean higherIsBetter) {
    this(
        "%s not %s than the baseline by more than %s"
            .formatted(measure, higherIsBetter ? "worse" : "higher", Words.limit(tolerance)),
        Optional.of(measure),
        tolerance,
        higherIsBetter);
  }

  @Override
  public ConditionResult check(Evidence evidence) {
    String about = measure.orElseThrow();
    if (evidence.baseline().isEmpty()) {
      return failed("there is no baseline to compare with");
    }
    CandidateRun run = evidence.candidate();
    CandidateRun baseline = evidence.baseline().get();
    for (CandidateRun each : new CandidateRun[] {run, baseline}) {
      if (!each.result().perExample().containsKey(about)) {
        return failed(Missing.noMeasure(each, about, each.result().perExample().keySet())
            + (each.result().measures().containsKey(about)
                ? " of single examples, which a comparison needs"
                : ""));
      }
    }
    Optional<String> missing = Missing.ofScores(evidence, about);
    if (missing.isPresent()) {
      return failed(missing.get());
    }
    Optional<Comparison> compared = Comparison.of(run, baseline, about);
    if (compared.isEmpty()) {
      return failed("the two runs have no example in common that has a score in both");
    }
    return check(compared.get(), evidence.maxMissing());
  }

  private ConditionResult check(Comparison compared, double maxMissing) {
    Estimate difference = compared.difference();
    Optional<String> missing = Missing.tooMany(
        compared.missing(),
        compared.missing() + difference.n(),
        "of the baseline have no counterpart"
            + (compared.changed() > 0
                ? " (%s the same id and another content)".formatted(Words.count(compared.changed()))
                : ""),
        maxMissing);
    if (missing.isPresent()) {
      return failed(missing.get());
    }
    String shown = "%s against %s, a difference of %s over %s%s"
        .formatted(
            Words.number(compared.candidate().value()),
            Words.number(compared.baseline().value()),
            Words.difference(difference),
            Words.examples(difference.n()),
            compared.added() > 0
                ? " (%s more are new)".formatted(Words.count(compared.added()))
                : "");
    double near = tolerance + (higherIsBetter ? difference.low() : -difference.high());
    double far = tolerance + (higherIsBetter ? difference.high() : -difference.low());
    if (few(compared)) {
      return new ConditionResult(
          name,
          Outcome.UNDECIDED,
          "%s, too few to rely on the interval; take %d or more".formatted(shown, MeasureLimit.FEW),
          OptionalLong.of(MeasureLimit.FEW - difference.n()));
    }
    if (far < 0) {
      return failed(shown);
    }
    if (near >= 0) {
      return new ConditionResult(name, Outcome.PASSED, shown);
    }
    OptionalLong more = MeasureLimit.more(
        difference, difference.value() + (higherIsBetter ? tolerance : -tolerance));
    return new ConditionResult(
        name,
        Outcome.UNDECIDED,
        "%s, which may be too much or not; %s".formatted(shown, MeasureLimit.advice(more)),
        more);
  }

  private static boolean few(Comparison compared) {
    // Tango's interval always has a width; the bootstrap's ends are among the differences.
    return compared.difference().n() < MeasureLimit.FEW && !compared.shares();
  }

  private ConditionResult failed(String words) {
    return new ConditionResult(name, Outcome.FAILED, words);
  }
}
