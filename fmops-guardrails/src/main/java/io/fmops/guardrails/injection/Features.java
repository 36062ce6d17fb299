package io.fmops.guardrails.injection;

import io.fmops.text.Words;
import java.util.Arrays;

/**
 * Reads what {@link InjectionModel} sees of sentences, one after the other, hashing words where
 * they stand. Not thread-safe.
 */
final class Features {

  private static final int STEM = 4;
  private static final int BEGIN = "^".hashCode();
  private static final int END = "$".hashCode();

  /** A bit for each bucket of the sentence. */
  private final long[] seen = new long[InjectionModel.BUCKETS / Long.SIZE];

  private int[] buckets = new int[256];
  private int count;
  private int before;

  /** The buckets of a sentence, each once. */
  int[] of(String text) {
    String normal = Words.normalize(text);
    count = 0;
    before = BEGIN;
    add(before, 1);
    Words.find(normal, (start, end) -> {
      word(hash(normal, start, end));
      for (int from = start; from + STEM <= end; from++) {
        add(hash(normal, from, from + STEM), 3);
      }
    });
    word(END);
    for (int i = 0; i < count; i++) {
      seen[buckets[i] / Long.SIZE] = 0;
    }
    return Arrays.copyOf(buckets, count);
  }

  private void word(int hash) {
    add(hash, 1);
    add(before * 0x27D4EB2F + hash, 2);
    before = hash;
  }

  /** What {@link String#hashCode()} gives for a piece of the text. */
  private static int hash(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  private void add(int hash, int kind) {
    int bucket = bucket(hash, kind);
    long bit = 1L << bucket;
    if ((seen[bucket / Long.SIZE] & bit) == 0) {
      seen[bucket / Long.SIZE] |= bit;
      if (count == buckets.length) {
        buckets = Arrays.copyOf(buckets, 2 * count);
      }
      buckets[count++] = bucket;
    }
  }

  private static int bucket(int hash, int kind) {
    int x = (hash + kind * 0x632BE5AB) * 0x9E3779B1;
    x ^= x >>> 16;
    x *= 0x85EBCA6B;
    x ^= x >>> 13;
    return x & (InjectionModel.BUCKETS - 1);
  }
}
