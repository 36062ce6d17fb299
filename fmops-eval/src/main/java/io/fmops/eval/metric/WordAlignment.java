package io.fmops.eval.metric;

import java.util.Arrays;

/**
 * Which word of an answer stands for which of a reference, in the order in which NLTK's METEOR
 * finds it: from the end of the answer, each word takes the last one of the reference that is equal
 * and not taken. Each round takes time linear in the texts. Not thread-safe.
 */
final class WordAlignment {

  private static final int FREE = -1;

  private final int[] referenceOf;
  private final boolean[] taken;

  WordAlignment(int answer, int reference) {
    referenceOf = new int[answer];
    Arrays.fill(referenceOf, FREE);
    taken = new boolean[reference];
  }

  /**
   * Matches what is free and equal.
   *
   * @param distinct more than the greatest number in the texts
   */
  void match(int[] answer, int[] reference, int distinct) {
    Stacks places = new Stacks(distinct, reference.length);
    for (int j = 0; j < reference.length; j++) {
      if (!taken[j]) {
        places.push(reference[j], j);
      }
    }
    for (int i = answer.length - 1; i >= 0; i--) {
      if (referenceOf[i] == FREE && places.top(answer[i]) >= 0) {
        take(i, places.pop(answer[i]));
      }
    }
  }

  /**
   * Matches what is free and in one of the same sets.
   *
   * @param setsOf the sets of each word
   * @param sets how many sets there are
   */
  void matchAny(int[] answer, int[] reference, int[][] setsOf, int sets) {
    int entries = Arrays.stream(reference).map(word -> setsOf[word].length).sum();
    Stacks places = new Stacks(sets, entries);
    for (int j = 0; j < reference.length; j++) {
      if (!taken[j]) {
        for (int set : setsOf[reference[j]]) {
          places.push(set, j);
        }
      }
    }
    for (int i = answer.length - 1; i >= 0; i--) {
      if (referenceOf[i] == FREE) {
        int last = FREE;
        for (int set : setsOf[answer[i]]) {
          while (places.top(set) >= 0 && taken[places.top(set)]) {
            places.pop(set);
          }
          last = Math.max(last, places.top(set));
        }
        if (last >= 0) {
          take(i, last);
        }
      }
    }
  }

  private void take(int i, int j) {
    referenceOf[i] = j;
    taken[j] = true;
  }

  int matches() {
    int count = 0;
    for (int j : referenceOf) {
      count += j == FREE ? 0 : 1;
    }
    return count;
  }

  /** Runs of words that are neighbours in both texts, in the same order. */
  int chunks() {
    int count = 0;
    for (int i = 0; i < referenceOf.length; i++) {
      if (referenceOf[i] != FREE
          && (i == 0 || referenceOf[i - 1] == FREE || referenceOf[i] != referenceOf[i - 1] + 1)) {
        count++;
      }
    }
    return count;
  }

  /** Stacks of places, as linked lists in two arrays. */
  private static final class Stacks {

    private final int[] heads;
    private final int[] below;
    private final int[] places;
    private int size;

    Stacks(int stacks, int entries) {
      heads = new int[stacks];
      Arrays.fill(heads, -1);
      below = new int[entries];
      places = new int[entries];
    }

    void push(int stack, int place) {
      places[size] = place;
      below[size] = heads[stack];
      heads[stack] = size++;
    }

    /** The place on top, or -1. */
    int top(int stack) {
      return heads[stack] < 0 ? -1 : places[heads[stack]];
    }

    int pop(int stack) {
      int place = top(stack);
      heads[stack] = below[heads[stack]];
      return place;
    }
  }
}
