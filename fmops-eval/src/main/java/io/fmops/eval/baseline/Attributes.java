package io.fmops.eval.baseline;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code name="value"}, {@code name='value'} and {@code name=value} inside a tag. */
final class Attributes {

  private static final Pattern ATTRIBUTE =
      Pattern.compile("([\\p{L}\\p{N}_-]++)\\s*+=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s\"']++))");

  private static final Pattern ENTITY = Pattern.compile("&(lt|gt|quot|apos|#39|amp);");

  private Attributes() {}

  /** The value of an attribute, its five XML entities resolved; null if it is not there. */
  static @Nullable String value(String inside, String name) {
    Matcher matcher = ATTRIBUTE.matcher(inside);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        String value = matcher.group(2) != null
            ? matcher.group(2)
            : matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
        return unescaped(value);
      }
    }
    return null;
  }

  private static String unescaped(String value) {
    return ENTITY.matcher(value).replaceAll(entity -> switch (entity.group(1)) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "quot" -> "\"";
      case "amp" -> "&";
      default -> "'";
    });
  }
}
