package io.fmops.eval.report;

import com.samskivert.mustache.Mustache;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.select.Choice;
import io.fmops.eval.stats.Estimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One task as the template takes it. */
final class TaskView {

  private final TaskReport task;
  private final EvaluationResult result;
  private final Choice choice;
  private final Measures measures;
  private final String id;

  private TaskView(TaskReport task, int number, Set<String> less) {
    this.task = task;
    this.result = task.result();
    this.choice = task.choice();
    this.measures = new Measures(result, less);
    this.id = "task-" + number;
  }

  /**
   * Reads the task's rows and makes all that its section shows.
   *
   * @param less the measures of which less is better, besides those known by themselves
   */
  static Map<String, Object> of(TaskReport task, int number, RowLimits limits, Set<String> less)
      throws IOException {
    return new TaskView(task, number, less).view(limits);
  }

  private Map<String, Object> view(RowLimits limits) throws IOException {
    List<String> names = result.candidates().stream().map(CandidateResult::name).toList();
    int winner = choice.winner().map(names::indexOf).orElse(-1);
    String main = measures.perExample().stream().findFirst().orElse("");
    Highlights highlights = Highlights.of(result, main, measures.lessIsBetter(main));
    RowSample sample = RowSample.read(task.rows(), result, limits, highlights.all());
    List<Map<String, Object>> matrices = MatrixView.blocks(result, id, winner, sample.repeated());
    String labelScore = MatrixView.scores(result).stream().findFirst().orElse("");

    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("name", task.name());
    view.put("lang", PlainText.language(task.name()));
    view.put("dataset", result.dataset());
    view.put("examples", Figures.plural(result.examples(), "example", "examples"));
    view.put("candidateCount", Figures.plural(names.size(), "candidate", "candidates"));
    view.put("winner", choice.winner().orElse(""));
    view.put("reason", choice.reason());
    view.put("decisive", choice.decisive() && choice.winner().isPresent());
    view.put("equals", String.join(", ", choice.equals()));
    view.put("currency", result.currency());
    view.put("primary", measures.primary().orElse("no measure"));
    view.put("measures", measures.telling());
    view.put("candidates", candidates());
    view.put("moreMeasures", measures.all().size() > measures.telling().size());
    view.put("allMeasures", measures.all().stream().map(this::measureRow).toList());
    view.put("logStrips", Strips.latencyScale(result.candidates()).logarithmic());
    view.put("best", winnerFigures());
    view.put("ending", ending());
    view.put("chart", chart());
    view.put("pairs", PairView.of(result, measures, choice.winner().orElse("")));
    view.put("slices", SliceView.of(result, measures, sample));
    view.put("matrices", matrices);
    view.put("matrixLinks", matrices.stream().limit(1).toList());
    view.put("worst", WorstView.of(result, main, highlights, sample, labelScore, winner));
    view.put("selection", selection(sample));
    view.put("labelled", !labelScore.isEmpty());
    PageData data = new PageData(names, labelScore, result.currency());
    view.put("data", (Mustache.Lambda) (fragment, out) -> data.write(sample, out));
    return view;
  }

