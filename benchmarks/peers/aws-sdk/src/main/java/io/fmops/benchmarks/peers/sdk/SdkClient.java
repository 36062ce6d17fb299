package io.fmops.benchmarks.peers.sdk;

import io.fmops.benchmarks.peers.Answer;
import io.fmops.benchmarks.peers.Client;
import io.fmops.benchmarks.peers.Setup;
import io.fmops.benchmarks.peers.Streaming;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** The AWS SDK without anything above it. */
final class SdkClient implements Client {

  /** Found by the service loader. */
  public static final class Maker implements Factory {
    @Override
    public Client open(Setup setup) {
      return new SdkClient(setup);
    }
  }

  private final Setup setup;
  private final Lazy<BedrockRuntimeClient> sync;
  private final Lazy<BedrockRuntimeAsyncClient> async;

  SdkClient(Setup setup) {
    this.setup = setup;
    sync = new Lazy<>(() -> SdkClients.sync(setup));
    async = new Lazy<>(() -> SdkClients.async(setup));
  }

  @Override
  public Answer call(String prompt) {
    ConverseRequest request =
        ConverseRequest.builder().modelId(setup.model()).messages(user(prompt)).build();
    ConverseResponse response = setup.transport().equals("netty")
        ? async.get().converse(request).join()
        : sync.get().converse(request);
    StringBuilder text = new StringBuilder();
    for (ContentBlock block : response.output().message().content()) {
      if (block.text() != null) {
        text.append(block.text());
      }
    }
    return new Answer(text.toString(), response.stopReasonAsString(), "", "");
  }

  @Override
  public Streaming stream(String prompt) {
    return new SdkStreaming(
        async.get(),
        ConverseStreamRequest.builder()
            .modelId(setup.model())
            .messages(user(prompt))
            .build());
  }

  private static Message user(String prompt) {
    return Message.builder()
        .role(ConversationRole.USER)
        .content(ContentBlock.fromText(prompt))
        .build();
  }

  @Override
  public void close() {
    sync.close();
    async.close();
  }
}
