package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/**
 * The evaluators that compare an answer with the example's references; of several, the one that the
 * answer is nearest to counts, score by score. An example without a reference is
 * {@link Score.Unscored}. All of them are immutable and thread-safe, and treat Japanese and English
 * alike.
 */
public final class Evaluators {

  static final String NO_REFERENCE = "the example has no reference";

  private Evaluators() {}

  /**
   * Scores 1 for an answer that is the reference to the letter, but for white space around it, and
   * else 0. HELM's {@code exact_match} (Liang et al., "Holistic Evaluation of Language Models",
   * 2022).
   *
   * @return an evaluator whose score is named {@code exact-match}
   */
  public static Evaluator exactMatch() {
    return value(
        "exact-match", (reference, answer) -> reference.strip().equals(answer.strip()) ? 1 : 0);
  }

  /**
   * Scores 1 for an answer that is the reference after normalisation, and else 0. The normalisation
   * is SQuAD's, which HELM's {@code quasi_exact_match} uses too, extended to all scripts: NFKC (so
   * that widths and ligatures do not matter), lower case, punctuation deleted, the English articles
   * "a", "an" and "the" left out, white space of any kind and length the same. White space beside
   * characters of scripts that are written without it (Japanese, Chinese, Thai...) does not matter.
   * Texts of nothing but punctuation are compared with it, where SQuAD takes them all for equal.
   *
   * @return an evaluator whose score is named {@code quasi-exact-match}
   */
  public static Evaluator quasiExactMatch() {
    return value(
        "quasi-exact-match", (reference, answer) -> AnswerTokens.same(reference, answer) ? 1 : 0);
  }

  /**
   * Scores 1 for an answer in which the reference occurs, and else 0. It occurs if all its words
   * stand in the answer in a row; in scripts that are written without spaces, all its characters.
   * Case, width and punctuation do not matter (tokens as in {@link Tokenization#UNICODE}): "3 May"
   * occurs in "On 3 May, they ...", "art" does not occur in "party". A reference without words is
   * {@link Score.Unscored}.
   *
   * @return an evaluator whose score is named {@code contains-reference}
   */
  public static Evaluator containsReference() {
    String name = "contains-reference";
    return (example, answer) -> {
      List<List<String>> references = example.references().stream()
          .map(Tokens::unicodeWords)
          .filter(words -> !words.isEmpty())
          .toList();
      if (references.isEmpty()) {
        return List.of(new Score.Unscored(
            name, example.references().isEmpty() ? NO_REFERENCE : "the reference has no words"));
      }
      boolean found = references.stream().anyMatch(words -> AnswerTokens.contains(words, answer));
      return List.of(new Score.Value(name, found ? 1 : 0));
    };
  }

  /**
   * Scores the overlap of words between a short answer and the reference: the F1 of SQuAD
   * (Rajpurkar et al., 2016), with the normalisation of {@link #quasiExactMatch}. In scripts that
   * are written without spaces every character is a word. Where a text has no words left, the score
   * is that of {@link #quasiExactMatch}. The same F1 over another tokenization is ROUGE-1:
   * {@link #rouge(Tokenization, String...)}.
   *
   * @return an evaluator whose score is named {@code token-f1}, 0 to 1
   */
  public static Evaluator tokenF1() {
    return value("token-f1", AnswerTokens::f1);
  }