  private List<Map<String, Object>> candidates() {
    Scale latencies = Strips.latencyScale(result.candidates());
    List<Map<String, Object>> views = new ArrayList<>();
    for (CandidateResult candidate : result.candidates()) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("index", views.size());
      view.put("number", views.size() + 1);
      view.put("name", candidate.name());
      view.put("lang", PlainText.language(candidate.name()));
      view.put("detail", detail(candidate));
      view.put("chosen", chosen(candidate));
      view.put("equal", choice.equals().contains(candidate.name()));
      view.put("front", choice.paretoFront().contains(candidate.name()));
      view.put(
          "figures",
          measures.telling().stream().map(name -> figure(candidate, name)).toList());
      view.put(
          "median", candidate.latency().map(l -> Figures.millis(l.median())).orElse(""));
      view.put("p95", candidate.latency().map(l -> Figures.millis(l.p95())).orElse(""));
      view.put("latencyStrip", Strips.latencies(candidate, latencies));
      view.put("inputTokens", Figures.shortCount(candidate.inputTokens()));
      view.put("outputTokens", Figures.shortCount(candidate.outputTokens()));
      view.put(
          "meanLatency",
          candidate
              .latency()
              .map(l -> "%s [%s,\u00a0%s]"
                  .formatted(
                      Figures.millis(l.mean().value()),
                      unbroken(Figures.millis(l.mean().low())),
                      unbroken(Figures.millis(l.mean().high()))))
              .orElse(""));
      view.put("cost", Figures.cost(candidate, ""));
      view.put("costKnown", candidate.costPerThousand().isPresent());
      view.put(
          "totalCost", candidate.cost().map(c -> Figures.cost(Optional.of(c))).orElse(""));
      view.put("evaluationCost", evaluationCost(candidate));
      view.put("problems", Figures.problems(candidate));
      view.put("failure", candidate.failure().orElse(""));
      views.add(view);
    }
    return views;
  }

  private static String unbroken(String text) {
    return text.replace(' ', '\u00a0');
  }

  /** What the evaluators' calls cost; empty if they made none. */
  private static String evaluationCost(CandidateResult candidate) {
    return candidate.evaluationCost().filter(cost -> cost.signum() == 0).isPresent()
        ? ""
        : Figures.cost(candidate.evaluationCost());
  }

  /** Says that the run ended early, and why; empty if it did not. */
  private String ending() {
    String reached = Figures.reached(result);
    return switch (result.ending()) {
      case COMPLETE -> "";
      case SETTLED ->
        "The run ended after " + reached
            + ": the rest would not have changed the choice. All figures are of the examples that"
            + " were asked.";
      case BUDGET_SPENT ->
        "The run ended after " + reached
            + ", because another call might have cost more than the budget had left. It is not whole;"
            + " with a larger budget it goes on from here.";
    };
  }

  /** Model, prompt and parameters, as far as the name does not tell them already. */
  private static String detail(CandidateResult candidate) {
    List<String> parts = new ArrayList<>();
    for (String part : List.of(candidate.model(), candidate.prompt(), candidate.parameters())) {
      if (!part.isEmpty() && !candidate.name().contains(part)) {
        parts.add(part);
      }
    }
    return String.join(" \u00b7 ", parts);
  }

  /** One measure with the figures of all candidates. */
  private Map<String, Object> measureRow(String measure) {
    return Map.of(
        "measure",
        measure,
        "values",
        result.candidates().stream()
            .map(candidate -> figure(candidate, measure))
            .toList());
  }

  private Map<String, Object> figure(CandidateResult candidate, String measure) {
    Optional<Estimate> estimate = Measures.of(candidate, measure);
    return Map.of(
        "measure", measure,
        "any", estimate.isPresent(),
        "value", estimate.map(e -> Figures.number(e.value())).orElse(""),
        "interval", estimate.map(Figures::interval).orElse(""),
        "best", estimate.filter(e -> measures.best(measure, e)).isPresent(),
        "bar", estimate.map(e -> Strips.interval(e, measures.scale(measure))).orElse(""));
  }

  private boolean chosen(CandidateResult candidate) {
    return choice.winner().filter(candidate.name()::equals).isPresent();
  }

  /** The winner's figures for the overview of several tasks. */
  private Map<String, Object> winnerFigures() {
    Optional<CandidateResult> winner =
        result.candidates().stream().filter(this::chosen).findFirst();
    return Map.of(
        "quality",
        winner
            .flatMap(w -> measures.primary().flatMap(name -> Measures.of(w, name)))
            .map(e -> Figures.number(e.value()) + " " + Figures.interval(e))
            .orElse(Figures.NONE),
        "median",
        winner
            .flatMap(CandidateResult::latency)
            .map(l -> Figures.millis(l.median()))
            .orElse(Figures.NONE),
        "cost",
        winner.map(w -> Figures.cost(w, result.currency())).orElse(Figures.NONE));
  }

  private Map<String, Object> chart() {
    List<ChartPoint> points = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < result.candidates().size(); i++) {
      CandidateResult candidate = result.candidates().get(i);
      Optional<Estimate> quality = measures.primary().flatMap(name -> Measures.of(candidate, name));
      if (quality.isPresent() && candidate.latency().isPresent()) {
        points.add(new ChartPoint(
            i + 1,
            candidate.name(),
            quality.get(),
            candidate.latency().get().median(),
            candidate.costPerThousand(),
            chosen(candidate),
            choice.paretoFront().contains(candidate.name())));
      } else {
        missing.add((i + 1) + " " + candidate.name());
      }
    }
    ScatterChart chart = new ScatterChart(measures.primary().orElse(""), points);
    return Map.of(
        "any", !points.isEmpty(),
        "wide", chart.draw(ScatterChart.Format.WIDE, id + "-chart"),
        "narrow", chart.draw(ScatterChart.Format.NARROW, id + "-chart-narrow"),
        "missing", String.join(", ", missing),
        "unknownCost", points.stream().anyMatch(point -> point.cost().isEmpty()),
        "knownCost", points.stream().anyMatch(point -> point.cost().isPresent()));
  }

  /** Says which part of the rows the page holds, if not all. */
  private static String selection(RowSample sample) {
    int examples = sample.examples().size();
    return sample.rowsKept() >= sample.rowsRead()
        ? ""
        : ("This page holds %s of the run's %s: %s with all candidates' answers, first those that"
                + " are shown under worst examples, then others by the SHA-256 of their ids, so that"
                + " the same ones are selected each time. All figures above are those of the whole"
                + " run; its result dataset has all rows.")
            .formatted(
                Figures.count(sample.rowsKept()),
                Figures.plural(sample.rowsRead(), "row", "rows"),
                Figures.plural(examples, "example", "examples"));
  }
}
