package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToxicityModelTest {

  /** A model that knows one feature: the word idiot, which is an insult. */
  private static ToxicityModel model() {
    Lexicon lexicon = new Lexicon(Map.of("idiot", 1, "you", 2), Map.of("ff00ff00ff00ff00", 3), 1);
    long[] table = new long[64 * FeatureTable.BUCKET];
    new Features(lexicon).of(new TextNormalizer(lexicon).normalize("idiot"), (block, hash) -> {
      int slot = FeatureTable.slot(hash, table.length);
      while (table[slot] != 0) {
        slot++;
      }
      table[slot] = FeatureTable.tag(hash) | 100L << 24 | (-100 & 0xFFL) << 56;
    });
    float[] scales = new float[Features.BLOCKS * ToxicityModel.CATEGORIES];
    Arrays.fill(scales, 0.01f);
    float[] calibration = new float[2 * ToxicityModel.CATEGORIES];
    for (int c = 0; c < ToxicityModel.CATEGORIES; c++) {
      calibration[2 * c] = 1;
    }
    return new ToxicityModel(
        lexicon, new FeatureTable(table), scales, calibration, new float[] {8, 8, 8});
  }

  private static double[] scores(ToxicityModel model, String text) {
    List<double[]> passages = new ArrayList<>();
    model.judge(model.normalizer().normalize(text), (from, to, s) -> passages.add(s));
    assertThat(passages).hasSize(1);
    return passages.get(0);
  }

  @Test
  void weightsOfKnownFeaturesCountInTheirCategoryAndUnknownOnesNowhere() {
    double[] scores = scores(model(), "1D10T");
    assertThat(scores[0]).isEqualTo(0.5);
    assertThat(scores[1]).isGreaterThan(0.6);
    assertThat(scores[5]).isLessThan(0.4);
    // the end of a text is a feature that all texts have
    assertThat(scores(model(), "window")[1]).isLessThan(scores[1]);
    assertThat(scores(model(), "window")[0]).isEqualTo(0.5);
  }

  @Test
  void aModelIsTheSameAfterWritingAndReading() {
    byte[] bytes = model().toBytes();
    ToxicityModel read = ToxicityModel.of(bytes, "m");
    assertThat(read.toBytes()).isEqualTo(bytes);
    assertThat(scores(read, "you idiot")).isEqualTo(scores(model(), "you idiot"));
  }

  @Test
  void eachByteThatIsDamagedIsNoticed() {
    byte[] bytes = model().toBytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] broken = bytes.clone();
      broken[i] ^= 1;
      assertThatThrownBy(() -> ToxicityModel.of(broken, "m"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("m ");
    }
  }

  @Test
  void eachLengthButTheRightOneIsNoticed() {
    byte[] bytes = model().toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ToxicityModel.of(cut, "m"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ToxicityModel.of(Arrays.copyOf(bytes, bytes.length + 1), "m"))
        .hasMessageContaining("copy it again");
  }

  @Test
  void anotherVersionIsNamed() {
    byte[] bytes = model().toBytes();
    bytes[7] = 9;
    assertThatThrownBy(() -> ToxicityModel.of(bytes, "m"))
        .hasMessage("m has version 9; this library reads version 2");
  }

  @Test
  void aTextIsNoModel() {
    assertThatThrownBy(() -> ToxicityModel.of(
            "hello hello hello hello".getBytes(StandardCharsets.UTF_8), "greeting.txt"))
        .hasMessageContaining("greeting.txt is not a toxicity model");
  }
}
