package io.fmops.examples;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.run.CandidatePrompt;
import io.fmops.eval.select.Selection;
import java.util.List;

/**
 * Something that models are compared on.
 *
 * @param name the task's name
 * @param dataset the examples
 * @param evaluators how answers are scored, the main score first
 * @param selection how a candidate is chosen
 * @param baselines what the embedded models take part with
 * @param prompt the prompt for models given on the command line
 */
record Task(
    String name,
    Dataset dataset,
    List<Evaluator> evaluators,
    Selection selection,
    List<Entry> baselines,
    CandidatePrompt prompt) {

  /**
   * A model with a prompt.
   *
   * @param name the candidate's name
   * @param model the model's id
   * @param prompt how examples become requests
   */
  record Entry(String name, String model, CandidatePrompt prompt) {}
}
