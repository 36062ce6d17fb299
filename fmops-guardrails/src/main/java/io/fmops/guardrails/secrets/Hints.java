package io.fmops.guardrails.secrets;

import io.fmops.guardrails.text.Literals;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a text expressions may match, by the literals that each match has: one quick pass notes
 * it for all, so that they are tried in few places. An expression finds the same wherever else it
 * is tried. Not thread-safe.
 */
final class Hints {

  /**
   * What tells that an expression may match.
   *
   * @param pattern the expression
   * @param literals each match has one of them, upper and lower case being the same
   * @param back a match begins at the literal, or at most so many chars before it
   */
  record Hint(Pattern pattern, List<String> literals, int back) {}

  private static final List<Hint> ALL = SecretRules.hints();
  private static final Literals LITERALS =
      new Literals(ALL.stream().flatMap(hint -> hint.literals().stream()).toList());
  /** By literal. */
  private static final Hint[] HINTS = ALL.stream()
      .flatMap(hint -> hint.literals().stream().map(literal -> hint))
      .toArray(Hint[]::new);

  private final Map<Pattern, BitSet> places = new HashMap<>();
  private final String text;

  private Hints(String text) {
    this.text = text;
  }

  static Hints of(String text) {
    Hints hints = new Hints(text);
    LITERALS.find(text, (literal, start) -> {
      Hint hint = HINTS[literal];
      hints
          .places
          .computeIfAbsent(hint.pattern(), pattern -> new BitSet())
          .set(Math.max(0, start - hint.back()), start + 1);
    });
    return hints;
  }

  /** As if everything could begin at every place: slow, and the same is found. */
  static Hints everywhere(String text) {
    Hints hints = new Hints(text);
    for (Hint hint : ALL) {
      BitSet all = new BitSet();
      all.set(0, text.length());
      hints.places.put(hint.pattern(), all);
    }
    return hints;
  }

  String text() {
    return text;
  }

  /** Whether there is a place at all. */
  boolean any(Hint hint) {
    return places.containsKey(hint.pattern());
  }

  /** Whether there is a place from here on and before there. */
  boolean any(Hint hint, int from, int to) {
    BitSet set = places.get(hint.pattern());
    int first = set == null ? -1 : set.nextSetBit(from);
    return first >= 0 && first < to;
  }

  /** Does what {@link Matcher#find(int)} does. */
  boolean find(Matcher matcher, int from) {
    BitSet set = places.get(matcher.pattern());
    if (set == null) {
      return false;
    }
    matcher.useTransparentBounds(true).useAnchoringBounds(false);
    for (int i = set.nextSetBit(from); i >= 0; i = set.nextSetBit(i + 1)) {
      if (matcher.region(i, text.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }
}
