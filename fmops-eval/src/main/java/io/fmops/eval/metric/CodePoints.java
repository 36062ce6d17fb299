package io.fmops.eval.metric;

import java.util.Arrays;

/**
 * Gives equal characters equal numbers, from 0 in the order of their first appearance, so that
 * tables by character are as small as the texts. Not thread-safe.
 */
final class CodePoints {

  private static final int DIRECT = 0x180; // Latin, with Extended-A

  private final int[] direct = new int[DIRECT];
  // Open addressing; a number is stored plus one, so that zero is free.
  private int[] keys = new int[0];
  private int[] numbers = new int[0];
  private int hashed;
  private int size;

  /**
   * The numbers of a text's code points.
   *
   * @param whitespace whether white space counts as characters
   */
  int[] numbers(String text, boolean whitespace) {
    int[] result = new int[text.length()];
    int count = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.charAt(i);
      if (c >= Character.MIN_SURROGATE) {
        c = text.codePointAt(i);
      }
      i += Character.charCount(c);
      if (whitespace || !PythonText.isSpace(c)) {
        result[count++] = number(c);
      }
    }
    return count == result.length ? result : Arrays.copyOf(result, count);
  }

  /** How many different characters there are; all numbers are below. */
  int size() {
    return size;
  }

  private int number(int c) {
    if (c < DIRECT) {
      if (direct[c] == 0) {
        direct[c] = ++size;
      }
      return direct[c] - 1;
    }
    if (2 * hashed >= keys.length) {
      grow();
    }
    int slot = slot(c);
    if (numbers[slot] == 0) {
      keys[slot] = c;
      numbers[slot] = ++size;
      hashed++;
    }
    return numbers[slot] - 1;
  }

  private int slot(int c) {
    int mask = keys.length - 1;
    int slot = ((c * 0x9E3779B9) >>> 12) & mask;
    while (numbers[slot] != 0 && keys[slot] != c) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new int[Math.max(256, 2 * oldKeys.length)];
    numbers = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldNumbers[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }
}
