package io.fmops.model;

import io.fmops.model.spi.ImageEngine;
import java.util.Objects;

/**
 * Makes images of texts. Opened with {@link Models#openImage(String)}. Thread-safe.
 *
 * <pre>{@code
 * try (ImageModel model = Models.openImage("bedrock:stability.stable-image-core-v1:1")) {
 *   ImageResponse response = model.generate(ImageRequest.of("a red bicycle in the rain"));
 *   Files.write(Path.of("bicycle.png"), response.images().get(0).data());
 * }
 * }</pre>
 */
public final class ImageModel implements AutoCloseable {

  private final ModelId id;
  private final ImageEngine engine;

  private ImageModel(ModelId id, ImageEngine engine) {
    this.id = Objects.requireNonNull(id, "id");
    this.engine = Objects.requireNonNull(engine, "engine");
  }

  /**
   * A model over an engine.
   *
   * @param id names the model
   * @param engine does the work
   * @return the model
   */
  public static ImageModel of(ModelId id, ImageEngine engine) {
    return new ImageModel(id, engine);
  }

  /**
   * The model's name.
   *
   * @return the id it was opened with
   */
  public ModelId id() {
    return id;
  }

  /**
   * Makes images.
   *
   * @param request what they shall show
   * @return the images, and why others are missing
   * @throws BlockedByGuardrailException if every image was withheld
   * @throws ModelException if the call fails
   */
  public ImageResponse generate(ImageRequest request) {
    return generate(request, CallContext.create());
  }

  /**
   * Makes images, within a deadline and a cancellation.
   *
   * @param request what they shall show
   * @param context what surrounds the call
   * @return the images, and why others are missing
   * @throws BlockedByGuardrailException if every image was withheld
   * @throws ModelException if the call fails
   */
  public ImageResponse generate(ImageRequest request, CallContext context) {
    ImageResponse response = engine.generate(request, context);
    int told = response.images().size() + response.withheld().size();
    if (told != request.count()) {
      throw new MalformedAnswerException(
          "%s gave %d images and %d reasons for missing ones, but %d were asked for"
              .formatted(id, response.images().size(), response.withheld().size(), request.count()),
          ErrorDetails.of(id),
          null);
    }
    return response;
  }

  /** Gives back the connections that the model holds. */
  @Override
  public void close() {
    engine.close();
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
