package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import java.util.Base64;

/** What the bodies of several families have in common. */
final class TextBodies {

  private TextBodies() {}

  static void parameters(
      InferenceParameters parameters, ObjectNode body, String maxTokens, String stop) {
    parameters.maxTokens().ifPresent(value -> body.put(maxTokens, value));
    parameters.temperature().ifPresent(value -> body.put("temperature", value));
    parameters.topP().ifPresent(value -> body.put("top_p", value));
    if (!parameters.stopSequences().isEmpty()) {
      parameters.stopSequences().forEach(body.putArray(stop)::add);
    }
  }

  static void refuseOutputFormat(ModelId model, GenerateRequest request) {
    if (request.outputFormat().isPresent()) {
      throw Refusal.of(model, "cannot be sent an output format through InvokeModel");
    }
  }

  /** The bytes of a picture; a family that fetches it from elsewhere is not called this way. */
  static String base64(ModelId model, MediaSource source) {
    if (source instanceof MediaSource.Bytes bytes) {
      return Base64.getEncoder().encodeToString(bytes.data());
    }
    throw Refusal.of(model, "takes media as bytes only through InvokeModel");
  }

  static RuntimeException refused(ModelId model, ContentBlock block) {
    return Refusal.of(
        model,
        block instanceof ContentBlock.Opaque opaque
            ? "cannot take content of " + opaque.provider() + " through InvokeModel; leave it out"
            : "cannot be sent content of the kind " + block.getClass().getSimpleName()
                + " through InvokeModel");
  }

  static String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? "" : value.asText();
  }
}
