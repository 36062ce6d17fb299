package io.fmops.guardrails.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.StopReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a judge's answer, strictly: one that cannot be read is never taken for "nothing found".
 * Stateless.
 */
final class JudgeAnswer {

  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private static final Pattern FENCE =
      Pattern.compile("```(?:json)?\\s*\\n([^`]*)```", Pattern.CASE_INSENSITIVE);

  private static final int MAX_SCORE = 10;

  private final GenerateResponse response;
  private final Set<String> known;

  private JudgeAnswer(GenerateResponse response, List<Hazard> hazards) {
    this.response = response;
    this.known = hazards.stream().map(Hazard::category).collect(Collectors.toSet());
  }

  /**
   * The scores by category, 0 to 1; empty if the judge says that there is nothing.
   *
   * @throws MalformedAnswerException if the answer is anything else than what was asked for
   */
  static Map<String, Double> read(GenerateResponse response, List<Hazard> hazards) {
    return new JudgeAnswer(response, hazards).scores();
  }

  private Map<String, Double> scores() {
    if (response.stopReason() != StopReason.END_TURN
        && response.stopReason() != StopReason.STOP_SEQUENCE) {
      throw unreadable("it stopped for the reason " + response.stopReason());
    }
    JsonNode answer = object();
    fields(answer, Set.of("verdict", "findings"));
    JsonNode findings = answer.path("findings");
    if (!findings.isArray()) {
      throw unreadable("\"findings\" is no list");
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    for (JsonNode finding : findings) {
      fields(finding, Set.of("category", "score"));
      String category = finding.path("category").asText();
      if (!finding.path("category").isTextual() || !known.contains(category)) {
        throw unreadable("it has a category that was not asked for");
      }
      JsonNode score = finding.path("score");
      if (!score.isNumber() || !(score.doubleValue() >= 0 && score.doubleValue() <= MAX_SCORE)) {
        throw unreadable("the score of " + category + " is no number from 0 to 10");
      }
      if (scores.put(category, score.doubleValue() / MAX_SCORE) != null) {
        throw unreadable("it has the category " + category + " twice");
      }
    }
    boolean unsafe = scores.values().stream().anyMatch(score -> score > 0);
    String verdict = answer.path("verdict").isTextual() ? answer.path("verdict").textValue() : "";
    if (!verdict.equals(unsafe ? "unsafe" : "safe")) {
      throw unreadable("the verdict does not say what the findings say");
    }
    scores.values().removeIf(score -> score == 0);
    return scores;
  }

  private JsonNode object() {
    String text = response.text().strip();
    Matcher fence = FENCE.matcher(text);
    try {
      return JSON.readTree(fence.matches() ? fence.group(1) : text);
    } catch (JsonProcessingException e) {
      // The exception's own message has the text.
      throw unreadable("it is no JSON");
    }
  }

  private void fields(JsonNode node, Set<String> names) {
    if (!node.isObject() || node.size() != names.size() || !names.stream().allMatch(node::has)) {
      throw unreadable("it is not of the form that was asked for");
    }
  }

  private MalformedAnswerException unreadable(String why) {
    return new MalformedAnswerException(
        "%s cannot tell: its answer cannot be read as a verdict, because %s"
            .formatted(response.model(), why),
        ErrorDetails.of(response.model()),
        null);
  }
}
