package io.fmops.eval.run;

import io.fmops.eval.dataset.Example;
import io.fmops.model.GenerateRequest;
import java.util.Objects;
import java.util.function.Function;

/**
 * How an example becomes a request. Thread-safe if the function is.
 *
 * @param name names the prompt in results; another wording is another prompt with another name
 * @param render makes the request of an example, the same one each time
 */
public record CandidatePrompt(String name, Function<Example, GenerateRequest> render) {
  /** Checks that nothing is null. */
  public CandidatePrompt {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(render, "render");
  }
}
