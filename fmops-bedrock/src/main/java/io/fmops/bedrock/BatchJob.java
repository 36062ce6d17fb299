package io.fmops.bedrock;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A batch inference job, as it was when it was asked for. Immutable and thread-safe.
 *
 * @param arn its ARN, by which it is asked for again
 * @param name its name
 * @param model Bedrock's id of its model
 * @param state how far it is
 * @param message what Bedrock says about it, mostly why it failed
 * @param output the folder of its results, as it was given
 * @param submitted when it was taken on
 * @param ended when it ended, if it has
 * @param records how many records there are, if it tells
 * @param succeeded how many of them have an answer so far, if it tells
 * @param failed how many of them have an error so far, if it tells
 */
public record BatchJob(
    String arn,
    String name,
    String model,
    State state,
    Optional<String> message,
    Optional<URI> output,
    Optional<Instant> submitted,
    Optional<Instant> ended,
    Optional<Long> records,
    Optional<Long> succeeded,
    Optional<Long> failed) {

  /** How far a job is. */
  public enum State {
    /** It was taken on. */
    SUBMITTED,
    /** Its records are looked at. */
    VALIDATING,
    /** It waits for its turn. */
    SCHEDULED,
    /** It runs. */
    IN_PROGRESS,
    /** All records were tried; some may have an error. */
    COMPLETED,
    /** Some records were tried before its time was up. */
    PARTIALLY_COMPLETED,
    /** It failed. */
    FAILED,
    /** Somebody has stopped it; it is about to end. */
    STOPPING,
    /** Somebody has stopped it. */
    STOPPED,
    /** Its time was up before it began. */
    EXPIRED,
    /** A word of a later version. */
    UNKNOWN;

    /**
     * Whether the job has ended.
     *
     * @return true if nothing more will happen
     */
    public boolean ended() {
      return switch (this) {
        case COMPLETED, PARTIALLY_COMPLETED, FAILED, STOPPED, EXPIRED -> true;
        case SUBMITTED, VALIDATING, SCHEDULED, IN_PROGRESS, STOPPING, UNKNOWN -> false;
      };
    }
  }

  /** Checks what is always there. */
  public BatchJob {
    Objects.requireNonNull(arn, "arn");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(state, "state");
  }
}
