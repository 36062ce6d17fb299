package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.StreamDecoder;
import java.util.List;
import java.util.Optional;

/** A server that a template describes. Thread-safe. */
final class TemplatePayload implements PayloadCodec {

  private final Endpoint endpoint;
  private final TemplateRequest request;
  private final AnswerForm whole;
  private final AnswerForm line;

  TemplatePayload(Endpoint endpoint, PayloadTemplate template, PromptFormat format) {
    this.endpoint = endpoint;
    this.request = new TemplateRequest(endpoint, template.request(), format);
    this.whole = template.form(false);
    this.line = template.form(true);
  }

  @Override
  public byte[] encode(GenerateRequest asked, boolean stream) {
    PlainText.checkNoTools(endpoint, asked);
    JsonNode body = request.fill(asked, stream);
    asked.providerParameters(SageMakerParameters.class).ifPresent(own -> {
      if (body instanceof ObjectNode object) {
        Json.merge(object, own.body());
      } else if (!own.body().isEmpty()) {
        throw PlainText.rejected(endpoint, "a field of the body, which is no object,");
      }
    });
    return Json.bytes(body);
  }

  @Override
  public List<StreamEvent> decode(
      GenerateRequest asked, byte[] answer, Optional<String> requestId) {
    return TextAnswer.whole(endpoint, whole, asked, answer, requestId);
  }

  @Override
  public StreamDecoder decoder(GenerateRequest asked, Optional<String> requestId) {
    return new TextDecoder(endpoint, line, asked, requestId);
  }
}
