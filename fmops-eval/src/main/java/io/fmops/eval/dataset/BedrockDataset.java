package io.fmops.eval.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the datasets of Amazon Bedrock's evaluation jobs; {@link BedrockExport} writes them. See
 * "Use prompt datasets for model evaluation" and "Create a prompt dataset for a RAG evaluation" in
 * its user guide. Stateless.
 *
 * <table>
 * <caption>What becomes of a line</caption>
 * <tr><th>in the example</th><th>evaluation of models</th><th>evaluation of RAG</th></tr>
 * <tr><td>field {@code prompt}</td><td>{@code prompt}</td><td>the last turn's prompt</td></tr>
 * <tr><td>references</td><td>{@code referenceResponse}</td><td>the last turn's
 * {@code referenceResponses}</td></tr>
 * <tr><td>tag {@code category}</td><td>{@code category}</td><td></td></tr>
 * <tr><td>fields {@code response}, {@code modelIdentifier}</td><td>the first of
 * {@code modelResponses}; a second one has the suffix {@code 2}</td><td>the last turn's
 * {@code output}</td></tr>
 * <tr><td>field {@code contexts}</td><td></td><td>the retrieved passages, a JSON array of
 * texts</td></tr>
 * <tr><td>field {@code knowledgeBaseIdentifier}</td><td></td><td>of the last turn's output</td></tr>
 * <tr><td>field {@code history}</td><td></td><td>the turns before the last one, a JSON array of
 * objects with {@code prompt}, {@code references} and, if there is one,
 * {@code response}</td></tr>
 * </table>
 */
public final class BedrockDataset {

  /** The most turns of one conversation that a job takes. */
  static final int MAX_TURNS = 5;

  /** The most models that a job with human workers compares. */
  static final int MAX_MODELS = 2;

  static final String RETRIEVED = "retrievedPassages";
  static final String RETRIEVED_ALONE = "retrievedResults";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Fields FIELDS = Fields.of("prompt")
      .withReferenceList("references")
      .withOptionalReferences()
      .withOptionalTags("category");

  private BedrockDataset() {}

  /**
   * A dataset in a file of Bedrock's format, whichever kind of job it is for. The examples are
   * named after their lines, as the format has no ids. Otherwise as {@link Dataset#jsonl}.
   *
   * @param file the file
   * @return the dataset
   */
  public static Dataset read(Path file) {
    return new FileDataset(
        file, FIELDS, (path, fields) -> new JsonlRows(path, BedrockDataset::values));
  }

  private static Map<String, @Nullable String> values(ObjectNode line, Place place) {
    return line.has("conversationTurns") ? conversation(line, place) : prompt(line, place);
  }

  private static Map<String, @Nullable String> prompt(ObjectNode line, Place place) {
    onlyKnown(place, line, List.of("prompt", "referenceResponse", "category", "modelResponses"));
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    if (line.has("prompt")) {
      values.put("prompt", text(place, line, "prompt", ""));
    }
    if (line.hasNonNull("referenceResponse")) {
      values.put("references", list(List.of(text(place, line, "referenceResponse", ""))));
    }
    if (line.hasNonNull("category")) {
      values.put("category", text(place, line, "category", ""));
    }
    if (line.hasNonNull("modelResponses")) {
      List<JsonNode> responses = items(place, line, "modelResponses", "");
      if (responses.isEmpty() || responses.size() > MAX_MODELS) {
        throw place.problem("modelResponses has %d items; it has one, or two for human workers"
            .formatted(responses.size()));
      }
      for (int i = 0; i < responses.size(); i++) {
        String at = "modelResponses/" + i + "/";
        String suffix = i == 0 ? "" : Integer.toString(i + 1);
        values.put("response" + suffix, text(place, responses.get(i), "response", at));
        values.put(
            "modelIdentifier" + suffix, text(place, responses.get(i), "modelIdentifier", at));
      }
    }
    return values;
  }

