package io.fmops.prompt.internal;

import io.fmops.prompt.PromptException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values that a prompt takes, and how they look as text. Stateless. */
public final class Plain {

  /** How deep the value of a default may be nested. */
  private static final int MAX_DEPTH = 20;

  /** Beyond so many zeros a number is written with an exponent. */
  private static final int MAX_ZEROS = 100;

  private Plain() {}

  /**
   * Whether a value is a text or something whose {@code toString} is its one standard form.
   *
   * @param value any value
   * @return true for texts, characters, enum constants, dates and times, UUIDs and URIs
   */
  public static boolean isText(Object value) {
    return value instanceof CharSequence
        || value instanceof Character
        || value instanceof Enum
        || value instanceof TemporalAccessor
        || value instanceof TemporalAmount
        || value instanceof UUID
        || value instanceof URI;
  }

  /**
   * Whether a value is a number that has digits.
   *
   * @param value any value
   * @return false for NaN, infinities and mutable counters as well
   */
  public static boolean isNumber(Object value) {
    return isInteger(value)
        || value instanceof BigDecimal
        || (value instanceof Double d && Double.isFinite(d))
        || (value instanceof Float f && Float.isFinite(f));
  }

  /**
   * Whether a value is a whole number.
   *
   * @param value any value
   * @return true for the integers of Java
   */
  public static boolean isInteger(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof BigInteger;
  }

  /**
   * A value as the text that a prompt has in its place, the same in every locale.
   *
   * @param value any value
   * @return the text; null if the value has none, such as a list
   */
  public static @Nullable String text(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Enum<?> constant) {
      return constant.name();
    } else if (value instanceof Boolean || isText(value) || isInteger(value)) {
      return value.toString();
    } else if (isNumber(value)) {
      BigDecimal number =
          value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
      return Math.abs((long) number.scale()) > MAX_ZEROS
          ? number.toString()
          : number.toPlainString();
    }
    return null;
  }

  /**
   * What a value is, for errors: never what it holds.
   *
   * @param value any value
   * @return such as "a list"
   */
  public static String kind(@Nullable Object value) {
    if (value == null) {
      return "null";
    } else if (value instanceof Boolean) {
      return "a boolean";
    } else if (isInteger(value)) {
      return "an integer";
    } else if (isNumber(value)) {
      return "a number";
    } else if (isText(value)) {
      return "a text";
    } else if (value instanceof Collection) {
      return "a list";
    } else if (value instanceof Map || value instanceof Record) {
      return "an object";
    } else if (value instanceof Double || value instanceof Float) {
      return "not a finite number";
    } else if (value instanceof Optional) {
      return "an empty Optional";
    }
    return "of the class " + value.getClass().getName();
  }

  /**
   * A value as it can stand in a prompt file: whole numbers as {@link Long} or {@link BigInteger},
   * others as {@link BigDecimal}, lists and maps immutable, the rest as text. Maps are sorted by
   * key, and sets are sorted lists: equal values are written alike, whatever order they had.
   *
   * @param value a default
   * @return equal for everything that is written alike
   * @throws PromptException if there is something in it that a file cannot hold
   */
  public static Object constant(Object value) {
    return constant(value, 0);
  }

  private static Object constant(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new PromptException("a default is nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    if (value instanceof Boolean) {
      return value;
    } else if (value != null && isInteger(value)) {
      return whole(new BigInteger(value.toString()));
    } else if (value != null && isNumber(value)) {
      BigDecimal number = new BigDecimal(value.toString());
      // Written without point and exponent, it would be read as a whole number.
      return number.scale() == 0 ? whole(number.unscaledValue()) : number;
    } else if (value != null && isText(value)) {
      return value instanceof Enum<?> constant ? constant.name() : value.toString();
    } else if (value instanceof Collection<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(constant(element, depth + 1)));
      if (list instanceof Set) {
        copy.sort(Comparator.comparing(Plain::sortKey));
      }
      return Collections.unmodifiableList(copy);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new TreeMap<>();
      map.forEach((key, element) -> {
        if (!(key instanceof String name)) {
          throw new PromptException("a default has a key that is " + kind(key) + ", not a text");
        }
        copy.put(name, constant(element, depth + 1));
      });
      return Collections.unmodifiableMap(copy);
    }
    throw new PromptException(
        "a default is or has in it something that is %s; it takes texts, numbers, booleans, lists and maps"
            .formatted(kind(value)));
  }

  /** Different for different constants: texts are told apart from numbers of the same digits. */
  private static String sortKey(Object constant) {
    if (constant instanceof String text) {
      return "t%d:%s".formatted(text.length(), text);
    } else if (constant instanceof Collection<?> list) {
      return list.stream().map(Plain::sortKey).toList().toString();
    } else if (constant instanceof Map<?, ?> map) {
      StringBuilder key = new StringBuilder("{");
      map.forEach((name, value) -> key.append(sortKey(name)).append('=').append(sortKey(value)));
      return key.append('}').toString();
    }
    return constant.toString();
  }

  private static Object whole(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }
}
