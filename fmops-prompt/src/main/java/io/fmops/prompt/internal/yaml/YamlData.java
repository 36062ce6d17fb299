package io.fmops.prompt.internal.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fmops.prompt.PromptException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What YAML says, as Java values and as JSON. Stateless. */
public final class YamlData {

  /** Reading more digits takes longer than their number. */
  private static final int MAX_DIGITS = 1_000;

  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private YamlData() {}

  /**
   * Whether a scalar is a number in decimal digits.
   *
   * @param scalar any scalar
   * @return false for infinities, hexadecimal and octal numbers as well
   */
  public static boolean isNumber(Yaml.Scalar scalar) {
    return (scalar.kind() == Yaml.Kind.INTEGER || scalar.kind() == Yaml.Kind.DECIMAL)
        && scalar.text().length() <= MAX_DIGITS
        && scalar.text().chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
  }

  private static Object number(Yaml.Scalar scalar) {
    if (!isNumber(scalar)) {
      throw new PromptException(
          "the number is infinite, not decimal, or longer than %,d digits".formatted(MAX_DIGITS));
    }
    try {
      if (scalar.kind() == Yaml.Kind.INTEGER) {
        return new BigInteger(scalar.text());
      }
      return new BigDecimal(scalar.text());
    } catch (NumberFormatException e) {
      throw new PromptException("the number is none that can be read", e);
    }
  }

  /**
   * A value as Java has it.
   *
   * @param value any value
   * @return a text, number, boolean, list or map; null for null
   * @throws PromptException if it holds a null or a number that cannot be read
   */
  public static @Nullable Object data(Yaml value) {
    if (value instanceof Yaml.Items items) {
      List<@Nullable Object> list = new ArrayList<>();
      items.items().forEach(item -> list.add(data(item)));
      return list;
    } else if (value instanceof Yaml.Fields fields) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      fields.fields().forEach((key, field) -> map.put(key, data(field)));
      return map;
    }
    Yaml.Scalar scalar = (Yaml.Scalar) value;
    return switch (scalar.kind()) {
      case TEXT -> scalar.text();
      case INTEGER, DECIMAL -> number(scalar);
      case BOOLEAN -> Boolean.parseBoolean(scalar.text());
      case NULL -> null;
    };
  }

  /**
   * A value as JSON, with numbers as they are written.
   *
   * @param value any value
   * @return JSON on one line
   * @throws PromptException if it holds a number that cannot be read
   */
  public static String json(Yaml value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(Yaml value, StringBuilder json) {
    String between = "";
    if (value instanceof Yaml.Items items) {
      json.append('[');
      for (Yaml item : items.items()) {
        json.append(between);
        write(item, json);
        between = ",";
      }
      json.append(']');
    } else if (value instanceof Yaml.Fields fields) {
      json.append('{');
      for (Map.Entry<String, Yaml> field : fields.fields().entrySet()) {
        json.append(between).append(quoted(field.getKey())).append(':');
        write(field.getValue(), json);
        between = ",";
      }
      json.append('}');
    } else {
      scalar((Yaml.Scalar) value, json);
    }
  }

  private static void scalar(Yaml.Scalar scalar, StringBuilder json) {
    switch (scalar.kind()) {
      case TEXT -> json.append(quoted(scalar.text()));
      case BOOLEAN -> json.append(Boolean.parseBoolean(scalar.text()));
      case NULL -> json.append("null");
      case INTEGER, DECIMAL ->
        json.append(JSON_NUMBER.matcher(scalar.text()).matches() ? scalar.text() : number(scalar));
    }
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }
}
