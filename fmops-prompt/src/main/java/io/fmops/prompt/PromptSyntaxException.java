package io.fmops.prompt;

import java.util.Objects;

/** A prompt file or a template cannot be read; the place is told. */
public final class PromptSyntaxException extends PromptException {

  private static final long serialVersionUID = 1L;

  /** What was read. */
  private final String source;

  /** Counted from 1. */
  private final int line;

  /** Counted from 1. */
  private final int column;

  /**
   * An error at a place.
   *
   * @param problem what is wrong there, and what would be right
   * @param source what was read: a file's name, or which message of a prompt
   * @param line the line, counted from 1
   * @param column the character in the line, counted from 1 by code point
   */
  public PromptSyntaxException(String problem, String source, int line, int column) {
    super("%s, line %d, column %d: %s".formatted(source, line, column, problem));
    this.source = Objects.requireNonNull(source, "source");
    this.line = line;
    this.column = column;
  }

  /**
   * What was read.
   *
   * @return a file's name, or which message of a prompt
   */
  public String source() {
    return source;
  }

  /**
   * The line with the problem.
   *
   * @return counted from 1
   */
  public int line() {
    return line;
  }

  /**
   * The place in the line.
   *
   * @return counted from 1 by code point
   */
  public int column() {
    return column;
  }
}
