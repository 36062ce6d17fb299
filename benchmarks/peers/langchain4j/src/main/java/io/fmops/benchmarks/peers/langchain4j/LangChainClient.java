package io.fmops.benchmarks.peers.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.fmops.benchmarks.peers.Answer;
import io.fmops.benchmarks.peers.Client;
import io.fmops.benchmarks.peers.Listener;
import io.fmops.benchmarks.peers.Setup;
import io.fmops.benchmarks.peers.Streaming;
import io.fmops.benchmarks.peers.sdk.Lazy;
import io.fmops.benchmarks.peers.sdk.SdkClients;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** LangChain4j over the SDK's clients that all get. */
final class LangChainClient implements Client {

  /** Found by the service loader. */
  public static final class Maker implements Factory {
    @Override
    public Client open(Setup setup) {
      return new LangChainClient(setup);
    }
  }

  private record Whole(BedrockRuntimeClient client, BedrockChatModel model)
      implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  private record Streamed(BedrockRuntimeAsyncClient client, BedrockStreamingChatModel model)
      implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  private final Lazy<Whole> whole;
  private final Lazy<Streamed> streamed;

  LangChainClient(Setup setup) {
    whole = new Lazy<>(() -> {
      BedrockRuntimeClient client = SdkClients.sync(setup);
      BedrockChatModel.Builder builder =
          BedrockChatModel.builder().client(client).modelId(setup.model()).returnThinking(true);
      if (!setup.retries()) {
        builder.maxRetries(0);
      }
      return new Whole(client, builder.build());
    });
    streamed = new Lazy<>(() -> {
      BedrockRuntimeAsyncClient client = SdkClients.async(setup);
      return new Streamed(
          client,
          BedrockStreamingChatModel.builder()
              .client(client)
              .modelId(setup.model())
              .returnThinking(true)
              .build());
    });
  }

  @Override
  public Answer call(String prompt) {
    return answer(whole.get().model().chat(request(prompt)));
  }

  @Override
  public Streaming stream(String prompt) {
    BedrockStreamingChatModel model = streamed.get().model();
    ChatRequest request = request(prompt);
    return new Streaming() {
      private volatile @Nullable StreamingHandle handle;

      @Override
      public void run(Listener listener, boolean paced) {
        model.chat(request, new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            handle = context.streamingHandle();
            listener.text(part.text());
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            listener.completed(answer(response));
          }

          @Override
          public void onError(Throwable error) {
            listener.failed(error);
          }
        });
      }

      @Override
      public void cancel() {
        StreamingHandle current = handle;
        if (current == null) {
          throw new UnsupportedOperationException("the handle comes with the first text");
        }
        current.cancel();
      }
    };
  }

  private static ChatRequest request(String prompt) {
    return ChatRequest.builder().messages(UserMessage.from(prompt)).build();
  }

  private static Answer answer(ChatResponse response) {
    AiMessage message = response.aiMessage();
    return new Answer(
        Objects.requireNonNullElse(message.text(), ""),
        String.valueOf(response.finishReason()),
        Objects.requireNonNullElse(message.thinking(), ""),
        String.valueOf(message.attributes().getOrDefault("thinking_signature", "")));
  }

  @Override
  public void close() {
    whole.close();
    streamed.close();
  }
}
