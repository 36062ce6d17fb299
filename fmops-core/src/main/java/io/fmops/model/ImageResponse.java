package io.fmops.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Images that a model made. Images that were asked for and are not there are told as
 * {@link #withheld()}; together they are as many as were asked for. Immutable and thread-safe.
 *
 * @param model the model that made them
 * @param images the images, at least one; their number is what is billed
 * @param withheld why other images are missing, one reason each in the provider's words; mostly
 *     empty. If there is no image at all, the call ends in a {@link BlockedByGuardrailException}
 *     instead
 * @param seeds the seeds that the images were made with, in their order, where the provider tells
 *     them; else empty
 * @param requestId the provider's id of the exchange; of the first one if there were several
 */
public record ImageResponse(
    ModelId model,
    List<MediaSource.Bytes> images,
    List<String> withheld,
    List<Long> seeds,
    Optional<String> requestId) {

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if there is no image
   */
  public ImageResponse {
    Objects.requireNonNull(model, "model");
    images = List.copyOf(images);
    withheld = List.copyOf(withheld);
    seeds = List.copyOf(seeds);
    Objects.requireNonNull(requestId, "requestId");
    if (images.isEmpty()) {
      throw new IllegalArgumentException("an answer of an image model needs at least one image");
    }
  }

  /**
   * The images as content, to be shown to another model.
   *
   * @return one block for each image
   */
  public List<ContentBlock> content() {
    return images.stream()
        .map(image -> (ContentBlock) new ContentBlock.Image(image))
        .toList();
  }
}
