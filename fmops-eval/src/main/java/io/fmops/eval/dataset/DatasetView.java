package io.fmops.eval.dataset;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Some of another dataset's examples. Nothing is held: each reading reads the other one anew.
 *
 * @param shape makes the view's examples; called anew for each reading
 * @param splits how many splits the examples have been through
 */
record DatasetView(String name, Dataset of, UnaryOperator<Stream<Example>> shape, int splits)
    implements Dataset {

  DatasetView {
    Objects.requireNonNull(name, "name");
  }

  /** A view that no split has made. */
  DatasetView(String name, Dataset of, UnaryOperator<Stream<Example>> shape) {
    this(name, of, shape, splits(of));
  }

  static int splits(Dataset dataset) {
    if (dataset instanceof DatasetView view) {
      return view.splits;
    }
    return dataset instanceof ConcatDataset several
        ? several.parts().stream().mapToInt(DatasetView::splits).max().orElse(0)
        : 0;
  }

  @Override
  public Stream<Example> examples() {
    Stream<Example> all = of.examples();
    try {
      return shape.apply(all);
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  @Override
  public Set<Path> sources() {
    return of.sources();
  }
}
