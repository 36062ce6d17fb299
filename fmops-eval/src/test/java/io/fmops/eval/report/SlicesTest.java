package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.report.Slices.Slice;
import io.fmops.eval.stats.Estimate;
import io.fmops.eval.stats.Samples;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlicesTest {

  @Test
  void anExampleCountsOnceHoweverManyRowsItHas() {
    Slices slices = new Slices(5_000);
    for (int row = 0; row < 3; row++) {
      slices.add(0, Map.of("lang", "en"));
      slices.add(1, Map.of("lang", "ja"));
      slices.add(2, Map.of("lang", "ja"));
    }

    assertThat(slices.all()).extracting(Slice::value).containsExactly("ja", "en");
    assertThat(slices.all()).extracting(Slice::size).containsExactly(2, 1);
    assertThat(slices.leftOut()).isEmpty();
  }

  @Test
  void aTagThatIsTheSameEverywhereMakesNoSlices() {
    Slices slices = new Slices(5_000);
    slices.add(0, Map.of("source", "web"));
    slices.add(1, Map.of("source", "web"));

    assertThat(slices.all()).isEmpty();
  }

  @Test
  void aTagWithAValueOfItsOwnForEachExampleIsDroppedAndSaidSo() {
    Slices slices = new Slices(5_000);
    for (int i = 0; i < 500; i++) {
      slices.add(i, Map.of("source", "page-" + i, "half", i % 2 == 0 ? "a" : "b"));
    }

    assertThat(slices.all()).extracting(Slice::tag).containsOnly("half");
    assertThat(slices.leftOut()).isEqualTo("Tags with more than 50 values make no slices: source.");
  }

  @Test
  void aRowThatIsOfNoExampleOfTheRunTakesNoMemory() {
    Slices slices = new Slices(2);
    slices.add(0, Map.of("t", "a"));
    slices.add(1, Map.of("t", "b"));
    slices.add(2, Map.of("t", "b"));
    slices.add(-1, Map.of("t", "c"));
    slices.add(Integer.MAX_VALUE, Map.of("t", "d"));

    assertThat(slices.all()).extracting(Slice::value).containsExactly("a", "b");
    assertThat(slices.all()).extracting(Slice::size).containsExactly(1, 1);
  }

  @Test
  void tooManyTagsAreNotLookedAtAndSaidSo() {
    Slices slices = new Slices(5_000);
    for (int i = 0; i < 30; i++) {
      slices.add(0, Map.of("t" + i, "a"));
      slices.add(1, Map.of("t" + i, "b"));
    }

    assertThat(slices.all()).hasSize(40);
    assertThat(slices.leftOut()).isEqualTo("Of more than 20 tags the first ones are looked at.");
  }

  @Test
  void theMeanIsOfTheExamplesThatHaveAScore() {
    Slices slices = new Slices(5_000);
    IntStream.range(0, 4).forEach(i -> slices.add(i, Map.of("t", "a")));
    IntStream.range(4, 9).forEach(i -> slices.add(i, Map.of("t", "b")));
    Samples scores = Samples.of(1, Double.NaN, 0, 1, 0, 0, Double.NaN);

    assertThat(Slices.mean(slices.all().get(1), scores)).hasValueSatisfying(mean -> {
      assertThat(mean.value()).isEqualTo(2.0 / 3);
      assertThat(mean.n()).isEqualTo(3);
    });
    assertThat(Slices.mean(slices.all().get(0), scores).map(Estimate::n)).hasValue(2L);
    assertThat(Slices.mean(slices.all().get(0), Samples.of(Double.NaN))).isEmpty();
    assertThat(Slices.mean(slices.all().get(0), null)).isEmpty();
  }

  @Test
  void aLargeSliceHasAnIntervalAroundItsMean() {
    Slices slices = new Slices(5_000);
    double[] scores = IntStream.range(0, 5000).mapToDouble(i -> (i % 10) / 10.0).toArray();
    IntStream.range(0, 4990).forEach(i -> slices.add(i, Map.of("t", "a")));
    slices.add(4999, Map.of("t", "b"));

    assertThat(Slices.mean(slices.all().get(0), Samples.of(scores))).hasValueSatisfying(mean -> {
      assertThat(mean.low()).isBetween(0.435, 0.45);
      assertThat(mean.high()).isBetween(0.45, 0.465);
    });
  }
}
