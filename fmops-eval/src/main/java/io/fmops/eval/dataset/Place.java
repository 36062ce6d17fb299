package io.fmops.eval.dataset;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where in a file something is wrong, and how it is put into one line. What comes from the file is
 * shown shortened and without control characters, so a hostile file cannot forge log lines.
 */
record Place(Path file, long line) {

  private static final int SHOWN_CHARACTERS = 60;
  private static final int SHOWN_NAMES = 20;

  static Place of(Path file) {
    return new Place(file, 0);
  }

  Place at(long number) {
    return new Place(file, number);
  }

  DatasetException problem(String what) {
    return new DatasetException(where() + what);
  }

  DatasetException problem(String what, Throwable cause) {
    return new DatasetException(where() + what, cause);
  }

  private String where() {
    String name = clean(file.toString(), 1_000);
    return line > 0 ? "%s line %d: ".formatted(name, line) : name + ": ";
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
    @Nullable String nearest = null;
    int best = Math.max(1, wanted.length() / 3) + 1;
    for (String name : names) {
      // A distance is never less than the difference in length, which is cheap to know.
      if (Math.abs(name.length() - wanted.length()) < best) {
        int distance = distance(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          nearest = name;
        }
      }
    }
    return nearest == null ? "" : "; did you mean " + quote(nearest) + "?";
  }

  /** The edit distance of Levenshtein, with one row of its table in memory. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
