package io.fmops.tool;

import java.util.OptionalInt;

/**
 * JSON that is not what was asked for. The message is one line: where, and what would be right. It
 * has names from the schema only, nothing that the model wrote.
 */
public final class JsonMismatchException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Longer words of the model's are cut before they are told back to it. */
  private static final int MAX_TOLD = 300;

  /** Where in the JSON. */
  private final String path;

  /** The same for the model. */
  private final String toModel;

  /** Where the text stops being JSON; -1 if it is JSON. */
  private final int offset;

  JsonMismatchException(JsonPath path, String problem) {
    this(path, problem, problem);
  }

  JsonMismatchException(JsonPath path, String problem, String problemForModel) {
    this(path, problem, problemForModel, -1);
  }

  JsonMismatchException(JsonPath path, String problem, String problemForModel, int offset) {
    super(path.safe() + ": " + problem);
    this.path = path.safe();
    this.toModel = cut(path.told()) + ": " + cut(problemForModel);
    this.offset = offset;
  }

  private static String cut(String text) {
    if (text.length() <= MAX_TOLD) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_TOLD - 1)) ? MAX_TOLD - 1 : MAX_TOLD;
    return text.substring(0, end) + "…";
  }

  /**
   * Where the first thing is that is wrong.
   *
   * @return a JSON path such as {@code $.items[2].price}; keys of maps stand as {@code [*]}
   */
  public String path() {
    return path;
  }

  /**
   * Where the text stops being JSON that can be read, as near as is known.
   *
   * @return in chars from the beginning; empty if it is JSON, but not the one that is wanted
   */
  public OptionalInt offset() {
    return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
  }

  /**
   * The problem in words for the model that wrote the JSON, which helps it to do better. May
   * contain some of the model's own words, so it is not for logs.
   *
   * @return one line or more
   */
  public String toModel() {
    return toModel;
  }
}
