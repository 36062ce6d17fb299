package io.fmops.bedrock;

import io.fmops.aws.AwsSettings;
import io.fmops.bedrock.Invocations.Answered;
import io.fmops.bedrock.spi.ImageCodec;
import io.fmops.bedrock.spi.ImageCodec.Images;
import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ImageRequest;
import io.fmops.model.ImageResponse;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import io.fmops.model.spi.ImageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One image model on Bedrock. Thread-safe. */
final class BedrockImages implements ImageEngine {

  private final ModelId model;
  private final ImageCodec codec;
  private final Invocations invocations;

  BedrockImages(ModelId model, ImageCodec codec, AwsSettings settings) {
    this.model = model;
    this.codec = codec;
    this.invocations = new Invocations(model, settings);
  }

  @Override
  public ImageResponse generate(ImageRequest request, CallContext context) {
    List<Function<CallContext, Answered<Images>>> calls = new ArrayList<>();
    for (int from = 0; from < request.count(); from += codec.maxImages()) {
      int count = Math.min(codec.maxImages(), request.count() - from);
      // The same seed again would give the same image again.
      long seed = request.seed().isPresent() ? request.seed().get() + from : -1;
      byte[] body = Invocations.withFields(
          codec.encode(model, request, count, seed),
          request.providerParameters(BedrockParameters.class));
      calls.add(inner -> invocations.invoke(inner, body, answer -> codec.decode(answer, count)));
    }
    List<Answered<Images>> answers = Parallel.run(calls, context);
    List<MediaSource.Bytes> images = new ArrayList<>();
    List<String> withheld = new ArrayList<>();
    List<Long> seeds = new ArrayList<>();
    for (Answered<Images> answer : answers) {
      images.addAll(answer.value().images());
      withheld.addAll(answer.value().withheld());
      seeds.addAll(answer.value().seeds());
    }
    Optional<String> requestId = answers.get(0).requestId();
    if (images.isEmpty() && !withheld.isEmpty()) {
      throw new BlockedByGuardrailException(
          "%s withheld every image: %s".formatted(model, AwsErrors.oneLine(withheld.get(0))),
          new ErrorDetails(
              Optional.of(model), Optional.empty(), Optional.empty(), requestId, Optional.empty()),
          null);
    }
    if (images.isEmpty()) {
      throw AwsErrors.malformed(
          model,
          new IllegalArgumentException("neither an image nor a reason why there is none"),
          requestId.orElse(null));
    }
    return new ImageResponse(
        model, images, withheld, seeds.size() == images.size() ? seeds : List.of(), requestId);
  }

  @Override
  public void close() {
    invocations.close();
  }
}
