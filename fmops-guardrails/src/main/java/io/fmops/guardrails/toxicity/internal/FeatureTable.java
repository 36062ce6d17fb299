package io.fmops.guardrails.toxicity.internal;

/**
 * The weights of features. A feature is told by 16 bits of its hash from the others of its bucket,
 * so an unknown one has no weight, other than in plain feature hashing (Weinberger et al., "Feature
 * hashing for large scale multitask learning", 2009), where it shares one. In a file a feature is
 * one 64-bit word, its entry: the 16 bits and six weights of 8 bits. Immutable and thread-safe.
 *
 * <p>The table is larger than a processor's near caches. So the bits that tell features stand by
 * themselves: a bucket's are compared at once, and an unknown feature reads no weights.
 */
public final class FeatureTable {

  /** Slots that a feature may stand in. */
  public static final int BUCKET = 8;

  private static final int CATEGORIES = ToxicityModel.CATEGORIES;

  /** A one in each of the four tags of a word. */
  private static final long LANES = 0x0001_0001_0001_0001L;

  private static final int TAGS = BUCKET / 4;

  private final int buckets;
  /** By bucket, two words of four tags each. */
  private final long[] tags;
  /** By bucket and category, one word with the weights of all slots. */
  private final long[] weights;

  /**
   * A table.
   *
   * @param entries the features, in buckets of {@value #BUCKET}; 0 where there is none
   */
  public FeatureTable(long[] entries) {
    buckets = entries.length / BUCKET;
    tags = new long[buckets * TAGS];
    weights = new long[buckets * CATEGORIES];
    for (int i = 0; i < entries.length; i++) {
      int bucket = i / BUCKET;
      int slot = i % BUCKET;
      tags[bucket * TAGS + slot / 4] |= (entries[i] & 0xFFFF) << (slot % 4 * 16);
      for (int c = 0; c < CATEGORIES; c++) {
        long weight = entries[i] >>> (16 + 8 * c) & 0xFF;
        weights[bucket * CATEGORIES + c] |= weight << (8 * slot);
      }
    }
  }

  /**
   * The features as they are in a file.
   *
   * @return a new array
   */
  long[] entries() {
    long[] entries = new long[buckets * BUCKET];
    for (int i = 0; i < entries.length; i++) {
      int bucket = i / BUCKET;
      int slot = i % BUCKET;
      entries[i] = tags[bucket * TAGS + slot / 4] >>> (slot % 4 * 16) & 0xFFFF;
      for (int c = 0; c < CATEGORIES; c++) {
        long weight = weights[bucket * CATEGORIES + c] >>> (8 * slot) & 0xFF;
        entries[i] |= weight << (16 + 8 * c);
      }
    }
    return entries;
  }

  /**
   * Adds a feature's weights, if it is known.
   *
   * @param hash the feature
   * @param sums what they are added to
   * @param at where in {@code sums} the first category is
   */
  void add(long hash, int[] sums, int at) {
    int bucket = bucket(hash, buckets);
    long tag = tag(hash) * LANES;
    int slot = zero(tags[bucket * TAGS] ^ tag);
    if (slot == 4) {
      slot += zero(tags[bucket * TAGS + 1] ^ tag);
    }
    if (slot < BUCKET) {
      for (int c = 0; c < CATEGORIES; c++) {
        sums[at + c] += (byte) (weights[bucket * CATEGORIES + c] >>> (8 * slot));
      }
    }
  }

  /** The first of a word's four tags that is zero; 4 if none is. */
  private static int zero(long word) {
    return Long.numberOfTrailingZeros((word - LANES) & ~word & (LANES << 15)) >>> 4;
  }

  private static int bucket(long hash, int buckets) {
    return (int) (((hash >>> 32) * buckets) >>> 32);
  }

  /**
   * The first of the {@value #BUCKET} slots in which a feature may stand.
   *
   * @param hash the feature
   * @param slots how many the table has
   * @return an index into the entries
   */
  public static int slot(long hash, int slots) {
    return bucket(hash, slots / BUCKET) * BUCKET;
  }

  /**
   * What tells a feature from others in its bucket.
   *
   * @param hash the feature
   * @return 1 to 65535
   */
  public static int tag(long hash) {
    int tag = (int) hash & 0xFFFF;
    return tag == 0 ? 1 : tag;
  }
}
