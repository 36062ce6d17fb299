package io.fmops.eval.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps equal texts once: a system prompt is the same in every row, and would be most of the page.
 * For one thread.
 */
final class TextPool {

  private final Map<String, Entry> entries = new HashMap<>();
  private long characters;

  /** A text and how many rows hold it. */
  private static final class Entry {
    final String text;
    int users;

    Entry(String text) {
      this.text = text;
    }
  }

  /** The one copy of a text; give it back with {@link #release}. */
  String take(String text) {
    Entry entry = entries.get(text);
    if (entry == null) {
      entry = new Entry(text);
      entries.put(text, entry);
      characters += text.length();
    }
    entry.users++;
    return entry.text;
  }

  void release(String text) {
    Entry entry = Objects.requireNonNull(entries.get(text), "a text that was taken");
    if (--entry.users == 0) {
      entries.remove(text);
      characters -= text.length();
    }
  }

  /** How many characters all texts have together. */
  long characters() {
    return characters;
  }
}
