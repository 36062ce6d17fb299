package io.fmops.eval.gate;

import io.fmops.eval.stats.Samples;
import io.fmops.text.NearestName;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run does not say, and whether that is too much. */
final class Missing {

  private static final String ACCURACY = "accuracy";
  private static final int SHOWN_NAMES = 20;

  private Missing() {}

  /** Why too many examples have no score; empty if there are not too many. */
  static Optional<String> ofScores(Evidence evidence, String measure) {
    CandidateRun run = evidence.candidate();
    @Nullable Samples scores = scores(run, measure);
    long there = scores == null ? 0 : scores.present().length;
    return tooMany(run.examples() - there, run.examples(), "have no score", evidence.maxMissing());
  }

  /** Figures of labels, such as macro-F1, are about the examples that have an accuracy. */
  private static @Nullable Samples scores(CandidateRun run, String measure) {
    Map<String, Samples> all = run.result().perExample();
    @Nullable Samples own = all.get(measure);
    int longest = -1;
    if (own == null) {
      for (Map.Entry<String, Samples> each : all.entrySet()) {
        String name = each.getKey();
        String prefix = name.substring(0, Math.max(0, name.length() - ACCURACY.length()));
        if (name.endsWith(ACCURACY)
            && measure.startsWith(prefix)
            && prefix.length() > longest
            && (prefix.isEmpty() || prefix.endsWith("."))) {
          own = each.getValue();
          longest = prefix.length();
        }
      }
    }
    return own;
  }

  static Optional<String> ofAnswers(Evidence evidence) {
    CandidateRun run = evidence.candidate();
    long there = run.result().latencyMillis().present().length;
    return tooMany(run.examples() - there, run.examples(), "have no answer", evidence.maxMissing());
  }

  /** Examples that an early ending left out are not asked about at all. */
  static Optional<String> ofRows(Evidence evidence) {
    CandidateRun run = evidence.candidate();
    long asked = Math.min(run.examples(), run.result().examples());
    return tooMany(
        run.examples() - asked, run.examples(), "were not asked about", evidence.maxMissing());
  }

  static Optional<String> tooMany(long missing, long of, String what, double allowed) {
    double share = of == 0 ? 1 : (double) missing / of;
    return share <= allowed
        ? Optional.empty()
        : Optional.of("%s of %s (%s) %s; at most %s may be missing"
            .formatted(
                Words.count(missing),
                Words.examples(of),
                Words.percent(share),
                what,
                Words.percent(allowed)));
  }

  /** Says that there is no measure of a name, and what there is. */
  static String noMeasure(CandidateRun run, String measure, Collection<String> names) {
    String quoted = "\"" + Words.line(measure, 100) + "\"";
    if (run.withoutFormula().contains(measure)) {
      return quoted
          + " is made of sums, which take the evaluator that gave them; read the rows with it";
    }
    String shown = String.join(
        ", ",
        names.stream().limit(SHOWN_NAMES).map(name -> Words.line(name, 60)).toList());
    return "\"%s\" has no %s; it has %s%s"
        .formatted(
            Words.line(run.result().name(), 100),
            quoted,
            shown.isEmpty() ? "no scores" : shown,
            NearestName.of(measure, names)
                .map(name -> "; did you mean \"%s\"?".formatted(Words.line(name, 60)))
                .orElse(""));
  }
}
