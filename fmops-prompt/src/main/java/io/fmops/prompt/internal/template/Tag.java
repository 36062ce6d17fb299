package io.fmops.prompt.internal.template;

import java.util.List;

/**
 * What stands between braces in a template.
 *
 * @param kind what it does
 * @param path the name, parted at its dots; a special name such as {@code .} or {@code -last} is
 *     one part
 * @param start its first character in the template
 * @param end the character behind it
 * @param line the line in its source
 * @param column the place in that line
 */
record Tag(Kind kind, List<String> path, int start, int end, int line, int column) {

  /** What a tag does. */
  enum Kind {
    /** A value is put here. */
    VARIABLE,
    /** A section for each element, or if the value is there, begins. */
    SECTION,
    /** A section for when there is no value begins. */
    INVERTED,
    /** A section ends. */
    CLOSE,
    /** Words to people. */
    COMMENT
  }

  /** The current element, which is a value of whatever kind. */
  static final String ELEMENT = ".";

  static final String FIRST = "-first";
  static final String LAST = "-last";
  static final String INDEX = "-index";

  String name() {
    return path.size() == 1 ? path.get(0) : String.join(".", path);
  }

  String first() {
    return path.get(0);
  }

  /** Whether the name says something about the way through a list, and is nobody's variable. */
  boolean special() {
    return path.size() == 1 && isSpecial(path.get(0));
  }

  static boolean isSpecial(String name) {
    return name.equals(ELEMENT) || name.equals(FIRST) || name.equals(LAST) || name.equals(INDEX);
  }

  boolean opens() {
    return kind == Kind.SECTION || kind == Kind.INVERTED;
  }
}
