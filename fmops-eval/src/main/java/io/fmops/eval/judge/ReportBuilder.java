package io.fmops.eval.judge;

import io.fmops.eval.judge.CalibrationReport.Figure;
import io.fmops.eval.judge.CalibrationReport.Verdict;
import io.fmops.eval.stats.Estimate;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Collects the figures of a calibration and comes to a verdict. Not thread-safe. */
final class ReportBuilder {

  /** Fewer than these say nothing. */
  static final int MIN_JUDGED = 30;

  /** A bias is looked for in no fewer than these. */
  static final int MIN_GROUP = 10;

  /** J. R. Landis and G. G. Koch, 1977: up to 0.2 is "slight", above 0.4 "moderate". */
  private static final double SLIGHT = 0.2;

  private static final double MODERATE = 0.4;

  private final ModelId judge;
  private final long judged;
  private final long unscored;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean biased;

  ReportBuilder(ModelId judge, long judged, long unscored) {
    this.judge = judge;
    this.judged = judged;
    this.unscored = unscored;
  }

  void add(String name, Estimate estimate, String meaning) {
    figures.add(new Figure(name, estimate, OptionalDouble.empty(), meaning));
  }

  void add(String name, Optional<Estimate> estimate, String meaning) {
    estimate.ifPresent(known -> add(name, known, meaning));
  }

  void tested(String name, Estimate estimate, double pValue, String meaning) {
    figures.add(new Figure(name, estimate, OptionalDouble.of(pValue), meaning));
  }

  void bias(String words) {
    biased = true;
    warnings.add(words);
  }

  void warn(String words) {
    warnings.add(words);
  }

  /** The report, by a coefficient of agreement. */
  CalibrationReport build(String agreement) {
    Optional<Estimate> kappa = figures.stream()
        .filter(figure -> figure.name().equals(agreement))
        .map(Figure::estimate)
        .findFirst();
    if (unscored > 0) {
      warnings.add("The judge left %,d of %,d unscored; look at why before you trust the rest."
          .formatted(unscored, judged + unscored));
    }
    Verdict verdict = verdict(kappa);
    if (verdict == Verdict.UNKNOWN) {
      warnings.add(
          judged < MIN_JUDGED
              ? "There are %,d scores of both; %d are the least that say something, and 200 or more are better."
                  .formatted(judged, MIN_JUDGED)
              : "People or the judge always say the same, so nobody can tell whether they agree.");
    } else if (verdict == Verdict.UNFIT) {
      warnings.add(words(
          "Its agreement with people, %.2f (%.2f to %.2f), is hardly better than chance.",
          kappa.get()));
    } else if (verdict == Verdict.WEAK) {
      warnings.add(
          words("Its agreement with people, %.2f (%.2f to %.2f), is only fair.", kappa.get()));
    }
    return new CalibrationReport(judge, judged, unscored, figures, verdict, warnings);
  }

  /** Whether the interval leaves zero out. */
  static boolean offZero(Estimate effect) {
    return effect.low() > 0 || effect.high() < 0;
  }

  /** A p-value in words. */
  static String written(double pValue) {
    return pValue < 0.0001 ? "p < 0.0001" : String.format(Locale.ROOT, "p = %.4f", pValue);
  }

  static String words(String format, Estimate estimate) {
    return String.format(Locale.ROOT, format, estimate.value(), estimate.low(), estimate.high());
  }

  private Verdict verdict(Optional<Estimate> kappa) {
    if (judged < MIN_JUDGED || kappa.isEmpty()) {
      return Verdict.UNKNOWN;
    }
    if (kappa.get().low() <= 0 || kappa.get().value() < SLIGHT) {
      return Verdict.UNFIT;
    }
    if (biased) {
      return Verdict.BIASED;
    }
    return kappa.get().value() < MODERATE ? Verdict.WEAK : Verdict.FIT;
  }
}
