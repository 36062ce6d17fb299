package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * The evaluators that compare an answer with the example's references; of several, the one that the
 * answer is nearest to counts, score by score. An example without a reference is
 * {@link Score.Unscored}. All of them are immutable and thread-safe, and treat Japanese and English
 * alike.
 */
public final class Evaluators {

  private static final String NO_REFERENCE = "the example has no reference";

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
   * Case, width and punctuation do not matter (tokens as in {@link Rouge.Tokenization#UNICODE}): "3
   * May" occurs in "On 3 May, they ...", "art" does not occur in "party". A reference without words
   * is {@link Score.Unscored}.
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
   * is that of {@link #quasiExactMatch}.
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
   * ROUGE for every language, over {@link Rouge.Tokenization#UNICODE}. For figures that can be
   * compared with published English ones, use {@link #rouge(Rouge.Tokenization)}.
   *
   * @return an evaluator whose scores are the F1 of {@code rouge1-unicode}, {@code rouge2-unicode}
   *     and {@code rougeL-unicode}, 0 to 1
   */
  public static Evaluator rouge() {
    return rouge(Rouge.Tokenization.UNICODE);
  }

  /**
   * ROUGE-1, ROUGE-2 and ROUGE-L, as {@link Rouge} has them.
   *
   * @param tokenization what counts as a token
   * @return an evaluator whose scores are the F1 of three measures, 0 to 1, named {@code rouge1},
   *     {@code rouge2} and {@code rougeL} with the suffix of the tokenization
   */
  public static Evaluator rouge(Rouge.Tokenization tokenization) {
    Rouge rouge = Rouge.of(tokenization);
    List<String> names = List.of(
        tokenization.scoreName("rouge1"),
        tokenization.scoreName("rouge2"),
        tokenization.scoreName("rougeL"));
    return (example, answer) -> {
      if (example.references().isEmpty()) {
        return names.stream()
            .<Score>map(name -> new Score.Unscored(name, NO_REFERENCE))
            .toList();
      }
      double[] best = new double[3];
      for (String reference : example.references()) {
        Rouge.Comparison comparison = rouge.compare(reference, answer);
        best[0] = Math.max(best[0], comparison.rougeN(1).f1());
        best[1] = Math.max(best[1], comparison.rougeN(2).f1());
        best[2] = Math.max(best[2], comparison.rougeL().f1());
      }
      return IntStream.range(0, 3)
          .<Score>mapToObj(i -> new Score.Value(names.get(i), best[i]))
          .toList();
    };
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
