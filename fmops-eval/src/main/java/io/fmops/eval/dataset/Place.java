package io.fmops.eval.dataset;

import io.fmops.text.NearestName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Where in a file something is wrong, and how it is put into one line. What comes from the file is
 * shown shortened and without control characters, so a hostile file cannot forge log lines.
 */
record Place(Path file, String unit, long line) {

  static final String LINE = "line";
  static final String ROW = "row";

  private static final int SHOWN_CHARACTERS = 60;
  private static final int SHOWN_NAMES = 20;

  static Place of(Path file) {
    return new Place(file, LINE, 0);
  }

  Place at(long number) {
    return new Place(file, unit, number);
  }

  /** The same file, counted in another unit than lines. */
  Place in(String other) {
    return new Place(file, other, line);
  }

  DatasetException problem(String what) {
    return new DatasetException(where() + what);
  }

  DatasetException problem(String what, Throwable cause) {
    return new DatasetException(where() + what, cause);
  }

  private String where() {
    String name = clean(file.toString(), 1_000);
    return line > 0 ? "%s %s %d: ".formatted(name, unit, line) : name + ": ";
  }

  static String quote(String text) {
    return '"' + clean(text, SHOWN_CHARACTERS) + '"';
  }

  static String quote(Collection<String> names) {
    return names.stream().limit(SHOWN_NAMES).map(Place::quote).collect(Collectors.joining(", "))
        + (names.size() > SHOWN_NAMES ? " and %d more".formatted(names.size() - SHOWN_NAMES) : "");
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

  /** A hint at the name that was probably meant, or an empty text. */
  static String didYouMean(String wanted, Collection<String> names) {
    return NearestName.of(wanted, names)
        .map(name -> "; did you mean " + quote(name) + "?")
        .orElse("");
  }
}
