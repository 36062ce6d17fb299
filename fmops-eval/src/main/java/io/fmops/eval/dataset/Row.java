package io.fmops.eval.dataset;

import java.io.Closeable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a line of a file holds, by name; a value is null where the file says so. */
record Row(long line, Map<String, @Nullable String> values) {

  /** The rows of a file, whatever its format. */
  interface Source extends Closeable {

    /** The next row, or null at the end. */
    @Nullable
    Row next();

    /** Why there is no row at all. */
    String whyEmpty();

    @Override
    void close();
  }
}
