package io.fmops.eval.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Samples as bottom-k sketches (Cohen and Kaplan, "Summarizing Data using Bottom-k Sketches",
 * 2007): the examples with the smallest numbers drawn for their ids. A new example pushes out at
 * most one, whereas a reservoir depends on the order.
 */
final class Samples {

  /** More than any tag or label has; less than what is one for each example of a large dataset. */
  private static final int MAX_STRATA = 10_000;

  private final Dataset dataset;
  private final Draw draw;

  Samples(Dataset dataset, long seed) {
    this.dataset = dataset;
    this.draw = new Draw(Draw.Purpose.SAMPLE, seed, 0);
  }

  /** The largest of the n smallest numbers. */
  private static final class Smallest {
    private final PriorityQueue<Long> numbers = new PriorityQueue<>(Comparator.reverseOrder());
    private final long bound;

    Smallest(long bound) {
      this.bound = bound;
    }

    void add(long number) {
      if (numbers.size() < bound) {
        numbers.add(number);
      } else if (bound > 0 && number < numbers.element()) {
        numbers.remove();
        numbers.add(number);
      }
    }

    boolean has(long number) {
      return !numbers.isEmpty() && number <= numbers.element();
    }
  }

  /** Tells who is among n of all. */
  Predicate<Example> of(int n) {
    Smallest smallest = new Smallest(n);
    each(example -> smallest.add(draw.bits(example.id())));
    return example -> smallest.has(draw.bits(example.id()));
  }

  /** Tells who is among n of each stratum. */
  Predicate<Example> ofEach(int n, Function<Example, String> stratum) {
    Map<String, Smallest> strata = new LinkedHashMap<>();
    each(example -> {
      strata
          .computeIfAbsent(key(example, stratum), key -> new Smallest(n))
          .add(draw.bits(example.id()));
      bounded(strata.size());
    });
    return within(strata, stratum);
  }

  /** Tells who is among n of all, of each stratum its share. */
  Predicate<Example> proportional(int n, Function<Example, String> stratum) {
    Map<String, Long> counts = new LinkedHashMap<>();
    each(example -> {
      counts.merge(key(example, stratum), 1L, Long::sum);
      bounded(counts.size());
    });
    Map<String, Smallest> strata = new LinkedHashMap<>();
    quotas(counts, n).forEach((key, quota) -> strata.put(key, new Smallest(quota)));
    each(example -> {
      Smallest smallest = strata.get(key(example, stratum));
      if (smallest != null) {
        smallest.add(draw.bits(example.id()));
      }
    });
    return within(strata, stratum);
  }

  private Predicate<Example> within(
      Map<String, Smallest> strata, Function<Example, String> stratum) {
    return example -> {
      Smallest smallest = strata.get(key(example, stratum));
      return smallest != null && smallest.has(draw.bits(example.id()));
    };
  }

  /**
   * Shares n out in proportion, by the largest remainders (Hamilton's method); of equal remainders
   * the larger stratum's goes first, then the earlier one's.
   */
  static Map<String, Long> quotas(Map<String, Long> counts, int n) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    if (n >= total) {
      return counts;
    }
    Map<String, Long> quotas = new LinkedHashMap<>();
    List<Map.Entry<String, Long>> byRemainder = new ArrayList<>(counts.entrySet());
    long left = n;
    for (Map.Entry<String, Long> stratum : counts.entrySet()) {
      long whole = Math.multiplyExact(n, stratum.getValue()) / total;
      quotas.put(stratum.getKey(), whole);
      left -= whole;
    }
    byRemainder.sort(Comparator.<Map.Entry<String, Long>>comparingLong(
            stratum -> Math.multiplyExact(n, stratum.getValue()) % total)
        .thenComparingLong(Map.Entry::getValue)
        .reversed());
    for (int i = 0; i < left; i++) {
      quotas.merge(byRemainder.get(i).getKey(), 1L, Long::sum);
    }
    return quotas;
  }

  private void each(java.util.function.Consumer<Example> action) {
    try (Stream<Example> examples = dataset.examples()) {
      examples.forEachOrdered(action);
    }
  }

  private String key(Example example, Function<Example, String> stratum) {
    String key = stratum.apply(example);
    if (key == null) {
      throw new DatasetException(
          "%s: example %s has no stratum, but null; give those without one a name of their own"
              .formatted(dataset.name(), Place.quote(example.id())));
    }
    return key;
  }

  private void bounded(int strata) {
    if (strata > MAX_STRATA) {
      throw new DatasetException(
          "%s has more than %,d strata; take a tag or a label that many examples share"
              .formatted(dataset.name(), MAX_STRATA));
    }
  }
}
