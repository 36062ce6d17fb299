package io.fmops.guardrails.toxicity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturesTest {

  private static final Lexicon LEXICON = new Lexicon(Map.of("idiot", 1), Map.of(), 1);

  private static void of(String text, Features.Sink sink) {
    new Features(LEXICON).of(new TextNormalizer(LEXICON).normalize(text), sink);
  }

  private static Set<Long> of(String text) {
    Set<Long> features = new HashSet<>();
    of(text, (block, hash) -> features.add(hash));
    return features;
  }

  private static List<String> sentences(String text) {
    Normal normal = new TextNormalizer(LEXICON).normalize(text);
    List<String> sentences = new ArrayList<>();
    new Features(LEXICON).of(normal, new Features.Sink() {
      private int start;

      @Override
      public void add(int block, long hash) {}

      @Override
      public void cut(int end) {
        sentences.add(text.substring(normal.start(start), normal.end(end)).strip());
        start = end;
      }
    });
    return sentences;
  }

  @Test
  void sentencesEndBeforeTheNextWord() {
    assertThat(sentences("One two. Three?! (Four) 3.5 \u2019s five\n\nsix.."))
        .containsExactly("One two.", "Three?! (", "Four) 3.5 \u2019s five", "six..");
    assertThat(sentences("だめだ。そうか！はい")).containsExactly("だめだ。", "そうか！", "はい");
  }

  @ParameterizedTest
  @ValueSource(strings = {"How do I kill a Python process?", "I love this idiot.", "窓を開けて。"})
  void aSentenceHasTheSameFeaturesByItselfAndAmongOthers(String sentence) {
    Set<Long> alone = of(sentence);
    Set<Long> among = of("It rains. " + sentence + " See you.");
    long kept = alone.stream().filter(among::contains).count();
    // but for the two that have nothing before the first word
    assertThat(kept).isBetween(alone.size() - 2L, (long) alone.size());
  }

  @Test
  void anEndlessSentenceIsCut() {
    assertThat(sentences("word ".repeat(200))).hasSizeBetween(4, 6);
    assertThat(sentences("あい".repeat(500))).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"window", "窓", "まど", "!", "1"})
  void aTextOfUnknownWordsOrSignsIsASentence(String text) {
    assertThat(sentences(text)).containsExactly(text);
    assertThat(of(text)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u200B", "\u0301"})
  void aBlankTextHasNone(String text) {
    assertThat(of(text)).isEmpty();
    assertThat(sentences(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hu*an", "hu#an", "h_man", "s-ason", "hum-n"})
  void aMaskIsNoEndOfAWord(String word) {
    String begin = word.split("[*#_-]", -1)[0];
    String end = word.split("[*#_-]", -1)[1];
    Set<Long> ofTheParts = of(begin + " " + end);
    Set<Long> shared = new HashSet<>(of(word));
    shared.retainAll(ofTheParts);
    assertThat(shared.size()).isLessThan(of(begin).size() + of(end).size() - 4);
    // a compound is words of their own
    assertThat(of("white-house")).containsAll(runs("white"));
  }

  /** The features of a word alone, but those of where the text begins and ends. */
  private static Set<Long> runs(String word) {
    Set<Long> runs = new HashSet<>();
    of(word, (block, hash) -> {
      if (block == Features.CHARS) {
        runs.add(hash);
      }
    });
    return runs;
  }
}
