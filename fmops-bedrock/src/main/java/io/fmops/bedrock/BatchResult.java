package io.fmops.bedrock;

import io.fmops.model.GenerateResponse;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one record of a batch inference job. Immutable and thread-safe.
 *
 * @param recordId the id that the record was written with
 * @param response the model's answer; absent if the record failed
 * @param error why there is no answer; absent if there is one
 */
public record BatchResult(
    String recordId, Optional<GenerateResponse> response, Optional<Failure> error) {

  /**
   * Checks that there is one of both.
   *
   * @throws IllegalArgumentException if there are both or none
   */
  public BatchResult {
    Objects.requireNonNull(recordId, "recordId");
    if (response.isPresent() == error.isPresent()) {
      throw new IllegalArgumentException("a result is an answer or an error");
    }
  }

  /**
   * Why a record has no answer.
   *
   * @param code Bedrock's code, or {@code MalformedAnswer} for an answer that cannot be read
   * @param message one line for people
   */
  public record Failure(String code, String message) {
    /** Checks that nothing is null. */
    public Failure {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }
}
