package io.fmops.eval.metric;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The word error rate and the character error rate: how many words or characters have to be
 * inserted, deleted or replaced to make the reference of the answer, divided by those of the
 * reference ({@link EditDistance}). They are what speech recognition is measured by, and are
 * computed as jiwer does. 0 is best; an answer that is longer than the reference can have more than
 * 1. If a reference is empty, the rate is the number of insertions. Of several references the one
 * with the lowest rate counts. In a corpus, errors and lengths are added up.
 */
public final class ErrorRate extends CorpusMetric {

  private final String name;
  private final Supplier<Cutter> cutters;

  private ErrorRate(String name, Supplier<Cutter> cutters) {
    this.name = name;
    this.cutters = cutters;
  }

  /**
   * The word error rate with jiwer's words: they are what stands between single spaces or between
   * two and more characters of white space; case and punctuation matter. A single tab or line feed
   * does not separate words. For texts that are more than one line, and for languages without
   * spaces, {@link #words(Tokenization)} is better.
   *
   * @return the metric, whose scores are named {@code wer}
   */
  public static ErrorRate words() {
    return new ErrorRate("wer", () -> new WordCutter(ErrorRate::spaced));
  }

  /**
   * The word error rate over a tokenization.
   *
   * @param tokenization what counts as a word
   * @return the metric, whose scores are named {@code wer} with the suffix of the tokenization, and
   *     {@code wer-english} for {@link Tokenization#ENGLISH}
   * @throws IllegalStateException if it is {@link Tokenization#KUROMOJI}, which is not there
   */
  public static ErrorRate words(Tokenization tokenization) {
    String name =
        tokenization == Tokenization.ENGLISH ? "wer-english" : tokenization.scoreName("wer");
    Tokenization words = tokenization.required();
    return new ErrorRate(name, () -> new WordCutter(words::cut));
  }

  /**
   * The character error rate: by code point, white space included but for that around the text. The
   * usual one for Japanese.
   *
   * @return the metric, whose scores are named {@code cer}
   */
  public static ErrorRate characters() {
    return new ErrorRate("cer", CharacterCutter::new);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean lessIsBetter() {
    return true;
  }

  @Override
  double[] parts(List<String> references, String answer) {
    Cutter cutter = cutters.get();
    int[] tokens = cutter.cut(answer);
    double[] best = new double[0];
    for (String reference : references) {
      int[] other = cutter.cut(reference);
      double[] parts = {Levenshtein.distance(tokens, other, cutter.distinct()), other.length};
      if (best.length == 0 || figure(parts) < figure(best)) {
        best = parts;
      }
    }
    return best;
  }

  @Override
  double figure(double[] sums) {
    return sums[1] == 0 ? sums[0] : sums[0] / sums[1];
  }

  private static void spaced(String line, Vocabulary vocabulary) {
    String text = PythonText.strip(line);
    int begin = 0;
    for (int i = 0; i <= text.length(); ) {
      int next = i;
      while (next < text.length() && PythonText.isSpace(text.charAt(next))) {
        next++;
      }
      if (i == text.length() || next > i + 1 || (next > i && text.charAt(i) == ' ')) {
        if (i > begin) {
          vocabulary.add(text, begin, i);
        }
        begin = next;
      }
      i = Math.max(next, i + 1);
    }
  }

  /** Cuts the texts of one comparison into numbered units. */
  private interface Cutter {
    int[] cut(String text);

    int distinct();
  }

  private static final class CharacterCutter implements Cutter {

    private final CodePoints characters = new CodePoints();

    @Override
    public int[] cut(String text) {
      return characters.numbers(PythonText.strip(text), true);
    }

    @Override
    public int distinct() {
      return characters.size();
    }
  }

  private static final class WordCutter implements Cutter {

    private final Vocabulary vocabulary = new Vocabulary();
    private final BiConsumer<String, Vocabulary> words;

    private WordCutter(BiConsumer<String, Vocabulary> words) {
      this.words = words;
    }

    @Override
    public int[] cut(String text) {
      words.accept(text, vocabulary);
      return vocabulary.take();
    }

    @Override
    public int distinct() {
      return vocabulary.size();
    }
  }
}
