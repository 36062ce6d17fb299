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
   * Cuts this text into parts.
   *
   * @return the cutter, at the beginning of the text
   */
  public Cutter cutter() {
    return new Cutter(this);
  }

  /**
   * Cuts parts that come one after the other, and counts the text once however many there are. Not
   * thread-safe.
   */
  public static final class Cutter {
    private final Source source;
    private int counted;
    private int line;
    private int column;

    private Cutter(Source source) {
      this.source = source;
      this.line = source.line;
      this.column = source.column;
    }

    /**
     * The same as {@link Source#part}.
     *
     * @param start the part's first character, not before that of the last part
     * @param end the character behind the part
     * @return the part
     */
    public Source part(int start, int end) {
      while (counted < start) {
        int c = source.text.codePointAt(counted);
        counted += Character.charCount(c);
        column++;
        if (c == '\n') {
          line++;
          column = 1;
        }
      }
      return new Source(source.name, source.text.substring(start, end), line, column);
    }
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
