package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.ImageCodec;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.model.ImageRequest;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Amazon Titan Image Generator v2: up to five images a call. */
public final class TitanImages implements ImageCodec {

  private static final int MAX_IMAGES = 5;
  private static final long MAX_SEED = 2_147_483_646L;

  private final String prefix;

  /**
   * A codec for models that are asked as Titan Image v2 is.
   *
   * @param prefix what their ids begin with
   */
  public TitanImages(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public boolean claims(String family) {
    return family.startsWith(prefix);
  }

  @Override
  public int maxImages() {
    return MAX_IMAGES;
  }

  @Override
  public byte[] encode(ModelId model, ImageRequest request, int count, long seed) {
    if (request.aspectRatio().isPresent()) {
      throw Refusal.of(model, "takes no aspect ratio; give a size, such as 1024 by 1024");
    }
    if (seed > MAX_SEED) {
      throw Refusal.of(model, "takes seeds up to %d, not %d".formatted(MAX_SEED, seed));
    }
    ObjectNode body = Json.object();
    body.put("taskType", "TEXT_IMAGE");
    ObjectNode texts = body.putObject("textToImageParams");
    texts.put("text", request.prompt());
    request.negativePrompt().ifPresent(text -> texts.put("negativeText", text));
    ObjectNode configuration = body.putObject("imageGenerationConfig");
    configuration.put("numberOfImages", count);
    request.size().ifPresent(size -> {
      configuration.put("width", size.width());
      configuration.put("height", size.height());
    });
    if (seed >= 0) {
      configuration.put("seed", seed);
    }
    return Json.bytes(body);
  }

  @Override
  public Images decode(InvokeAnswer answer, int count) {
    JsonNode body = Json.parse(answer.body());
    List<MediaSource.Bytes> images = new ArrayList<>();
    body.path("images").forEach(image -> images.add(Pictures.decode(image.textValue())));
    JsonNode error = body.path("error");
    // Moderation takes images out of the list, and says so once for all of them.
    int missing = error.isTextual() ? Math.max(0, count - images.size()) : 0;
    return new Images(images, Collections.nCopies(missing, error.asText()), List.of());
  }
}
