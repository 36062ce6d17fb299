package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slices, samples, splits and concatenations of datasets. */
class DatasetViewTest {

  @TempDir
  Path folder;

  private static Example example(int i) {
    String language = i % 3 == 0 ? "ja" : "en";
    return new Example(
        "q" + i,
        Map.of("text", language.equals("ja") ? "質問" + i : "question " + i),
        List.of(i % 10 == 0 ? "rare" : "common"),
        Map.of("language", language, "source", "text-" + i / 5));
  }

  private static Dataset numbered(int from, int to) {
    return Dataset.of(
        "numbered", IntStream.range(from, to).mapToObj(DatasetViewTest::example).toList());
  }

  private static List<String> ids(Dataset dataset) {
    try (Stream<Example> examples = dataset.examples()) {
      return examples.map(Example::id).toList();
    }
  }

  private static long count(Dataset dataset, String language) {
    try (Stream<Example> examples = dataset.examples()) {
      return examples.filter(e -> e.tags().get("language").equals(language)).count();
    }
  }

  @Test
  void sliceHasTheExamplesWithATag() {
    Dataset japanese = numbered(0, 10).withTag("language", "ja");
    assertThat(ids(japanese)).containsExactly("q0", "q3", "q6", "q9");
    assertThat(japanese.name()).isEqualTo("numbered[language=ja]");
    assertThat(japanese.check()).isEqualTo(4);
    Dataset none = numbered(0, 10).withTag("言語", "日本語");
    assertThatThrownBy(none::check)
        .isInstanceOf(DatasetException.class)
        .hasMessage("numbered[言語=日本語] has no examples; a dataset needs at least one");
  }

  @Test
  void firstAndFilteredOnesKeepTheirOrder() {
    assertThat(ids(numbered(0, 10).first(3))).containsExactly("q0", "q1", "q2");
    assertThat(ids(numbered(0, 2).first(3))).hasSize(2);
    assertThat(ids(numbered(0, 10)
            .filter("even", e -> Integer.parseInt(e.id().substring(1)) % 2 == 0)))
        .containsExactly("q0", "q2", "q4", "q6", "q8");
  }

  @Test
  void sampleIsAlwaysTheSame() {
    // The numbers are promised: another release, machine or Java draws the same.
    assertThat(ids(numbered(0, 20).sample(4, 7))).containsExactly("q2", "q5", "q9", "q17");
    assertThat(ids(numbered(0, 20).sample(4, 8)))
        .isNotEqualTo(ids(numbered(0, 20).sample(4, 7)));
    assertThat(ids(numbered(0, 20).sample(20, 7))).hasSize(20);
    assertThat(ids(numbered(0, 20).sample(99, 7))).hasSize(20);
    assertThat(ids(numbered(0, 500).sample(100, 3)))
        .as("a smaller sample is a part of a larger one")
        .containsAll(ids(numbered(0, 500).sample(40, 3)));
  }

  @Test
  void newExampleReplacesAtMostOneOfTheSample() {
    for (int size = 100; size < 130; size++) {
      Set<String> before = new HashSet<>(ids(numbered(0, size).sample(30, 1)));
      Set<String> after = new HashSet<>(ids(numbered(0, size + 1).sample(30, 1)));
      before.removeAll(after);
      assertThat(before).hasSizeLessThanOrEqualTo(1);
      assertThat(after).hasSize(30);
    }
  }

  @Test
  void everyExampleIsEquallyLikelyInASample() {
    int[] drawn = new int[50];
    for (int seed = 0; seed < 2_000; seed++) {
      ids(numbered(0, 50).sample(10, seed))
          .forEach(id -> drawn[Integer.parseInt(id.substring(1))]++);
    }
    // 400 are expected of 2,000; the standard deviation is 18.
    for (int times : drawn) {
      assertThat(times).isBetween(400 - 5 * 18, 400 + 5 * 18);
    }
  }

  @Test
  void partsOfASplitAreTheWholeAndHaveNothingInCommon() {
    Dataset all = numbered(0, 2_000);
    List<Dataset> parts = all.split(5, 70, 20, 10);
    List<String> together = new ArrayList<>();
    parts.forEach(part -> together.addAll(ids(part)));
    assertThat(together).containsExactlyInAnyOrderElementsOf(ids(all));
    assertThat(ids(parts.get(0)).size() / 2_000.0).isCloseTo(0.7, within(0.04));
    assertThat(ids(parts.get(2)).size() / 2_000.0).isCloseTo(0.1, within(0.03));
    assertThat(parts.get(1).name()).isEqualTo("numbered[part 2 of 3, seed 5]");
  }