  private static Map<String, @Nullable String> conversation(ObjectNode line, Place place) {
    onlyKnown(place, line, List.of("conversationTurns"));
    List<JsonNode> turns = items(place, line, "conversationTurns", "");
    if (turns.isEmpty() || turns.size() > MAX_TURNS) {
      throw place.problem("conversationTurns has %d items; a conversation has 1 to %d turns"
          .formatted(turns.size(), MAX_TURNS));
    }
    ArrayNode history = JSON.arrayNode();
    for (int i = 0; i < turns.size() - 1; i++) {
      history.add(past(place, turns.get(i), "conversationTurns/" + i + "/"));
    }
    int last = turns.size() - 1;
    String at = "conversationTurns/" + last + "/";
    JsonNode turn = turns.get(last);
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    values.put("prompt", content(place, turn, "prompt", at));
    values.put("references", list(references(place, turn, at)));
    if (turn.hasNonNull("output")) {
      output(place, turn.get("output"), at + "output/", values);
    }
    if (!history.isEmpty()) {
      values.put("history", history.toString());
    }
    return values;
  }

  private static ObjectNode past(Place place, JsonNode turn, String at) {
    ObjectNode past = JSON.objectNode().put("prompt", content(place, turn, "prompt", at));
    ArrayNode references = past.putArray("references");
    references(place, turn, at).forEach(references::add);
    if (turn.hasNonNull("output")) {
      past.put("response", text(place, turn.get("output"), "text", at + "output/"));
    }
    return past;
  }

  private static void output(
      Place place, JsonNode output, String at, Map<String, @Nullable String> values) {
    if (output.hasNonNull("text")) {
      values.put("response", text(place, output, "text", at));
    }
    for (String identifier : List.of("modelIdentifier", "knowledgeBaseIdentifier")) {
      if (output.hasNonNull(identifier)) {
        values.put(identifier, text(place, output, identifier, at));
      }
    }
    // Evaluation of retrieval alone and of retrieval with generation call it differently.
    String key = output.has(RETRIEVED_ALONE) ? RETRIEVED_ALONE : RETRIEVED;
    JsonNode passages = output.path(key);
    if (passages.hasNonNull("retrievalResults")) {
      String results = at + key + "/";
      List<String> contexts = new ArrayList<>();
      for (JsonNode passage : items(place, passages, "retrievalResults", results)) {
        contexts.add(text(
            place,
            passage.path("content"),
            "text",
            results + "retrievalResults/" + contexts.size() + "/content/"));
      }
      values.put("contexts", list(contexts));
    }
  }

  private static List<String> references(Place place, JsonNode turn, String at) {
    if (!turn.hasNonNull("referenceResponses")) {
      return List.of();
    }
    List<String> references = new ArrayList<>();
    for (JsonNode reference : items(place, turn, "referenceResponses", at)) {
      references.add(
          contentOf(place, reference, at + "referenceResponses/" + references.size() + "/"));
    }
    return references;
  }

  private static String content(Place place, JsonNode parent, String key, String at) {
    return contentOf(place, parent.path(key), at + key + "/");
  }

  /** The texts of content blocks, one after the other. */
  private static String contentOf(Place place, JsonNode node, String at) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    for (JsonNode block : items(place, node, "content", at)) {
      text.append(text(place, block, "text", at + "content/" + i++ + "/"));
    }
    return text.toString();
  }

  private static String text(Place place, JsonNode parent, String key, String at) {
    JsonNode value = parent.path(key);
    if (!value.isTextual()) {
      throw place.problem("%s is %s; it must be a text"
          .formatted(at + key, value.isMissingNode() ? "missing" : "no text"));
    }
    return value.textValue();
  }

  private static List<JsonNode> items(Place place, JsonNode parent, String key, String at) {
    JsonNode value = parent.path(key);
    if (!value.isArray()) {
      throw place.problem("%s is %s; it must be a JSON array"
          .formatted(at + key, value.isMissingNode() ? "missing" : "no array"));
    }
    List<JsonNode> items = new ArrayList<>();
    value.forEach(items::add);
    return items;
  }

  private static String list(List<String> texts) {
    ArrayNode array = JSON.arrayNode();
    texts.forEach(array::add);
    return array.toString();
  }

  private static void onlyKnown(Place place, ObjectNode line, List<String> known) {
    for (Map.Entry<String, JsonNode> property : line.properties()) {
      if (!known.contains(property.getKey())) {
        throw place.problem("Bedrock's format has no %s; it has %s%s"
            .formatted(
                Place.quote(property.getKey()),
                Place.quote(known),
                Place.didYouMean(property.getKey(), known)));
      }
    }
  }
}
