package io.fmops.guardrails.toxicity.internal;

/** A normalised text, with where each of its characters came from. Made and used by one thread. */
public final class Normal {

  char[] chars;
  /** Where in the original the thing began from which the character comes. */
  int[] starts;
  /** Where it ended. */
  int[] ends;

  int length;

  Normal(int capacity) {
    chars = new char[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
  }

  void add(char c, int start, int end) {
    if (length == chars.length) {
      int capacity = length * 2 + 16;
      chars = java.util.Arrays.copyOf(chars, capacity);
      starts = java.util.Arrays.copyOf(starts, capacity);
      ends = java.util.Arrays.copyOf(ends, capacity);
    }
    chars[length] = c;
    starts[length] = start;
    ends[length++] = end;
  }

  /** Moves a character to where it is not behind its present place. */
  void move(int from, int to) {
    chars[to] = chars[from];
    starts[to] = starts[from];
    ends[to] = ends[from];
  }

  /**
   * How many characters there are.
   *
   * @return 0 or more
   */
  public int length() {
    return length;
  }

  /**
   * The characters themselves, of which {@link #length} count; not a copy.
   *
   * @return the buffer
   */
  char[] chars() {
    return chars;
  }

  /**
   * Where a piece began in the original.
   *
   * @param index the index of the piece's first character
   * @return an index in the original
   */
  public int start(int index) {
    return starts[index];
  }

  /**
   * Where a piece ended in the original.
   *
   * @param index the index after the piece's last character, at least 1
   * @return an index in the original
   */
  public int end(int index) {
    return ends[index - 1];
  }

  /** The normalised text. */
  @Override
  public String toString() {
    return new String(chars, 0, length);
  }
}
