package io.fmops.model;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A tool that a model may ask for: what it is called, what it is for, what it takes. The model asks
 * with a {@link ContentBlock.ToolCall}; calling is the application's business, or that of
 * {@code io.fmops.tool}. Immutable and thread-safe.
 *
 * @param name 1 to 64 letters, digits, hyphens and underscores, as every provider takes them
 * @param description tells the model when and how to use the tool; may be empty
 * @param parameters describes the arguments; its type is {@code object}
 */
public record ToolDefinition(String name, String description, JsonSchema parameters) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name is malformed
   */
  public ToolDefinition {
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(parameters, "parameters");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a tool is \"%s\"; expected 1 to 64 letters, digits, hyphens and underscores"
              .formatted(name));
    }
  }
}
