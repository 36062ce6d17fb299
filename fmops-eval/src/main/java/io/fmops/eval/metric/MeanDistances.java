package io.fmops.eval.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums up how far scores lie from others, name by name. Not thread-safe. */
final class MeanDistances {

  private final Map<String, Double> sums = new LinkedHashMap<>();
  private final Map<String, String> unknown = new LinkedHashMap<>();
  private int count;

  /** Adds the distances of scores from others of the same names. */
  void add(List<Score> from, List<Score> scores) {
    Map<String, Score> byName = new LinkedHashMap<>();
    scores.forEach(score -> byName.put(score.name(), score));
    count++;
    for (Score score : from) {
      Score other = byName.getOrDefault(
          score.name(), new Score.Unscored(score.name(), "the changed answer has no such score"));
      Optional<Double> a = ScoreNumbers.of(score);
      Optional<Double> b = ScoreNumbers.of(other);
      if (a.isPresent() && b.isPresent()) {
        sums.merge(score.name(), Math.abs(a.get() - b.get()), Double::sum);
      } else {
        unknown.putIfAbsent(score.name(), ScoreNumbers.reason(a.isPresent() ? other : score));
      }
    }
  }

  /** Adds the distances of likenesses from 1, which is the same. */
  void addToOne(List<Score> scores) {
    List<Score> ones = new ArrayList<>();
    for (Score score : scores) {
      ones.add(new Score.Value(score.name(), 1));
    }
    add(ones, scores);
  }

  /** The means as scores, less those of a base but not below 0. */
  List<Score> scores(String prefix, String suffix, MeanDistances base) {
    Map<String, String> reasons = new LinkedHashMap<>(base.unknown);
    reasons.putAll(unknown);
    List<Score> scores = new ArrayList<>();
    sums.forEach((name, sum) -> {
      if (!reasons.containsKey(name)) {
        double less = base.count == 0 ? 0 : base.sums.getOrDefault(name, 0.0) / base.count;
        double mean = sum / count;
        scores.add(new Score.Value(
            prefix + name + suffix, base.count == 0 ? mean : Math.max(0, mean - less)));
      }
    });
    reasons.forEach(
        (name, reason) -> scores.add(new Score.Unscored(prefix + name + suffix, reason)));
    return List.copyOf(scores);
  }
}
