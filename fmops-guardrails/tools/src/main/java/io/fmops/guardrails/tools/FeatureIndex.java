package io.fmops.guardrails.tools;

import java.util.Arrays;

/** Numbers 64-bit features in the order in which they come, 0 upwards. Not thread-safe. */
final class FeatureIndex {

  private long[] keys = new long[1 << 16];
  private int[] numbers = new int[1 << 16];
  private long[] hashes = new long[1 << 15];
  private int size;

  /** The number of a feature, given now if it has none. */
  int add(long hash) {
    int at = find(hash);
    if (keys[at] == 0) {
      if (size * 2 >= keys.length) {
        grow();
        at = find(hash);
      }
      if (size == hashes.length) {
        hashes = Arrays.copyOf(hashes, size * 2);
      }
      keys[at] = key(hash);
      numbers[at] = size;
      hashes[size++] = hash;
    }
    return numbers[at];
  }

  /** The number of a feature, or -1. */
  int get(long hash) {
    int at = find(hash);
    return keys[at] == 0 ? -1 : numbers[at];
  }

  long hash(int number) {
    return hashes[number];
  }

  int size() {
    return size;
  }

  private static long key(long hash) {
    return hash == 0 ? 1 : hash;
  }

  private int find(long hash) {
    long key = key(hash);
    int at = (int) (key >>> 20) & (keys.length - 1);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[oldKeys.length * 2];
    numbers = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        numbers[at] = oldNumbers[i];
      }
    }
  }
}
