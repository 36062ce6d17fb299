package io.fmops.eval.judge;

import io.fmops.eval.metric.Score;
import io.fmops.eval.stats.Agreement;
import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Correlation;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Ratings;
import io.fmops.eval.stats.Wilson;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The figures of a judge that grades. Stateless. */
final class GradeCalibration {

  record Judged(RatedAnswer rated, double grade) {}

  private GradeCalibration() {}

  static CalibrationReport report(ModelId judge, List<RatedAnswer> rated, List<Score> scores) {
    List<Judged> judged = judged(rated, scores);
    ReportBuilder report =
        new ReportBuilder(judge, judged.size(), (long) rated.size() - judged.size());
    if (!judged.isEmpty()) {
      agreement(report, judged);
      biases(report, judged, judge);
    }
    return report.build("weighted-kappa");
  }

  static List<Judged> judged(List<RatedAnswer> rated, List<Score> scores) {
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < rated.size(); i++) {
      if (scores.get(i) instanceof Score.Value value) {
        judged.add(new Judged(rated.get(i), value.value()));
      }
    }
    return judged;
  }

  private static void agreement(ReportBuilder report, List<Judged> judged) {
    double[] people = array(judged, j -> j.rated().grade());
    double[] judge = array(judged, Judged::grade);
    report.add(
        "weighted-kappa",
        Agreement.DEFAULT.cohenKappa(Ratings.ofScores(people, judge), Agreement.Weights.QUADRATIC),
        "agreement with people beyond chance, large differences counting more (Cohen's kappa with quadratic weights); 1 is perfect, 0 chance");
    report.add(
        "spearman",
        Correlation.DEFAULT.spearman(people, judge),
        "whether it ranks answers as people do (Spearman's correlation); 1 is perfect, 0 chance");
    report.add(
        "exact-agreement",
        share(judged, 0.5, true),
        "share of answers with people's grade, to less than half a grade");
    report.add(
        "agreement-within-one",
        share(judged, 1, false),
        "share of answers within one grade of people's");
    double[] differences = array(judged, j -> j.grade() - j.rated().grade());
    Estimate leniency = Bootstrap.DEFAULT.mean(differences);
    report.add("leniency", leniency, "how much higher it grades than people, on average");
    if (leniency.low() > 0 || leniency.high() < 0) {
      report.warn(ReportBuilder.words(
          leniency.value() > 0
              ? "It is more lenient than people, by %.2f grades on average (%.2f to %.2f); compare candidates with each other, not with people's grades."
              : "It is stricter than people, by %.2f grades on average (%.2f to %.2f); compare candidates with each other, not with people's grades.",
          leniency));
    }
  }

  private static Estimate share(List<Judged> judged, double distance, boolean below) {
    long near = judged.stream()
        .mapToDouble(j -> Math.abs(j.grade() - j.rated().grade()))
        .filter(d -> below ? d < distance : d <= distance)
        .count();
    return Wilson.of(near, judged.size());
  }

  /**
   * How the judge's grade changes with the length and the writer's family at the same grade by
   * people, by least squares over all of them at once, so that one is not taken for the other.
   */
  static void biases(ReportBuilder report, List<Judged> judged, ModelId judge) {
    double[] grades = array(judged, Judged::grade);
    double[] people = array(judged, j -> j.rated().grade());
    double[] length = array(judged, j -> {
      String answer = j.rated().answer();
      return Math.log(1 + answer.codePointCount(0, answer.length())) / Math.log(2);
    });
    Optional<String> own = ModelKinship.family(judge);
    double[] family = array(
        judged,
        j -> own.isPresent() && j.rated().writer().flatMap(ModelKinship::family).equals(own)
            ? 1
            : 0);
    List<double[]> columns = new ArrayList<>();
    if (varies(people)) {
      columns.add(people);
    }
    boolean lengths = judged.size() >= ReportBuilder.MIN_JUDGED && varies(length);
    if (lengths) {
      columns.add(length);
    }
    double ownAnswers = Arrays.stream(family).sum();
    long written = judged.stream().filter(j -> j.rated().writer().isPresent()).count();
    boolean families = own.isPresent()
        && ownAnswers >= ReportBuilder.MIN_GROUP
        && written - ownAnswers >= ReportBuilder.MIN_GROUP;
    if (families) {
      columns.add(family);
      double[] unknown = array(judged, j -> j.rated().writer().isEmpty() ? 1 : 0);
      if (varies(unknown)) {
        // Among them may be answers of its own; they must not count as others'.
        columns.add(unknown);
      }
    }
    LeastSquares fit = LeastSquares.withIntercept(grades, columns);
    if (lengths) {
      Optional<Estimate> effect = fit.effect(length);
      report.add(
          "length-effect",
          effect,
          "grades that twice the length adds at the same grade by people; 0 is fair");
      effect
          .filter(ReportBuilder::offZero)
          .ifPresent(e -> report.bias(words(
              "It %s long answers: twice the length changes its grade by %.2f (%.2f to %.2f) at the same grade by people.",
              e)));
    } else {
      report.warn("Too few answers of different length to look for a bias for long ones.");
    }
    if (own.isEmpty()) {
      report.warn(
          "The judge's family cannot be told from its name, so a bias for it was not looked for.");
    } else if (ownAnswers > 0) {
      report.warn("Of the answers, %,d are by the judge's own family, %s; models favour those."
          .formatted((long) ownAnswers, own.get()));
    }
    if (families) {
      Optional<Estimate> effect = fit.effect(family);
      report.add(
          "own-family-effect",
          effect,
          "grades that the judge's own family adds at the same grade by people; 0 is fair");
      effect
          .filter(ReportBuilder::offZero)
          .ifPresent(e -> report.bias(words(
              "It %s answers of its own family: their grades change by %.2f (%.2f to %.2f) at the same grade by people.",
              e)));
    } else if (own.isPresent()) {
      report.warn(
          "Too few answers of known writers, own and others, to look for a bias for its own family.");
    }
  }

  private static String words(String format, Estimate effect) {
    return String.format(
        Locale.ROOT,
        format,
        effect.value() > 0 ? "favours" : "disfavours",
        effect.value(),
        effect.low(),
        effect.high());
  }

  private static boolean varies(double[] values) {
    return Arrays.stream(values).anyMatch(value -> value != values[0]);
  }

  private static double[] array(List<Judged> judged, ToDoubleFunction<Judged> value) {
    return judged.stream().mapToDouble(value).toArray();
  }
}
