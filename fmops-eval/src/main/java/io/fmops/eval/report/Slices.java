package io.fmops.eval.report;

import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which examples have which tag, told row by row. Memory is a bit for each example and tag; a tag
 * with a value of its own for many examples, such as a source's id, makes no slices and is dropped.
 */
final class Slices {

  /** A tag with more values than that cuts the run in pieces too small to say anything. */
  static final int MOST_VALUES = 50;

  /** That many tags are looked at, the first ones. */
  static final int MOST_TAGS = 20;

  /** Fewer examples than that make an interval that hides nearly everything. */
  static final int FEW = 30;

  /** From here on the bootstrap gives the normal interval and takes its time for it. */
  private static final int MANY = 1_000;

  private final Map<String, Map<String, BitSet>> values = new LinkedHashMap<>();
  private final TreeSet<String> unsuitable = new TreeSet<>();
  private final long examples;
  private boolean more;

  /** The examples with one value of a tag. */
  record Slice(String tag, String value, BitSet examples) {
    int size() {
      return examples.cardinality();
    }
  }

  /**
   * No slices yet.
   *
   * @param examples how many examples the run has; a row that is of none of them is passed over
   */
  Slices(long examples) {
    this.examples = examples;
  }

  /** Takes an example's tags; taking them again for another row of it changes nothing. */
  void add(int example, Map<String, String> tags) {
    if (example < 0 || example >= examples) {
      return;
    }
    tags.forEach((tag, value) -> {
      if (unsuitable.contains(tag)) {
        return;
      }
      if (!values.containsKey(tag) && values.size() + unsuitable.size() >= MOST_TAGS) {
        more = true;
        return;
      }
      Map<String, BitSet> slices = values.computeIfAbsent(tag, name -> new LinkedHashMap<>());
      slices.computeIfAbsent(value, name -> new BitSet()).set(example);
      if (slices.size() > MOST_VALUES) {
        values.remove(tag);
        unsuitable.add(tag);
      }
    });
  }

  /** All slices, those of a tag together, the largest first; a tag with one value makes none. */
  List<Slice> all() {
    List<Slice> all = new ArrayList<>();
    values.forEach((tag, slices) -> {
      if (slices.size() > 1) {
        slices.entrySet().stream()
            .map(slice -> new Slice(tag, slice.getKey(), slice.getValue()))
            .sorted(Comparator.comparingInt(Slice::size).reversed().thenComparing(Slice::value))
            .forEach(all::add);
      }
    });
    return all;
  }

  /** Says which tags make no slices; empty if all do. */
  String leftOut() {
    List<String> parts = new ArrayList<>();
    if (!unsuitable.isEmpty()) {
      parts.add("Tags with more than %d values make no slices: %s."
          .formatted(MOST_VALUES, String.join(", ", unsuitable)));
    }
    if (more) {
      parts.add("Of more than %d tags the first ones are looked at.".formatted(MOST_TAGS));
    }
    return String.join(" ", parts);
  }

  /** The mean of the scores that a slice's examples have. */
  static Optional<Estimate> mean(Slice slice, @Nullable Samples scores) {
    if (scores == null) {
      return Optional.empty();
    }
    double[] present = slice.examples().stream()
        .filter(example -> example < scores.size())
        .mapToDouble(scores::get)
        .filter(score -> !Double.isNaN(score))
        .toArray();
    if (present.length == 0) {
      return Optional.empty();
    }
    boolean shares = Arrays.stream(present).allMatch(score -> score == 0 || score == 1);
    return Optional.of(
        shares || present.length <= MANY ? Estimate.ofMean(present) : normal(present));
  }

  private static Estimate normal(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double reach = 1.96 * Math.sqrt(squares / (values.length - 1) / values.length);
    return new Estimate(mean, mean - reach, mean + reach, values.length);
  }
}
