package io.fmops.prompt.internal.yaml;

import java.util.List;
import java.util.Map;

/** A value in a YAML text, with its place. Immutable. */
public sealed interface Yaml {

  /**
   * The line.
   *
   * @return counted from 1
   */
  int line();

  /**
   * The place in the line.
   *
   * @return counted from 1
   */
  int column();

  /** What a scalar is by YAML's core schema. */
  enum Kind {
    /** Text. */
    TEXT,
    /** A whole number. */
    INTEGER,
    /** Another number. */
    DECIMAL,
    /** True or false. */
    BOOLEAN,
    /** Nothing. */
    NULL
  }

  /**
   * A text, number, boolean or null.
   *
   * @param text as it is written, without quotation marks
   * @param kind what it is
   * @param line the line, counted from 1
   * @param column the place in the line, counted from 1
   */
  record Scalar(String text, Kind kind, int line, int column) implements Yaml {}

  /**
   * A list.
   *
   * @param items its elements
   * @param line the line, counted from 1
   * @param column the place in the line, counted from 1
   */
  record Items(List<Yaml> items, int line, int column) implements Yaml {}

  /**
   * A mapping.
   *
   * @param fields its values by key, in their order
   * @param keys where the keys stand
   * @param line the line, counted from 1
   * @param column the place in the line, counted from 1
   */
  record Fields(Map<String, Yaml> fields, Map<String, Scalar> keys, int line, int column)
      implements Yaml {}

  /**
   * What it is, for errors.
   *
   * @return such as "a list"
   */
  default String kindName() {
    if (this instanceof Items) {
      return "a list";
    } else if (this instanceof Scalar scalar) {
      return switch (scalar.kind()) {
        case TEXT -> "a text";
        case INTEGER -> "an integer";
        case DECIMAL -> "a number";
        case BOOLEAN -> "a boolean";
        case NULL -> "empty";
      };
    }
    return "a mapping";
  }
}
