package io.fmops.eval.store;

import io.fmops.eval.dataset.QuestionHash;
import io.fmops.eval.metric.Score;
import io.fmops.eval.run.ResultRow;
import io.fmops.eval.store.RunComparison.Change;
import io.fmops.eval.store.RunComparison.ExampleChange;
import io.fmops.model.GenerateResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads two runs' rows and says what changed. For one thread. */
final class Comparer {

  private final Supplier<Stream<ResultRow>> before;
  private final Supplier<Stream<ResultRow>> after;
  private final Compared what;
  private final Map<Change, Long> counts = new EnumMap<>(Change.class);
  private final Map<String, Pair> pairs = new LinkedHashMap<>();

  /** The names that the rows have, for the message when none of them fits. */
  private final Set<String> candidates = new TreeSet<>();

  private final Set<String> scores = new TreeSet<>();

  Comparer(Supplier<Stream<ResultRow>> before, Supplier<Stream<ResultRow>> after, Compared what) {
    this.before = before;
    this.after = after;
    this.what = what;
  }

  /** An example's scores in one run. */
  private static final class Side {
    private @Nullable QuestionHash question;
    private double sum;
    private int count;

    void add(ResultRow row, String score) {
      // An example may have come with other assertions or tags and still be the same question.
      question = QuestionHash.of(row.example());
      for (Score given : row.scores()) {
        if (given.name().equals(score)) {
          double value = value(given);
          if (!Double.isNaN(value)) {
            sum += value;
            count++;
          }
        }
      }
    }

    double score() {
      return count == 0 ? Double.NaN : sum / count;
    }

    private static double value(Score score) {
      if (score instanceof Score.Value value) {
        return value.value();
      }
      if (score instanceof Score.Summed summed) {
        return summed.value();
      }
      if (score instanceof Score.Label label) {
        return label.expected().equals(label.predicted()) ? 1 : 0;
      }
      return Double.NaN;
    }
  }

  private static final class Pair {
    /** What the order of a sum may make of a score that has not moved. */
    private static final double ROUNDING = 1e-9;

    private final Side before = new Side();
    private final Side after = new Side();
    private String outputBefore = "";
    private String outputAfter = "";

    Change change(double tolerance) {
      double from = before.score();
      double to = after.score();
      if (Double.isNaN(from) || Double.isNaN(to)) {
        return Double.isNaN(from) && Double.isNaN(to)
            ? Change.UNCHANGED
            : Double.isNaN(to) ? Change.LOST : Change.GAINED;
      }
      if (!Objects.equals(before.question, after.question)) {
        return Change.DIFFERENT_EXAMPLE;
      }
      if (Math.abs(to - from) <= tolerance + ROUNDING) {
        return Change.UNCHANGED;
      }
      return to > from ? Change.FIXED : Change.BROKEN;
    }
  }

  RunComparison compare() {
    read(before, what.candidateBefore(), (pair, row) -> pair.before.add(row, what.score()));
    read(after, what.candidateAfter(), (pair, row) -> pair.after.add(row, what.score()));
    DoubleStream.Builder froms = DoubleStream.builder();
    DoubleStream.Builder tos = DoubleStream.builder();
    Map<String, Pair> changed = new HashMap<>();
    pairs.forEach((id, pair) -> {
      Change change = pair.change(what.tolerance());
      counts.merge(change, 1L, Long::sum);
      boolean both = !Double.isNaN(pair.before.score()) && !Double.isNaN(pair.after.score());
      if (both && change != Change.DIFFERENT_EXAMPLE) {
        froms.add(pair.before.score());
        tos.add(pair.after.score());
      }
      if (change != Change.UNCHANGED && change != Change.DIFFERENT_EXAMPLE) {
        changed.put(id, pair);
      }
    });
    double[] from = froms.build().toArray();
    if (from.length == 0) {
      throw new IllegalArgumentException(
          "no example has the score \"%s\" of \"%s\" before and of \"%s\" after; the rows have the scores %s of %s"
              .formatted(
                  what.score(), what.candidateBefore(), what.candidateAfter(), scores, candidates));
    }
    readOutputs(changed);
    List<ExampleChange> changes = new ArrayList<>();
    pairs.forEach((id, pair) -> {
      if (changed.containsKey(id)) {
        changes.add(new ExampleChange(
            id,
            pair.change(what.tolerance()),
            pair.before.score(),
            pair.after.score(),
            pair.outputBefore,
            pair.outputAfter));
      }
    });
    return RunComparison.of(what, counts, from, tos.build().toArray(), changes);
  }

  private interface RowOfPair {
    void take(Pair pair, ResultRow row);
  }

  private void read(Supplier<Stream<ResultRow>> rows, String candidate, RowOfPair taker) {
    try (Stream<ResultRow> stream = rows.get()) {
      stream.forEach(row -> {
        candidates.add(row.candidate());
        row.scores().forEach(score -> scores.add(score.name()));
        if (row.candidate().equals(candidate)) {
          taker.take(pairs.computeIfAbsent(row.example().id(), id -> new Pair()), row);
        }
      });
    }
  }

  /** Answers are read in a second pass, for only those that changed are worth the memory. */
  private void readOutputs(Map<String, Pair> changed) {
    readOutputs(before, what.candidateBefore(), changed, (pair, row) -> {
      pair.outputBefore = output(row);
    });
    readOutputs(after, what.candidateAfter(), changed, (pair, row) -> {
      pair.outputAfter = output(row);
    });
  }

  private static void readOutputs(
      Supplier<Stream<ResultRow>> rows,
      String candidate,
      Map<String, Pair> changed,
      RowOfPair taker) {
    try (Stream<ResultRow> stream = rows.get()) {
      stream
          .filter(row -> row.candidate().equals(candidate) && row.repetition() == 0)
          .forEach(row -> {
            Pair pair = changed.get(row.example().id());
            if (pair != null) {
              taker.take(pair, row);
            }
          });
    }
  }

  private static String output(ResultRow row) {
    return row.response().map(GenerateResponse::text).or(row::error).orElse("");
  }
}
