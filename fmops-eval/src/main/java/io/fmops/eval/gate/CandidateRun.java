package io.fmops.eval.gate;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.run.RowTally;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One candidate's part of a run, as a gate looks at it: its figures, and each example's scores.
 * Read from a result dataset it knows the examples by their ids, and can be compared with any other
 * run that was read. Immutable and thread-safe.
 *
 * <p>Memory grows by a few numbers and the id an example; the texts stay in the file.
 */
public final class CandidateRun {

  private final CandidateResult result;
  private final long examples;
  private final String currency;
  private final @Nullable EvaluationResult run;
  private final Map<String, Place> places;
  private final Set<String> withoutFormula;
  private final @Nullable Path file;

  /**
   * Where an example's numbers are, and a hash over what it says: the same id is not always the
   * same example.
   */
  record Place(int index, long content) {}

  private CandidateRun(
      CandidateResult result,
      long examples,
      String currency,
      @Nullable EvaluationResult run,
      Map<String, Place> places,
      Set<String> withoutFormula,
      @Nullable Path file) {
    this.result = result;
    this.examples = examples;
    this.currency = currency;
    this.run = run;
    this.places = places;
    this.withoutFormula = withoutFormula;
    this.file = file;
  }

  /**
   * A candidate of a run that has just ended. It can be compared with other candidates of the same
   * run only, as their examples are known by their positions. Examples that an early ending left
   * out count as missing.
   *
   * @param result what the run found out
   * @param candidate the candidate's name
   * @return the candidate's part
   * @throws java.util.NoSuchElementException if the run has no such candidate
   */
  public static CandidateRun of(EvaluationResult result, String candidate) {
    CandidateResult found = result.candidate(candidate);
    return new CandidateRun(
        found,
        Math.max(result.examples(), found.examples()),
        result.currency(),
        result,
        Map.of(),
        Set.of(),
        null);
  }

  /**
   * Reads the result dataset of a run with one candidate.
   *
   * @param file JSON Lines that a run wrote
   * @return the candidate's part
   * @throws IllegalArgumentException if a line is no row (the message names file and line), or
   *     there are no rows, or those of several candidates
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static CandidateRun read(Path file) {
    return read(file, Optional.empty(), List.of());
  }

  /**
   * Reads one candidate's rows of a result dataset.
   *
   * @param file JSON Lines that a run wrote
   * @param candidate the candidate's name; may be absent if there is only one
   * @param evaluators those that gave scores whose figure is made of sums, such as corpus BLEU; no
   *     others are needed
   * @return the candidate's part
   * @throws IllegalArgumentException if a line is no row (the message names file and line), or
   *     there are no rows of the candidate
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static CandidateRun read(
      Path file, Optional<String> candidate, List<Evaluator> evaluators) {
    try (Stream<ResultRow> rows = ResultRows.read(file)) {
      return of(rows, file.toString(), candidate, evaluators, file);
    }
  }

  /**
   * Sums up rows that are no file.
   *
   * @param rows the rows of one candidate; read once, not closed
   * @param evaluators those that gave scores whose figure is made of sums
   * @return the candidate's part
   * @throws IllegalArgumentException if there are no rows, or those of several candidates
   */
  public static CandidateRun of(Stream<ResultRow> rows, List<Evaluator> evaluators) {
    return of(rows, "the run", Optional.empty(), evaluators, null);
  }

  private static CandidateRun of(
      Stream<ResultRow> rows,
      String source,
      Optional<String> candidate,
      List<Evaluator> evaluators,
      @Nullable Path file) {
    RowTally tally = new RowTally(evaluators);
    Map<String, Place> places = new HashMap<>();
    Set<String> names = new TreeSet<>();
    AtomicLong size = new AtomicLong();
    rows.forEach(row -> {
      names.add(row.candidate());
      if (candidate.isEmpty() || candidate.get().equals(row.candidate())) {
        tally.add(row);
        row.datasetSize().ifPresent(examples -> size.accumulateAndGet(examples, Math::max));
        places.put(
            row.example().id(), new Place(Math.toIntExact(row.index()), content(row.example())));
      }
    });
    List<CandidateResult> results = tally.results();
    if (results.size() != 1) {
      throw new IllegalArgumentException(
          candidate.isPresent()
              ? "%s has no rows of \"%s\"; it has those of %s"
                  .formatted(source, Words.line(candidate.get(), 200), names)
              : names.isEmpty()
                  ? source + " has no rows"
                  : "%s has rows of %s; say which of them".formatted(source, names));
    }
    return new CandidateRun(
        results.get(0),
        Math.max(results.get(0).examples(), size.get()),
        "",
        null,
        places,
        tally.withoutFormula(),
        file);
  }

  /** A hash over what makes an example the same question: its inputs and references. */
  private static long content(Example example) {
    // Fields come in any order; two hashes of 32 bits make chance hits as rare as 64 bits allow.
    return (long) example.fields().hashCode() << 32
        | Integer.toUnsignedLong(example.references().hashCode());
  }

  /**
   * What the run found out about the candidate.
   *
   * @return the figures
   */
  public CandidateResult result() {
    return result;
  }

  /**
   * How many examples there should be.
   *
   * @return those of the dataset, as far as it is known, else those that have a row
   */
  public long examples() {
    return examples;
  }

  String currency() {
    return currency;
  }

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  Set<String> withoutFormula() {
    return withoutFormula;
  }

  /** The examples by id; empty if they are known by their positions. */
  Map<String, Place> places() {
    return places;
  }

  /** Whether examples at the same positions are the same. */
  boolean sameRun(CandidateRun other) {
    return run != null && run.equals(other.run);
  }
}
