package io.fmops.bedrock.spi;

import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.VideoRequest;

/** How a family of video models is asked, through StartAsyncInvoke. Thread-safe. */
public interface VideoCodec extends BedrockCodec {

  /**
   * Writes the model's input.
   *
   * @param model the model
   * @param request what is asked
   * @return a JSON object
   * @throws RejectedInputException if the family cannot do what is asked
   */
  byte[] encode(ModelId model, VideoRequest request);
}
