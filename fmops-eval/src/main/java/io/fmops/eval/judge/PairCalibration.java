package io.fmops.eval.judge;

import io.fmops.eval.stats.Agreement;
import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.McNemar;
import io.fmops.eval.stats.Ratings;
import io.fmops.eval.stats.Wilson;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The figures of a judge that compares. Stateless. */
final class PairCalibration {

  private static final double LEVEL = 0.05;

  /** Finds what is there in four of five cases: the quantiles of 97.5 % and 80 % together. */
  private static final double POWER = 1.959964 + 0.841621;

  private static final double MANY_FLIPS = 0.3;

  private record Judged(RatedPair pair, PairVerdict.Judged verdict) {
    double judgePoints() {
      return verdict.outcome().points();
    }

    double peoplePoints() {
      return pair.people().points();
    }
  }

  private PairCalibration() {}

  static CalibrationReport report(
      ModelId judge, List<RatedPair> rated, List<PairVerdict> verdicts) {
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < rated.size(); i++) {
      if (verdicts.get(i) instanceof PairVerdict.Judged verdict) {
        judged.add(new Judged(rated.get(i), verdict));
      }
    }
    ReportBuilder report =
        new ReportBuilder(judge, judged.size(), (long) rated.size() - judged.size());
    if (!judged.isEmpty()) {
      agreement(report, judged);
      position(report, judged);
      biases(report, judged, judge);
    }
    return report.build("kappa");
  }

  private static void agreement(ReportBuilder report, List<Judged> judged) {
    double[] people = array(judged, Judged::peoplePoints);
    double[] judge = array(judged, Judged::judgePoints);
    report.add(
        "kappa",
        Agreement.DEFAULT.cohenKappa(Ratings.ofScores(people, judge), Agreement.Weights.UNWEIGHTED),
        "agreement with people beyond chance over win, tie and loss (Cohen's kappa); 1 is perfect, 0 chance");
    long same = judged.stream().filter(j -> j.judgePoints() == j.peoplePoints()).count();
    report.add(
        "agreement", Wilson.of(same, judged.size()), "share of pairs on which people say the same");
  }

  /**
   * Each pair was judged in both orders. A fair judge may waver, but then as often to the first
   * place as to the second: so a sign test of the pairs in which one place got more than the other.
   */
  private static void position(ReportBuilder report, List<Judged> judged) {
    int n = judged.size();
    long flips = judged.stream().filter(j -> !j.verdict().consistent()).count();
    Estimate flipped = Wilson.of(flips, n);
    report.add(
        "order-flips", flipped, "share of pairs on which the verdict changes with the order");
    double[] shares =
        array(judged, j -> (points(j.verdict().asGiven()) + points(j.verdict().swapped())) / 2);
    Estimate first = Bootstrap.DEFAULT.mean(shares);
    double p = positionTest(judged.stream().map(Judged::verdict).toList()).midP();
    report.tested(
        "first-place-share",
        first,
        p,
        "share of verdicts for the answer shown first, ties by half; 0.5 is fair" + power(shares));
    if (p < LEVEL) {
      report.bias(String.format(
          Locale.ROOT,
          "It prefers the answer shown %s: the first place gets %.1f %% of the verdicts (%.1f %% to %.1f %%) where 50 %% is fair, %s. As both orders are asked, this turns wins into ties, and makes no wins.",
          first.value() > 0.5 ? "first" : "second",
          100 * first.value(),
          100 * first.low(),
          100 * first.high(),
          ReportBuilder.written(p)));
    }
    if (flipped.low() > MANY_FLIPS) {
      report.warn(ReportBuilder.words(
          "It changes its mind with the order on %.2f of the pairs (%.2f to %.2f); these are ties now, so it tells little.",
          flipped));
    }
  }

  static McNemar positionTest(List<PairVerdict.Judged> verdicts) {
    long first = 0;
    long second = 0;
    for (PairVerdict.Judged verdict : verdicts) {
      double lean = points(verdict.asGiven()) + points(verdict.swapped()) - 1;
      first += lean > 0 ? 1 : 0;
      second += lean < 0 ? 1 : 0;
    }
    return new McNemar(first, second, verdicts.size());
  }

  /** What the first place gets. */
  private static double points(Preference preference) {
    return switch (preference) {
      case FIRST -> 1;
      case TIE -> 0.5;
      case SECOND -> 0;
    };
  }

  /**
   * What an answer gains by being the longer one, or of the judge's family, at the same verdict by
   * people: least squares over all pairs at once, so that one is not taken for the other. People's
   * verdict is among the columns, because a judge that errs is nearer to a tie than people are, and
   * would seem to dislike whatever they like. There is no intercept: with the answers exchanged all
   * signs turn.
   */
  private static void biases(ReportBuilder report, List<Judged> judged, ModelId judge) {
    Optional<String> own = ModelKinship.family(judge);
    double[] longer = array(
        judged, j -> Integer.compare(length(j.pair().first()), length(j.pair().second())));
    double[] family = array(judged, j -> own(j.pair(), own));
    boolean lengths = occurs(longer) >= ReportBuilder.MIN_GROUP;
    boolean families = occurs(family) >= ReportBuilder.MIN_GROUP;
    List<double[]> columns = new ArrayList<>();
    double[] people = array(judged, j -> j.peoplePoints() - 0.5);
    if (occurs(people) > 0) {
      columns.add(people);
    }
    if (lengths) {
      columns.add(longer);
    }
    if (families) {
      columns.add(family);
    }
    LeastSquares fit = LeastSquares.throughZero(array(judged, j -> j.judgePoints() - 0.5), columns);
    if (lengths) {
      effect(
          report,
          fit.effect(longer),
          "longer-preference",
          "points that the longer answer gains at the same verdict by people; 0 is fair",
          "It %s the longer answer: that changes its points by %.3f (%.3f to %.3f) at the same verdict by people.");
    } else {
      report.warn("Too few pairs of different length to look for a bias for the longer answer.");
    }
    if (own.isEmpty()) {
      report.warn(
          "The judge's family cannot be told from its name, so a bias for it was not looked for.");
      return;
    }
    if (occurs(family) > 0) {
      report.warn(
          "Of the pairs, %,d have one answer by the judge's own family, %s; models favour those."
              .formatted(occurs(family), own.get()));
    }
    if (families) {
      effect(
          report,
          fit.effect(family),
          "own-family-preference",
          "points that an answer of the judge's own family gains at the same verdict by people; 0 is fair",
          "It %s answers of its own family: that changes their points by %.3f (%.3f to %.3f) at the same verdict by people.");
    } else {
      report.warn(
          "Too few pairs of known writers, one of them own, to look for a bias for its own family.");
    }
  }

  private static void effect(
      ReportBuilder report, Optional<Estimate> effect, String name, String meaning, String words) {
    report.add(name, effect, meaning);
    effect
        .filter(ReportBuilder::offZero)
        .ifPresent(e -> report.bias(String.format(
            Locale.ROOT,
            words,
            e.value() > 0 ? "prefers" : "disfavours",
            e.value(),
            e.low(),
            e.high())));
  }

  /** 1 if only the first is by the family, -1 if only the second is, else 0. */
  private static int own(RatedPair pair, Optional<String> own) {
    if (own.isEmpty() || pair.firstWriter().isEmpty() || pair.secondWriter().isEmpty()) {
      return 0;
    }
    return Boolean.compare(
        pair.firstWriter().flatMap(ModelKinship::family).equals(own),
        pair.secondWriter().flatMap(ModelKinship::family).equals(own));
  }

  private static long occurs(double[] column) {
    return Arrays.stream(column).filter(value -> value != 0).count();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** What these pairs could have shown; nothing to say if no verdict ever leant to a place. */
  private static String power(double[] shares) {
    double squares = 0;
    for (double share : shares) {
      squares += (share - 0.5) * (share - 0.5) / shares.length;
    }
    double off = POWER * Math.sqrt(squares / shares.length);
    return squares == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; a share %.3f or more away from that would be found in 80 %% of cases",
            Math.min(0.5, off));
  }

  private static double[] array(List<Judged> judged, ToDoubleFunction<Judged> value) {
    return judged.stream().mapToDouble(value).toArray();
  }
}
