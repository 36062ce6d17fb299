package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.EmbedRequest;
import io.fmops.model.ErrorDetails;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.TokenUsage;
import io.fmops.openai.chat.ServerErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What servers of embedding models read, by name, and what they answer, by its fields. Thread-safe.
 */
final class EmbeddingCodec {

  /** How a server is asked. */
  private enum Dialect {
    /** Text Embeddings Inference and DJL LMI. */
    INPUTS,
    JUMPSTART,
    OPENAI
  }

  /** The answer to one request. */
  record Vectors(List<float[]> vectors, TokenUsage usage) {}

  private final Endpoint endpoint;
  private final Dialect dialect;

  private EmbeddingCodec(Endpoint endpoint, Dialect dialect) {
    this.endpoint = endpoint;
    this.dialect = dialect;
  }

  static EmbeddingCodec of(Endpoint endpoint) {
    String name = endpoint.form().codec().orElse("auto");
    return new EmbeddingCodec(
        endpoint,
        switch (name) {
          case "auto", "tei", "lmi" -> Dialect.INPUTS;
          case "jumpstart" -> Dialect.JUMPSTART;
          case "openai" -> Dialect.OPENAI;
          default ->
            throw new ModelNotFoundException(
                "the model id \"%s\" has the unknown codec \"%s\" for embeddings; known are: auto, jumpstart, lmi, openai, tei"
                    .formatted(endpoint.id(), name),
                ErrorDetails.of(endpoint.id()),
                null);
        });
  }

  byte[] encode(EmbedRequest request, List<String> texts) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    String field = switch (dialect) {
      case INPUTS -> "inputs";
      case JUMPSTART -> "text_inputs";
      case OPENAI -> "input";
    };
    texts.forEach(body.putArray(field)::add);
    if (dialect == Dialect.OPENAI) {
      endpoint.servedModel().ifPresent(model -> body.put("model", model));
      request.dimensions().ifPresent(dimensions -> body.put("dimensions", dimensions));
    } else if (request.dimensions().isPresent()) {
      throw new io.fmops.model.RejectedInputException(
          "the number of dimensions cannot be sent to %s; leave it out, or name the codec openai"
              .formatted(endpoint.label()),
          endpoint.details(Optional.empty()),
          null);
    }
    return Json.bytes(body);
  }

  Vectors decode(byte[] answer, int texts, Optional<String> requestId) {
    JsonNode root;
    try {
      root = Json.MAPPER.readTree(answer);
    } catch (IOException e) {
      throw malformed("is not JSON", requestId, e);
    }
    if (ServerErrors.isError(root)) {
      throw ServerErrors.exception(endpoint.server(), root, endpoint.details(requestId));
    }
    List<JsonNode> rows = rows(root);
    if (rows.size() != texts) {
      throw malformed("has %d vectors for %d texts".formatted(rows.size(), texts), requestId, null);
    }
    JsonNode tokens = root.path("usage").path("prompt_tokens");
    return new Vectors(
        rows.stream().map(row -> vector(row, requestId)).toList(),
        tokens.canConvertToLong() && tokens.asLong() >= 0
            ? TokenUsage.reported(tokens.asLong(), 0)
            : TokenUsage.UNKNOWN);
  }

  /** One node a text, in the order of the texts. */
  private static List<JsonNode> rows(JsonNode root) {
    if (root.path("data").isArray()) {
      JsonNode[] ordered = new JsonNode[root.path("data").size()];
      int next = 0;
      for (JsonNode item : root.path("data")) {
        int index = item.path("index").asInt(next++);
        if (index < 0 || index >= ordered.length || ordered[index] != null) {
          return List.of();
        }
        ordered[index] = item.path("embedding");
      }
      return List.of(ordered);
    }
    JsonNode all = root.isArray()
        ? root
        : root.path("embedding").isArray() ? root.path("embedding") : root.path("embeddings");
    if (all.path(0).isNumber()) {
      // One text was sent, and its vector is not wrapped in a list.
      return List.of(all);
    }
    List<JsonNode> rows = new ArrayList<>();
    all.forEach(row -> rows.add(row.isObject() ? row.path("embedding") : row));
    return rows;
  }

  private float[] vector(JsonNode row, Optional<String> requestId) {
    // Some servers wrap the vector of each text once more.
    JsonNode numbers = row.path(0).isArray() && row.size() == 1 ? row.path(0) : row;
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!numbers.path(i).isNumber()) {
        throw malformed(
            "has a vector of something else than numbers (a server that gives one vector a token"
                + " has to be told to pool them)",
            requestId,
            null);
      }
      vector[i] = numbers.path(i).floatValue();
    }
    if (vector.length == 0) {
      throw malformed("has a vector without numbers", requestId, null);
    }
    return vector;
  }

  private MalformedAnswerException malformed(
      String what, Optional<String> requestId, @Nullable Throwable cause) {
    return new MalformedAnswerException(
        "the answer of %s %s; expected one of [[…]], {\"embedding\"}, {\"embeddings\"}, {\"data\"}"
            .formatted(endpoint.label(), what),
        endpoint.details(requestId),
        cause);
  }
}