  @Test
  void exampleStaysInItsPartWhateverIsAdded() {
    List<String> test = ids(numbered(0, 300).split(5, 0.8, 0.2).get(1));
    List<String> later = ids(numbered(0, 900).split(5, 0.8, 0.2).get(1));
    assertThat(later.subList(0, test.size())).isEqualTo(test);
    assertThat(ids(numbered(0, 20).split(5, 0.8, 0.2).get(1)))
        .containsExactly("q1", "q4", "q7", "q9", "q10", "q18", "q19");
  }

  @Test
  void partThatIsSplitAgainUnderOneSeedHasItsShares() {
    Dataset half = numbered(0, 4_000).split(1, 1, 1).get(0);
    Dataset quarter = half.withTag("language", "en").split(1, 1, 1).get(0);
    double share = (double) ids(quarter).size() / count(half, "en");
    assertThat(share).isCloseTo(0.5, within(0.05));
    Dataset joined = Dataset.concat("joined", half, numbered(5_000, 5_100));
    assertThat((double) ids(joined.split(1, 1, 1).get(0)).size() / ids(joined).size())
        .isCloseTo(0.5, within(0.05));
    Dataset sample = numbered(0, 4_000).sample(1_000, 1);
    assertThat(ids(sample.split(1, 1, 1).get(0)).size() / 1_000.0).isCloseTo(0.5, within(0.06));
  }

