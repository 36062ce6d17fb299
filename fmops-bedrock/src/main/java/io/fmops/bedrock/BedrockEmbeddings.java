package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.bedrock.Invocations.Answered;
import io.fmops.bedrock.spi.EmbeddingCodec;
import io.fmops.bedrock.spi.EmbeddingCodec.Vectors;
import io.fmops.model.CallContext;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EmbeddingEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** One embedding model on Bedrock. Thread-safe. */
final class BedrockEmbeddings implements EmbeddingEngine {

  private final ModelId model;
  private final EmbeddingCodec codec;
  private final Invocations invocations;

  /** Vectors of one call; no tokens if nobody told them. */
  private record Batch(List<float[]> vectors, OptionalLong tokens) {}

  BedrockEmbeddings(ModelId model, EmbeddingCodec codec, AwsSettings settings) {
    this.model = model;
    this.codec = codec;
    this.invocations = new Invocations(model, settings);
  }

  @Override
  public EmbedResponse embed(EmbedRequest request, CallContext context) {
    AtomicLong spent = new AtomicLong();
    List<Function<CallContext, Batch>> calls = new ArrayList<>();
    List<String> texts = request.texts();
    for (int from = 0; from < texts.size(); from += codec.maxTexts()) {
      List<String> part = texts.subList(from, Math.min(texts.size(), from + codec.maxTexts()));
      // Encoded when it is sent: a request of a million texts is not held twice.
      EmbedRequest batch = new EmbedRequest(part, request.purpose(), request.dimensions());
      calls.add(inner -> batch(batch, inner, spent));
    }
    List<Batch> batches;
    try {
      batches = Parallel.run(calls, context);
    } catch (ModelException e) {
      if (spent.get() > 0) {
        // What came back before is billed, although nobody gets it.
        e.keepArrived(List.of(), TokenUsage.reported(spent.get(), 0));
      }
      throw e;
    }
    List<float[]> vectors = new ArrayList<>(texts.size());
    batches.forEach(batch -> vectors.addAll(batch.vectors()));
    boolean told = batches.stream().allMatch(batch -> batch.tokens().isPresent());
    return new EmbedResponse(
        model, vectors, told ? TokenUsage.reported(spent.get(), 0) : TokenUsage.UNKNOWN);
  }

  private Batch batch(EmbedRequest batch, CallContext context, AtomicLong spent) {
    byte[] body = codec.encode(model, batch);
    Answered<Vectors> answered = invocations.invoke(context, body, answer -> {
      Vectors vectors = codec.decode(answer);
      if (vectors.vectors().size() != batch.texts().size()) {
        throw new IllegalArgumentException("%d vectors for %d texts"
            .formatted(vectors.vectors().size(), batch.texts().size()));
      }
      return vectors;
    });
    OptionalLong tokens = answered.value().inputTokens().isPresent()
        ? answered.value().inputTokens()
        : answered.inputTokens();
    tokens.ifPresent(spent::addAndGet);
    return new Batch(answered.value().vectors(), tokens);
  }

  @Override
  public void close() {
    invocations.close();
  }
}
