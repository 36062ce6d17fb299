package io.fmops.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EmbeddingEngine;
import io.fmops.openai.chat.ChatServer;
import io.fmops.openai.chat.ServerErrors;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls one model's embeddings, some texts at a time. Thread-safe. */
final class OpenAiEmbeddings implements EmbeddingEngine {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Target target;
  private final ChatServer server;
  private final Settings settings;
  private final Transport transport;
  private final HttpErrors errors;

  /** What one request gave. */
  private record Batch(List<float[]> vectors, TokenUsage usage) {}

  OpenAiEmbeddings(Target target, Settings settings) {
    this.target = target;
    this.server = target.server();
    this.settings = settings;
    this.transport = new Transport(target.id(), settings);
    this.errors = new HttpErrors(server, settings.endpoint());
  }

  @Override
  public EmbedResponse embed(EmbedRequest request, CallContext context) {
    List<float[]> vectors = new ArrayList<>(request.texts().size());
    TokenUsage usage = null;
    for (int from = 0; from < request.texts().size(); from += target.batch()) {
      int to = Math.min(from + target.batch(), request.texts().size());
      Batch batch = batch(request.texts().subList(from, to), request.dimensions(), context);
      vectors.addAll(batch.vectors());
      usage = sum(usage, batch.usage());
    }
    return new EmbedResponse(target.id(), vectors, usage == null ? TokenUsage.UNKNOWN : usage);
  }

  /** What is known of one part only is not known of the whole. */
  private static TokenUsage sum(@Nullable TokenUsage so, TokenUsage more) {
    if (so == null) {
      return more;
    }
    boolean known =
        so.source() == TokenUsage.Source.REPORTED && more.source() == TokenUsage.Source.REPORTED;
    return known ? TokenUsage.reported(so.input() + more.input(), 0) : TokenUsage.UNKNOWN;
  }

  private Batch batch(List<String> texts, Optional<Integer> dimensions, CallContext context) {
    ObjectNode body = JSON.createObjectNode().put("model", target.id().name());
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    dimensions.ifPresent(length -> body.put("dimensions", length));
    if (target.base64()) {
      body.put("encoding_format", "base64");
    }
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> response = send(transport.post("/embeddings", bytes, false), context);
    Optional<String> requestId = HttpErrors.requestId(response.headers());
    JsonNode answer;
    try {
      answer = JSON.readTree(response.body());
    } catch (IOException e) {
      throw malformed("is not JSON", requestId, e);
    }
    if (ServerErrors.isError(answer)) {
      throw ServerErrors.exception(server, answer, server.details(requestId));
    }
    return new Batch(vectors(answer, texts.size(), requestId), usage(answer));
  }

  private HttpResponse<byte[]> send(HttpRequest request, CallContext context) {
    Duration limit = context
        .remaining()
        .filter(left -> left.compareTo(settings.readTimeout()) < 0)
        .orElse(settings.readTimeout());
    boolean deadline = !limit.equals(settings.readTimeout());
    if (context.cancelToken().cancelled()) {
      throw cancelled(context, null);
    }
    if (limit.isNegative() || limit.isZero()) {
      throw timedOut(TimedOutException.Limit.DEADLINE, limit);
    }
    CompletableFuture<HttpResponse<byte[]>> sent =
        transport.send(request, head -> new ByteBody(server, errors, head));
    try (CancelToken.Registration token = context.cancelToken().onCancel(() -> sent.cancel(true))) {
      return sent.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw cancelled(context, e);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw timedOut(
          deadline ? TimedOutException.Limit.DEADLINE : TimedOutException.Limit.FIRST_TOKEN, limit);
    } catch (ExecutionException | RuntimeException e) {
      if (context.cancelToken().cancelled()) {
        throw cancelled(context, e);
      }
      throw errors.broken(e, Optional.empty(), false);
    }
  }

  private CancelledException cancelled(CallContext context, @Nullable Throwable cause) {
    return new CancelledException(
        "the call of %s was given up: %s"
            .formatted(server.label(), context.cancelToken().reason().orElse("interrupted")),
        server.details(Optional.empty()),
        cause);
  }

  private ModelException timedOut(TimedOutException.Limit which, Duration limit) {
    return new TimedOutException(
        "%s gave no vectors within %s".formatted(server.label(), limit),
        which,
        server.details(Optional.empty()),
        null);
  }

  /** In the order of the texts, which is not always the order of the answer. */
  private List<float[]> vectors(JsonNode answer, int count, Optional<String> requestId) {
    float[][] vectors = new float[count][];
    int place = 0;
    for (JsonNode one : answer.path("data")) {
      int index = one.path("index").asInt(place++);
      if (index < 0 || index >= count || vectors[index] != null) {
        throw malformed("has a vector too many (index %d)".formatted(index), requestId, null);
      }
      vectors[index] = vector(one.path("embedding"), requestId);
    }
    if (Arrays.stream(vectors).anyMatch(vector -> vector == null)) {
      throw malformed(
          "has %d vectors for %d texts".formatted(answer.path("data").size(), count),
          requestId,
          null);
    }
    return Arrays.asList(vectors);
  }

  private float[] vector(JsonNode embedding, Optional<String> requestId) {
    if (embedding.isTextual()) {
      try {
        FloatBuffer floats = ByteBuffer.wrap(Base64.getDecoder().decode(embedding.asText()))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
        float[] vector = new float[floats.remaining()];
        floats.get(vector);
        return vector;
      } catch (IllegalArgumentException e) {
        throw malformed("has a vector that is not base64", requestId, e);
      }
    }
    float[] vector = new float[embedding.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!embedding.path(i).isNumber()) {
        throw malformed("has a vector that is not of numbers", requestId, null);
      }
      vector[i] = embedding.path(i).floatValue();
    }
    if (vector.length == 0) {
      throw malformed("has an empty vector", requestId, null);
    }
    return vector;
  }

  private static TokenUsage usage(JsonNode answer) {
    JsonNode tokens = answer.path("usage").path("prompt_tokens");
    return tokens.canConvertToLong() && tokens.isNumber()
        ? TokenUsage.reported(Math.max(0, tokens.asLong()), 0)
        : TokenUsage.UNKNOWN;
  }

  private MalformedAnswerException malformed(
      String what, Optional<String> requestId, @Nullable Throwable cause) {
    return new MalformedAnswerException(
        "the answer of %s %s; the server has to speak the embeddings API of OpenAI"
            .formatted(server.label(), what),
        server.details(requestId),
        cause);
  }

  @Override
  public void close() {
    transport.close();
  }
}