  @Test
  void groupsAreNotTornByASplit() {
    List<Dataset> parts = numbered(0, 1_000).split(2, e -> e.tags().get("source"), 0.5, 0.5);
    List<Set<String>> sources = parts.stream()
        .map(part -> {
          try (Stream<Example> examples = part.examples()) {
            return examples.map(e -> e.tags().get("source")).collect(Collectors.toSet());
          }
        })
        .toList();
    assertThat(sources.get(0)).isNotEmpty().doesNotContainAnyElementsOf(sources.get(1));
    assertThat(sources.get(0).size() + sources.get(1).size()).isEqualTo(200);
    Dataset ungrouped = numbered(0, 3).split(1, e -> null, 1, 1).get(0);
    assertThatThrownBy(ungrouped::check)
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "numbered: example \"q0\" has no group, but null; give those without one a name of"
                + " their own");
  }

  @Test
  void stratifiedSampleHasTheSharesOfTheWhole() {
    Dataset sample = numbered(0, 300).stratifiedSample(30, 1, e -> e.tags().get("language"));
    assertThat(count(sample, "ja")).isEqualTo(10);
    assertThat(count(sample, "en")).isEqualTo(20);
    assertThat(numbered(0, 10).stratifiedSample(99, 1, e -> "all").check()).isEqualTo(10);
  }

  @Test
  void quotasAreRoundedByTheLargestRemainders() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("a", 47L);
    counts.put("b", 16L);
    counts.put("c", 15L);
    counts.put("d", 12L);
    counts.put("e", 10L);
    assertThat(Samples.quotas(counts, 10))
        .isEqualTo(Map.of("a", 5L, "b", 2L, "c", 1L, "d", 1L, "e", 1L));
    for (int n = 1; n < 100; n++) {
      assertThat(Samples.quotas(counts, n).values().stream().mapToLong(q -> q).sum())
          .isEqualTo(n);
    }
    assertThat(Samples.quotas(counts, 100)).isEqualTo(counts);
  }

  @Test
  void sampleOfEachHasTheRareOnesToo() {
    Dataset sample = numbered(0, 300).sampleOfEach(5, 1, e -> e.reference().orElseThrow());
    try (Stream<Example> examples = sample.examples()) {
      assertThat(examples.collect(
              Collectors.groupingBy(e -> e.reference().orElseThrow(), Collectors.counting())))
          .isEqualTo(Map.of("rare", 5L, "common", 5L));
    }
    assertThatThrownBy(numbered(0, 10_001).sampleOfEach(1, 1, Example::id)::check)
        .isInstanceOf(DatasetException.class)
        .hasMessage("numbered has more than 10,000 strata; take a tag or a label that many examples"
            + " share");
    assertThatThrownBy(numbered(0, 1).sampleOfEach(1, 1, e -> null)::check)
        .hasMessageContaining("example \"q0\" has no stratum, but null");
  }

  @Test
  void concatenationHasOnePartAfterTheOther() {
    Dataset both = Dataset.concat("both", numbered(0, 2), numbered(5, 7));
    assertThat(ids(both)).containsExactly("q0", "q1", "q5", "q6");
    assertThat(both.name()).isEqualTo("both");
    assertThatThrownBy(() -> Dataset.concat("none")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void idsOfAConcatenationMustDiffer() {
    Dataset same = Dataset.concat("same", numbered(0, 3), numbered(7, 9), numbered(2, 4));
    assertThatThrownBy(same::check)
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "same: numbered and numbered both have the id \"q2\"; ids must be unique, give them"
                + " a prefix");
    assertThat(
            ids(Dataset.concat("told apart", numbered(0, 1), numbered(0, 1).withIdPrefix("ja/"))))
        .containsExactly("q0", "ja/q0");
  }

  /** Counts how many of its examples are made and how many of its streams are open. */
  private static final class Watched implements Dataset {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final String prefix;

    Watched(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public String name() {
      return "watched";
    }

    @Override
    public Stream<Example> examples() {
      open.incrementAndGet();
      return IntStream.range(0, 1_000)
          .mapToObj(i -> {
            made.incrementAndGet();
            return example(i);
          })
          .map(e -> new Example(prefix + e.id(), e.fields(), e.references(), e.tags()))
          .onClose(open::decrementAndGet);
    }
  }

  @Test
  void viewsReadNoFurtherThanTheyAreReadAndCloseWhatTheyOpen() {
    Watched first = new Watched("a");
    Watched second = new Watched("b");
    Dataset view = Dataset.concat("both", first, second)
        .withTag("language", "en")
        .withIdPrefix("x")
        .first(900);
    try (Stream<Example> examples = view.examples()) {
      Iterator<Example> iterator = examples.iterator();
      iterator.next();
      assertThat(first.made).hasValueLessThan(5);
      for (int i = 0; i < 700; i++) {
        iterator.next();
      }
      assertThat(second.made).hasValueBetween(1, 100);
    }
    assertThat(first.open).hasValue(0);
    assertThat(second.open).hasValue(0);
    assertThat(view.sample(10, 1).check()).isEqualTo(10);
    assertThat(first.open).hasValue(0);
    assertThat(second.open).hasValue(0);
  }

  @Test
  void viewThatFailsClosesWhatItOpened() {
    Watched watched = new Watched("");
    Dataset view = watched.sampleOfEach(1, 1, e -> null);
    assertThatThrownBy(view::examples).isInstanceOf(DatasetException.class);
    assertThat(watched.open).hasValue(0);
  }

  @Test
  void viewsKnowTheFilesThatTheyAreReadFrom() throws IOException {
    Path a = Files.writeString(folder.resolve("a.jsonl"), "{\"text\":\"a\"}");
    Path b = Files.writeString(folder.resolve("b.csv"), "text\nb");
    Dataset both = Dataset.concat(
        "both",
        Dataset.jsonl(a, Fields.of("text")).first(1),
        Dataset.csv(b, Fields.of("text")).withIdPrefix("b/"));
    assertThat(both.split(1, 1).get(0).sources()).containsExactlyInAnyOrder(a, b);
    assertThat(numbered(0, 1).sources()).isEmpty();
  }

  @Test
  void numbersMustMakeSense() {
    Dataset dataset = numbered(0, 1);
    assertThatThrownBy(() -> dataset.first(0)).hasMessage("0 examples; take at least 1");
    assertThatThrownBy(() -> dataset.sample(-1, 0)).hasMessage("-1 examples; take at least 1");
    assertThatThrownBy(() -> dataset.split(1)).hasMessage("no shares; say how large the parts are");
    assertThatThrownBy(() -> dataset.split(1, 0.5, 0))
        .hasMessage("the shares are [0.5, 0.0]; each must be above 0");
    assertThatThrownBy(() -> dataset.split(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void idsOfHalfCharactersAreDrawnApart() {
    Draw draw = new Draw(Draw.Purpose.SAMPLE, 1, 0);
    assertThat(draw.bits("\ud83d")).isNotEqualTo(draw.bits("\ude00")).isNotEqualTo(draw.bits(""));
  }

  @Test
  void shuffledExamplesAreTheSameInAnotherOrderThatTheSeedGives() {
    Dataset dataset = numbered(0, 200);
    List<String> shuffled = ids(dataset.shuffled(7));
    assertThat(shuffled).containsExactlyInAnyOrderElementsOf(ids(dataset));
    assertThat(shuffled).isNotEqualTo(ids(dataset)).isEqualTo(ids(dataset.shuffled(7)));
    assertThat(shuffled).isNotEqualTo(ids(dataset.shuffled(8)));
    int rising = 0;
    for (int i = 1; i < shuffled.size(); i++) {
      int before = Integer.parseInt(shuffled.get(i - 1).substring(1));
      rising += Integer.parseInt(shuffled.get(i).substring(1)) > before ? 1 : 0;
    }
    assertThat(rising).as("as often up as down").isBetween(75, 125);
  }
}
