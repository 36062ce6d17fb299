package io.fmops.eval.catalog;

import io.fmops.eval.dataset.DatasetException;
import io.fmops.text.NearestName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Where something stands in a file, and how a problem with it is put into one line.
 *
 * @param line counted from 1; 0 for the file as a whole
 */
record Origin(Path file, int line) {

  private static final int SHOWN_CHARACTERS = 80;
  private static final int SHOWN_NAMES = 25;

  static Origin of(Path file) {
    return new Origin(file, 0);
  }

  DatasetException problem(String what) {
    return new DatasetException(where() + ": " + what);
  }

  DatasetException problem(String what, Throwable cause) {
    return new DatasetException(where() + ": " + what, cause);
  }

  String where() {
    return clean(file.toString(), 1_000) + (line > 0 ? " line " + line : "");
  }

  static String quote(String text) {
    return '"' + clean(text, SHOWN_CHARACTERS) + '"';
  }

  static String quote(Collection<String> names) {
    return names.stream().limit(SHOWN_NAMES).map(Origin::quote).collect(Collectors.joining(", "))
        + (names.size() > SHOWN_NAMES ? " and %d more".formatted(names.size() - SHOWN_NAMES) : "");
  }

  /** A hint at the name that was probably meant, or an empty text. */
  static String didYouMean(String wanted, Collection<String> names) {
    return NearestName.of(wanted, names)
        .map(name -> "; did you mean " + quote(name) + "?")
        .orElse("");
  }

  /** Keeps a text on one line and short. */
  static String clean(String text, int limit) {
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (int i = 0; i < text.length(); ) {
      if (count++ == limit) {
        return shown.append("...").toString();
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE -> shown.append("\\u%04X".formatted(c));
        default -> shown.appendCodePoint(c);
      }
    }
    return shown.toString();
  }
}
