package io.fmops.guardrails;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The placeholders of one call: the same for the same text of the same kind of stage, and never one
 * that the texts hold themselves. Not thread-safe.
 */
final class Placeholders {

  /** What looks like one, in texts that were there before. */
  private static final Pattern LOOKALIKE = Pattern.compile("\\[[A-Z0-9_]{1,64}_\\d");

  private static final int MAX_WORD = 40;

  private final BooleanSupplier lookalikes;
  private final Map<String, String> byText = new HashMap<>();
  private final Map<String, String> originals = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private String nonce = "";

  /**
   * No placeholders.
   *
   * @param lookalikes whether any text of the call holds something like a placeholder; asked once
   */
  Placeholders(BooleanSupplier lookalikes) {
    this.lookalikes = lookalikes;
  }

  static boolean hasLookalike(String text) {
    return text.indexOf('[') >= 0 && LOOKALIKE.matcher(text).find();
  }

  /**
   * A placeholder.
   *
   * @param reversible whether the original comes back with the answer
   */
  String of(String category, String text, boolean reversible) {
    if (byText.isEmpty() && lookalikes.getAsBoolean()) {
      nonce = "_" + Integer.toString(ThreadLocalRandom.current().nextInt(46_656, 1_679_616), 36);
    }
    return byText.computeIfAbsent(category + '\n' + reversible + text, key -> {
      String upper = category.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
      String word = upper.substring(0, Math.min(MAX_WORD, upper.length()));
      String placeholder = "[%s_%d%s]".formatted(word, counts.merge(word, 1, Integer::sum), nonce);
      if (reversible) {
        originals.put(placeholder, text);
      }
      return placeholder;
    });
  }

  /** The original texts that come back, by placeholder, in the order in which they were made. */
  Map<String, String> originals() {
    return originals;
  }
}
