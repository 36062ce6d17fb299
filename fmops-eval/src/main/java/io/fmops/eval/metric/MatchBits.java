package io.fmops.eval.metric;

/**
 * Where each token is in a pattern, as bits: bit i is set where token i of the pattern is that
 * token. Memory is linear in the pattern, and each answer takes no more steps than it has words:
 * tokens that are more often in the pattern than that have their bits ready, which are 64 tokens at
 * the most; for all others they are set when asked for. Not thread-safe.
 */
final class MatchBits {

  private final int words;
  private final int[] starts;
  private final int[] positions;
  private final long[] buffer;
  private final long[][] ready;
  private int inBuffer = -1;

  /**
   * Prepares a part of a sequence.
   *
   * @param tokens tokens as numbers
   * @param begin the first one of the pattern
   * @param end the one after the last
   * @param distinct more than the greatest number that will be asked for
   */
  MatchBits(int[] tokens, int begin, int end, int distinct) {
    int length = end - begin;
    words = (length + 63) / 64;
    buffer = new long[words];
    // The positions of token k are positions[starts[k]] up to positions[starts[k + 1]], ascending.
    starts = new int[distinct + 1];
    positions = new int[length];
    for (int i = begin; i < end; i++) {
      starts[tokens[i] + 1]++;
    }
    int frequent = 0;
    for (int token = 0; token < distinct; token++) {
      frequent += starts[token + 1] > words ? 1 : 0;
      starts[token + 1] += starts[token];
    }
    int[] next = starts.clone();
    for (int i = begin; i < end; i++) {
      positions[next[tokens[i]]++] = i - begin;
    }
    ready = new long[frequent == 0 ? 0 : distinct][];
    for (int token = 0; token < ready.length; token++) {
      if (starts[token + 1] - starts[token] > words) {
        ready[token] = new long[words];
        mark(token, ready[token], true);
      }
    }
  }

  /** How many words of 64 bits there are. */
  int words() {
    return words;
  }

  /** Whether a token is in the pattern at all. */
  boolean has(int token) {
    return starts[token] < starts[token + 1];
  }

  /** The first word in which a token that is in the pattern has a bit. */
  int first(int token) {
    return positions[starts[token]] >> 6;
  }

  /** The last word in which a token that is in the pattern has a bit. */
  int last(int token) {
    return positions[starts[token + 1] - 1] >> 6;
  }

  /** The bits of a token, until the next call; not to be changed. */
  long[] of(int token) {
    if (ready.length > 0 && ready[token] != null) {
      return ready[token];
    }
    if (token != inBuffer) {
      if (inBuffer >= 0) {
        mark(inBuffer, buffer, false);
      }
      mark(token, buffer, true);
      inBuffer = token;
    }
    return buffer;
  }

  private void mark(int token, long[] bits, boolean value) {
    for (int k = starts[token]; k < starts[token + 1]; k++) {
      if (value) {
        bits[positions[k] >> 6] |= 1L << positions[k];
      } else {
        bits[positions[k] >> 6] = 0;
      }
    }
  }
}
