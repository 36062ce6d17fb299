package io.fmops.eval.report;

import io.fmops.eval.report.Slices.Slice;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The candidates' figures slice by slice, as the template takes them. */
final class SliceView {

  private final EvaluationResult result;
  private final Measures measures;
  private final List<Slice> slices;
  private final String language;

  private SliceView(
      EvaluationResult result, Measures measures, List<Slice> slices, String language) {
    this.result = result;
    this.measures = measures;
    this.slices = slices;
    this.language = language;
  }

  /** A table for each measure that examples have; the first one is shown. */
  static Map<String, Object> of(EvaluationResult result, Measures measures, RowSample sample) {
    Slices slices = sample.slices();
    SliceView view = new SliceView(result, measures, slices.all(), sample.language());
    List<Map<String, Object>> tables = new ArrayList<>();
    if (!view.slices.isEmpty()) {
      for (String measure : measures.perExample()) {
        tables.add(Map.of(
            "measure", measures.ofAnswers(measure),
            "corpus", measures.ofCorpus(measure),
            "index", tables.size(),
            "shown", tables.isEmpty(),
            "rows", view.rows(measure)));
      }
    }
    return Map.of(
        "any",
        !tables.isEmpty(),
        "several",
        tables.size() > 1,
        "tables",
        tables,
        "few",
        view.slices.stream().anyMatch(slice -> slice.size() < Slices.FEW),
        "fewer",
        Slices.FEW,
        "leftOut",
        slices.leftOut());
  }

  private List<Map<String, Object>> rows(String measure) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Scale scale = measures.scale(measure);
    String tag = "";
    for (Slice slice : slices) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("tag", slice.tag());
      row.put("tagLang", PlainText.language(slice.tag(), language));
      row.put("first", !slice.tag().equals(tag));
      row.put("value", slice.value());
      row.put("shownValue", slice.value().isBlank() ? "(empty)" : slice.value());
      row.put("lang", PlainText.language(slice.value(), language));
      row.put("count", Figures.count(slice.size()));
      row.put("few", slice.size() < Slices.FEW);
      List<Optional<Estimate>> figures = result.candidates().stream()
          .map(candidate -> figure(slice, candidate, measure))
          .toList();
      row.put(
          "figures",
          figures.stream().map(figure -> view(figure, scale, slice.size())).toList());
      rows.add(row);
      tag = slice.tag();
    }
    return rows;
  }

  private static Optional<Estimate> figure(Slice slice, CandidateResult candidate, String measure) {
    return Slices.mean(slice, candidate.perExample().get(measure));
  }

  private static Map<String, Object> view(Optional<Estimate> figure, Scale scale, int size) {
    return Map.of(
        "any", figure.isPresent(),
        "value", figure.map(e -> Figures.number(e.value())).orElse(""),
        "interval", figure.map(Figures::interval).orElse(""),
        // Where some examples of the slice have no score, the figure says of how many it is.
        "of",
            figure
                .filter(e -> e.n() < size)
                .map(e -> "of " + Figures.count(e.n()))
                .orElse(""),
        "bar", figure.map(e -> Strips.interval(e, scale)).orElse(""));
  }
}
