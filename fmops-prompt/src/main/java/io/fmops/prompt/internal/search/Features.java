package io.fmops.prompt.internal.search;

import io.fmops.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a prompt says, as a set of numbers: its words and its pairs of neighbouring words. The share
 * of common numbers of two prompts is Jaccard's coefficient; a signature of a few smallest numbers
 * estimates it, by Broder, "On the resemblance and containment of documents", 1997. Immutable and
 * thread-safe.
 */
public final class Features {

  /** The error of an estimate is about one over the root of this: 0.125 at the worst. */
  static final int SIGNATURE = 64;

  private static final Pattern ROLE = Pattern.compile("\\{\\{\\s*role\\s[^}]*}}");

  private final long[] sorted;

  private Features(long[] sorted) {
    this.sorted = sorted;
  }

  /**
   * The features of a prompt file, without its front matter and roles.
   *
   * @param text as {@code Prompt.print} has it
   * @return its features
   */
  public static Features of(String text) {
    int end = text.startsWith("---\n") ? text.indexOf("\n---\n", 3) : -1;
    String body = end < 0 ? text : text.substring(end + 5);
    List<String> words = Words.of(ROLE.matcher(body).replaceAll("\n"));
    long[] features = new long[Math.max(0, words.size() * 2 - 1)];
    long before = 0;
    int count = 0;
    for (int i = 0; i < words.size(); i++) {
      long word = hash(words.get(i));
      features[count++] = word;
      if (i > 0) {
        features[count++] = mix(before * 31 + word);
      }
      before = word;
    }
    return new Features(Arrays.stream(features).sorted().distinct().toArray());
  }

  private static long hash(String word) {
    long hash = 0xCBF29CE484222325L; // FNV-1a
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** Spreads a number over all bits, as in Steele, Lea and Flood's SplitMix, 2014. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /**
   * Whether there is nothing to compare.
   *
   * @return true for a text without words
   */
  public boolean isEmpty() {
    return sorted.length == 0;
  }

  /**
   * The share of common features.
   *
   * @param other another prompt's
   * @return 0 to 1; 0 if one of them is empty
   */
  public double similarity(Features other) {
    int i = 0;
    int j = 0;
    int common = 0;
    while (i < sorted.length && j < other.sorted.length) {
      int order = Long.compare(sorted[i], other.sorted[j]);
      common += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    int all = sorted.length + other.sorted.length - common;
    return all == 0 ? 0 : (double) common / all;
  }

  /**
   * A summary of fixed size: for each of some functions, the smallest value of all features.
   *
   * @return the summary, to be given to {@link #estimate}
   */
  public int[] signature() {
    int[] smallest = new int[SIGNATURE];
    Arrays.fill(smallest, Integer.MAX_VALUE);
    for (long feature : sorted) {
      long step = mix(feature) | 1;
      long value = feature;
      for (int i = 0; i < SIGNATURE; i++) {
        value += step;
        // The multiplication keeps neighbouring functions from agreeing with each other.
        smallest[i] = Math.min(smallest[i], (int) ((value * 0x9E3779B97F4A7C15L) >>> 32));
      }
    }
    return smallest;
  }

  /**
   * The similarity of two prompts, roughly.
   *
   * @param a a signature
   * @param b another one
   * @return 0 to 1
   */
  public static double estimate(int[] a, int[] b) {
    int same = 0;
    for (int i = 0; i < SIGNATURE; i++) {
      same += a[i] == b[i] ? 1 : 0;
    }
    return (double) same / SIGNATURE;
  }
}
