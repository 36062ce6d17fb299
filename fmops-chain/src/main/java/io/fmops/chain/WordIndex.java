package io.fmops.chain;

import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which texts have which words, scored by BM25 (Robertson and Zaragoza, "The probabilistic
 * relevance framework: BM25 and beyond", Foundations and Trends in Information Retrieval 3, 2009),
 * with an inverse document frequency that is never negative:
 *
 * <pre>{@code
 * score(text) = sum over the query's words of
 *     ln(1 + (N - n + 0.5) / (n + 0.5)) * f * (k + 1) / (f + k * (1 - b + b * length / average))
 * }</pre>
 *
 * <p>N texts are held and n of them have the word, which is f times in this one; lengths are in
 * words; k is 1.2 and b 0.75. A word that is twice in the query counts twice. Not thread-safe, but
 * for searches at the same time.
 */
final class WordIndex {

  private static final double K = 1.2;
  private static final double B = 0.75;

  /** A removed text keeps its number and its places in the lists until the index is made anew. */
  private record Text(List<String> words, int length) {}

  private static final class Places {
    private final String word;
    private int[] texts = new int[2];
    private int[] counts = new int[2];
    private int size;
    private int live;

    Places(String word) {
      this.word = word;
    }

    void add(int text, int count) {
      if (size == texts.length) {
        texts = Arrays.copyOf(texts, size + Math.max(2, size / 2));
        counts = Arrays.copyOf(counts, texts.length);
      }
      texts[size] = text;
      counts[size] = count;
      size++;
      live++;
    }
  }

  private final Map<String, Places> words = new HashMap<>();
  private final List<@Nullable Text> texts = new ArrayList<>();
  private int live;
  private long length;

  /** Adds a text and gives its number; they are counted from 0. */
  int add(String text) {
    int number = texts.size();
    int total = 0;
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String word : Words.of(text)) {
      counts.merge(word, 1, Integer::sum);
      total++;
    }
    String[] distinct = new String[counts.size()];
    int i = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      Places places = words.computeIfAbsent(entry.getKey(), Places::new);
      places.add(number, entry.getValue());
      distinct[i++] = places.word; // one string for all texts that have it
    }
    texts.add(new Text(Arrays.asList(distinct), total));
    live++;
    length += total;
    return number;
  }

  /** Removes a text that is there. */
  void remove(int number) {
    Text text = texts.set(number, null);
    if (text == null) {
      throw new IllegalStateException("text " + number + " is not there");
    }
    for (String word : text.words) {
      Places places = words.get(word);
      if (places != null && --places.live == 0) {
        words.remove(word);
      }
    }
    live--;
    length -= text.length;
  }

  /** Whether most of it is what was removed, so that it should be made anew. */
  boolean mostlyRemoved() {
    return texts.size() - live > Math.max(1000, live);
  }

  /** The best texts that have at least one of the words. */
  Ranking search(String query, int limit) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    Words.of(query).forEach(word -> wanted.merge(word, 1, Integer::sum));
    double[] scores = new double[texts.size()];
    double average = (double) length / live;
    wanted.forEach((word, times) -> {
      Places places = words.get(word);
      if (places != null) {
        addScores(places, times, average, scores);
      }
    });
    Ranking ranking = new Ranking(limit);
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > 0) {
        ranking.offer(i, scores[i]);
      }
    }
    return ranking;
  }

  private void addScores(Places places, int times, double average, double[] scores) {
    double rarity = Math.log(1 + (live - places.live + 0.5) / (places.live + 0.5));
    for (int i = 0; i < places.size; i++) {
      Text text = texts.get(places.texts[i]);
      if (text != null) {
        double count = places.counts[i];
        double norm = K * (1 - B + B * text.length / average);
        scores[places.texts[i]] += times * rarity * count * (K + 1) / (count + norm);
      }
    }
  }
}
