package io.fmops.bedrock.spi;

import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a family of text models is called through InvokeModel and InvokeModelWithResponseStream.
 * Thread-safe.
 */
public interface TextCodec extends BedrockCodec {

  /**
   * How an answer ended.
   *
   * @param reason why the model stopped
   * @param rawReason the family's own word for it
   * @param usage what was used, if the bodies tell it; {@link TokenUsage#UNKNOWN} otherwise, and
   *     then Bedrock's own count is taken
   */
  record Finish(StopReason reason, String rawReason, TokenUsage usage) {
    /** Checks that nothing is null. */
    public Finish {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(rawReason, "rawReason");
      Objects.requireNonNull(usage, "usage");
    }
  }

  /**
   * Reads one answer: either one {@link #whole} or any number of {@link #chunk}s. For one thread at
   * a time. May throw any exception at what is not of the family's form.
   */
  interface Decoder {

    /**
     * Reads a whole answer.
     *
     * @param body the answer
     * @param events takes its content; never a {@link StreamEvent.Completed}
     */
    void whole(InvokeAnswer body, Consumer<StreamEvent> events);

    /**
     * Reads a part of a stream. Bedrock sends one whole JSON object a part.
     *
     * @param part the part
     * @param events takes its content; never a {@link StreamEvent.Completed}
     */
    void chunk(InvokeAnswer part, Consumer<StreamEvent> events);

    /**
     * How the answer ended.
     *
     * @return empty until the model has said why it stopped: a stream that ends without is taken
     *     for one that was cut
     */
    Optional<Finish> finish();
  }

  /**
   * Writes the body of a call.
   *
   * @param model the model
   * @param request what is asked; the additional fields of its {@code BedrockParameters} are added
   *     to the body by the caller
   * @param streaming whether the answer is wanted as a stream
   * @return JSON
   * @throws RejectedInputException if the family cannot do what is asked
   */
  byte[] encode(ModelId model, GenerateRequest request, boolean streaming);

  /**
   * A decoder for the next answer.
   *
   * @return a new decoder
   */
  Decoder decoder();
}
