package io.fmops.prompt;

import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.Plain;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a variable of a prompt takes. Immutable and thread-safe.
 *
 * @param type the kind of its value
 * @param required whether a value has to be given; never so with a default
 * @param defaultValue the value when none is given: a {@link String}, {@link Boolean},
 *     {@link Long}, {@link BigInteger}, {@link java.math.BigDecimal}, or an immutable list or map
 *     of such
 * @param description what the variable is, for people
 */
public record Input(
    Type type, boolean required, Optional<Object> defaultValue, Optional<String> description) {

  /** The kind of a value. */
  public enum Type {
    /** A text; also an enum constant, a date or time, a UUID or a URI, which become one. */
    STRING,
    /** A number, printed in digits with a point, without regard to any locale. */
    NUMBER,
    /** A whole number. */
    INTEGER,
    /** True or false. */
    BOOLEAN,
    /** A collection, for a section to go through. */
    LIST,
    /** A map or a record, for its fields. */
    OBJECT;

    /**
     * The name that stands in prompt files.
     *
     * @return in lower case
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean takes(Object value) {
      return switch (this) {
        case STRING -> Plain.isText(value);
        case NUMBER -> Plain.isNumber(value);
        case INTEGER -> Plain.isInteger(value);
        case BOOLEAN -> value instanceof Boolean;
        case LIST -> value instanceof Collection;
        case OBJECT -> value instanceof Map || value instanceof Record;
      };
    }
  }

  /**
   * Makes the default immutable and checks it.
   *
   * @throws PromptException if the default is of another type than the input, or holds something
   *     that a prompt file cannot, or if an input with a default is required
   */
  public Input {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(description, "description");
    defaultValue = defaultValue.map(Plain::constant);
    if (defaultValue.isPresent()) {
      if (required) {
        throw new PromptException("an input with a default is not required; drop one of the two");
      }
      if (!type.takes(defaultValue.get())) {
        throw new PromptException("the default of an input of the type %s is %s"
            .formatted(type.label(), Plain.kind(defaultValue.get())));
      }
    }
  }

  private static Input of(Type type) {
    return new Input(type, true, Optional.empty(), Optional.empty());
  }

  /**
   * A text that has to be given.
   *
   * @return the input
   */
  public static Input string() {
    return of(Type.STRING);
  }

  /**
   * A number that has to be given.
   *
   * @return the input
   */
  public static Input number() {
    return of(Type.NUMBER);
  }

  /**
   * A whole number that has to be given.
   *
   * @return the input
   */
  public static Input integer() {
    return of(Type.INTEGER);
  }

  /**
   * True or false, which has to be given.
   *
   * @return the input
   */
  public static Input bool() {
    return of(Type.BOOLEAN);
  }

  /**
   * A collection that has to be given.
   *
   * @return the input
   */
  public static Input list() {
    return of(Type.LIST);
  }

  /**
   * A map or record that has to be given.
   *
   * @return the input
   */
  public static Input object() {
    return of(Type.OBJECT);
  }

  /**
   * The same, but nobody has to give it. Without a value a section of its name is left out.
   *
   * @return the input
   */
  public Input optional() {
    return new Input(type, false, defaultValue, description);
  }

  /**
   * The same with a value for when none is given.
   *
   * @param value text, number, boolean, list or map, of the input's type
   * @return the input
   * @throws PromptException if the value does not have the type, or cannot stand in a file
   */
  public Input withDefault(Object value) {
    return new Input(type, false, Optional.of(value), description);
  }

  /**
   * The same with words about it.
   *
   * @param text what the variable is, for people
   * @return the input
   */
  public Input describedAs(String text) {
    return new Input(type, required, defaultValue, Optional.of(text));
  }

  /** What is wrong with a value, in words that go behind the variable's name. */
  Optional<String> problem(Object value) {
    return type.takes(value)
        ? Optional.empty()
        : Optional.of(
            "is %s; the input is of the type %s".formatted(Plain.kind(value), type.label()));
  }

  static Type type(String label, String input) {
    for (Type type : Type.values()) {
      if (type.label().equals(label)) {
        return type;
      }
    }
    throw new PromptException(
        "the input %s has the unknown type %s; the types are string, number, integer, boolean, list and object"
            .formatted(Names.quote(input), Names.quote(label)));
  }
}
