package io.fmops.benchmarks.peers.spring;

import io.fmops.benchmarks.peers.Answer;
import io.fmops.benchmarks.peers.Client;
import io.fmops.benchmarks.peers.Listener;
import io.fmops.benchmarks.peers.Setup;
import io.fmops.benchmarks.peers.Streaming;
import io.fmops.benchmarks.peers.sdk.SdkClients;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** Spring AI over the SDK's clients that all get; its model wants both of them at once. */
final class SpringClient implements Client {

  /** Found by the service loader. */
  public static final class Maker implements Factory {
    @Override
    public Client open(Setup setup) {
      return new SpringClient(setup);
    }
  }

  private final BedrockRuntimeClient sync;
  private final BedrockRuntimeAsyncClient async;
  private final BedrockProxyChatModel model;

  SpringClient(Setup setup) {
    sync = SdkClients.sync(setup);
    async = SdkClients.async(setup);
    model = BedrockProxyChatModel.builder()
        .bedrockRuntimeClient(sync)
        .bedrockRuntimeAsyncClient(async)
        .defaultOptions(BedrockChatOptions.builder().model(setup.model()).build())
        .build();
  }

  @Override
  public Answer call(String prompt) {
    return new Told().add(model.call(new Prompt(prompt))).answer();
  }

  @Override
  public Streaming stream(String prompt) {
    Flux<ChatResponse> flux = model.stream(new Prompt(prompt));
    return new Streaming() {
      private volatile @Nullable Disposable running;

      @Override
      public void run(Listener listener, boolean paced) throws InterruptedException {
        Told told = new Told();
        if (paced) {
          try {
            for (ChatResponse chunk : flux.toIterable(1)) {
              told.add(chunk, listener);
            }
          } catch (RuntimeException e) {
            listener.failed(e);
            return;
          }
          listener.completed(told.answer());
          return;
        }
        CountDownLatch end = new CountDownLatch(1);
        running = flux.doFinally(signal -> end.countDown())
            .subscribe(
                chunk -> told.add(chunk, listener),
                listener::failed,
                () -> listener.completed(told.answer()));
        end.await();
      }

      @Override
      public void cancel() {
        Disposable current = running;
        if (current != null) {
          current.dispose();
        }
      }
    };
  }

  /** What the chunks have told so far. */
  private static final class Told {
    private final StringBuilder text = new StringBuilder();
    private String stopReason = "";
    private String reasoning = "";
    private String signature = "";

    private Told add(ChatResponse chunk) {
      return add(chunk, null);
    }

    private Told add(ChatResponse chunk, @Nullable Listener listener) {
      for (Generation generation : chunk.getResults()) {
        String part = Objects.requireNonNullElse(generation.getOutput().getText(), "");
        if (!part.isEmpty()) {
          text.append(part);
          if (listener != null) {
            listener.text(part);
          }
        }
        String reason = generation.getMetadata().getFinishReason();
        stopReason = reason == null ? stopReason : reason;
        Map<String, Object> more = generation.getOutput().getMetadata();
        if (more.get("signature") instanceof String given) {
          signature += given;
          reasoning += part;
        }
      }
      return this;
    }

    Answer answer() {
      return new Answer(text.toString(), stopReason, reasoning, signature);
    }
  }

  @Override
  public void close() {
    sync.close();
    async.close();
  }
}
