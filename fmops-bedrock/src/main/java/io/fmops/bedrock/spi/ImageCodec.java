package io.fmops.bedrock.spi;

import io.fmops.model.ImageRequest;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import java.util.List;

/** How a family of image models is called. Thread-safe. */
public interface ImageCodec extends BedrockCodec {

  /**
   * Images of one answer.
   *
   * @param images the images; possibly none
   * @param withheld why others are missing, one reason each
   * @param seeds the seeds of the images, if the answer tells them; else empty
   */
  record Images(List<MediaSource.Bytes> images, List<String> withheld, List<Long> seeds) {
    /** Copies the lists. */
    public Images {
      images = List.copyOf(images);
      withheld = List.copyOf(withheld);
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * How many images one call can make; for more there are several calls.
   *
   * @return at least 1
   */
  int maxImages();

  /**
   * Writes the body of a call.
   *
   * @param model the model
   * @param request what is asked
   * @param count how many images this call is to make: at most {@link #maxImages()}
   * @param seed the seed of this call; negative for none
   * @return JSON
   * @throws RejectedInputException if the family cannot do what is asked
   */
  byte[] encode(ModelId model, ImageRequest request, int count, long seed);

  /**
   * Reads the body of an answer.
   *
   * @param answer the answer
   * @param count how many images were asked for in this call
   * @return the images and the reasons for missing ones, together as many as were asked for
   */
  Images decode(InvokeAnswer answer, int count);
}