  /**
   * Finds the label that an answer means, and pairs it with the example's. This is the rule; texts
   * are compared after NFKC, in lower case, with runs of white space as one space and none around:
   *
   * <ol>
   *   <li>The whole answer, or else its first line that is not blank, is a label, perhaps with up
   *       to 16 characters of punctuation and spaces before and after it, such as quotes, a full
   *       stop, or Markdown: {@code **Positive**.}
   *   <li>Or else that line is a label after a prefix, as in {@code Label: positive} or <code>
   *       ラベル：肯定</code>: at most 40 characters up to the first colon, in which no label occurs.
   *   <li>Or else exactly one label occurs in the whole answer, however often. A label occurs where
   *       it stands as a word of its own, with no letter, digit or underscore beside it and not as
   *       a part of a decimal number; beside or in a script that is written without spaces, such as
   *       Japanese, wherever it stands. A label inside of a longer one does not occur: where "not
   *       toxic" is a label, it is no "toxic".
   *   <li>Or else, when two labels occur or none, it is {@link Score.Label#NO_LABEL}.
   * </ol>
   *
   * <p>Of an example with several references, the first one is its label.
   *
   * <p>Negations ("this is not positive") and other meaning are not understood: ask the model for
   * the label alone. An example whose reference is none of the labels (compared in the same way) is
   * {@link Score.Unscored}.
   *
   * @param labels the labels, as they shall appear in the scores
   * @return an evaluator with one score, named "label"
   * @throws IllegalArgumentException if there is no label, one is blank or
   *     {@link Score.Label#NO_LABEL}, or two are the same after normalisation
   */
  public static Evaluator label(Set<String> labels) {
    LabelFinder finder = new LabelFinder(labels);
    String name = "label";
    return (example, answer) -> {
      Optional<String> reference = example.reference();
      if (reference.isEmpty()) {
        return List.of(new Score.Unscored(name, NO_REFERENCE));
      }
      Optional<String> expected = finder.exactly(reference.get());
      if (expected.isEmpty()) {
        return List.of(new Score.Unscored(
            name,
            "the reference \"%.60s\" is none of the labels %s"
                .formatted(reference.get(), finder.labels())));
      }
      String predicted = finder.find(answer).orElse(Score.Label.NO_LABEL);
      return List.of(new Score.Label(name, expected.get(), predicted));
    };
  }

  /**
   * ROUGE for every language, over {@link Tokenization#UNICODE}. For figures that can be compared
   * with published English ones, use {@link #rouge(Tokenization, String...)}.
   *
   * @return an evaluator whose scores are the F1 of {@code rouge1-unicode}, {@code rouge2-unicode}
   *     and {@code rougeL-unicode}, 0 to 1
   */
  public static Evaluator rouge() {
    return rouge(Tokenization.UNICODE);
  }

  /**
   * ROUGE as {@link Rouge} has it.
   *
   * @param tokenization what counts as a token
   * @param measures which, by the names that {@code rouge_score} gives them: {@code rouge1} to
   *     {@code rouge9}, {@code rougeL} and {@code rougeLsum}; if none is named, {@code rouge1},
   *     {@code rouge2} and {@code rougeL}
   * @return an evaluator whose scores are the F1 of the measures, 0 to 1, with the suffix of the
   *     tokenization in their names
   * @throws IllegalArgumentException if there is no measure of a name
   * @throws IllegalStateException if it is {@link Tokenization#KUROMOJI}, which is not there
   */
  public static Evaluator rouge(Tokenization tokenization, String... measures) {
    return new RougeEvaluator(
        tokenization,
        measures.length == 0 ? List.of("rouge1", "rouge2", "rougeL") : List.of(measures));
  }

  /**
   * BLEU, chrF, TER, or the word or character error rate. The score of an example is the metric of
   * its answer alone; the figure of a dataset is the metric of the whole corpus and not the mean.
   *
   * @param metric what is computed, with all its choices
   * @return an evaluator with one score, named as the {@linkplain CorpusMetric#name() metric}; on
   *     the scale of this library, where 1 is 100 %
   */
  public static Evaluator of(CorpusMetric metric) {
    return new CorpusEvaluator(metric);
  }

  /**
   * METEOR.
   *
   * @param metric what is computed, with all its choices
   * @return an evaluator with one score, named as the {@linkplain Meteor#name() metric}, 0 to 1
   */
  public static Evaluator meteor(Meteor metric) {
    String name = metric.name();
    return (example, answer) -> List.of(
        example.references().isEmpty()
            ? new Score.Unscored(name, NO_REFERENCE)
            : new Score.Value(name, metric.score(example.references(), answer)));
  }

  /**
   * Scores how near an answer is to the reference, letter by letter: 1 less the
   * {@linkplain EditDistance#normalized normalized edit distance}.
   *
   * @return an evaluator whose score is named {@code edit-similarity}, 0 to 1
   */
  public static Evaluator editSimilarity() {
    return value(
        "edit-similarity", (reference, answer) -> 1 - EditDistance.normalized(reference, answer));
  }

  /** Of several references, the one that the answer is nearest to counts. */
  private static Evaluator value(String name, ToDoubleBiFunction<String, String> score) {
    return (Example example, String answer) -> {
      OptionalDouble best = example.references().stream()
          .mapToDouble(reference -> score.applyAsDouble(reference, answer))
          .max();
      return List.of(
          best.isPresent()
              ? new Score.Value(name, best.getAsDouble())
              : new Score.Unscored(name, NO_REFERENCE));
    };
  }
}
