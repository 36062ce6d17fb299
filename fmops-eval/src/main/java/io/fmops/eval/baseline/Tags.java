package io.fmops.eval.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tagged parts of a text. Not XML: the data between two tags may hold anything.
 *
 * <p>A part begins at {@code <name>} and ends at the last {@code </name>} that comes before the
 * next {@code <name>}, counted from its first {@code </name>} on. So a part that holds its own
 * closing tag, or a whole part of the same name, stays in one piece, and two parts in a row stay
 * two. Tags within a part are data. A tag without its partner is text.
 *
 * <p>Reads in time linear in the text. Immutable.
 */
final class Tags {

  /** A longer tag is not one of ours, and a look ahead must not cost more than a constant. */
  private static final int LONGEST_TAG = 512;

  /** A part: its tag's name, the label in the tag if there is one, and what stands between. */
  record Part(String name, Optional<String> label, String body) {}

  private record Tag(
      String name,
      boolean closing,
      int start,
      int end,
      @Nullable String label) {}

  private final List<Part> parts;
  private final String rest;

  private Tags(List<Part> parts, String rest) {
    this.parts = parts;
    this.rest = rest;
  }

  /**
   * Reads a text.
   *
   * @param text any text
   * @param names the names of the tags that count, in lower case
   * @return its outermost parts
   */
  static Tags read(String text, Set<String> names) {
    List<Tag> tags = scan(text, names);
    int[] lastClosing = new int[names.size()];
    List<String> order = List.copyOf(new TreeSet<>(names));
    Arrays.fill(lastClosing, -1);
    for (int i = 0; i < tags.size(); i++) {
      if (tags.get(i).closing()) {
        lastClosing[order.indexOf(tags.get(i).name())] = i;
      }
    }
    List<Part> parts = new ArrayList<>();
    List<String> outside = new ArrayList<>();
    int restStart = 0;
    int i = 0;
    while (i < tags.size()) {
      Tag opening = tags.get(i);
      if (opening.closing() || lastClosing[order.indexOf(opening.name())] < i) {
        i++;
        continue;
      }
      int closing = closing(tags, i);
      Tag end = tags.get(closing);
      String body = text.substring(opening.end(), end.start());
      parts.add(new Part(opening.name(), Optional.ofNullable(opening.label()), body));
      outside.add(text.substring(restStart, opening.start()));
      restStart = end.end();
      i = closing + 1;
    }
    outside.add(text.substring(restStart));
    return new Tags(
        List.copyOf(parts),
        outside.stream()
            .map(String::strip)
            .filter(piece -> !piece.isEmpty())
            .collect(Collectors.joining("\n")));
  }

  /** The closing tag of the part that begins here; there is one. */
  private static int closing(List<Tag> tags, int opening) {
    String name = tags.get(opening).name();
    int found = -1;
    for (int i = opening + 1; i < tags.size(); i++) {
      Tag tag = tags.get(i);
      if (tag.name().equals(name)) {
        if (tag.closing()) {
          found = i;
        } else if (found >= 0) {
          return found;
        }
      }
    }
    return found;
  }

  private static List<Tag> scan(String text, Set<String> names) {
    List<Tag> tags = new ArrayList<>();
    int at = text.indexOf('<');
    while (at >= 0) {
      Tag tag = tagAt(text, at, names);
      if (tag != null) {
        tags.add(tag);
      }
      at = text.indexOf('<', tag == null ? at + 1 : tag.end());
    }
    return tags;
  }

  private static @Nullable Tag tagAt(String text, int start, Set<String> names) {
    boolean closing = text.startsWith("/", start + 1);
    int nameStart = start + (closing ? 2 : 1);
    for (String name : names) {
      if (text.regionMatches(true, nameStart, name, 0, name.length())) {
        int nameEnd = nameStart + name.length();
        int end = tagEnd(text, start, nameEnd);
        if (end < 0) {
          return null;
        }
        String inside = text.substring(nameEnd, end - 1);
        String label = closing ? null : Attributes.value(inside, "label");
        return new Tag(name, closing, start, end, label);
      }
    }
    return null;
  }

  /** The index after the tag's {@code >}, or -1 if it is no tag. */
  private static int tagEnd(String text, int start, int nameEnd) {
    int limit = Math.min(text.length(), start + LONGEST_TAG);
    if (nameEnd < limit
        && text.charAt(nameEnd) != '>'
        && !Character.isWhitespace(text.charAt(nameEnd))) {
      return -1;
    }
    char quote = 0;
    for (int i = nameEnd; i < limit; i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '>') {
        return text.charAt(i - 1) == '/' ? -1 : i + 1;
      } else if (c == '<') {
        return -1;
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    return -1;
  }

  /** All parts, in the order of the text. */
  List<Part> parts() {
    return parts;
  }

  /** The text outside all parts, without white space around it. */
  String rest() {
    return rest;
  }

  /** The last part of a name that is not blank, without white space around it. */
  Optional<String> last(String name) {
    return bodies(name).stream().reduce((earlier, later) -> later);
  }

  /** All parts of a name that are not blank, with a blank line between them. */
  Optional<String> all(String name) {
    List<String> bodies = bodies(name);
    return bodies.isEmpty() ? Optional.empty() : Optional.of(String.join("\n\n", bodies));
  }

  private List<String> bodies(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name) && !part.body().isBlank())
        .map(part -> part.body().strip())
        .toList();
  }
}
