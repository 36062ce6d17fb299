package io.fmops.eval.gate;

import io.fmops.eval.run.CandidateResult.LatencyFigures;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A limit on what happened in a run: speed, cost, mishaps, size. */
record RunLimit(String name, boolean needsAnswers, Function<CandidateRun, Found> find)
    implements Condition {

  /** Whether it is within the limit, and the figure in words. */
  record Found(boolean within, String words) {}

  static RunLimit latencyP95(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("the limit is " + limit + "; it must be more than 0");
    }
    double most = limit.toNanos() / 1e6;
    return new RunLimit("latency p95 <= " + Words.millis(most), true, run -> {
      Optional<LatencyFigures> figures = run.result().latency();
      return figures
          .map(f ->
              new Found(f.p95() <= most, "95 % of the calls took at most " + Words.millis(f.p95())))
          .orElseGet(() -> new Found(false, "nothing was answered"));
    });
  }

  static RunLimit costPerThousand(BigDecimal limit) {
    if (limit.signum() < 0) {
      throw new IllegalArgumentException("the limit is " + limit + "; it must be 0 or more");
    }
    return new RunLimit("cost per 1,000 calls <= " + limit.toPlainString(), true, run -> {
      Optional<BigDecimal> cost = run.result().costPerThousand();
      return cost.map(sum -> new Found(
              sum.compareTo(limit) <= 0,
              ("1,000 calls cost " + plain(sum) + " " + run.currency()).strip()))
          .orElseGet(
              () -> new Found(false, "what the calls cost is unknown; give all models a price"));
    });
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  static RunLimit errorRate(double limit) {
    return new RunLimit(
        "error rate <= " + Words.percent(share(limit)),
        false,
        run -> share(limit, run.result().failedCalls(), run.result().rows(), "calls failed"));
  }

  static RunLimit truncated(double limit) {
    return new RunLimit(
        "truncated <= " + Words.percent(share(limit)),
        true,
        run ->
            share(limit, run.result().truncated(), run.result().answers(), "answers were cut off"));
  }

  private static double share(double limit) {
    if (!(limit >= 0 && limit <= 1)) {
      throw new IllegalArgumentException("the limit is " + limit + "; it must be 0 to 1");
    }
    return limit;
  }

  private static Found share(double limit, long count, long of, String what) {
    double share = of == 0 ? 1 : (double) count / of;
    return new Found(
        share <= limit,
        "%s of %s %s (%s)"
            .formatted(Words.count(count), Words.count(of), what, Words.percent(share)));
  }

  static RunLimit examples(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit is " + limit + "; it must be 1 or more");
    }
    return new RunLimit(
        "examples >= " + Words.count(limit),
        false,
        run -> new Found(
            run.result().examples() >= limit,
            "the run has " + Words.examples(run.result().examples())));
  }

  @Override
  public ConditionResult check(Evidence evidence) {
    Optional<String> missing =
        needsAnswers ? Missing.ofAnswers(evidence) : Missing.ofRows(evidence);
    if (missing.isPresent()) {
      return new ConditionResult(name, Outcome.FAILED, missing.get());
    }
    Found found = find.apply(evidence.candidate());
    return new ConditionResult(
        name, found.within() ? Outcome.PASSED : Outcome.FAILED, found.words());
  }
}
