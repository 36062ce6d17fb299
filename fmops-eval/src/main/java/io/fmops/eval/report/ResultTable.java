package io.fmops.eval.report;

import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.CandidateResult.LatencyFigures;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.select.Choice;
import io.fmops.eval.stats.Estimate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run's result as a table for the terminal: 120 columns wide and without colour unless told
 * otherwise. A row a candidate, the most telling measures with their 95 % intervals, what went
 * wrong, latency, tokens and cost; below it the reason for the choice. Immutable and thread-safe.
 *
 * <p>If the table is too wide, the less important columns are left out and named below it; a row is
 * never wrapped. Names are shown as plain text: control characters become U+FFFD, so no name can
 * move the cursor or change a colour.
 */
public final class ResultTable {

  /** The width unless told otherwise. */
  private static final int DEFAULT_COLUMNS = 120;

  private final EvaluationResult result;
  private final @Nullable Choice choice;
  private final int columns;
  private final boolean ansi;

  private ResultTable(EvaluationResult result, @Nullable Choice choice, int columns, boolean ansi) {
    this.result = Objects.requireNonNull(result, "result");
    this.choice = choice;
    this.columns = columns;
    this.ansi = ansi;
  }

  /**
   * A table of a run from which nothing was chosen.
   *
   * @param result what the run found out
   * @return the table
   */
  public static ResultTable of(EvaluationResult result) {
    return new ResultTable(result, null, DEFAULT_COLUMNS, false);
  }

  /**
   * A table with the choice and its reason.
   *
   * @param result what the run found out
   * @param choice which candidate was chosen and why
   * @return the table
   */
  public static ResultTable of(EvaluationResult result, Choice choice) {
    return new ResultTable(
        result, Objects.requireNonNull(choice, "choice"), DEFAULT_COLUMNS, false);
  }

  /**
   * The same table in another width.
   *
   * @param width how many columns the terminal has; East Asian wide characters take two
   * @return a table
   */
  public ResultTable columns(int width) {
    return new ResultTable(result, choice, width, ansi);
  }

  /**
   * The same table with or without colour and bold type.
   *
   * @param enabled whether ANSI escape sequences may be used
   * @return a table
   */
  public ResultTable ansi(boolean enabled) {
    return new ResultTable(result, choice, columns, enabled);
  }

  /**
   * Makes the text.
   *
   * @return lines, each with its line feed
   */
  public String render() {
    List<CandidateResult> candidates = result.candidates();
    TextGrid grid = new TextGrid(columns, ansi);
    grid.column("", 0, false, candidates, this::markers);
    grid.column("candidate", 0, true, candidates, CandidateResult::name);
    Measures measures = new Measures(result);
    for (int i = 0; i < measures.telling().size(); i++) {
      String measure = measures.telling().get(i);
      // The further back a measure stands, the sooner it goes; tokens go before the second one.
      int droppedAs = i == 0 ? 0 : i == 1 ? 4 : 10 - i;
      grid.column(measure, droppedAs, false, candidates, c -> figure(measures, measure, c));
    }
    grid.column("problems", 1, false, candidates, Figures::problems);
    grid.column("median", 2, false, candidates, latency(LatencyFigures::median));
    grid.column("p95", 5, false, candidates, latency(LatencyFigures::p95));
    grid.column("tokens in/out", 6, false, candidates, ResultTable::tokens);
    grid.column(result.currency() + "/1000 calls", 3, false, candidates, c -> Figures.cost(c, ""));

    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: %s, %s"
            .formatted(
                result.dataset(),
                Figures.plural(result.examples(), "example", "examples"),
                Figures.plural(candidates.size(), "candidate", "candidates")));
    text.append('\n');
    List<String> dropped = grid.render(text, row -> winner(candidates.get(row)));
    text.append('\n');
    line(text, legend());
    if (!dropped.isEmpty()) {
      line(text, "Not shown, for want of width: %s.".formatted(String.join(", ", dropped)));
    }
    for (CandidateResult candidate : candidates) {
      candidate
          .failure()
          .ifPresent(
              why -> line(text, "%s was not evaluated: %s".formatted(candidate.name(), why)));
    }
    for (CandidateResult candidate : candidates) {
      candidate
          .cached()
          .ifPresent(cached -> line(
              text,
              "%s: %s of %s from the cache, the oldest of %s."
                  .formatted(
                      candidate.name(),
                      Figures.count(cached.answers()),
                      Figures.plural(candidate.answers(), "answer", "answers"),
                      cached.oldest())));
    }
    ending().ifPresent(words -> wrapped(text, words));
    if (choice != null) {
      text.append('\n');
      wrapped(text, verdict(choice));
    }
    return text.toString();
  }

  private Optional<String> ending() {
    String of = Figures.reached(result) + " were asked about.";
    return switch (result.ending()) {
      case COMPLETE -> Optional.empty();
      case SETTLED -> Optional.of("Ended early, as the rest would not change the choice: " + of);
      case BUDGET_SPENT -> Optional.of("Ended early, as the budget is spent: " + of);
    };
  }

  private String legend() {
    return "Intervals are 95 %; * is the best value."
        + (choice == null
            ? ""
            : " > chosen; + on the Pareto front: none is as good in every criterion and better in one.");
  }

  private static String verdict(Choice choice) {
    return choice.winner().map(name -> "Chosen: " + name + ". ").orElse("") + choice.reason();
  }

  private static void line(StringBuilder text, String line) {
    text.append(PlainText.line(line)).append('\n');
  }

  /** Breaks prose at its spaces, so that a terminal does not break it in the middle of a word. */
  private void wrapped(StringBuilder text, String prose) {
    StringBuilder current = new StringBuilder();
    for (String word : PlainText.line(prose).split(" ", -1)) {
      if (!current.isEmpty() && PlainText.columns(current + " " + word) > columns) {
        text.append(current).append('\n');
        current.setLength(0);
      }
      current.append(current.isEmpty() ? "" : " ").append(word);
    }
    text.append(current).append('\n');
  }

  private boolean winner(CandidateResult candidate) {
    return choice != null && choice.winner().filter(candidate.name()::equals).isPresent();
  }

  private String markers(CandidateResult candidate) {
    if (choice == null) {
      return "";
    }
    return (winner(candidate) ? ">" : " ")
        + (choice.paretoFront().contains(candidate.name()) ? "+" : " ");
  }

  private static String figure(Measures measures, String measure, CandidateResult candidate) {
    Optional<Estimate> estimate = Measures.of(candidate, measure);
    return estimate
        .map(e -> "%s %s%s"
            .formatted(
                Figures.number(e.value()),
                Figures.interval(e),
                measures.best(measure, e) ? "*" : " "))
        .orElse(Figures.NONE + " ");
  }

  private static Function<CandidateResult, String> latency(Function<LatencyFigures, Double> part) {
    return candidate -> candidate.latency().map(part).map(Figures::millis).orElse(Figures.NONE);
  }

  private static String tokens(CandidateResult candidate) {
    return Figures.shortCount(candidate.inputTokens())
        + " / "
        + Figures.shortCount(candidate.outputTokens());
  }
}
