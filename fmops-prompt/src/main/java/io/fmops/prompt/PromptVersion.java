package io.fmops.prompt;

import io.fmops.model.GenerateRequest;
import java.util.Map;
import java.util.Objects;

/**
 * A version of a prompt in the catalog. Immutable and thread-safe.
 *
 * @param info its name, number and hash, and who added it
 * @param prompt what it says
 */
public record PromptVersion(VersionInfo info, Prompt prompt) {

  /**
   * Under this key the {@linkplain GenerateRequest#metadata() labels} of a rendered request have
   * the {@link #reference()}.
   */
  public static final String METADATA_KEY = "fmops.prompt";

  /** Checks that nothing is null. */
  public PromptVersion {
    Objects.requireNonNull(info, "info");
    Objects.requireNonNull(prompt, "prompt");
  }

  /**
   * The prompt's name.
   *
   * @return the name
   */
  public String name() {
    return info.name();
  }

  /**
   * The version's number.
   *
   * @return 1 or more
   */
  public int number() {
    return info.number();
  }

  /**
   * The version's address by its content.
   *
   * @return 64 lower-case hexadecimal digits
   */
  public String hash() {
    return info.hash();
  }

  /**
   * Who added it, when, and why.
   *
   * @return the change
   */
  public Change change() {
    return info.change();
  }

  /**
   * The version in one word, for traces and results. {@link PromptCatalog#get} finds it again.
   *
   * @return such as {@code support/refund@3#0f3a12bc9d0e}
   */
  public String reference() {
    return info.reference();
  }

  /**
   * The request with these values, labelled with the {@link #reference()}.
   *
   * @param values the value of each variable
   * @return the request
   * @throws PromptException as {@link Prompt#render(Map)}
   */
  public GenerateRequest render(Map<String, ?> values) {
    return labelled(prompt.render(values));
  }

  /**
   * The request with the components of a record as values, labelled with the {@link #reference()}.
   *
   * @param values a record with a component for each variable
   * @return the request
   * @throws PromptException as {@link Prompt#render(Record)}
   */
  public GenerateRequest render(Record values) {
    return labelled(prompt.render(values));
  }

  private GenerateRequest labelled(GenerateRequest request) {
    return request.toBuilder().metadata(METADATA_KEY, reference()).build();
  }
}
