package io.fmops.bedrock.spi;

import io.fmops.model.EmbedRequest;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** How a family of embedding models is called. Thread-safe. */
public interface EmbeddingCodec extends BedrockCodec {

  /**
   * Vectors of one answer.
   *
   * @param vectors one a text, in the order of the texts
   * @param inputTokens the tokens of the texts, if the body tells them; they are taken from the
   *     answer's headers otherwise
   */
  record Vectors(List<float[]> vectors, OptionalLong inputTokens) {
    /** Copies the list, not the arrays. */
    public Vectors {
      vectors = List.copyOf(vectors);
      Objects.requireNonNull(inputTokens, "inputTokens");
    }
  }

  /**
   * How many texts one call takes; requests of more are cut up.
   *
   * @return at least 1
   */
  int maxTexts();

  /**
   * Writes the body of a call.
   *
   * @param model the model, whose options may say how
   * @param request at most {@link #maxTexts()} texts
   * @return JSON
   * @throws RejectedInputException if the family cannot do what is asked
   */
  byte[] encode(ModelId model, EmbedRequest request);

  /**
   * Reads the body of an answer.
   *
   * @param answer the answer
   * @return the vectors
   */
  Vectors decode(InvokeAnswer answer);
}
