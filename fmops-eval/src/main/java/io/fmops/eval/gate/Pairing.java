package io.fmops.eval.gate;

import io.fmops.eval.run.ResultRow;
import io.fmops.eval.run.ResultRows;
import io.fmops.eval.stats.Bootstrap;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.McNemar;
import io.fmops.eval.stats.Samples;
import io.fmops.eval.stats.Tango;
import io.fmops.model.GenerateResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the examples that two runs have in common and compares their scores. Used once. */
final class Pairing {

  /** As many changes as anybody reads. */
  static final int SHOWN = 10;

  private static final int SHOWN_CHARACTERS = 200;

  private final CandidateRun candidate;
  private final CandidateRun baseline;
  private final String measure;
  private final List<Pair> pairs = new ArrayList<>();
  private long missing;
  private long changed;
  private long added;

  private record Pair(String id, double before, double after) {
    double rise() {
      return after - before;
    }
  }

  private record Texts(String input, String output) {}

  Pairing(CandidateRun candidate, CandidateRun baseline, String measure) {
    this.candidate = candidate;
    this.baseline = baseline;
    this.measure = measure;
  }

  Optional<Comparison> compare() {
    @Nullable Samples after = candidate.result().perExample().get(measure);
    @Nullable Samples before = baseline.result().perExample().get(measure);
    if (after == null || before == null) {
      return Optional.empty();
    }
    if (candidate.sameRun(baseline)) {
      pairByPosition(before, after);
    } else if (!candidate.places().isEmpty() && !baseline.places().isEmpty()) {
      pairById(before, after);
    } else {
      throw new IllegalArgumentException(
          "\"%s\" and \"%s\" are of different runs, whose examples are told by their ids only; read both from their rows"
              .formatted(candidate.result().name(), baseline.result().name()));
    }
    return pairs.isEmpty() ? Optional.empty() : Optional.of(comparison());
  }

  private void pairByPosition(Samples before, Samples after) {
    int size = Math.max(before.size(), after.size());
    for (int i = 0; i < size; i++) {
      add(Integer.toString(i), at(before, i), at(after, i));
    }
  }

  private static double at(Samples samples, int index) {
    return index < samples.size() ? samples.get(index) : Double.NaN;
  }

  private void pairById(Samples before, Samples after) {
    // In the order of the candidate's dataset, so that the same runs give the same interval.
    Map<Integer, String> order = new TreeMap<>();
    candidate.places().forEach((id, place) -> order.put(place.index(), id));
    order.forEach((index, id) -> {
      CandidateRun.@Nullable Place old = baseline.places().get(id);
      CandidateRun.Place now = Objects.requireNonNull(candidate.places().get(id));
      double score = old == null ? Double.NaN : at(before, old.index());
      if (old != null && !old.question().equals(now.question()) && !Double.isNaN(score)) {
        changed++;
        missing++;
      } else {
        add(id, score, at(after, index));
      }
    });
    baseline.places().forEach((id, place) -> {
      if (!candidate.places().containsKey(id) && !Double.isNaN(at(before, place.index()))) {
        missing++;
      }
    });
  }

  private void add(String id, double before, double after) {
    if (Double.isNaN(before)) {
      added += Double.isNaN(after) ? 0 : 1;
    } else if (Double.isNaN(after)) {
      missing++;
    } else {
      pairs.add(new Pair(id, before, after));
    }
  }

  private Comparison comparison() {
    double[] before = pairs.stream().mapToDouble(Pair::before).toArray();
    double[] after = pairs.stream().mapToDouble(Pair::after).toArray();
    boolean shares = binary(before) && binary(after);
    Estimate difference = shares
        ? Tango.of(McNemar.of(after, before))
        : Bootstrap.DEFAULT.pairedDifference(after, before);
    long higher = pairs.stream().filter(pair -> pair.rise() > 0).count();
    long lower = pairs.stream().filter(pair -> pair.rise() < 0).count();
    List<Pair> most = new ArrayList<>();
    pairs.stream()
        .filter(pair -> pair.rise() > 0)
        .sorted(Comparator.comparingDouble(Pair::rise).reversed())
        .limit(SHOWN)
        .forEach(most::add);
    pairs.stream()
        .filter(pair -> pair.rise() < 0)
        .sorted(Comparator.comparingDouble(Pair::rise))
        .limit(SHOWN)
        .forEach(most::add);
    return new Comparison(
        measure,
        Estimate.ofMean(after),
        Estimate.ofMean(before),
        difference,
        shares,
        higher,
        lower,
        pairs.size() - higher - lower,
        missing,
        changed,
        added,
        withTexts(most));
  }

  static boolean binary(double[] scores) {
    return Arrays.stream(scores).allMatch(score -> score == 0 || score == 1);
  }

  /** Texts are read again from the files, for the few examples that are shown. */
  private List<ExampleChange> withTexts(List<Pair> shown) {
    Set<String> ids = shown.stream().map(Pair::id).collect(Collectors.toSet());
    Map<String, Texts> now = texts(candidate, ids);
    Map<String, Texts> old = texts(baseline, ids);
    Texts none = new Texts("", "");
    return shown.stream()
        .map(pair -> new ExampleChange(
            pair.id(),
            pair.before(),
            pair.after(),
            now.getOrDefault(pair.id(), none).input(),
            old.getOrDefault(pair.id(), none).output(),
            now.getOrDefault(pair.id(), none).output()))
        .toList();
  }

  private static Map<String, Texts> texts(CandidateRun run, Set<String> ids) {
    Map<String, Texts> texts = new HashMap<>();
    Optional<Path> file = run.file();
    if (file.isEmpty() || ids.isEmpty()) {
      return texts;
    }
    try (Stream<ResultRow> rows = ResultRows.read(file.get())) {
      rows.filter(row -> row.candidate().equals(run.result().name()))
          .filter(row -> row.repetition() == 0 && ids.contains(row.example().id()))
          .forEach(row -> texts.put(
              row.example().id(),
              new Texts(
                  shortened(row.example().fields().values().stream().findFirst().orElse("")),
                  shortened(
                      row.response().map(GenerateResponse::text).or(row::error).orElse("")))));
    }
    return texts;
  }

  private static String shortened(String text) {
    return Words.line(text, SHOWN_CHARACTERS);
  }
}
