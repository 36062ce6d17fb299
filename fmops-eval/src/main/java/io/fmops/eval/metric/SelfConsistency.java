package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The evaluators that ask the candidate the same thing again: what it knows it says every time, and
 * what it makes up differs (Manakul, Liusie and Gales, "SelfCheckGPT: zero-resource black-box
 * hallucination detection", EMNLP 2023). They need no reference, and a candidate whose answers can
 * differ, with a temperature above 0 and no cache before it. Immutable, and thread-safe with
 * evaluators that are.
 */
public final class SelfConsistency {

  private SelfConsistency() {}

  /**
   * How like the answer is to other answers to the same input: the mean of another evaluator's
   * scores with each of those for the reference.
   *
   * @param likeness tells how like an answer is to a reference, more for the more alike, such as
   *     {@link Embeddings#cosine}, {@link Embeddings#bertScore} or {@link Evaluators#rouge()}
   * @param samples how many other answers to ask for, 1 or more
   * @return an evaluator with a score for each of the other's, named {@code self-consistency-} and
   *     its name
   * @throws IllegalArgumentException if there are no samples
   */
  public static Evaluator likeness(Evaluator likeness, int samples) {
    atLeastOne(samples);
    return new TrialEvaluator(likeness) {
      @Override
      public List<Score> evaluate(Trial trial) {
        Map<String, Double> sums = new TreeMap<>();
        Map<String, String> unknown = new TreeMap<>();
        for (String sample : ask(trial, samples)) {
          Example example = Robustness.answering(trial.example(), sample);
          Trial compared = new FurtherTrial(trial, example, trial.response());
          for (Score score : likeness.evaluate(compared)) {
            ScoreNumbers.of(score)
                .ifPresentOrElse(
                    number -> sums.merge(score.name(), number, Double::sum),
                    () -> unknown.put(score.name(), ScoreNumbers.reason(score)));
          }
        }
        List<Score> scores = new ArrayList<>();
        sums.forEach((name, sum) -> {
          if (!unknown.containsKey(name)) {
            scores.add(new Score.Value(name(name), sum / samples));
          }
        });
        unknown.forEach((name, reason) -> scores.add(new Score.Unscored(name(name), reason)));
        return List.copyOf(scores);
      }

      private String name(String name) {
        return "self-consistency-" + name;
      }
    };
  }

  /**
   * How surprising the answer's words are after other answers to the same input, and the answer
   * itself: SelfCheckGPT's model of single words, without smoothing, over words of every script and
   * single characters where a script has no spaces. Less is better; no words are unscored.
   *
   * @param samples how many other answers to ask for, 1 or more
   * @return an evaluator whose scores are {@code selfcheck-unigram}, the mean of {@code -ln p} over
   *     the answer's words, and {@code selfcheck-unigram-max}, the mean over its sentences of the
   *     most surprising word
   * @throws IllegalArgumentException if there are no samples
   */
  public static Evaluator unigram(int samples) {
    atLeastOne(samples);
    return new TrialEvaluator() {
      @Override
      public List<Score> evaluate(Trial trial) {
        if (Tokens.unicodeWords(trial.answer()).isEmpty()) {
          return UnigramModel.unscored("the answer has no words");
        }
        UnigramModel model = new UnigramModel();
        model.add(trial.answer());
        ask(trial, samples).forEach(model::add);
        return model.scores(trial.answer());
      }
    };
  }

  private static List<String> ask(Trial trial, int samples) {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      answers.add(trial.ask(trial.example()).text());
    }
    return answers;
  }

  private static void atLeastOne(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException(samples + " samples; there must be 1 or more");
    }
  }
}
