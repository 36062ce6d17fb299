package io.fmops.eval.run;

import io.fmops.model.FoundationModel;
import io.fmops.model.InferenceParameters;
import java.util.Objects;

/**
 * What is evaluated: a model with a prompt and parameters. Thread-safe.
 *
 * @param name names the candidate; unique in a run
 * @param model answers; the run does not close it
 * @param prompt makes the requests
 * @param parameters what they set, they set for every request; what they leave open, the prompt's
 *     request decides
 */
public record Candidate(
    String name, FoundationModel model, CandidatePrompt prompt, InferenceParameters parameters) {

  /** Checks that nothing is null. */
  public Candidate {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(parameters, "parameters");
  }

  /**
   * A candidate with the prompt's own parameters, named after the model and the prompt.
   *
   * @param model answers
   * @param prompt makes the requests
   * @return the candidate, such as {@code baseline:majority / few-shot}
   */
  public static Candidate of(FoundationModel model, CandidatePrompt prompt) {
    return new Candidate(
        model.id() + " / " + prompt.name(), model, prompt, InferenceParameters.DEFAULTS);
  }
}
