package io.fmops.bedrock.spi;

/**
 * How the requests and answers of a family of models are written. Implementations are thread-safe.
 *
 * <p>Encoding refuses with a {@code RejectedInputException} what the family cannot express.
 * Decoding may throw any exception at an answer that is not of its form: the caller of the model
 * gets a {@code MalformedAnswerException} with the id of the exchange, so no codec checks more than
 * it needs.
 */
public interface BedrockCodec {

  /**
   * Whether a model is of this family.
   *
   * @param family the id of a foundation model without the prefix of an inference profile, such as
   *     {@code amazon.titan-embed-text-v2:0}; or what the option {@code family} says in its place
   * @return whether this codec is for it
   */
  boolean claims(String family);
}
