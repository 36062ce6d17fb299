package io.fmops.model;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The JSON that an answer has to be, by the provider's own JSON mode. A provider or model that has
 * none refuses the request; {@code io.fmops.tool} has the way through a tool. Immutable and
 * thread-safe.
 *
 * @param name names the format to the model: 1 to 64 letters, digits, hyphens and underscores
 * @param schema what the JSON has to look like
 */
public record OutputFormat(String name, JsonSchema schema) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name is malformed
   */
  public OutputFormat {
    Objects.requireNonNull(schema, "schema");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of an output format is \"%s\"; expected 1 to 64 letters, digits, hyphens and underscores"
              .formatted(name));
    }
  }
}
