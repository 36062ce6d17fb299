package io.fmops.benchmarks.peers.fmops;

import io.fmops.bedrock.BedrockProvider;
import io.fmops.benchmarks.peers.Answer;
import io.fmops.benchmarks.peers.Client;
import io.fmops.benchmarks.peers.Listener;
import io.fmops.benchmarks.peers.Setup;
import io.fmops.benchmarks.peers.Streaming;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** This library. */
final class FmopsClient implements Client {

  /** Found by the service loader. */
  public static final class Maker implements Factory {
    @Override
    public Client open(Setup setup) {
      return new FmopsClient(setup);
    }
  }

  private final FoundationModel model;

  FmopsClient(Setup setup) {
    ModelId id = ModelId.of("bedrock", setup.model());
    model = FoundationModel.of(
        id,
        BedrockProvider.builder()
            .region("eu-west-1")
            .endpoint(setup.endpoint())
            .credentials(StaticCredentialsProvider.create(
                AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret")))
            .maxConnections(setup.connections())
            .readTimeout(setup.readTimeout())
            .build()
            .open(id));
  }

  @Override
  public Answer call(String prompt) {
    return answer(model.generate(GenerateRequest.of(prompt)));
  }

  @Override
  public Streaming stream(String prompt) {
    GenerateRequest request = GenerateRequest.of(prompt);
    AtomicReference<ModelStream> open = new AtomicReference<>();
    return new Streaming() {
      @Override
      public void run(Listener listener, boolean paced) {
        try (ModelStream stream = model.stream(request)) {
          open.set(stream);
          for (StreamEvent event : stream) {
            if (event instanceof StreamEvent.TextDelta delta) {
              listener.text(delta.text());
            } else if (event instanceof StreamEvent.Completed completed) {
              listener.completed(answer(completed.response()));
            }
          }
        } catch (ModelException e) {
          listener.failed(e);
        }
      }

      @Override
      public void cancel() {
        ModelStream stream = open.get();
        if (stream != null) {
          stream.close();
        }
      }
    };
  }

  private static Answer answer(GenerateResponse response) {
    String reasoning = "";
    String signature = "";
    for (ContentBlock block : response.content()) {
      if (block instanceof ContentBlock.Reasoning thought) {
        reasoning += thought.text();
        signature += thought.signature().orElse("");
      }
    }
    return new Answer(response.text(), response.stopReason().toString(), reasoning, signature);
  }

  @Override
  public void close() {
    model.close();
  }
}
