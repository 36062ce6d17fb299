package io.fmops.eval.dataset;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Examples in a file, read anew by every stream. */
record FileDataset(Path file, Fields fields, BiFunction<Path, Fields, Row.Source> format)
    implements Dataset {

  FileDataset {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(fields, "fields");
  }

  @Override
  public String name() {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  @Override
  public Set<Path> sources() {
    return Set.of(file);
  }

  @Override
  public Stream<Example> examples() {
    return stream(new ExampleReader(Place.of(file), fields, format.apply(file, fields)));
  }

  /** What a reader reads; closing the stream closes it. */
  static Stream<Example> stream(ExampleReader reader) {
    return StreamSupport.stream(new Examples(reader), false).onClose(reader::close);
  }

  private static final class Examples extends Spliterators.AbstractSpliterator<Example> {

    private final ExampleReader reader;
    private boolean ended;

    Examples(ExampleReader reader) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
      this.reader = reader;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Example> action) {
      if (ended) {
        return false;
      }
      // Whoever forgets to close the stream still leaves no file open when it was read to its end
      // or to its first error.
      ended = true;
      Example example;
      try {
        example = reader.next();
      } catch (DatasetException e) {
        reader.close();
        throw e;
      }
      if (example == null) {
        reader.close();
        return false;
      }
      ended = false;
      action.accept(example);
      return true;
    }
  }
}
