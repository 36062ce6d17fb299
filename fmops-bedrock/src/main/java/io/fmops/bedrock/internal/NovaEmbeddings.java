package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.EmbeddingCodec;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.model.EmbedRequest;
import io.fmops.model.ModelId;
import java.util.List;
import java.util.OptionalLong;

/** Amazon Nova Multimodal Embeddings, for texts: one a call. */
public final class NovaEmbeddings implements EmbeddingCodec {

  private static final List<Integer> DIMENSIONS = List.of(256, 384, 1024, 3072);

  @Override
  public boolean claims(String family) {
    return family.matches("amazon\\.nova-(\\d+-)?multimodal-embeddings-v1.*");
  }

  @Override
  public int maxTexts() {
    return 1;
  }

  @Override
  public byte[] encode(ModelId model, EmbedRequest request) {
    ObjectNode body = Json.object();
    body.put("schemaVersion", "nova-multimodal-embed-v1");
    body.put("taskType", "SINGLE_EMBEDDING");
    ObjectNode single = body.putObject("singleEmbeddingParams");
    single.put(
        "embeddingPurpose",
        switch (request.purpose()) {
          case DOCUMENT -> "GENERIC_INDEX";
          case QUERY -> "TEXT_RETRIEVAL";
          case SIMILARITY -> "CLUSTERING";
        });
    request.dimensions().ifPresent(dimensions -> {
      if (!DIMENSIONS.contains(dimensions)) {
        throw Refusal.of(
            model, "makes vectors of 256, 384, 1024 or 3072 dimensions, not " + dimensions);
      }
      single.put("embeddingDimension", dimensions);
    });
    ObjectNode text = single.putObject("text");
    text.put("truncationMode", Truncation.of(model).name());
    text.put("value", request.texts().get(0));
    return Json.bytes(body);
  }

  @Override
  public Vectors decode(InvokeAnswer answer) {
    JsonNode first = Json.required(Json.parse(answer.body()), "embeddings").path(0);
    return new Vectors(
        List.of(Json.floats(Json.required(first, "embedding"))), OptionalLong.empty());
  }
}
