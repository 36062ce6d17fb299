package io.fmops.eval.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads lists: of texts, and of a yes or no for each of some numbered texts. Only an object that
 * shows the word of the fence counts, as a list has no other form. Stateless.
 */
final class ListReader {

  private static final int MAX_TEXTS = 200;

  /**
   * A verdict on one of several texts.
   *
   * @param reason empty if the judge gave none
   */
  record YesOrNo(boolean yes, String reason) {}

  /** Guessed questions. */
  record Guesses(List<String> questions, boolean evasive) {}

  private ListReader() {}

  /** A list of texts, perhaps empty. */
  static Reader<List<String>> texts(String field) {
    return own(object -> texts(object, field)
        .map(texts -> Reading.of(texts, ""))
        .orElseGet(() -> Reading.unreadable(
            "its \"%s\" is no list of at most %d texts".formatted(field, MAX_TEXTS))));
  }

  /** Questions, at least one, and whether the answer was evasive. */
  static Reader<Guesses> guesses() {
    return own(object -> {
      Optional<List<String>> questions = texts(object, "questions").filter(q -> !q.isEmpty());
      JsonNode evasive = object.path("evasive");
      return questions.isPresent() && evasive.isBoolean()
          ? Reading.of(new Guesses(questions.get(), evasive.booleanValue()), "")
          : Reading.unreadable(
              "it needs \"questions\", a list of texts, and \"evasive\", true or false");
    });
  }

  /** A verdict for each of the numbers from 1 to the count. */
  static Reader<List<YesOrNo>> verdicts(int count) {
    return own(object -> {
      Map<Integer, YesOrNo> verdicts = new TreeMap<>();
      for (JsonNode one : object.path("verdicts")) {
        Optional<Boolean> yes = yes(one.path("verdict"));
        int n = one.path("n").asInt(0);
        if (yes.isEmpty() || n < 1 || n > count) {
          return Reading.unreadable(
              "a verdict has no \"n\" from 1 to %d or no yes or no".formatted(count));
        }
        if (verdicts.put(n, new YesOrNo(yes.get(), one.path("reason").asText("").strip()))
            != null) {
          return Reading.unreadable("it has two verdicts on number " + n);
        }
      }
      return verdicts.size() == count
          ? Reading.of(List.copyOf(verdicts.values()), "")
          : Reading.unreadable(
              "it has %d verdicts, and needs one for each of %d".formatted(verdicts.size(), count));
    });
  }

  private static Optional<List<String>> texts(JsonNode object, String field) {
    JsonNode list = object.path(field);
    if (!list.isArray() || list.size() > MAX_TEXTS) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : list) {
      if (!text.isTextual()) {
        return Optional.empty();
      }
      if (!text.textValue().isBlank()) {
        texts.add(text.textValue().strip());
      }
    }
    return Optional.of(List.copyOf(texts));
  }

  private static Optional<Boolean> yes(JsonNode verdict) {
    if (verdict.isBoolean()) {
      return Optional.of(verdict.booleanValue());
    }
    return switch (verdict.asText("").strip().toLowerCase(Locale.ROOT)) {
      case "yes", "1", "true", "はい" -> Optional.of(true);
      case "no", "0", "false", "いいえ" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static <T> Reader<T> own(Function<JsonNode, Reading<T>> read) {
    return (text, material) -> {
      List<JsonNode> own = text.objects().stream()
          .filter(o -> o.path(JudgeText.CHECK).asText().equals(material.fence().word()))
          .distinct()
          .toList();
      return switch (own.size()) {
        case 0 ->
          Reading.unreadable(
              "there is no JSON object whose \"check\" is the word of the markers in it");
        case 1 -> read.apply(own.get(0));
        default -> Reading.unreadable("there are several JSON objects in it");
      };
    };
  }
}
