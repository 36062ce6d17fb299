package io.fmops.guardrails.toxicity.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds any of many words in one pass over a normalised text, by the automaton of Aho and Corasick
 * ("Efficient string matching: an aid to bibliographic search", 1975). Words that begin or end with
 * a letter or digit of a script with spaces have to begin or end there in the text too. Immutable
 * and thread-safe.
 */
public final class WordFinder {

  /** Takes what was found. */
  @FunctionalInterface
  public interface Sink {
    /**
     * A word was found.
     *
     * @param word its index in the list
     * @param from where it begins in the normalised text
     * @param to where it ends
     */
    void found(int word, int from, int to);
  }

  private static final int ROOT = 0;

  /** From state and character to the next state. */
  private final Map<Long, Integer> next = new HashMap<>();

  private final int[] fail;
  /** By state, the word that ends there, or -1. */
  private final int[] word;
  /** By state, the nearest state along the failures at which a word ends, or {@link #ROOT}. */
  private final int[] shorter;

  private final int[] lengths;
  private final int[] same;

  /**
   * A finder.
   *
   * @param words normalised, none empty
   */
  public WordFinder(List<String> words) {
    int most = 1 + words.stream().mapToInt(String::length).sum();
    int[] ends = new int[most];
    Arrays.fill(ends, -1);
    lengths = words.stream().mapToInt(String::length).toArray();
    same = new int[words.size()];
    int[] parent = new int[most];
    char[] by = new char[most];
    int states = 1;
    for (int w = 0; w < words.size(); w++) {
      int state = ROOT;
      for (char c : words.get(w).toCharArray()) {
        Integer to = next.get(key(state, c));
        if (to == null) {
          to = states++;
          next.put(key(state, c), to);
          parent[to] = state;
          by[to] = c;
        }
        state = to;
      }
      same[w] = ends[state];
      ends[state] = w;
    }
    word = Arrays.copyOf(ends, states);
    fail = new int[states];
    shorter = new int[states];
    link(states, parent, by);
  }

  private void link(int states, int[] parent, char[] by) {
    Map<Integer, List<Integer>> children = new HashMap<>();
    for (int s = 1; s < states; s++) {
      children.computeIfAbsent(parent[s], p -> new ArrayList<>()).add(s);
    }
    ArrayDeque<Integer> queue = new ArrayDeque<>(children.getOrDefault(ROOT, List.of()));
    while (!queue.isEmpty()) {
      int s = queue.remove();
      queue.addAll(children.getOrDefault(s, List.of()));
      if (parent[s] != ROOT) {
        fail[s] = step(fail[parent[s]], by[s]);
      }
      shorter[s] = word[fail[s]] >= 0 ? fail[s] : shorter[fail[s]];
    }
  }

  private static long key(int state, char c) {
    return (long) state << 16 | c;
  }

  private int step(int from, char c) {
    int state = from;
    while (true) {
      Integer to = next.get(key(state, c));
      if (to != null) {
        return to;
      }
      if (state == ROOT) {
        return ROOT;
      }
      state = fail[state];
    }
  }

  /**
   * Finds all words.
   *
   * @param normal the normalised text
   * @param sink takes them, by where they end
   */
  public void find(Normal normal, Sink sink) {
    char[] chars = normal.chars();
    int length = normal.length();
    int state = ROOT;
    for (int i = 0; i < length; i++) {
      state = step(state, chars[i] == '\n' ? ' ' : chars[i]);
      for (int s = word[state] >= 0 ? state : shorter[state]; s != ROOT; s = shorter[s]) {
        for (int w = word[s]; w >= 0; w = same[w]) {
          int from = i + 1 - lengths[w];
          if (edge(chars, from, length) && edge(chars, i + 1, length)) {
            sink.found(w, from, i + 1);
          }
        }
      }
    }
  }

  /** Whether a word may begin or end here: not between two characters of a spaced script's word. */
  private static boolean edge(char[] chars, int at, int length) {
    return at == 0 || at == length || !spaced(chars[at - 1]) || !spaced(chars[at]);
  }

  private static boolean spaced(char c) {
    return Chars.letter(c) || Chars.digit(c);
  }
}
