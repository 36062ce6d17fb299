package io.fmops.eval.dataset;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Examples in a list. */
record InMemoryDataset(String name, List<Example> list) implements Dataset {

  InMemoryDataset {
    list = List.copyOf(list);
    if (list.isEmpty()) {
      throw new DatasetException(name + " has no examples; a dataset needs at least one");
    }
    Set<String> ids = new HashSet<>();
    for (Example example : list) {
      if (!ids.add(example.id())) {
        throw new DatasetException("%s has two examples with the id \"%s\"; ids must be unique"
            .formatted(name, example.id()));
      }
    }
  }

  @Override
  public Stream<Example> examples() {
    return list.stream();
  }
}
