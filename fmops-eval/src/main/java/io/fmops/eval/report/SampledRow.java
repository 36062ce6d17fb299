package io.fmops.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.StopReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result dataset as far as the page shows it. Its texts come from a pool.
 *
 * @param output what the model answered, if it did
 * @param prompt what was sent, in order
 * @param scores what the evaluators said, by name
 * @param error why there is no answer or no score
 * @param cost what the call cost, as the row has it
 * @param evaluationCost what the evaluators' calls cost, as the row has it
 * @param latencyMillis how long it took, NaN if there is no answer
 * @param inputTokens tokens of the prompt, cached ones included
 * @param outputTokens tokens of the answer
 * @param truncated whether a limit cut the answer off
 */
record SampledRow(
    @Nullable String output,
    List<Turn> prompt,
    Map<String, RowScore> scores,
    @Nullable String error,
    @Nullable String cost,
    @Nullable String evaluationCost,
    double latencyMillis,
    long inputTokens,
    long outputTokens,
    boolean truncated) {

  /** One message of a prompt. */
  record Turn(String role, String text) {}

  /** A score: a number and why, a pair of labels, or the reason why there is none. */
  record RowScore(
      double value,
      @Nullable String reason,
      @Nullable String expected,
      @Nullable String predicted,
      @Nullable String unscored) {}

  static SampledRow of(JsonNode row, TextPool pool, int textCharacters) {
    JsonNode tokens = row.path("tokens");
    return new SampledRow(
        text(row.get("output"), pool, textCharacters),
        prompt(row.path("request"), pool, textCharacters),
        scores(row.path("scores"), pool, textCharacters),
        text(row.get("error"), pool, textCharacters),
        text(row.get("cost"), pool, textCharacters),
        text(row.get("evaluationCost"), pool, textCharacters),
        row.path("latencyMillis").asDouble(Double.NaN),
        tokens.path("input").asLong()
            + tokens.path("cacheRead").asLong()
            + tokens.path("cacheWrite").asLong(),
        tokens.path("output").asLong(),
        truncated(row.path("stopReason").asText()));
  }

  /** Whether the row's word for the stop reason is one for a cut answer. */
  private static boolean truncated(String stopReason) {
    for (StopReason reason : StopReason.values()) {
      if (reason.name().toLowerCase(Locale.ROOT).equals(stopReason)) {
        return reason.truncated();
      }
    }
    return false;
  }

  private static List<Turn> prompt(JsonNode request, TextPool pool, int limit) {
    List<Turn> turns = new ArrayList<>();
    String system = text(request.get("system"), pool, limit);
    if (system != null) {
      turns.add(new Turn("system", system));
    }
    for (JsonNode message : request.path("messages")) {
      String text = text(message.get("text"), pool, limit);
      if (text != null) {
        turns.add(new Turn(message.path("role").asText(), text));
      }
    }
    return List.copyOf(turns);
  }

  private static Map<String, RowScore> scores(JsonNode node, TextPool pool, int limit) {
    Map<String, RowScore> scores = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> score : node.properties()) {
      JsonNode value = score.getValue();
      JsonNode number = value.isObject() ? value.path("value") : value;
      scores.put(
          score.getKey(),
          new RowScore(
              number.isNumber() ? number.asDouble() : Double.NaN,
              text(value.get("reason"), pool, limit),
              text(value.get("expected"), pool, limit),
              text(value.get("predicted"), pool, limit),
              text(value.get("unscored"), pool, limit)));
    }
    return scores;
  }

  /** A text of the row, made showable, cut, and kept once. */
  static @Nullable String text(@Nullable JsonNode node, TextPool pool, int limit) {
    return node == null || node.isNull()
        ? null
        : pool.take(PlainText.visible(PlainText.shortened(node.asText(), limit)));
  }

  /** Gives all texts back to their pool. */
  void release(TextPool pool) {
    for (Turn turn : prompt) {
      pool.release(turn.text());
    }
    for (RowScore score : scores.values()) {
      release(score.reason(), pool);
      release(score.expected(), pool);
      release(score.predicted(), pool);
      release(score.unscored(), pool);
    }
    release(output, pool);
    release(error, pool);
    release(cost, pool);
    release(evaluationCost, pool);
  }

  private static void release(@Nullable String text, TextPool pool) {
    if (text != null) {
      pool.release(text);
    }
  }

  /** What became of the row in one word, which the page's filters know. */
  String outcome(String labelScore) {
    if (error != null) {
      return "error";
    }
    RowScore label = scores.get(labelScore);
    if (label != null && label.expected() != null) {
      return label.expected().equals(label.predicted()) ? "right" : "wrong";
    }
    return scores.values().stream().anyMatch(score -> score.unscored() != null)
        ? "unscored"
        : "scored";
  }
}
