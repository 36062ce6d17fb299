package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.Message;
import io.fmops.model.Role;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.StreamDecoder;
import java.util.List;
import java.util.Optional;

/** The servers that complete one text, and JumpStart's first chat model. Thread-safe. */
final class TextPayload implements PayloadCodec {

  /** Said always, because LMI would otherwise end after 30 tokens; it is TGI's own default. */
  static final int DEFAULT_MAX_TOKENS = 1024;

  /** How a kind of server is asked. */
  enum Dialect {
    /** Hugging Face's Text Generation Inference. */
    TGI,
    /** DJL's Large Model Inference. */
    LMI,
    /** JumpStart's Llama 2, as a model of text. */
    LLAMA2,
    /** JumpStart's Llama 2, as a model of conversations. */
    LLAMA2_CHAT,
    /** JumpStart's text-to-text models. */
    TEXT2TEXT;

    boolean streams() {
      return this == TGI || this == LMI;
    }

    String codec() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Endpoint endpoint;
  private final Dialect dialect;
  private final PromptFormat format;
  private final RecognizedAnswers answers;

  TextPayload(Endpoint endpoint, Dialect dialect, PromptFormat format) {
    this.endpoint = endpoint;
    this.dialect = dialect;
    this.format = format;
    this.answers = new RecognizedAnswers(endpoint);
  }

  @Override
  public byte[] encode(GenerateRequest request, boolean stream) {
    PlainText.checkNoTools(endpoint, request);
    if (stream && !dialect.streams()) {
      throw PlainText.rejected(
          endpoint,
          "a request for a stream, which the codec " + dialect.codec() + " does not have,");
    }
    ObjectNode body = Json.MAPPER.createObjectNode();
    InferenceParameters parameters = request.parameters();
    switch (dialect) {
      case TGI -> {
        body.put("inputs", format.write(endpoint, request, true));
        sampled(parameters, "stop", body.putObject("parameters"));
        body.put("stream", stream);
      }
      case LMI -> {
        body.put("inputs", format.write(endpoint, request, true));
        sampled(parameters, "stop_sequences", body.putObject("parameters"));
        body.put("stream", stream);
      }
      case LLAMA2 -> {
        body.put("inputs", format.write(endpoint, request, true));
        llama2(parameters, body.putObject("parameters")).put("return_full_text", false);
      }
      case LLAMA2_CHAT -> {
        conversation(request, body.putArray("inputs").addArray());
        llama2(parameters, body.putObject("parameters"));
      }
      case TEXT2TEXT -> {
        body.put("text_inputs", format.write(endpoint, request, true));
        PlainText.checkNoStopSequences(endpoint, parameters);
        body.put("max_length", parameters.maxTokens().orElse(DEFAULT_MAX_TOKENS));
        sampling(parameters, body);
      }
    }
    request
        .providerParameters(SageMakerParameters.class)
        .ifPresent(own -> Json.merge(body, own.body()));
    return Json.bytes(body);
  }

  private static void sampled(InferenceParameters parameters, String stop, ObjectNode target) {
    target.put("max_new_tokens", parameters.maxTokens().orElse(DEFAULT_MAX_TOKENS));
    sampling(parameters, target);
    if (!parameters.stopSequences().isEmpty()) {
      parameters.stopSequences().forEach(target.putArray(stop)::add);
    }
    target.put("details", true).put("return_full_text", false);
  }

  /** The servers refuse a temperature of 0 and a top_p of 1, which both mean not to use them. */
  private static void sampling(InferenceParameters parameters, ObjectNode target) {
    if (parameters.temperature().filter(value -> value == 0).isPresent()) {
      // Nothing is drawn, so top_p chooses nothing either; TGI would draw if it were sent.
      target.put("do_sample", false);
      return;
    }
    parameters.temperature().ifPresent(value -> target.put("temperature", value));
    Optional<Double> topP = parameters.topP().filter(value -> value < 1);
    topP.ifPresent(value -> target.put("top_p", value));
    if (parameters.temperature().isPresent() || topP.isPresent()) {
      target.put("do_sample", true);
    }
  }

  private ObjectNode llama2(InferenceParameters parameters, ObjectNode target) {
    PlainText.checkNoStopSequences(endpoint, parameters);
    target.put("max_new_tokens", parameters.maxTokens().orElse(DEFAULT_MAX_TOKENS));
    parameters.temperature().ifPresent(value -> target.put("temperature", value));
    parameters.topP().ifPresent(value -> target.put("top_p", value));
    return target;
  }

  private void conversation(GenerateRequest request, ArrayNode target) {
    request
        .system()
        .ifPresent(text -> target.addObject().put("role", "system").put("content", text));
    List<Message> messages = request.messages();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      Role turn = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
      if (message.role() != turn || (i == messages.size() - 1 && turn == Role.ASSISTANT)) {
        throw PlainText.rejected(
            endpoint, "a conversation whose turns do not alternate, from the user to the user,");
      }
      target
          .addObject()
          .put("role", turn == Role.USER ? "user" : "assistant")
          .put("content", PlainText.of(endpoint, message));
    }
  }

  @Override
  public List<StreamEvent> decode(
      GenerateRequest request, byte[] answer, Optional<String> requestId) {
    return answers.decode(request, answer, requestId);
  }

  @Override
  public StreamDecoder decoder(GenerateRequest request, Optional<String> requestId) {
    return answers.decoder(request, requestId);
  }
}
