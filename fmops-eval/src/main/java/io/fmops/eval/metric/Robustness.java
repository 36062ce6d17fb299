package io.fmops.eval.metric;

import io.fmops.eval.dataset.Example;
import io.fmops.model.GenerateResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The evaluators that ask the candidate again with a changed input and tell how much that matters:
 * the semantic robustness of the fmeval library. Of all their scores, less is better. They are
 * immutable, and thread-safe with evaluators that are.
 */
public final class Robustness {

  /** How often fmeval changes an input: {@value}. */
  public static final int TIMES = 5;

  private Robustness() {}

  /**
   * How much another evaluator's scores change: the mean of {@code |s - s_i|}, where s is the score
   * of the answer, and s_i that of the answer to the i-th changed input against the same reference.
   * A label counts 1 if it is right, and else 0.
   *
   * @param evaluator gives the scores
   * @param perturbation changes the input
   * @param field which field of the examples to change
   * @param times how many changed inputs to ask about, 1 or more
   * @param seed decides, with the example's id, about the changes
   * @return an evaluator with a score for each of the other's, named {@code delta-}, its name,
   *     {@code -} and the perturbation's: {@code delta-token-f1-typos}
   * @throws IllegalArgumentException if there are no times
   */
  public static Evaluator delta(
      Evaluator evaluator, Perturbation perturbation, String field, int times, long seed) {
    PerturbedInputs inputs = new PerturbedInputs(perturbation, field, times, seed);
    return new TrialEvaluator(evaluator) {
      @Override
      public List<Score> evaluate(Trial trial) {
        List<Score> own = evaluator.evaluate(trial);
        MeanDistances distances = new MeanDistances();
        for (int i = 0; i < times; i++) {
          Example changed = inputs.changed(trial.example(), i);
          distances.add(own, evaluator.evaluate(trial.with(trial.example(), trial.ask(changed))));
        }
        return distances.scores("delta-", "-" + perturbation.name(), new MeanDistances());
      }
    };
  }

  /**
   * How much the answer itself changes, as fmeval measures it for texts in general: the mean of
   * {@code 1 - likeness} between the answer and those to changed inputs, less the same mean between
   * answers to the same input, and at least 0. The second part is what a model changes by itself.
   *
   * @param likeness tells how like an answer is to a reference, 1 for the same, such as
   *     {@link Embeddings#bertScore} or {@link Evaluators#rouge()}; for the reference it is given
   *     the answer to the unchanged input
   * @param perturbation changes the input
   * @param field which field of the examples to change
   * @param times how many changed inputs to ask about, 1 or more
   * @param samples how many answers to the same input are compared, pair by pair, the run's own
   *     among them; 1 for candidates that always answer the same; fmeval's default is 4
   * @param seed decides, with the example's id, about the changes
   * @return an evaluator with a score for each of the other's, named {@code change-}, its name,
   *     {@code -} and the perturbation's
   * @throws IllegalArgumentException if there are no times, or no samples
   */
  public static Evaluator change(
      Evaluator likeness,
      Perturbation perturbation,
      String field,
      int times,
      int samples,
      long seed) {
    PerturbedInputs inputs = new PerturbedInputs(perturbation, field, times, seed);
    if (samples < 1) {
      throw new IllegalArgumentException(samples + " samples; there must be 1 or more");
    }
    return new TrialEvaluator(likeness) {
      @Override
      public List<Score> evaluate(Trial trial) {
        Example example = trial.example();
        List<GenerateResponse> answers = new ArrayList<>(List.of(trial.response()));
        for (int i = 1; i < samples; i++) {
          answers.add(trial.ask(example));
        }
        MeanDistances changed = new MeanDistances();
        for (int i = 0; i < times; i++) {
          Example scored = answering(example, trial.answer());
          changed.addToOne(
              likeness.evaluate(trial.with(scored, trial.ask(inputs.changed(example, i)))));
        }
        MeanDistances same = new MeanDistances();
        for (int i = 0; i < samples; i++) {
          for (int j = i + 1; j < samples; j++) {
            Example scored = answering(example, answers.get(i).text());
            same.addToOne(likeness.evaluate(new FurtherTrial(trial, scored, answers.get(j))));
          }
        }
        return changed.scores("change-", "-" + perturbation.name(), same);
      }
    };
  }

  /** The example with an answer for its reference. */
  static Example answering(Example example, String answer) {
    return new Example(
        example.id(), example.fields(), List.of(answer), example.tags(), example.assertions());
  }
}
