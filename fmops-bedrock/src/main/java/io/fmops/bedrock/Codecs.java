package io.fmops.bedrock;

import io.fmops.bedrock.internal.AnthropicMessages;
import io.fmops.bedrock.internal.CohereEmbeddings;
import io.fmops.bedrock.internal.LlamaText;
import io.fmops.bedrock.internal.LumaVideos;
import io.fmops.bedrock.internal.NovaEmbeddings;
import io.fmops.bedrock.internal.OpenAiChat;
import io.fmops.bedrock.internal.StabilityImages;
import io.fmops.bedrock.internal.TitanEmbeddings;
import io.fmops.bedrock.internal.TitanImages;
import io.fmops.bedrock.spi.BedrockCodec;
import io.fmops.bedrock.spi.TextCodec;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import java.util.List;
import java.util.Optional;

/** Finds the codec of a model: first among those of the application, then the library's own. */
record Codecs(List<BedrockCodec> registered) {

  private static final List<BedrockCodec> OWN = List.of(
      new AnthropicMessages(),
      new OpenAiChat(),
      new LlamaText(),
      new TitanEmbeddings(),
      new CohereEmbeddings(false),
      new CohereEmbeddings(true),
      new NovaEmbeddings(),
      new StabilityImages(),
      new TitanImages("amazon.titan-image-generator-v2"),
      new LumaVideos());

  /** The option that says through which operations a text model is called. */
  static final String API = "api";

  Codecs {
    registered = List.copyOf(registered);
  }

  /**
   * The codec of a text model that is called past Converse: because its id says {@code api=invoke},
   * or because a codec that the application has registered claims it.
   *
   * @throws ModelNotFoundException if it is to be and there is no codec for it
   */
  Optional<TextCodec> text(ModelId model) {
    String api = model.options().getOrDefault(API, "");
    return switch (api) {
      case "converse" -> Optional.empty();
      case "invoke" -> Optional.of(of(TextCodec.class, model));
      case "" -> find(registered, TextCodec.class, model);
      default ->
        throw new ModelNotFoundException(
            "option api=\"%s\" in model id \"%s\" is malformed: expected converse or invoke"
                .formatted(api, model),
            ErrorDetails.of(model),
            null);
    };
  }

  /**
   * The codec of a model.
   *
   * @throws ModelNotFoundException if there is none
   */
  <C extends BedrockCodec> C of(Class<C> kind, ModelId model) {
    return find(registered, kind, model)
        .or(() -> find(OWN, kind, model))
        .orElseThrow(() -> new ModelNotFoundException(
            ("no %s is for \"%s\"; say which model it is with the option family, such as"
                    + " ?family=amazon.titan-embed-text-v2:0, or register a codec with"
                    + " BedrockProvider.builder().codec(...)")
                .formatted(kind.getSimpleName(), model),
            ErrorDetails.of(model),
            null));
  }

  private static <C extends BedrockCodec> Optional<C> find(
      List<BedrockCodec> codecs, Class<C> kind, ModelId model) {
    String family = ModelFamily.of(model);
    return codecs.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(codec -> codec.claims(family))
        .findFirst();
  }
}
