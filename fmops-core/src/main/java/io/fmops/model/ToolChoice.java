package io.fmops.model;

import java.util.Objects;

/**
 * Whether a model has to use the request's tools. A provider that cannot express the choice refuses
 * the request. Immutable and thread-safe.
 */
public sealed interface ToolChoice {

  /** The model decides. */
  ToolChoice AUTO = new Auto();

  /** The model has to use one of the tools, whichever. */
  ToolChoice REQUIRED = new Required();

  /** The model must not use a tool, although earlier turns may have. */
  ToolChoice NONE = new None();

  /**
   * The model has to use this tool.
   *
   * @param name the name of one of the request's tools
   * @return the choice
   */
  static ToolChoice tool(String name) {
    return new Named(name);
  }

  /** The model decides. */
  record Auto() implements ToolChoice {}

  /** The model has to use one of the tools. */
  record Required() implements ToolChoice {}

  /** The model must not use a tool. */
  record None() implements ToolChoice {}

  /**
   * The model has to use this tool.
   *
   * @param name the name of one of the request's tools
   */
  record Named(String name) implements ToolChoice {
    /** Checks that there is a name. */
    public Named {
      Objects.requireNonNull(name, "name");
    }
  }
}
