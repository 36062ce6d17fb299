package io.fmops.benchmarks.peers.sdk;

import io.fmops.benchmarks.peers.Answer;
import io.fmops.benchmarks.peers.Listener;
import io.fmops.benchmarks.peers.Streaming;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;

/**
 * A stream as the SDK's own examples read it: a visitor, and a future that tells the end. A slow
 * reader asks for one event at a time.
 */
final class SdkStreaming implements Streaming {

  private final BedrockRuntimeAsyncClient client;
  private final ConverseStreamRequest request;
  private volatile @Nullable CompletableFuture<Void> running;

  SdkStreaming(BedrockRuntimeAsyncClient client, ConverseStreamRequest request) {
    this.client = client;
    this.request = request;
  }

  @Override
  public void run(Listener listener, boolean paced) throws InterruptedException {
    Reader reader = new Reader(listener);
    ConverseStreamResponseHandler.Builder handler = ConverseStreamResponseHandler.builder();
    OneByOne<ConverseStreamOutput> pace = new OneByOne<>();
    if (paced) {
      handler.onEventStream(publisher -> publisher.subscribe(pace)).onError(pace::onError);
    } else {
      handler.subscriber(reader);
    }
    CompletableFuture<Void> future = client.converseStream(request, handler.build());
    running = future;
    try {
      if (paced) {
        pace.read(event -> event.accept(reader));
      }
      future.join();
    } catch (CompletionException e) {
      listener.failed(Objects.requireNonNullElse(e.getCause(), e));
      return;
    }
    listener.completed(reader.answer());
  }

  @Override
  public void cancel() {
    CompletableFuture<Void> future = running;
    if (future != null) {
      future.cancel(true);
    }
  }

  private static final class Reader implements ConverseStreamResponseHandler.Visitor {
    private final Listener listener;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder signature = new StringBuilder();
    private volatile String stopReason = "";

    Reader(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void visitContentBlockDelta(ContentBlockDeltaEvent event) {
      if (event.delta().text() != null) {
        text.append(event.delta().text());
        listener.text(event.delta().text());
      } else if (event.delta().reasoningContent() != null) {
        var delta = event.delta().reasoningContent();
        reasoning.append(delta.text() == null ? "" : delta.text());
        signature.append(delta.signature() == null ? "" : delta.signature());
      }
    }

    @Override
    public void visitMessageStop(MessageStopEvent event) {
      stopReason = event.stopReasonAsString();
    }

    Answer answer() {
      return new Answer(text.toString(), stopReason, reasoning.toString(), signature.toString());
    }
  }
}
