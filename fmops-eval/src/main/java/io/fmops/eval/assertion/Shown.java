package io.fmops.eval.assertion;

import java.util.List;
import java.util.stream.Collectors;

/** Texts as they stand in reasons: short, and on one line. Stateless. */
final class Shown {

  private static final int MAX_CHARACTERS = 80;
  private static final int MAX_TEXTS = 10;

  private Shown() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (int i = 0; i < text.length(); ) {
      if (count++ == MAX_CHARACTERS) {
        return shown.append("...").toString();
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
    }
    return shown.toString();
  }

  static String of(List<String> texts) {
    return texts.stream()
            .limit(MAX_TEXTS)
            .map(text -> '"' + of(text) + '"')
            .collect(Collectors.joining(", "))
        + (texts.size() > MAX_TEXTS ? " and %d more".formatted(texts.size() - MAX_TEXTS) : "");
  }
}
