package io.fmops.guardrails.onnx;

import java.util.Arrays;

/**
 * A growing row of tokens with their places in the text, of which the front can be dropped. Not
 * thread-safe.
 */
final class Tokens {

  private long[] ids = new long[256];
  private int[] starts = new int[256];
  private int[] ends = new int[256];
  private int size;

  int size() {
    return size;
  }

  /** The token's number in the vocabulary. */
  long id(int token) {
    return ids[token];
  }

  /** Where the token begins, in chars of the text. */
  int start(int token) {
    return starts[token];
  }

  /** Where the token ends, in chars of the text. */
  int end(int token) {
    return ends[token];
  }

  void add(long id, int start, int end) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    ids[size] = id;
    starts[size] = start;
    ends[size] = end;
    size++;
  }

  /** Forgets the first tokens. */
  void drop(int count) {
    size -= count;
    System.arraycopy(ids, count, ids, 0, size);
    System.arraycopy(starts, count, starts, 0, size);
    System.arraycopy(ends, count, ends, 0, size);
  }
}
