package io.fmops.guardrails.text;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds any of many literals in one pass over a text, by the automaton of Aho and Corasick
 * ("Efficient string matching: an aid to bibliographic search", 1975). Upper and lower case of
 * ASCII's letters are the same, and literals may overlap and stand within words. Takes time linear
 * in the text and in what is found, and no memory for it. The automaton is a dense table, so this
 * is for some hundred literals of the library's own, not for an application's word lists, as those
 * of toxicity are. Immutable and thread-safe.
 */
public final class Literals {

  /** Takes what was found. */
  @FunctionalInterface
  public interface Sink {
    /**
     * A literal was found.
     *
     * @param literal its index in the list
     * @param start where it begins in the text
     */
    void found(int literal, int start);
  }

  private final int[] lengths;

  /** By char, its column in {@link #next}; 0 for those that no literal has. */
  private final short[] columns;

  /**
   * By state and column, the next state; a state is the index of its row. The last of a row is the
   * index in {@link #ends} of what ends there, or 0.
   */
  private final int[] next;

  private final int[][] ends;
  private final int width;

  /**
   * A finder.
   *
   * @param literals what to find
   * @throws IllegalArgumentException if one is empty
   */
  public Literals(List<String> literals) {
    if (literals.contains("")) {
      throw new IllegalArgumentException("a literal is empty; each must have a character");
    }
    lengths = literals.stream().mapToInt(String::length).toArray();
    int last = literals.stream().flatMapToInt(String::chars).max().orElse(0);
    columns = new short[Math.max(0x80, last + 1)];
    width = 2 + number(literals);
    int most = 1 + Arrays.stream(lengths).sum();
    int[] tree = new int[most * width];
    int[][] found = new int[most][0];
    int states = 1;
    for (int literal = 0; literal < lengths.length; literal++) {
      int state = 0;
      for (int i = 0; i < lengths[literal]; i++) {
        int edge = state + columns[literals.get(literal).charAt(i)];
        if (tree[edge] == 0) {
          tree[edge] = states++ * width;
        }
        state = tree[edge];
      }
      found[state / width] = with(found[state / width], literal);
    }
    next = Arrays.copyOf(tree, states * width);
    ends = Arrays.copyOf(found, states);
    link(states);
  }

  /** Gives each char of the literals a column; gives how many there are. */
  private int number(List<String> literals) {
    short count = 0;
    for (String literal : literals) {
      for (int i = 0; i < literal.length(); i++) {
        char c = literal.charAt(i);
        if (columns[c] == 0) {
          columns[c] = ++count;
          columns[otherCase(c)] = count;
        }
      }
    }
    return count;
  }

  private static char otherCase(char c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter ? (char) (c ^ 0x20) : c;
  }

  /** Fills in where it goes on from each state that has no such edge of its own. */
  private void link(int states) {
    int[] fail = new int[states];
    int last = width - 1;
    Deque<Integer> queue = new ArrayDeque<>(List.of(0));
    while (!queue.isEmpty()) {
      int state = queue.remove();
      int shorter = fail[state / width];
      for (int column = 1; column < last; column++) {
        int to = next[state + column];
        int otherwise = state == 0 ? 0 : next[shorter + column];
        if (to == 0) {
          next[state + column] = otherwise;
        } else {
          fail[to / width] = otherwise;
          ends[to / width] = with(ends[to / width], ends[otherwise / width]);
          next[to + last] = ends[to / width].length == 0 ? 0 : to / width;
          queue.add(to);
        }
      }
    }
  }

  private static int[] with(int[] some, int... more) {
    int[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  /**
   * Finds all literals.
   *
   * @param text any text
   * @param sink takes them, by where they end
   */
  public void find(String text, Sink sink) {
    int last = width - 1;
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = next[state + (c < columns.length ? columns[c] : 0)];
      int found = next[state + last];
      if (found != 0) {
        for (int literal : ends[found]) {
          sink.found(literal, i + 1 - lengths[literal]);
        }
      }
    }
  }
}
