package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.bedrock.internal.Json;
import io.fmops.bedrock.internal.Refusal;
import io.fmops.bedrock.spi.VideoCodec;
import io.fmops.model.CallContext;
import io.fmops.model.ModelId;
import io.fmops.model.VideoRequest;
import io.fmops.model.VideoStatus;
import io.fmops.model.spi.VideoEngine;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AsyncInvokeOutputDataConfig;
import software.amazon.awssdk.services.bedrockruntime.model.AsyncInvokeS3OutputDataConfig;
import software.amazon.awssdk.services.bedrockruntime.model.AsyncInvokeStatus;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeResponse;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeRequest;

/** One video model on Bedrock. Thread-safe. */
final class BedrockVideos implements VideoEngine {

  private final ModelId model;
  private final VideoCodec codec;
  private final Calls<BedrockRuntimeClient> calls;

  BedrockVideos(ModelId model, VideoCodec codec, AwsSettings settings) {
    this.model = model;
    this.codec = codec;
    this.calls = new Calls<>(model, new Clients(model, settings, Clients.ABANDONED));
  }

  @Override
  public String start(VideoRequest request, CallContext context) {
    if (!request.output().getScheme().equals("s3")) {
      throw Refusal.of(model, "puts videos into S3 only, not at " + request.output());
    }
    byte[] input = Invocations.withFields(
        codec.encode(model, request), request.providerParameters(BedrockParameters.class));
    StartAsyncInvokeRequest start = StartAsyncInvokeRequest.builder()
        .modelId(model.name())
        .modelInput(JsonDocuments.of(Json.parse(input)))
        .clientRequestToken(request.idempotencyToken().orElse(null))
        .outputDataConfig(AsyncInvokeOutputDataConfig.fromS3OutputDataConfig(
            AsyncInvokeS3OutputDataConfig.builder()
                .s3Uri(request.output().toString())
                .build()))
        .build();
    return calls
        .call(
            context,
            "bedrock:InvokeModel and bedrock:StartAsyncInvoke",
            client -> client.startAsyncInvoke(start))
        .invocationArn();
  }

  @Override
  public VideoStatus status(String job, CallContext context) {
    GetAsyncInvokeResponse told = calls.call(
        context,
        "bedrock:GetAsyncInvoke",
        client -> client.getAsyncInvoke(request -> request.invocationArn(job)));
    return new VideoStatus(
        state(told.status()),
        Optional.ofNullable(told.outputDataConfig())
            .map(AsyncInvokeOutputDataConfig::s3OutputDataConfig)
            .map(AsyncInvokeS3OutputDataConfig::s3Uri)
            .map(URI::create),
        Optional.ofNullable(told.failureMessage()).map(AwsErrors::oneLine),
        Optional.ofNullable(told.submitTime()),
        Optional.ofNullable(told.endTime()));
  }

  private static VideoStatus.State state(AsyncInvokeStatus status) {
    return switch (status) {
      case COMPLETED -> VideoStatus.State.COMPLETED;
      case FAILED -> VideoStatus.State.FAILED;
      // A word of a later version: whoever waits has a deadline.
      case IN_PROGRESS, UNKNOWN_TO_SDK_VERSION -> VideoStatus.State.RUNNING;
    };
  }

  @Override
  public void close() {
    calls.close();
  }
}
