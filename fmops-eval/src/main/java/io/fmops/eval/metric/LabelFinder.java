package io.fmops.eval.metric;

import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the label that an answer means, by the rule that {@link Evaluators#label} states. */
final class LabelFinder {

  /** How much of a quote or of Markdown may stand around a label, on either side. */
  private static final int MAX_DECORATION = 16;

  private static final int MAX_PREFIX = 40;

  private final Map<String, String> labels = new LinkedHashMap<>();
  // By their first characters, longest first, so that "not toxic" is seen before "toxic".
  private final Map<Integer, List<String>> byFirst = new HashMap<>();
  private final int longest;

  LabelFinder(Collection<String> labels) {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("no labels; name those that an answer may mean");
    }
    for (String label : labels) {
      String normal = normalize(label);
      if (normal.isEmpty() || label.equals(Score.Label.NO_LABEL)) {
        throw new IllegalArgumentException("\"%s\" cannot be a label".formatted(label));
      }
      String same = this.labels.put(normal, label);
      if (same != null) {
        throw new IllegalArgumentException(
            "the labels \"%s\" and \"%s\" differ in case, width or spaces only"
                .formatted(same, label));
      }
      byFirst.computeIfAbsent(normal.codePointAt(0), c -> new ArrayList<>()).add(normal);
    }
    byFirst
        .values()
        .forEach(list -> list.sort(Comparator.comparingInt(String::length).reversed()));
    longest = this.labels.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /** The labels, as they were given. */
  Collection<String> labels() {
    return labels.values();
  }

  /** The label that a text is, but for case, width and spaces. */
  Optional<String> exactly(String text) {
    return Optional.ofNullable(labels.get(normalize(text)));
  }

  /** The label that an answer means, if it means one. */
  Optional<String> find(String answer) {
    String whole = normalize(answer);
    String line = normalize(answer.lines().filter(s -> !s.isBlank()).findFirst().orElse(""));
    @Nullable String found = decorated(whole);
    if (found == null) {
      found = decorated(line);
    }
    if (found == null) {
      found = afterPrefix(line);
    }
    if (found == null) {
      Set<String> occurring = occurring(whole);
      found = occurring.size() == 1 ? occurring.iterator().next() : null;
    }
    return Optional.ofNullable(found);
  }

  private @Nullable String afterPrefix(String line) {
    int colon = line.indexOf(':');
    return colon < 0
            || colon > MAX_PREFIX
            || !occurring(line.substring(0, colon)).isEmpty()
        ? null
        : decorated(line.substring(colon + 1));
  }

  /** The label inside of quotes, brackets, Markdown and the like; the outermost fit wins. */
  private @Nullable String decorated(String text) {
    int end = text.length();
    if (end > longest + 2 * MAX_DECORATION) {
      return null;
    }
    for (int begin = 0; begin <= Math.min(MAX_DECORATION, end); begin++) {
      for (int stop = end; stop > begin && end - stop <= MAX_DECORATION; stop--) {
        String label = labels.get(text.substring(begin, stop));
        if (label != null) {
          return label;
        }
        if (!isDecoration(text.charAt(stop - 1))) {
          break;
        }
      }
      if (begin < end && !isDecoration(text.charAt(begin))) {
        break;
      }
    }
    return null;
  }

  private static boolean isDecoration(char c) {
    return Tokens.isPunctuation(c) || Tokens.isSpace(c);
  }

  /** The labels that occur; one inside of a longer one does not. */
  private Set<String> occurring(String text) {
    Set<String> found = new HashSet<>();
    for (int i = 0; i < text.length(); ) {
      int first = text.codePointAt(i);
      int length = 0;
      for (String label : byFirst.getOrDefault(first, List.of())) {
        if (text.startsWith(label, i) && isApart(text, i, i + label.length())) {
          found.add(labels.getOrDefault(label, label));
          length = label.length();
          break;
        }
      }
      i += length == 0 ? Character.charCount(first) : length;
    }
    return found;
  }

  /** Whether a part of a text is a word of its own, as far as its script has words. */
  private static boolean isApart(String text, int begin, int end) {
    int first = text.codePointAt(begin);
    int last = text.codePointBefore(end);
    return (begin == 0 || !joins(text.codePointBefore(begin), first))
        && (end == text.length() || !joins(last, text.codePointAt(end)))
        && !(isDigit(first)
            && begin > 1
            && isPoint(text, begin - 1)
            && isDigit(text.charAt(begin - 2)))
        && !(isDigit(last)
            && end + 1 < text.length()
            && isPoint(text, end)
            && isDigit(text.charAt(end + 1)));
  }

  private static boolean joins(int left, int right) {
    return (Tokens.isWord(left) || left == '_')
        && (Tokens.isWord(right) || right == '_')
        && !Tokens.isUnspaced(left)
        && !Tokens.isUnspaced(right);
  }

  private static boolean isDigit(int c) {
    return Character.isDigit(c);
  }

  private static boolean isPoint(String text, int index) {
    return text.charAt(index) == '.' || text.charAt(index) == ',';
  }

  /** NFKC, lower case, and single spaces between the words only. */
  private static String normalize(String text) {
    StringBuilder normal = new StringBuilder();
    boolean space = false;
    String folded = Words.normalize(text);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (Tokens.isSpace(c)) {
        space = !normal.isEmpty();
      } else {
        normal.append(space ? " " : "").append(c);
        space = false;
      }
    }
    return normal.toString();
  }
}
