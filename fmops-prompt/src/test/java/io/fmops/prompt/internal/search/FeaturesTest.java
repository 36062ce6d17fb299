package io.fmops.prompt.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FeaturesTest {

  private static double similarity(String a, String b) {
    return Features.of(a).similarity(Features.of(b));
  }

  @Test
  void similarityIsTheShareOfCommonWordsAndPairs() {
    // a, b, c, ab, bc against a, b, d, ab, bd: three of seven.
    assertThat(similarity("a b c", "a b d")).isEqualTo(3.0 / 7);
    assertThat(similarity("a b c", "A, b: C!")).isEqualTo(1);
    assertThat(similarity("a b c", "x y z")).isZero();
    assertThat(similarity("", "")).isZero();
    assertThat(Features.of("。！ ").isEmpty()).isTrue();
  }

  @Test
  void japaneseIsComparedWithoutSpaces() {
    assertThat(similarity("お客様の返金申請に丁寧に答えてください。", "お客様の返品申請に丁寧に答えてください。")).isBetween(0.6, 0.95);
    assertThat(similarity("お客様の返金申請に丁寧に答えてください。", "天気予報を三行で要約する。")).isLessThan(0.1);
  }

  @Test
  void theFrontMatterAndTheRolesDoNotCount() {
    String one = "---\nname: one\ntags: [a, b]\n---\n\n{{role \"user\"}}\nSay hello to {{name}}.\n";
    String two = "---\nname: two\n---\n\nSay hello to {{name}}.\n";
    assertThat(similarity(one, two)).isEqualTo(1);
  }

  @Test
  void signaturesEstimateTheSimilarity() {
    Random random = new Random(7);
    double errors = 0;
    for (int round = 0; round < 100; round++) {
      StringBuilder a = new StringBuilder();
      StringBuilder b = new StringBuilder();
      int changed = random.nextInt(100);
      for (int i = 0; i < 150; i++) {
        String word = "w" + random.nextInt(100_000);
        a.append(word).append(' ');
        b.append(random.nextInt(100) < changed ? "v" + i : word).append(' ');
      }
      Features left = Features.of(a.toString());
      Features right = Features.of(b.toString());
      double error =
          Features.estimate(left.signature(), right.signature()) - left.similarity(right);
      assertThat(Math.abs(error)).isLessThan(0.3);
      errors += error;
    }
    assertThat(errors / 100).isCloseTo(0, within(0.02));
  }
}
