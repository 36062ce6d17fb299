package io.fmops.eval.judge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A judge's text, taken apart: without its thinking and without the material that it repeats, the
 * JSON objects in it, and the words around them. Immutable.
 */
final class JudgeText {

  static final String CHECK = "check";

  /** A verdict is short; what is longer than this is none. */
  private static final int MAX_CHARACTERS = 100_000;

  /** Stands where something was taken out, so that what was apart does not come together. */
  static final String GAP = " … ";

  private static final int MAX_REASON = 2_000;

  private static final Pattern THOUGHT_END =
      Pattern.compile("</(?:think|thinking|thought|thoughts|reasoning)>", Pattern.CASE_INSENSITIVE);
  private static final Pattern THOUGHT = Pattern.compile(
      "</?(?:think|thinking|thought|thoughts|reasoning)>", Pattern.CASE_INSENSITIVE);

  private static final List<String> REASONS =
      List.of("reason", "reasoning", "explanation", "rationale", "理由");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String text;
  private final String words;
  private final List<JsonNode> objects;

  private JudgeText(String text, String words, List<JsonNode> objects) {
    this.text = text;
    this.words = words;
    this.objects = objects;
  }

  /** The text; empty if it is too long or nothing but the beginning of a thought. */
  static Optional<JudgeText> of(String output, Material material) {
    if (output.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    // Where a judged text has such a tag, the judge may have it from there.
    boolean tagged =
        material.texts().stream().anyMatch(text -> THOUGHT.matcher(text).find());
    String said = tagged ? output : withoutThought(output);
    if (!tagged && THOUGHT.matcher(said).find()) {
      return Optional.empty();
    }
    String outside = material.fence().outside(said);
    List<JsonNode> objects = new ArrayList<>();
    String words = folded(takeObjects(outside, objects));
    return Optional.of(new JudgeText(outside, words, List.copyOf(objects)));
  }

  private static String withoutThought(String output) {
    Matcher end = THOUGHT_END.matcher(output);
    int after = 0;
    while (end.find()) {
      after = end.end();
    }
    return output.substring(after);
  }

  /** Everything but the JSON objects, with characters of full width as those of half width. */
  String words() {
    return words;
  }

  /** The JSON objects that are in no other. */
  List<JsonNode> objects() {
    return objects;
  }

  /** The object's reason in words, or else all that the judge said. */
  String reason(Optional<JsonNode> object) {
    return cut(object.map(JudgeText::reasonOf).orElse(text.strip()));
  }

  private static String reasonOf(JsonNode object) {
    return REASONS.stream()
        .map(object::path)
        .filter(JsonNode::isTextual)
        .map(node -> node.textValue().strip())
        .findFirst()
        .orElse("");
  }

  static String cut(String reason) {
    return reason.codePointCount(0, reason.length()) <= MAX_REASON
        ? reason
        : reason.substring(0, reason.offsetByCodePoints(0, MAX_REASON - 1)) + "…";
  }

  /** Characters of full width as those of half width; every character stays where it is. */
  static String folded(String text) {
    StringBuilder folded = new StringBuilder(text);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c >= '\uFF01' && c <= '\uFF5E') {
        folded.setCharAt(i, (char) (c - '\uFF01' + '!'));
      } else if (c == '\u3000') {
        folded.setCharAt(i, ' ');
      }
    }
    return folded.toString();
  }

  /** Puts the objects into the list and gives the rest. */
  private static String takeObjects(String text, List<JsonNode> objects) {
    StringBuilder rest = new StringBuilder();
    char[] chars = text.toCharArray();
    int kept = 0;
    int position = 0;
    while (position < chars.length) {
      if (chars[position] == '{' && beginsAnObject(chars, position + 1)) {
        try (JsonParser parser = JSON.createParser(chars, position, chars.length - position)) {
          JsonNode node = JSON.readTree(parser);
          objects.add(node);
          rest.append(text, kept, position).append(GAP);
          position += (int) parser.currentLocation().getCharOffset();
          kept = position;
          continue;
        } catch (JsonProcessingException | NumberFormatException e) {
          // No part of a broken object is taken for the answer; what is left is read as words.
          break;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      position++;
    }
    return rest.append(text, kept, text.length()).toString();
  }

  /** Whether a text has something that a judge might repeat as a JSON object of its own. */
  static boolean hasObject(String text) {
    for (int i = text.indexOf('{'); i >= 0; i = text.indexOf('{', i + 1)) {
      int next = i + 1;
      while (next < text.length()
          && (Character.isWhitespace(text.charAt(next)) || text.charAt(next) == '\\')) {
        next++;
      }
      if (next < text.length() && text.charAt(next) == '"') {
        return true;
      }
      i = Math.max(i, next - 1);
    }
    return false;
  }

  private static boolean beginsAnObject(char[] text, int from) {
    int i = from;
    while (i < text.length && Character.isWhitespace(text[i])) {
      i++;
    }
    return i < text.length && text[i] == '"';
  }
}
