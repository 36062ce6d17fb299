package io.fmops.eval.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
   * The files that the examples are read from, so that nobody writes over them.
   *
   * @return the files; empty if there are none
   */
  default Set<Path> sources() {
    return Set.of();
  }

  /**
   * Reads all examples once, so that whatever is wrong with the dataset is known before a run
   * spends money on it.
   *
   * @return how many examples there are, at least 1
   * @throws DatasetException at the first thing that is wrong
   */
  default long check() {
    try (Stream<Example> examples = examples()) {
      // Not count(), which may know the number without looking at the examples.
      long count = examples.mapToLong(example -> 1).sum();
      if (count == 0) {
        throw new DatasetException(name() + " has no examples; a dataset needs at least one");
      }
      return count;
    }
  }

  /**
   * A dataset in a JSON Lines file: UTF-8, one JSON object a line. Values that are no text become
   * their JSON text; a null in a field that is not required counts as absent. Blank lines, a byte
   * order mark and Windows line ends are tolerated; a key that comes twice in an object, a line
   * over 16 MiB and bytes that are no UTF-8 are not. The dataset's name is the file's.
   *
   * <p>The file is read as a stream with one line in memory, plus 32 to 64 bytes for each id, which
   * is how an id that comes twice is found. Nothing is read before {@link #examples} or
   * {@link #check}.
   *
   * @param file the file
   * @param fields what its fields mean
   * @return the dataset
   */
  static Dataset jsonl(Path file, Fields fields) {
    return new FileDataset(file, fields, JsonlRows::new);
  }

  /**
   * A dataset in a CSV file: UTF-8, separated by commas, with the names of the columns in the first
   * line, values quoted as in RFC 4180. Every line has as many columns as the header. An example
   * that spans lines has the number of its first one. Otherwise as {@link #jsonl}.
   *
   * @param file the file
   * @param fields what its columns mean
   * @return the dataset
   * @throws IllegalArgumentException if a field is {@linkplain Fields#at inside of} another one
   */
  static Dataset csv(Path file, Fields fields) {
    if (!fields.pointers().isEmpty()) {
      throw new IllegalArgumentException(
          "JSON Pointers lead into nested values, which CSV has none of; name columns, or use JSON"
              + " Lines");
    }
    return new FileDataset(file, fields, CsvRows::new);
  }

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
