package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WordFinderTest {

  private final TextNormalizer normalizer = new TextNormalizer(new Lexicon(Map.of(), Map.of(), 0));

  @Property
  void findsWhatASearchForEachWordFinds(
      @ForAll("words") List<String> words, @ForAll("texts") String text) {
    Normal normal = normalizer.normalize(text);
    String folded = normal.toString();
    List<String> found = new ArrayList<>();
    new WordFinder(words).find(normal, (w, from, to) -> found.add(w + ":" + from + "-" + to));
    List<String> expected = new ArrayList<>();
    for (int w = 0; w < words.size(); w++) {
      for (int at = folded.indexOf(words.get(w));
          at >= 0;
          at = folded.indexOf(words.get(w), at + 1)) {
        expected.add(w + ":" + at + "-" + (at + words.get(w).length()));
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.strings()
        .withChars("死殺愛")
        .ofMinLength(1)
        .ofMaxLength(4)
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("死殺愛。").ofMaxLength(60);
  }
}
