package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.EmbeddingCodec;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.model.EmbedRequest;
import io.fmops.model.ModelId;
import io.fmops.text.TokenEstimate;
import java.util.List;
import java.util.OptionalLong;

/**
 * Amazon Titan Text Embeddings V2: one text a call. It cuts no text off, so that is done here, by
 * an estimate that leaves a margin, because only the model can count its tokens.
 */
public final class TitanEmbeddings implements EmbeddingCodec {

  /** The model's limit. */
  private static final int MAX_CHARACTERS = 50_000;

  /** The model's limit is 8192. */
  private static final int MAX_ESTIMATED_TOKENS = 7_500;

  @Override
  public boolean claims(String family) {
    return family.startsWith("amazon.titan-embed-text-v2");
  }

  @Override
  public int maxTexts() {
    return 1;
  }

  @Override
  public byte[] encode(ModelId model, EmbedRequest request) {
    ObjectNode body = Json.object();
    body.put("inputText", truncated(request.texts().get(0), Truncation.of(model)));
    request.dimensions().ifPresent(dimensions -> {
      if (dimensions != 256 && dimensions != 512 && dimensions != 1024) {
        throw Refusal.of(model, "makes vectors of 256, 512 or 1024 dimensions, not " + dimensions);
      }
      body.put("dimensions", dimensions);
    });
    // Cosines are the same, and scalar products become cosines.
    body.put("normalize", true);
    return Json.bytes(body);
  }

  private static String truncated(String text, Truncation truncation) {
    if (truncation == Truncation.NONE || fits(text)) {
      return text;
    }
    int points = text.codePointCount(0, text.length());
    int most = 0;
    int tooMany = points;
    while (tooMany - most > 1) {
      int middle = (most + tooMany) >>> 1;
      if (fits(part(text, points, middle, truncation))) {
        most = middle;
      } else {
        tooMany = middle;
      }
    }
    return part(text, points, most, truncation);
  }

  private static String part(String text, int points, int kept, Truncation truncation) {
    return truncation == Truncation.END
        ? text.substring(0, text.offsetByCodePoints(0, kept))
        : text.substring(text.offsetByCodePoints(0, points - kept));
  }

  private static boolean fits(String text) {
    return text.length() <= MAX_CHARACTERS && TokenEstimate.of(text) <= MAX_ESTIMATED_TOKENS;
  }

  @Override
  public Vectors decode(InvokeAnswer answer) {
    JsonNode body = Json.parse(answer.body());
    JsonNode tokens = body.get("inputTextTokenCount");
    return new Vectors(
        List.of(Json.floats(Json.required(body, "embedding"))),
        tokens == null ? OptionalLong.empty() : OptionalLong.of(tokens.asLong()));
  }
}
