package io.fmops.guardrails.toxicity.internal;

/** Hashing of character runs: a multiplicative step a character, and a final mix. Stateless. */
final class Hash {

  static final long SEED = 0x9E3779B97F4A7C15L;
  private static final long STEP = 0xD6E8FEB86659FD93L;

  private Hash() {}

  static long step(long h, int c) {
    return (h ^ c) * STEP;
  }

  /** Spreads what the steps left in the high bits over all of them. */
  static long mix(long h) {
    long m = (h ^ (h >>> 32)) * 0x9FB21C651E98DF25L;
    return m ^ (m >>> 29);
  }
}
