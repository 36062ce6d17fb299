package io.fmops.eval.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Gives equal tokens equal numbers, from 0 in the order of their first appearance, since numbers
 * compare faster than texts. Tokens are taken as ranges, so that none of them is copied that was
 * seen before. Not thread-safe.
 */
final class Vocabulary {

  /** Another one in each JVM, so that no text can be written whose tokens all collide. */
  private static final int MULTIPLIER = (new SplittableRandom().nextInt() & ~7) | 5;

  private static final long LONG_MULTIPLIER = new SplittableRandom().nextLong() | 1;

  /** So many characters below 0x100 fit into a long together with their number. */
  private static final int SHORT = 7;

  // Open addressing; a slot has the number of a token plus one, or zero.
  private int[] slots = new int[256];
  private int[] hashes = new int[128];
  // The whole of a short token; 0 for others.
  private long[] shorts = new long[128];
  // Token k is pool[ends[k - 1]] up to pool[ends[k]].
  private int[] ends = new int[128];
  private char[] pool = new char[1024];
  private int size;

  private int[] taken = new int[128];
  private int count;

  /** The text of the last token, and its characters, which are faster to get at. */
  private String text = "";

  private char[] characters = new char[0];

  /** The next token of a text. */
  @SuppressWarnings("ReferenceEquality") // another text of the same characters is copied again
  void add(String of, int begin, int end) {
    if (of != text) {
      text = of;
      characters = of.toCharArray();
    }
    if (count == taken.length) {
      taken = Arrays.copyOf(taken, 2 * count);
    }
    taken[count++] = number(begin, end);
  }

  /** The next token of a text. */
  void add(String token) {
    add(token, 0, token.length());
  }

  /** The numbers of the tokens that were added since the last call, which begins a new text. */
  int[] take() {
    int[] numbers = Arrays.copyOf(taken, count);
    count = 0;
    return numbers;
  }

  /** How many different tokens there are; all numbers are below. */
  int size() {
    return size;
  }

  /** The token that has a number. */
  String token(int number) {
    int begin = begin(number);
    return new String(pool, begin, ends[number] - begin);
  }

  private int number(int begin, int end) {
    long key = shortKey(begin, end);
    int hash = key == 0 ? hash(begin, end) : mixed(key);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (shorts[number] == key
          && (key != 0 || (hashes[number] == hash && isToken(number, begin, end)))) {
        return number;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size + 1;
    return append(begin, end, hash, key);
  }

  private long shortKey(int begin, int end) {
    if (end - begin > SHORT) {
      return 0;
    }
    long key = (long) end - begin;
    int all = 0;
    for (int i = begin; i < end; i++) {
      key = key << 8 | characters[i];
      all |= characters[i];
    }
    return all < 0x100 ? key : 0;
  }

  /** Twice, as one product's middle bits know nothing of the first letters. */
  private static int mixed(long key) {
    long hash = key * LONG_MULTIPLIER;
    hash ^= hash >>> 32;
    return (int) ((hash * LONG_MULTIPLIER) >>> 32);
  }

  private int hash(int begin, int end) {
    int hash = 0;
    for (int i = begin; i < end; i++) {
      hash = MULTIPLIER * hash + characters[i];
    }
    return hash ^ (hash >>> 16);
  }

  private boolean isToken(int number, int begin, int end) {
    int from = begin(number);
    if (ends[number] - from != end - begin) {
      return false;
    }
    for (int i = begin; i < end; i++) {
      if (pool[from++] != characters[i]) {
        return false;
      }
    }
    return true;
  }

  private int begin(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private int append(int begin, int end, int hash, long key) {
    int from = begin(size);
    int to = from + end - begin;
    if (to > pool.length) {
      pool = Arrays.copyOf(pool, Math.max(to, 2 * pool.length));
    }
    System.arraycopy(characters, begin, pool, from, end - begin);
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      shorts = Arrays.copyOf(shorts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    hashes[size] = hash;
    shorts[size] = key;
    ends[size] = to;
    size++;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = hashes[number] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = number + 1;
    }
  }
}
