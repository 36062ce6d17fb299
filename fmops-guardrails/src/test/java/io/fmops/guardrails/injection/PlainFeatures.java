package io.fmops.guardrails.injection;

import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What {@link InjectionModel#features} says, word by word as strings. */
final class PlainFeatures {

  private PlainFeatures() {}

  static int[] of(String text) {
    List<String> words = new ArrayList<>(Words.of(text));
    words.add(0, "^");
    words.add("$");
    TreeSet<Integer> buckets = new TreeSet<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      buckets.add(bucket(word.hashCode(), 1));
      if (i >= 1) {
        buckets.add(bucket(words.get(i - 1).hashCode() * 0x27D4EB2F + word.hashCode(), 2));
      }
      for (int from = 0; from + 4 <= word.length(); from++) {
        buckets.add(bucket(word.substring(from, from + 4).hashCode(), 3));
      }
    }
    return buckets.stream().mapToInt(x -> x).toArray();
  }

  private static int bucket(int hash, int kind) {
    int x = (hash + kind * 0x632BE5AB) * 0x9E3779B1;
    x ^= x >>> 16;
    x *= 0x85EBCA6B;
    x ^= x >>> 13;
    return x & (InjectionModel.BUCKETS - 1);
  }
}
