package io.fmops.eval.metric;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * METEOR, an F-score of words that counts recall nine times as much as precision, with a penalty
 * for words that are in another order (Banerjee and Lavie, "METEOR: An Automatic Metric for MT
 * Evaluation with Improved Correlation with Human Judgments", 2005; Lavie and Agarwal, 2007), as
 * NLTK computes it, with its parameters alpha 0.9, beta 3 and gamma 0.5. Words are matched in three
 * rounds: those that are the same, then those that have the same stem by Porter's algorithm, then
 * those that are synonyms. Of several references the one with the best score counts. Immutable and
 * thread-safe.
 *
 * <p>Without synonyms the figures are those that NLTK gives without WordNet's. The stemmer is
 * English; words of other scripts are their own stems. The alignment is NLTK's, which takes from
 * the end whatever matches first; METEOR's own tools look for the one with the fewest crossings.
 */
public final class Meteor {

  private static final double ALPHA = 0.9;
  private static final double BETA = 3;
  private static final double GAMMA = 0.5;

  private final Tokenization tokenization;
  private final Synonyms synonyms;

  private Meteor(Tokenization tokenization, Synonyms synonyms) {
    this.tokenization = tokenization;
    this.synonyms = synonyms;
  }

  /**
   * METEOR over a tokenization, without synonyms.
   *
   * @param tokenization what counts as a word
   * @return the metric
   * @throws IllegalArgumentException if it is {@link Tokenization#ENGLISH_STEMMED}, since METEOR
   *     stems by itself
   * @throws IllegalStateException if it is {@link Tokenization#KUROMOJI}, which is not there
   */
  public static Meteor of(Tokenization tokenization) {
    if (tokenization == Tokenization.ENGLISH_STEMMED) {
      throw new IllegalArgumentException(
          "METEOR stems by itself; take " + Tokenization.ENGLISH + " for " + tokenization);
    }
    return new Meteor(tokenization.required(), Synonyms.NONE);
  }

  /**
   * The same with synonyms from a file: UTF-8, a set of words a line, the words between white
   * space, such as {@code car automobile auto}. Empty lines and lines that begin with # are left
   * out. Words are compared by their stems, so "cars" is a synonym too; a word may be in several
   * sets.
   *
   * @param file the file
   * @return a new metric
   * @throws IOException if the file cannot be read or is not UTF-8
   * @throws IllegalArgumentException if what is given as a word is none, or several, in this
   *     tokenization, so that it could never match
   */
  public Meteor withSynonyms(Path file) throws IOException {
    return new Meteor(tokenization, Synonyms.read(file, tokenization));
  }

  /**
   * The same with synonyms.
   *
   * @param sets sets of words that mean the same
   * @return a new metric
   * @throws IllegalArgumentException if what is given as a word is none, or several, in this
   *     tokenization, so that it could never match
   */
  public Meteor withSynonyms(Collection<Set<String>> sets) {
    return new Meteor(tokenization, Synonyms.of(sets, tokenization));
  }

  /**
   * The name of its scores.
   *
   * @return {@code meteor} with the suffix of the tokenization, and {@code -syn} with synonyms
   */
  public String name() {
    return tokenization.scoreName("meteor") + (synonyms == Synonyms.NONE ? "" : "-syn");
  }

  /**
   * The figure of one text.
   *
   * @param references the texts that are hoped for, each as good as the others
   * @param answer the text that is scored
   * @return 0 if no word matches, and less than 1
   * @throws IllegalArgumentException if there are no references
   */
  public double score(List<String> references, String answer) {
    Vocabulary words = new Vocabulary();
    return best(
        references.stream().map(text -> cut(text, words)).toList(), cut(answer, words), words);
  }

  private int[] cut(String text, Vocabulary words) {
    tokenization.cut(text, words);
    return words.take();
  }

  /**
   * The figure of one text with one reference.
   *
   * @param reference the text that is hoped for
   * @param answer the text that is scored
   * @return 0 if no word matches, and less than 1
   */
  public double score(String reference, String answer) {
    return score(List.of(reference), answer);
  }

  /**
   * The figure of one text that is cut into words already, in whatever way; case does not matter.
   *
   * @param references the texts that are hoped for, each as good as the others
   * @param answer the text that is scored
   * @return 0 if no word matches, and less than 1
   * @throws IllegalArgumentException if there are no references
   */
  public double scoreWords(List<List<String>> references, List<String> answer) {
    Vocabulary words = new Vocabulary();
    return best(
        references.stream().map(text -> lower(text, words)).toList(), lower(answer, words), words);
  }

  private static int[] lower(List<String> text, Vocabulary words) {
    text.forEach(word -> words.add(PythonText.lower(word)));
    return words.take();
  }

  private double best(List<int[]> references, int[] answer, Vocabulary words) {
    Vocabulary stems = new Vocabulary();
    for (int word = 0; word < words.size(); word++) {
      stems.add(PorterStemmer.stem(words.token(word)));
    }
    int[] stemOf = stems.take();
    int[][] setsOf = synonyms == Synonyms.NONE
        ? new int[0][]
        : Arrays.stream(stemOf)
            .mapToObj(stem -> synonyms.sets(stems.token(stem)))
            .toArray(int[][]::new);
    return references.stream()
        .mapToDouble(reference -> score(reference, answer, stemOf, setsOf))
        .max()
        .orElseThrow(() -> new IllegalArgumentException(name() + " needs a reference"));
  }

  private double score(int[] reference, int[] answer, int[] stemOf, int[][] setsOf) {
    WordAlignment alignment = new WordAlignment(answer.length, reference.length);
    int distinct = stemOf.length;
    alignment.match(answer, reference, distinct);
    alignment.match(stems(answer, stemOf), stems(reference, stemOf), distinct);
    if (setsOf.length > 0) {
      alignment.matchAny(answer, reference, setsOf, synonyms.size());
    }
    int matches = alignment.matches();
    if (matches == 0) {
      return 0;
    }
    double precision = (double) matches / answer.length;
    double recall = (double) matches / reference.length;
    double mean = precision * recall / (ALPHA * precision + (1 - ALPHA) * recall);
    double penalty = GAMMA * Math.pow((double) alignment.chunks() / matches, BETA);
    return (1 - penalty) * mean;
  }

  private static int[] stems(int[] words, int[] stemOf) {
    return Arrays.stream(words).map(word -> stemOf[word]).toArray();
  }
}
