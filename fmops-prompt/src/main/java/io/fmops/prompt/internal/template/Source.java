package io.fmops.prompt.internal.template;

import io.fmops.prompt.PromptSyntaxException;

/**
 * A text to read, with where it comes from. Immutable and thread-safe.
 *
 * @param name a file's name, or which message of a prompt
 * @param text the text
 * @param line the line of its first character, counted from 1
 * @param column the column of its first character, counted from 1
 */
public record Source(String name, String text, int line, int column) {

  /**
   * A text that begins where its source begins.
   *
   * @param name a file's name, or which message of a prompt
   * @param text the text
   * @return the source
   */
  public static Source of(String name, String text) {
    return new Source(name, text, 1, 1);
  }

  /**
   * A part of this text, which knows its place.
   *
   * @param start the part's first character
   * @param end the character behind the part
   * @return the part
   */
  public Source part(int start, int end) {
    return new Source(name, text.substring(start, end), lineOf(start), columnOf(start));
  }

  /**
   * An error at a place in the text.
   *
   * @param offset the place
   * @param problem what is wrong there
   * @return the error, to be thrown
   */
  public PromptSyntaxException error(int offset, String problem) {
    return new PromptSyntaxException(problem, name, lineOf(offset), columnOf(offset));
  }

  /**
   * The line of a place in the text.
   *
   * @param offset the place
   * @return counted from 1
   */
  public int lineOf(int offset) {
    int found = line;
    for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
      found++;
    }
    return found;
  }

  private int columnOf(int offset) {
    int start = offset == 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
    int inLine = text.codePointCount(start, offset) + 1;
    return start == 0 ? column + inLine - 1 : inLine;
  }
}
