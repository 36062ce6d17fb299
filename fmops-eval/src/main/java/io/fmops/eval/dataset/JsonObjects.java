package io.fmops.eval.dataset;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Examples in JSON objects that come from somewhere else than a file of this library. */
record JsonObjects(String name, Fields fields, Supplier<Stream<String>> source) implements Dataset {

  JsonObjects {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fields, "fields");
    Objects.requireNonNull(source, "source");
  }

  @Override
  public Stream<Example> examples() {
    Place place = Place.of(Path.of(name));
    return FileDataset.stream(new ExampleReader(place, fields, new Rows(place, source.get())));
  }

  private final class Rows implements Row.Source {

    private final Place place;
    private final Stream<String> stream;
    private final Iterator<String> objects;
    private long number;

    Rows(Place place, Stream<String> stream) {
      this.place = place.in(unit());
      this.stream = stream;
      this.objects = stream.iterator();
    }

    @Override
    public @Nullable Row next() {
      if (!objects.hasNext()) {
        return null;
      }
      Place here = place.at(++number);
      String object = objects.next();
      return JsonlRows.row(JsonlRows.values(JsonlRows.object(object, here), fields), here);
    }

    @Override
    public String unit() {
      return Place.ROW;
    }

    @Override
    public String whyEmpty() {
      return "there are no rows; a dataset needs at least one";
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
