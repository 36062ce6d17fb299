package io.fmops.guardrails.pii;

import io.fmops.guardrails.text.FoldedText;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names of a list, in whatever case and width. For every length of a name there is one look at
 * every place where a name may begin. Immutable.
 */
final class NameList implements Rule {

  static final int MAX_LENGTH = 100;

  /** By length, the longest first. */
  private final Map<Integer, Set<String>> names = new TreeMap<>((a, b) -> Integer.compare(b, a));

  private final BitSet initials = new BitSet();

  NameList(Collection<String> names) {
    Map<Integer, Set<String>> byLength = new HashMap<>();
    for (String name : names) {
      String folded = FoldedText.of(name).text().strip();
      if (folded.isEmpty() || folded.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "a name of the list has %d characters; it must have 1 to %d"
                .formatted(folded.length(), MAX_LENGTH));
      }
      initials.set(folded.charAt(0));
      byLength.computeIfAbsent(folded.length(), length -> new HashSet<>()).add(folded);
    }
    this.names.putAll(byLength);
  }

  @Override
  public void find(Places places, List<Hit> hits) {
    if (names.isEmpty()) {
      return;
    }
    String lower = lower(places.text());
    int i = 0;
    while (i < lower.length()) {
      int end = initials.get(lower.charAt(i)) && boundary(lower, i) ? end(lower, i) : -1;
      if (end > 0) {
        hits.add(new Hit(PiiType.PERSON_NAME, i, end, 0.9));
      }
      i = Math.max(i + 1, end);
    }
  }

  private int end(String text, int start) {
    for (Map.Entry<Integer, Set<String>> entry : names.entrySet()) {
      int end = start + entry.getKey();
      if (end <= text.length()
          && boundary(text, end)
          && entry.getValue().contains(text.substring(start, end))) {
        return end;
      }
    }
    return -1;
  }

  /** Letters of scripts with spaces touch each other within words only. */
  private static boolean boundary(String text, int place) {
    return place == 0
        || place == text.length()
        || !(spaced(text.charAt(place - 1)) && spaced(text.charAt(place)));
  }

  private static boolean spaced(char c) {
    return Rule.alphanumeric(c) || (c >= 0xC0 && c < 0x1100 && Character.isLetter(c));
  }

  /** Char by char, so that places stay the same. */
  private static String lower(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      chars[i] = Character.toLowerCase(chars[i]);
    }
    return new String(chars);
  }
}
