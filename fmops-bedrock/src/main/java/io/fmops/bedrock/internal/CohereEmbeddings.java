package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.EmbeddingCodec;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.model.EmbedRequest;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Cohere Embed v3 (English and multilingual) and v4: up to 96 texts a call. */
public final class CohereEmbeddings implements EmbeddingCodec {

  private static final List<Integer> DIMENSIONS_OF_V4 = List.of(256, 512, 1024, 1536);

  private final boolean v4;

  /**
   * A codec.
   *
   * @param v4 true for v4, false for v3
   */
  public CohereEmbeddings(boolean v4) {
    this.v4 = v4;
  }

  @Override
  public boolean claims(String family) {
    return v4
        ? family.startsWith("cohere.embed-v4")
        : family.startsWith("cohere.embed-english-v3")
            || family.startsWith("cohere.embed-multilingual-v3");
  }

  @Override
  public int maxTexts() {
    return 96;
  }

  @Override
  public byte[] encode(ModelId model, EmbedRequest request) {
    ObjectNode body = Json.object();
    request.texts().forEach(body.putArray("texts")::add);
    body.put(
        "input_type",
        switch (request.purpose()) {
          case DOCUMENT -> "search_document";
          case QUERY -> "search_query";
          case SIMILARITY -> "clustering";
        });
    body.put(
        "truncate",
        switch (Truncation.of(model)) {
          case NONE -> "NONE";
          case START -> v4 ? "LEFT" : "START";
          case END -> v4 ? "RIGHT" : "END";
        });
    if (v4) {
      body.putArray("embedding_types").add("float");
    }
    request.dimensions().ifPresent(dimensions -> dimensions(model, body, dimensions));
    return Json.bytes(body);
  }

  private void dimensions(ModelId model, ObjectNode body, int dimensions) {
    if (v4 && DIMENSIONS_OF_V4.contains(dimensions)) {
      body.put("output_dimension", dimensions);
    } else if (v4 || dimensions != 1024) {
      throw Refusal.of(
          model,
          "makes vectors of %s dimensions, not %d"
              .formatted(v4 ? "256, 512, 1024 or 1536" : "1024", dimensions));
    }
  }

  @Override
  public Vectors decode(InvokeAnswer answer) {
    JsonNode embeddings = Json.required(Json.parse(answer.body()), "embeddings");
    // An object by type where types were asked for, and mostly a plain array otherwise.
    JsonNode rows = embeddings.isObject() ? Json.required(embeddings, "float") : embeddings;
    List<float[]> vectors = new ArrayList<>();
    rows.forEach(row -> vectors.add(Json.floats(row)));
    return new Vectors(vectors, OptionalLong.empty());
  }
}
