package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.ImageCodec;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.model.ImageRequest;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import io.fmops.model.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Stability AI's Stable Image Core and Ultra and Stable Diffusion 3.5: one image a call. */
public final class StabilityImages implements ImageCodec {

  private static final List<String> RATIOS =
      List.of("16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21");
  private static final int MAX_PROMPT = 10_000;
  private static final long MAX_SEED = 4_294_967_295L;

  @Override
  public boolean claims(String family) {
    return family.startsWith("stability.stable-image-core")
        || family.startsWith("stability.stable-image-ultra")
        || family.startsWith("stability.sd3");
  }

  @Override
  public int maxImages() {
    return 1;
  }

  @Override
  public byte[] encode(ModelId model, ImageRequest request, int count, long seed) {
    checkLength(model, "prompt", request.prompt());
    request.negativePrompt().ifPresent(text -> checkLength(model, "negative prompt", text));
    if (request.size().isPresent()) {
      throw Refusal.of(
          model, "takes no size; give an aspect ratio: one of " + String.join(", ", RATIOS));
    }
    if (seed > MAX_SEED) {
      throw Refusal.of(model, "takes seeds up to %d, not %d".formatted(MAX_SEED, seed));
    }
    ObjectNode body = Json.object();
    body.put("prompt", request.prompt());
    request.negativePrompt().ifPresent(text -> body.put("negative_prompt", text));
    request.aspectRatio().ifPresent(ratio -> {
      if (!RATIOS.contains(ratio.toString())) {
        throw Refusal.of(
            model,
            "does not take the aspect ratio %s; it takes %s"
                .formatted(ratio, String.join(", ", RATIOS)));
      }
      body.put("aspect_ratio", ratio.toString());
    });
    if (seed >= 0) {
      body.put("seed", seed);
    }
    return Json.bytes(body);
  }

  private static void checkLength(ModelId model, String what, String text) {
    int length = text.codePointCount(0, text.length());
    if (length > MAX_PROMPT) {
      throw Refusal.of(
          model, "takes a %s of up to %d characters, not %d".formatted(what, MAX_PROMPT, length));
    }
  }

  @Override
  public Images decode(InvokeAnswer answer, int count) {
    JsonNode body = Json.parse(answer.body());
    JsonNode reason = body.path("finish_reasons").path(0);
    if (reason.isTextual()) {
      if (!reason.textValue().toLowerCase(Locale.ROOT).startsWith("filter reason")) {
        throw new UnavailableException(
            "%s could not make the image: %s".formatted(answer.model(), reason.textValue()),
            answer.details(),
            null);
      }
      return new Images(List.of(), List.of(reason.textValue()), List.of());
    }
    List<MediaSource.Bytes> images = new ArrayList<>();
    Json.required(body, "images").forEach(image -> images.add(Pictures.decode(image.textValue())));
    List<Long> seeds = new ArrayList<>();
    body.path("seeds").forEach(seed -> seeds.add(seed.asLong()));
    return new Images(images, List.of(), seeds);
  }
}
