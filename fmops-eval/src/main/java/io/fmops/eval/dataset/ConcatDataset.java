package io.fmops.eval.dataset;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** One dataset after the other. */
record ConcatDataset(String name, List<Dataset> parts) implements Dataset {

  ConcatDataset {
    Objects.requireNonNull(name, "name");
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(name + " is made of no datasets; it needs at least one");
    }
  }

  @Override
  public Stream<Example> examples() {
    // Not flatMap, which holds a whole part in memory when it is read through an iterator.
    Examples examples = new Examples();
    return StreamSupport.stream(examples, false).onClose(examples::close);
  }

  @Override
  public Set<Path> sources() {
    return parts.stream()
        .map(Dataset::sources)
        .flatMap(Collection::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  private final class Examples extends Spliterators.AbstractSpliterator<Example> {

    private final Deque<Dataset> left = new ArrayDeque<>(parts);
    private final SeenIds seen = new SeenIds();

    /** How many examples there were when each part began. */
    private final List<Long> begins = new ArrayList<>();

    private long count;
    private @Nullable Stream<Example> stream;
    private Iterator<Example> examples = List.<Example>of().iterator();

    Examples() {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Example> action) {
      while (!examples.hasNext()) {
        close();
        Dataset next = left.poll();
        if (next == null) {
          return false;
        }
        begins.add(count);
        stream = next.examples();
        examples = stream.iterator();
      }
      Example example = examples.next();
      count++;
      long before = seen.add(example.id(), count);
      if (before != 0) {
        int first = 0;
        while (first + 1 < begins.size() && begins.get(first + 1) < before) {
          first++;
        }
        throw new DatasetException(
            "%s: %s and %s both have the id %s; ids must be unique, give them a prefix"
                .formatted(
                    name,
                    parts.get(first).name(),
                    parts.get(begins.size() - 1).name(),
                    Place.quote(example.id())));
      }
      action.accept(example);
      return true;
    }

    void close() {
      if (stream != null) {
        stream.close();
        stream = null;
        examples = List.<Example>of().iterator();
      }
    }
  }
}
