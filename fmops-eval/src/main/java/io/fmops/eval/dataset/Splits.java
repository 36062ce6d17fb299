package io.fmops.eval.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Parts of a dataset that have no example in common. */
final class Splits {

  private Splits() {}

  static List<Dataset> of(
      Dataset dataset, long seed, Function<Example, String> group, double... shares) {
    Objects.requireNonNull(group, "group");
    double[] ends = ends(shares);
    // A part that is split again under the same seed must not be cut where it was cut before.
    int depth = DatasetView.splits(dataset);
    Draw draw = new Draw(Draw.Purpose.SPLIT, seed, depth);
    List<Dataset> parts = new ArrayList<>();
    for (int i = 0; i < ends.length; i++) {
      int part = i;
      parts.add(new DatasetView(
          "%s[part %d of %d, seed %d]".formatted(dataset.name(), part + 1, ends.length, seed),
          dataset,
          examples -> examples.filter(
              example -> part(ends, draw.unit(key(dataset, example, group))) == part),
          depth + 1));
    }
    return List.copyOf(parts);
  }

  private static double[] ends(double... shares) {
    if (shares.length == 0) {
      throw new IllegalArgumentException("no shares; say how large the parts are");
    }
    double[] ends = shares.clone();
    for (int i = 0; i < ends.length; i++) {
      if (!(ends[i] > 0 && Double.isFinite(ends[i]))) {
        throw new IllegalArgumentException(
            "the shares are %s; each must be above 0".formatted(Arrays.toString(shares)));
      }
      ends[i] += i == 0 ? 0 : ends[i - 1];
    }
    double sum = ends[ends.length - 1];
    for (int i = 0; i < ends.length; i++) {
      ends[i] /= sum;
    }
    return ends;
  }

  private static int part(double[] ends, double drawn) {
    int part = 0;
    while (part < ends.length - 1 && drawn >= ends[part]) {
      part++;
    }
    return part;
  }

  private static String key(Dataset dataset, Example example, Function<Example, String> group) {
    String key = group.apply(example);
    if (key == null) {
      throw new DatasetException(
          "%s: example %s has no group, but null; give those without one a name of their own"
              .formatted(dataset.name(), Place.quote(example.id())));
    }
    return key;
  }
}
