package io.fmops.eval.assertion;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts with commas between them, as promptfoo reads them: white space around a text does not
 * count, nothing between commas is no text, and one in double quotes may have commas in it, with
 * quotes doubled or after a backslash. Stateless.
 */
final class CommaSeparated {

  private CommaSeparated() {}

  /** The texts; a quote that is never closed ends at the end. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == ',' || Character.isWhitespace(c)) {
        i++;
      } else if (c == '"') {
        i = quoted(text, i + 1, parts);
      } else {
        int comma = text.indexOf(',', i);
        int end = comma < 0 ? text.length() : comma;
        parts.add(text.substring(i, end).strip());
        i = end;
      }
    }
    return parts;
  }

  private static int quoted(String text, int begin, List<String> parts) {
    StringBuilder part = new StringBuilder();
    int i = begin;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      boolean escape = (c == '\\' && (next == '"' || next == '\\')) || (c == '"' && next == '"');
      if (escape) {
        part.append(next);
        i++;
      } else if (c == '"') {
        break;
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return i + 1;
  }
}
