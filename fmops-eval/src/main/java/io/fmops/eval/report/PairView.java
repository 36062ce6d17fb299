package io.fmops.eval.report;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Correction;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.McNemar;
import io.fmops.eval.stats.Samples;
import io.fmops.eval.stats.Significance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Every candidate against one of them on the same examples, with the test that suits the scores:
 * McNemar's for right and wrong, the permutation test for others. As the template takes it.
 */
final class PairView {

  private static final double LEVEL = 0.05;

  /** With fewer examples neither an interval nor a test says much. */
  private static final int FEW = 20;

  private final String measure;
  private final boolean less;
  private final List<Pair> pairs = new ArrayList<>();

  /** A candidate and its scores beside those of the one it is compared with. */
  private record Pair(int number, String name, PairedScores scores) {}

  private PairView(String measure, boolean less) {
    this.measure = measure;
    this.less = less;
  }

  /**
   * Compares.
   *
   * @param chosen with whom, the winner's name; if there is none, with the first candidate that has
   *     scores
   */
  static Map<String, Object> of(EvaluationResult result, Measures measures, String chosen) {
    String measure = measures.perExample().stream().findFirst().orElse("");
    List<CandidateResult> candidates = result.candidates();
    List<String> scored = candidates.stream()
        .filter(candidate -> scored(candidate, measure))
        .map(CandidateResult::name)
        .toList();
    if (scored.isEmpty()) {
      return Map.of("any", false);
    }
    CandidateResult against = result.candidate(scored.contains(chosen) ? chosen : scored.get(0));
    PairView view = new PairView(measure, measures.lessIsBetter(measure));
    for (int i = 0; i < candidates.size(); i++) {
      if (!candidates.get(i).name().equals(against.name())) {
        view.add(i + 1, candidates.get(i), against);
      }
    }
    return view.view(candidates.indexOf(against) + 1, against.name(), candidates.size() - 1);
  }

  private static boolean scored(CandidateResult candidate, String measure) {
    Samples samples = candidate.perExample().get(measure);
    return samples != null && samples.present().length > 0;
  }

  private void add(int number, CandidateResult candidate, CandidateResult against) {
    @Nullable Samples own = candidate.perExample().get(measure);
    @Nullable Samples other = against.perExample().get(measure);
    if (own == null || other == null) {
      return;
    }
    PairedScores scores = PairedScores.of(own, other);
    if (scores.size() > 0) {
      pairs.add(new Pair(number, candidate.name(), scores));
    }
  }

  private Map<String, Object> view(int number, String against, int others) {
    List<Estimate> differences =
        pairs.stream().map(pair -> pair.scores().difference()).toList();
    List<Significance> tests = pairs.stream().map(pair -> pair.scores().test()).toList();
    double[] adjusted =
        Correction.HOLM.adjust(tests.stream().mapToDouble(Significance::pValue).toArray());
    double reach = differences.stream()
        .mapToDouble(e -> Math.max(Math.abs(e.low()), Math.abs(e.high())))
        .max()
        .orElse(1);
    Scale scale = Scale.linear(-reach, reach > 0 ? reach : 1);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      rows.add(row(pairs.get(i), differences.get(i), tests.get(i), adjusted[i], scale));
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("any", !rows.isEmpty());
    view.put("number", number);
    view.put("against", against);
    view.put("measure", measure);
    view.put("less", less);
    view.put("rows", rows);
    view.put("corrected", rows.size() > 1);
    view.put("tests", tests());
    view.put(
        "missing",
        others == rows.size()
            ? ""
            : Figures.plural(others - rows.size(), "candidate has", "candidates have")
                + " no example with a score in common with it.");
    return view;
  }

  private String tests() {
    boolean shares = pairs.stream().anyMatch(pair -> pair.scores().shares());
    boolean others = pairs.stream().anyMatch(pair -> !pair.scores().shares());
    return (shares ? "McNemar's test (mid-p) with Tango's interval" : "")
        + (shares && others ? "; " : "")
        + (others ? "paired permutation test with the bootstrap's interval" : "");
  }

  private Map<String, Object> row(
      Pair pair, Estimate difference, Significance test, double adjusted, Scale scale) {
    boolean found = adjusted < LEVEL;
    boolean higher = difference.value() > 0;
    boolean better = higher != less;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("number", pair.number());
    row.put("name", pair.name());
    row.put("lang", PlainText.language(pair.name()));
    row.put("difference", signed(difference.value()));
    row.put("interval", "[%s, %s]".formatted(signed(difference.low()), signed(difference.high())));
    row.put("bar", Strips.difference(difference, scale));
    row.put("p", p(test.pValue()));
    row.put("adjusted", p(adjusted));
    row.put("better", found && better);
    row.put("worse", found && !better);
    row.put("verdict", found ? (better ? "better" : "worse") : "not distinguishable");
    row.put("words", words(pair.scores(), difference, found));
    return row;
  }

  private static String words(PairedScores pair, Estimate difference, boolean found) {
    int n = pair.size();
    String on = "on these " + Figures.plural(n, "example", "examples");
    StringBuilder words = new StringBuilder(found ? on : "not distinguishable " + on);
    if (pair.shares()) {
      McNemar counts = pair.counts();
      words
          .append("; it alone is right on ")
          .append(Figures.count(counts.onlyFirst()))
          .append(", the other alone on ")
          .append(Figures.count(counts.onlySecond()));
    }
    if (n < FEW) {
      words.append("; these are few, so nothing is certain");
    } else if (!found && difference.value() != 0) {
      OptionalLong enough = pair.enough();
      // Below the number that there is, the correction or bad luck is what keeps them together.
      enough.stream()
          .filter(number -> number > n && number < 100_000_000)
          .forEach(number -> words
              .append("; a true difference of that size would need some ")
              .append(rounded(number))
              .append(" examples"));
    }
    return words.append('.').toString();
  }

  /** Two digits: the number is an estimate. */
  private static String rounded(long number) {
    long unit = (long) Math.pow(10, Math.max(0, (int) Math.log10((double) number) - 1));
    return Figures.count((number + unit - 1) / unit * unit);
  }

  private static String signed(double value) {
    return value > 0 ? "+" + Figures.number(value) : Figures.number(value).replace('-', '\u2212');
  }

  private static String p(double value) {
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
