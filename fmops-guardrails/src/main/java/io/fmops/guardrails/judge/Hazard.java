package io.fmops.guardrails.judge;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A kind of harm that a judge looks for. Immutable and thread-safe.
 *
 * @param category the category of the findings, in lower-case letters, digits and hyphens
 * @param english what belongs to it and what does not, for an English prompt
 * @param japanese the same for a Japanese prompt
 */
public record Hazard(String category, String english, String japanese) {

  private static final Pattern CATEGORY = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the category is of other characters
   */
  public Hazard {
    Objects.requireNonNull(english, "english");
    Objects.requireNonNull(japanese, "japanese");
    if (!CATEGORY.matcher(category).matches()) {
      throw new IllegalArgumentException(
          "category is \"%s\"; it must be of a-z, 0-9 and hyphens, such as self-harm"
              .formatted(category));
    }
  }

  /**
   * A kind of harm that is described in one language.
   *
   * @param category the category of the findings
   * @param description what belongs to it and what does not
   * @return the hazard, with the same description for all prompts
   */
  public static Hazard of(String category, String description) {
    return new Hazard(category, description, description);
  }
}
