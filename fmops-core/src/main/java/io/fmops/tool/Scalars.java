package io.fmops.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types that are one string, number or boolean in JSON. */
final class Scalars {

  /** More digits are no number of this world, and expanding an exponent could fill the memory. */
  private static final int MAX_DIGITS = 1_000;

  private static final Map<Class<?>, ScalarShape> ALL = all();

  private Scalars() {}

  static @Nullable ScalarShape of(Class<?> type) {
    return ALL.get(type);
  }

  static String names() {
    return "primitives, String, BigDecimal, BigInteger, LocalDate, LocalTime, LocalDateTime, "
        + "OffsetDateTime, Instant, Duration, UUID, URI";
  }

  private static Map<Class<?>, ScalarShape> all() {
    Map<Class<?>, ScalarShape> all = new HashMap<>();
    ScalarShape bool = new ScalarShape(
        "boolean",
        null,
        "true or false",
        n -> n.isBoolean() ? n.booleanValue() : null,
        v -> Json.NODES.booleanNode((Boolean) v));
    all.put(boolean.class, bool);
    all.put(Boolean.class, bool);
    whole(all, byte.class, Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, Number::byteValue);
    whole(all, short.class, Short.class, Short.MIN_VALUE, Short.MAX_VALUE, Number::shortValue);
    whole(all, int.class, Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, Number::intValue);
    whole(all, long.class, Long.class, Long.MIN_VALUE, Long.MAX_VALUE, Number::longValue);
    all.put(
        BigInteger.class,
        new ScalarShape(
            "integer",
            null,
            "a whole number",
            Scalars::integral,
            v -> Json.NODES.numberNode((BigInteger) v)));
    ScalarShape single = new ScalarShape(
        "number",
        null,
        "a number in the range of float",
        n -> n.isNumber() && Float.isFinite(n.floatValue()) ? n.floatValue() : null,
        v -> Json.NODES.numberNode((Float) finite(v)));
    all.put(float.class, single);
    all.put(Float.class, single);
    ScalarShape twice = new ScalarShape(
        "number",
        null,
        "a number in the range of double",
        n -> n.isNumber() && Double.isFinite(n.doubleValue()) ? n.doubleValue() : null,
        v -> Json.NODES.numberNode((Double) finite(v)));
    all.put(double.class, twice);
    all.put(Double.class, twice);
    all.put(
        BigDecimal.class,
        new ScalarShape(
            "number",
            null,
            "a number of at most " + MAX_DIGITS + " digits",
            Scalars::decimal,
            v -> Json.NODES.numberNode((BigDecimal) v)));
    all.put(String.class, text(null, "a string", s -> s));
    all.put(LocalDate.class, text("date", "a date such as 2026-11-25", LocalDate::parse));
    all.put(LocalTime.class, text(null, "a time of day such as 10:15:30", LocalTime::parse));
    all.put(
        LocalDateTime.class,
        text(null, "a local date and time such as 2026-11-25T10:15:30", LocalDateTime::parse));
    String moment = "a date and time with offset such as 2026-11-25T10:15:30+09:00";
    all.put(OffsetDateTime.class, text("date-time", moment, OffsetDateTime::parse));
    all.put(
        Instant.class, text("date-time", moment, s -> OffsetDateTime.parse(s).toInstant()));
    all.put(Duration.class, text("duration", "a duration such as PT1H30M", Duration::parse));
    all.put(UUID.class, text("uuid", "a UUID of 36 characters", Scalars::uuid));
    all.put(URI.class, text("uri", "a URI", URI::create));
    return Map.copyOf(all);
  }

  private static void whole(
      Map<Class<?>, ScalarShape> all,
      Class<?> primitive,
      Class<?> boxed,
      long min,
      long max,
      Function<Number, Object> narrow) {
    BigInteger lowest = BigInteger.valueOf(min);
    BigInteger highest = BigInteger.valueOf(max);
    ScalarShape shape = new ScalarShape(
        "integer",
        null,
        "a whole number from %d to %d".formatted(min, max),
        n -> {
          BigInteger value = integral(n);
          boolean fits =
              value != null && value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0;
          return fits ? narrow.apply(value) : null;
        },
        v -> Json.NODES.numberNode(((Number) v).longValue()));
    all.put(primitive, shape);
    all.put(boxed, shape);
  }

  private static ScalarShape text(
      @Nullable String format, String expected, Function<String, Object> parse) {
    return new ScalarShape(
        "string",
        format,
        expected,
        n -> {
          try {
            return n.isTextual() ? parse.apply(n.textValue()) : null;
          } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            return null;
          }
        },
        v -> Json.NODES.textNode(v.toString()));
  }

  /** {@link UUID#fromString} takes shorter ones, too. */
  private static UUID uuid(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException();
    }
    return UUID.fromString(text);
  }

  /** A whole number, also one written as 1.0 or 1e3; null for any other value. */
  static @Nullable BigInteger integral(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue();
    }
    BigDecimal value = decimal(node);
    if (value == null) {
      return null;
    }
    BigDecimal plain = value.stripTrailingZeros();
    return plain.scale() <= 0 ? plain.toBigIntegerExact() : null;
  }

  /** A number that can be calculated with safely; null for any other value. */
  static @Nullable BigDecimal decimal(JsonNode node) {
    if (!node.isNumber()) {
      return null;
    }
    BigDecimal value = node.decimalValue();
    return Math.abs((long) value.scale()) <= MAX_DIGITS && value.precision() <= MAX_DIGITS
        ? value
        : null;
  }

  private static Object finite(Object value) {
    if (!Double.isFinite(((Number) value).doubleValue())) {
      throw new IllegalArgumentException("JSON has no number for " + value);
    }
    return value;
  }
}
