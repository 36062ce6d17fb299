package io.fmops.prompt.internal;

import io.fmops.text.NearestName;
import java.util.Collection;
import java.util.Optional;

/** Names in error messages. Stateless. */
public final class Names {

  /** The most characters of a name that are shown. */
  private static final int SHOWN = 60;

  private Names() {}

  /**
   * A name in quotation marks, shortened, with control characters and halves of characters escaped.
   *
   * @param name any text
   * @return what to show
   */
  public static String quote(String name) {
    StringBuilder shown = new StringBuilder("\"");
    int count = 0;
    for (int i = 0; i < name.length(); ) {
      if (count++ == SHOWN) {
        shown.append("...");
        break;
      }
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE,
            Character.UNASSIGNED -> shown.append("\\u%04X".formatted(c));
        default -> shown.appendCodePoint(c);
      }
    }
    return shown.append('"').toString();
  }

  /**
   * A hint at the name that was probably meant.
   *
   * @param wanted the name that there is not
   * @param names those that there are
   * @return a half sentence that begins with a semicolon; empty if none is near and there is none
   *     to list
   */
  public static String didYouMean(String wanted, Collection<String> names) {
    Optional<String> nearest = NearestName.of(wanted, names);
    if (nearest.isPresent()) {
      return "; did you mean " + quote(nearest.get()) + "?";
    }
    return names.isEmpty() || names.size() > 12 ? "" : "; there are " + String.join(", ", names);
  }
}
