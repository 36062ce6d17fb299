package io.fmops.prompt.internal.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.internal.Names;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes plain data as YAML in one layout. Prompts are told apart by a hash over it, so it must
 * never change: it rests on nothing that differs between Java versions, such as the kinds of
 * characters, and on no library's taste. Not thread-safe.
 */
public final class YamlWriter {

  /** How deep values may be nested; less than what the reader takes. */
  private static final int MAX_DEPTH = 64;

  /** YAML takes 1,024 for a key before its colon. */
  private static final int MAX_KEY = 1_000;

  /** Words that this or an earlier YAML reads as something else than text. */
  private static final Set<String> WORDS =
      Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /**
   * Writes a mapping.
   *
   * @param fields an object
   * @return lines, each with its end; none for an object without fields
   * @throws PromptException if it is nested too deep, or has half a character somewhere
   */
  public static String write(JsonNode fields) {
    YamlWriter writer = new YamlWriter();
    writer.fields(fields, 0, true);
    return writer.out.toString();
  }

  private void fields(JsonNode object, int depth, boolean indentFirst) {
    boolean indent = indentFirst;
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (indent) {
        indent(depth);
      }
      indent = true;
      String key = isPlain(field.getKey()) ? field.getKey() : quoted(field.getKey());
      if (key.length() > MAX_KEY) {
        throw new PromptException("the key %s is longer than %,d characters"
            .formatted(Names.quote(field.getKey()), MAX_KEY));
      }
      out.append(key).append(':');
      value(field.getValue(), depth + 1, false);
    }
  }

  private void items(JsonNode list, int depth, boolean indentFirst) {
    boolean indent = indentFirst;
    for (JsonNode item : list) {
      if (indent) {
        indent(depth);
      }
      indent = true;
      out.append('-');
      value(item, depth + 1, true);
    }
  }

  /** Writes what stands behind a colon or hyphen. */
  private void value(JsonNode value, int depth, boolean inList) {
    if (depth > MAX_DEPTH) {
      throw new PromptException("values are nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    if (value.isContainerNode() && !value.isEmpty()) {
      // Behind a hyphen the first line goes on; behind a colon it begins below.
      out.append(inList ? ' ' : '\n');
      if (value.isObject()) {
        fields(value, depth, !inList);
      } else {
        items(value, depth, !inList);
      }
      return;
    }
    out.append(' ');
    if (value.isTextual()) {
      text(value.textValue(), depth);
      return;
    }
    if (value.isContainerNode()) {
      out.append(value.isObject() ? "{}" : "[]");
    } else {
      out.append(value.asText());
    }
    out.append('\n');
  }

  private void text(String text, int depth) {
    if (isPlain(text)) {
      out.append(text).append('\n');
    } else if (isBlock(text)) {
      out.append(text.endsWith("\n") ? "|\n" : "|-\n");
      for (String line : text.lines().toList()) {
        if (!line.isEmpty()) {
          indent(depth);
        }
        out.append(line).append('\n');
      }
    } else {
      out.append(quoted(text)).append('\n');
    }
  }

  private void indent(int depth) {
    out.append("  ".repeat(depth));
  }

  /** Whether a text can stand without quotation marks, and nobody takes it for something else. */
  private static boolean isPlain(String text) {
    if (text.isEmpty() || WORDS.contains(text.toLowerCase(Locale.ROOT))) {
      return false;
    }
    int first = text.codePointAt(0);
    int last = text.codePointBefore(text.length());
    if (!(isLetter(first) || first >= 0xC0) || last == ' ' || last == ':' || last == 0x3000) {
      return false;
    }
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean colon = c == ':' && text.charAt(i) == ' ';
      if (colon || !isVisible(c) || "#{}[]`\"\\".indexOf(c) >= 0) {
        return false;
      }
    }
    return first != 0x3000;
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Whether a text of several lines can stand as it is, without being changed by reading. */
  private static boolean isBlock(String text) {
    if (text.indexOf('\n') < 0 || text.endsWith("\n\n")) {
      return false;
    }
    for (String line : text.split("\n", -1)) {
      boolean blanks = line.startsWith(" ") && line.chars().allMatch(c -> c == ' ');
      if (blanks || !line.codePoints().allMatch(YamlWriter::isVisible)) {
        return false;
      }
    }
    return text.charAt(0) != ' ' && text.charAt(0) != '\n';
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (isVisible(c)) {
            quoted.appendCodePoint(c);
          } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw new PromptException(
                "a text of the front matter has half a character (U+%04X), which no file can hold"
                    .formatted(c));
          } else {
            quoted.append((c > 0xFFFF ? "\\U%08X" : "\\u%04X").formatted(c));
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * Whether a character stands as it is. Others are invisible, turn the direction of the text
   * around, or are not let through by YAML. A list of ranges, so that it never changes.
   */
  private static boolean isVisible(int c) {
    if (c < 0xA1) {
      return c >= 0x20 && c <= 0x7E;
    }
    return !(c == 0xAD
        || (c >= 0x200E && c <= 0x200F)
        || c == 0x200B
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x206F)
        || (c >= 0xD800 && c <= 0xDFFF)
        || c == 0xFEFF
        || (c >= 0xFFF0 && c <= 0xFFFB)
        || (c & 0xFFFE) == 0xFFFE
        || (c >= 0xE0000 && c <= 0xE0FFF));
  }
}
