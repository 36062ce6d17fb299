package io.fmops.eval.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Examples that can be read again and again from their beginning. Implementations are immutable and
 * thread-safe.
 *
 * <p>Views such as {@link #sample} and {@link #split} are datasets, too. They hold no examples but
 * read them anew each time, keep their order, and follow from the seed and the examples' ids alone:
 * on every machine, and whatever other examples the dataset has. So take ids from a field; those
 * that are named after their lines are drawn anew when a line is put in above them.
 *
 * <pre>{@code
 * List<Dataset> parts = reviews.split(7, 0.8, 0.2);
 * Dataset japanese = parts.get(1).withTag("language", "ja").sample(200, 7);
 * }</pre>
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
   * Whether a file is one that the examples are read from, under whatever name.
   *
   * @param file any file; need not be there
   * @return whether writing it would write over the dataset
   * @throws UncheckedIOException if it cannot be looked at
   */
  default boolean isReadFrom(Path file) {
    try {
      for (Path source : sources()) {
        if (Files.exists(file) && Files.exists(source) && Files.isSameFile(file, source)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be looked at", e);
    }
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
   * The version of the content: a SHA-256 over the examples in their order, with ids, fields,
   * references, tags and assertions. It is the same whatever format the examples come from and in
   * whichever order a line has its fields; values count to the letter, as that is how they go into
   * prompts. Reads everything once.
   *
   * @return 64 hexadecimal digits
   * @throws DatasetException at the first thing that is wrong
   */
  default String version() {
    return ContentHash.of(this);
  }

  /**
   * The examples that a condition holds for.
   *
   * @param what the condition in short, for the view's name
   * @param condition tells whether an example belongs to the view; thread-safe
   * @return a view, empty if the condition never holds
   */
  default Dataset filter(String what, Predicate<Example> condition) {
    Objects.requireNonNull(condition, "condition");
    return new DatasetView(
        "%s[%s]".formatted(name(), what), this, examples -> examples.filter(condition));
  }

  /**
   * A slice: the examples that have a tag with a value.
   *
   * @param tag the tag's name
   * @param value its value
   * @return a view, empty if no example has it
   */
  default Dataset withTag(String tag, String value) {
    return filter(
        tag + "=" + value, example -> example.tag(tag).filter(value::equals).isPresent());
  }

  /**
   * The first examples.
   *
   * @param n how many, 1 or more; all of them if there are fewer
   * @return a view
   * @throws IllegalArgumentException if it is less than 1
   */
  default Dataset first(int n) {
    return new DatasetView(
        "%s[first %d]".formatted(name(), positive(n)), this, examples -> examples.limit(n));
  }

  /**
   * Some examples at random, all of them equally likely. A new example in the dataset replaces at
   * most one of the sample. A smaller sample with the same seed is a part of a larger one. The
   * dataset is read twice; memory grows with the sample by one number an example.
   *
   * @param n how many, 1 or more; all of them if there are fewer
   * @param seed chooses the sample
   * @return a view
   * @throws IllegalArgumentException if the number is less than 1
   */
  default Dataset sample(int n, long seed) {
    return new DatasetView(
        "%s[sample of %d, seed %d]".formatted(name(), positive(n), seed),
        this,
        examples -> examples.filter(new Samples(this, seed).of(n)));
  }

  /**
   * The same examples in random order, which follows from the seed and the ids alone. They are held
   * in memory while they are read, so sample first where there are many.
   *
   * @param seed chooses the order
   * @return a view
   */
  default Dataset shuffled(long seed) {
    return new DatasetView("%s[shuffled, seed %d]".formatted(name(), seed), this, examples -> {
      Draw draw = new Draw(Draw.Purpose.ORDER, seed, 0);
      return examples.sorted(Comparator.comparingLong(example -> draw.bits(example.id())));
    });
  }

  /**
   * Some examples at random, with as large a share of each stratum as in the whole. Numbers that
   * are not whole are rounded by the largest remainders, so that a rare stratum may have none;
   * {@link #sampleOfEach} gives it some. The dataset is read three times.
   *
   * @param n how many in all, 1 or more; all of them if there are fewer
   * @param seed chooses the sample
   * @param stratum what an example belongs to, such as a tag or its label; thread-safe, not null
   * @return a view
   * @throws IllegalArgumentException if the number is less than 1
   */
  default Dataset stratifiedSample(int n, long seed, Function<Example, String> stratum) {
    Objects.requireNonNull(stratum, "stratum");
    return new DatasetView(
        "%s[stratified sample of %d, seed %d]".formatted(name(), positive(n), seed),
        this,
        examples -> examples.filter(new Samples(this, seed).proportional(n, stratum)));
  }

  /**
   * As many examples of each stratum, at random. The dataset is read twice.
   *
   * @param n how many of each, 1 or more; all of a stratum that has fewer
   * @param seed chooses the sample
   * @param stratum what an example belongs to, such as a tag or its label; thread-safe, not null
   * @return a view
   * @throws IllegalArgumentException if the number is less than 1
   */
  default Dataset sampleOfEach(int n, long seed, Function<Example, String> stratum) {
    Objects.requireNonNull(stratum, "stratum");
    return new DatasetView(
        "%s[sample of %d of each, seed %d]".formatted(name(), positive(n), seed),
        this,
        examples -> examples.filter(new Samples(this, seed).ofEach(n, stratum)));
  }

  /**
   * Splits the examples at random into parts that have none in common, such as a larger one to
   * write prompts by and a smaller one to test them. An example stays in its part whatever is added
   * to the dataset, so the parts have their shares nearly, not exactly.
   *
   * @param seed chooses the split
   * @param shares how large the parts are to each other, at least one, each above 0
   * @return as many views
   * @throws IllegalArgumentException if there is no share, or one is not above 0
   */
  default List<Dataset> split(long seed, double... shares) {
    return split(seed, Example::id, shares);
  }

  /**
   * Splits the examples at random, those of one group into the same part: several questions about
   * one text, for example, so that no part knows the texts of another.
   *
   * @param seed chooses the split
   * @param group what an example belongs to, such as a tag that tells its source; thread-safe, not
   *     null
   * @param shares how large the parts are to each other, at least one, each above 0
   * @return as many views
   * @throws IllegalArgumentException if there is no share, or one is not above 0
   */
  default List<Dataset> split(long seed, Function<Example, String> group, double... shares) {
    return Splits.of(this, seed, group, shares);
  }

  /**
   * The same dataset under another name.
   *
   * @param name the name in reports
   * @return a view
   */
  default Dataset withName(String name) {
    return new DatasetView(name, this, examples -> examples);
  }

  /**
   * The same examples under longer ids, so that they can be told from those of another dataset.
   *
   * @param prefix what is put before each id, such as {@code ja/}
   * @return a view
   */
  default Dataset withIdPrefix(String prefix) {
    Objects.requireNonNull(prefix, "prefix");
    return new DatasetView(
        name(),
        this,
        examples -> examples.map(e ->
            new Example(prefix + e.id(), e.fields(), e.references(), e.tags(), e.assertions())));
  }

  /**
   * One dataset after the other. An id that two of them have is an error when it is read; see
   * {@link #withIdPrefix}. Memory grows by 32 to 64 bytes an example, which is how it is found.
   *
   * @param name the name in reports
   * @param parts at least one dataset
   * @return a view of all of them
   * @throws IllegalArgumentException if there is none
   */
  static Dataset concat(String name, Dataset... parts) {
    return new ConcatDataset(name, List.of(parts));
  }

  private static int positive(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("%d examples; take at least 1".formatted(n));
    }
    return n;
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
   * A dataset in a Parquet file on disk, with flat or nested columns, packed with ZSTD, SNAPPY,
   * GZIP, LZ4_RAW or not at all. Texts are as they stand, numbers and booleans as JSON writes them,
   * lists, maps and groups as JSON; dates and times as ISO 8601. Without an id, examples are named
   * after their rows: {@code row-12}. One row group is in memory at a time. Otherwise as
   * {@link #jsonl}.
   *
   * <p>Takes {@code org.apache.parquet:parquet-hadoop} and
   * {@code org.apache.hadoop:hadoop-client-api} on the class path, which this library does not
   * bring.
   *
   * @param file the file
   * @param fields what its columns mean
   * @return the dataset
   */
  static Dataset parquet(Path file, Fields fields) {
    return new FileDataset(file, fields, ParquetFiles::open);
  }

  /**
   * A dataset of JSON objects that come from elsewhere, such as a query; one text an object, read
   * as a line of {@link #jsonl} is. Without an id, examples are named after their rows:
   * {@code row-12}.
   *
   * @param name the name in reports and errors
   * @param fields what the objects' fields mean
   * @param objects opens a stream of the same objects in the same order each time; it is closed
   * @return the dataset
   */
  static Dataset json(String name, Fields fields, Supplier<Stream<String>> objects) {
    return new JsonObjects(name, fields, objects);
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
