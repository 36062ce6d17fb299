package io.fmops.eval.dataset;

import java.util.List;
import java.util.stream.Stream;

/**
 * Examples that can be read again and again from their beginning. Implementations are immutable and
 * thread-safe.
 */
public interface Dataset {

  /**
   * The dataset's name in reports.
   *
   * @return a short name
   */
  String name();

  /**
   * Reads the examples in their order, without holding more than a few in memory.
   *
   * @return the examples; close the stream
   * @throws DatasetException here or while reading, at the first thing that is wrong
   */
  Stream<Example> examples();

  /**
   * A dataset in memory.
   *
   * @param name its name in reports
   * @param examples at least one example, ids unique
   * @return the dataset
   * @throws DatasetException if there is no example or an id comes twice
   */
  static Dataset of(String name, List<Example> examples) {
    return new InMemoryDataset(name, examples);
  }
}
