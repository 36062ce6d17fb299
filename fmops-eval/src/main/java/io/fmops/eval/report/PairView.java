package io.fmops.eval.report;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Correction;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.McNemar;
import io.fmops.eval.stats.Samples;
import io.fmops.eval.stats.Significance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every candidate against one of them on the same examples, with the test that suits the scores:
 * McNemar's for right and wrong, the permutation test for others. As the template takes it.
 */
final class PairView {

  private static final double LEVEL = 0.05;

  /** With fewer examples neither an interval nor a test says much. */
  private static final int FEW = 20;

  /** Measures whose 1 says that an answer is right, and not only that something is so. */
  private static final Pattern RIGHT =
      Pattern.compile("(.*\\.)?accuracy|(quasi-)?exact-match|numeric-match|code-exact");

  private final String measure;
  private final boolean less;

  /** Whether the candidates' table has another figure than the mean that is compared here. */
  private final boolean corpus;

  /** How many pairs of candidates there are, of which those with the winner are shown. */
  private final int comparisons;

  /** Whether the scores decided when the run ended. */
  private final boolean settled;

  private final List<Pair> pairs = new ArrayList<>();

  /** A candidate and its scores beside those of the one it is compared with. */
  private record Pair(int number, String name, PairedScores scores) {}

  private PairView(EvaluationResult result, Measures measures, String measure, int scored) {
    this.measure = measure;
    this.less = measures.lessIsBetter(measure);
    this.corpus = measures.ofCorpus(measure);
    this.comparisons = scored * (scored - 1) / 2;
    this.settled = result.ending() == EvaluationResult.Ending.SETTLED;
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
    PairView view = new PairView(result, measures, measure, scored.size());
    for (int i = 0; i < candidates.size(); i++) {
      if (!candidates.get(i).name().equals(against.name())) {
        view.add(i + 1, candidates.get(i), against);
      }
    }
    return view.view(
        measures, candidates.indexOf(against) + 1, against.name(), candidates.size() - 1);
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

  private Map<String, Object> view(Measures measures, int number, String against, int others) {
    List<Estimate> differences =
        pairs.stream().map(pair -> pair.scores().difference()).toList();
    List<Significance> tests =
        pairs.stream().map(pair -> pair.scores().test(comparisons)).toList();
    double[] adjusted = adjusted(tests);
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
    view.put("measure", measures.ofAnswers(measure));
    view.put("corpus", corpus);
    view.put("less", less);
    view.put("rows", rows);
    view.put("corrected", comparisons > 1);
    view.put("comparisons", Figures.count(comparisons));
    view.put("settled", settled);
    view.put("tests", tests());
    view.put(
        "missing",
        others == rows.size()
            ? ""
            : Figures.plural(others - rows.size(), "candidate has", "candidates have")
                + " no example with a score in common with it.");
    return view;
  }

  /**
   * Corrects for all pairs of candidates and not only for those shown: the same answers chose the
   * winner, so each pair might have been shown. A p-value of 1 for one that is not shown is never
   * below its own, which keeps what Holm's method promises and spares its test.
   */
  private double[] adjusted(List<Significance> tests) {
    double[] all = new double[Math.max(comparisons, tests.size())];
    Arrays.fill(all, 1);
    for (int i = 0; i < tests.size(); i++) {
      all[i] = tests.get(i).pValue();
    }
    return Arrays.copyOf(Correction.HOLM.adjust(all), tests.size());
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
    // By the corpus the other one may be ahead, so neither is called the better one.
    row.put("better", found && better && !corpus);
    row.put("worse", found && !better && !corpus);
    row.put("words", words(pair.scores(), difference, found));
    return row;
  }

  private String words(PairedScores pair, Estimate difference, boolean found) {
    int n = pair.size();
    String on = "on these " + Figures.plural(n, "example", "examples");
    StringBuilder words =
        new StringBuilder(found ? (corpus ? "different " + on : on) : "not distinguishable " + on);
    if (pair.shares()) {
      McNemar counts = pair.counts();
      // The good one first; of a measure of which less is better that is the 0.
      words
          .append("; it alone ")
          .append(less ? "has 0" : RIGHT.matcher(measure).matches() ? "is right" : "has 1")
          .append(" on ")
          .append(Figures.count(less ? counts.onlySecond() : counts.onlyFirst()))
          .append(", the other alone on ")
          .append(Figures.count(less ? counts.onlyFirst() : counts.onlySecond()));
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
