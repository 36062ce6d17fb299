package io.fmops.sagemaker;

import io.fmops.model.CallContext;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EmbeddingEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;

/**
 * An endpoint whose server embeds texts. A request of many texts is several calls, one after the
 * other. Thread-safe.
 */
final class SageMakerEmbeddings implements EmbeddingEngine {

  private final Endpoint endpoint;
  private final EmbeddingCodec codec;
  private final SageMakerClients clients;

  SageMakerEmbeddings(Endpoint endpoint, EmbeddingCodec codec, SageMakerClients clients) {
    this.endpoint = endpoint;
    this.codec = codec;
    this.clients = clients;
  }

  @Override
  public EmbedResponse embed(EmbedRequest request, CallContext context) {
    List<String> texts = request.texts();
    List<float[]> vectors = new ArrayList<>(texts.size());
    @Nullable TokenUsage usage = null;
    int batch = endpoint.form().batch();
    for (int from = 0; from < texts.size(); from += batch) {
      EmbeddingCodec.Vectors some =
          call(request, texts.subList(from, Math.min(from + batch, texts.size())), context);
      vectors.addAll(some.vectors());
      usage = usage == null ? some.usage() : usage.plus(some.usage());
    }
    int length = vectors.get(0).length;
    if (vectors.stream().anyMatch(vector -> vector.length != length)) {
      throw new MalformedAnswerException(
          "the vectors of %s have different lengths".formatted(endpoint.label()),
          endpoint.details(Optional.empty()),
          null);
    }
    return new EmbedResponse(endpoint.id(), vectors, usage == null ? TokenUsage.UNKNOWN : usage);
  }

  private EmbeddingCodec.Vectors call(
      EmbedRequest request, List<String> texts, CallContext context) {
    SdkBytes body = SdkBytes.fromByteArrayUnsafe(codec.encode(request, texts));
    InvokeEndpointResponse response = BoundCall.run(
        endpoint,
        clients,
        context,
        client -> client.invokeEndpoint(
            SageMakerEngine.invocation(endpoint, "application/json", body).build()));
    return codec.decode(
        response.body().asByteArrayUnsafe(),
        texts.size(),
        Optional.ofNullable(response.responseMetadata().requestId()));
  }

  @Override
  public void close() {
    clients.close();
  }
}
