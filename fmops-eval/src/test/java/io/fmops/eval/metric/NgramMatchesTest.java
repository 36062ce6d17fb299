package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NgramMatchesTest {

  /** By lists as keys, which nobody can get wrong. */
  private static long[] plainly(int[] answer, List<int[]> references, int order) {
    long[] matches = new long[order];
    for (int n = 1; n <= order; n++) {
      Map<List<Integer>, Integer> most = new HashMap<>();
      for (int[] reference : references) {
        grams(reference, n).forEach((gram, count) -> most.merge(gram, count, Math::max));
      }
      for (Map.Entry<List<Integer>, Integer> gram : grams(answer, n).entrySet()) {
        matches[n - 1] += Math.min(gram.getValue(), most.getOrDefault(gram.getKey(), 0));
      }
    }
    return matches;
  }

  private static Map<List<Integer>, Integer> grams(int[] tokens, int n) {
    Map<List<Integer>, Integer> grams = new HashMap<>();
    for (int i = 0; i + n <= tokens.length; i++) {
      List<Integer> gram = new ArrayList<>();
      Arrays.stream(tokens, i, i + n).forEach(gram::add);
      grams.merge(gram, 1, Integer::sum);
    }
    return grams;
  }

  private static int[] tokens(SplittableRandom random, int length, int distinct) {
    return random.ints(length, 0, distinct).toArray();
  }

  @Property(tries = 1_000)
  void matchesAreThoseOfPlainCounting(
      @ForAll long seed,
      @ForAll @IntRange(max = 300) int length,
      @ForAll @IntRange(min = 1, max = 5_000) int distinct,
      @ForAll @IntRange(min = 1, max = 9) int order,
      @ForAll @IntRange(min = 1, max = 3) int texts) {
    SplittableRandom random = new SplittableRandom(seed);
    int few = 1 + random.nextInt(distinct);
    int[] answer = tokens(random, length, few);
    List<int[]> references = new ArrayList<>();
    for (int i = 0; i < texts; i++) {
      // Half of it is the answer's, as in texts that are worth comparing.
      int[] reference = tokens(random, random.nextInt(300), few);
      System.arraycopy(answer, 0, reference, 0, Math.min(answer.length, reference.length) / 2);
      references.add(reference);
    }
    assertThat(NgramMatches.count(answer, references, distinct, order))
        .isEqualTo(plainly(answer, references, order));
  }

  @Test
  void textsShorterThanAnNgramMatchNothingThere() {
    int[] one = {0};
    int[] two = {0, 0};
    assertThat(NgramMatches.count(one, List.of(two), 1, 4)).containsExactly(1, 0, 0, 0);
    assertThat(NgramMatches.count(two, List.of(one), 1, 4)).containsExactly(1, 0, 0, 0);
    assertThat(NgramMatches.count(two, List.of(two), 1, 4)).containsExactly(2, 1, 0, 0);
    assertThat(NgramMatches.count(new int[0], List.of(two), 1, 2)).containsExactly(0, 0);
    assertThat(NgramMatches.count(two, List.of(new int[0]), 1, 2)).containsExactly(0, 0);
  }

  @Test
  void ngramsFitAsLongAsTheirTokensDo() {
    assertThat(SortedNgrams.fit(1 << 15, 4)).isFalse();
    assertThat(SortedNgrams.fit((1 << 15) - 1, 4)).isTrue();
    int distinct = (1 << 15) - 1;
    int[] text = {distinct - 1, distinct - 2, distinct - 1, distinct - 1, distinct - 2};
    assertThat(NgramMatches.count(text, List.of(text), distinct, 4)).containsExactly(5, 4, 3, 2);
  }
}
