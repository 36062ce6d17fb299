package io.fmops.eval.run;

import io.fmops.model.FoundationModel;
import io.fmops.model.InferenceParameters;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Every model with every prompt and all parameters.
   *
   * @param models answer
   * @param prompts make the requests
   * @param parameters what is set for every request; one of them,
   *     {@link InferenceParameters#DEFAULTS}, if the prompts' own are enough
   * @return the candidates, named after model, prompt and what the parameters set
   */
  public static List<Candidate> matrix(
      List<FoundationModel> models,
      List<CandidatePrompt> prompts,
      List<InferenceParameters> parameters) {
    List<Candidate> candidates = new ArrayList<>();
    for (FoundationModel model : models) {
      for (CandidatePrompt prompt : prompts) {
        for (InferenceParameters set : parameters) {
          String settings = CandidateTally.describe(set);
          candidates.add(new Candidate(
              model.id() + " / " + prompt.name() + (settings.isEmpty() ? "" : " / " + settings),
              model,
              prompt,
              set));
        }
      }
    }
    return List.copyOf(candidates);
  }
}
