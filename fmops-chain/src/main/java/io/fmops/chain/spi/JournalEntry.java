package io.fmops.chain.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that happened in a run. Immutable and thread-safe.
 *
 * @param type what happened
 * @param step the path of the step it happened to; empty for the run as a whole. Any text without
 *     control characters, of at most 2,000 characters
 * @param data more about it, as text of any length, empty text included; opaque to the store
 * @param at when it happened; a store may keep it to the millisecond only
 */
public record JournalEntry(Type type, String step, String data, Instant at) {

  /** What happened. */
  public enum Type {
    /** A step finished; the data has its output. */
    STEP,
    /** A step asks for a decision; the run waits. */
    WAITING,
    /** A person has decided; the run can go on. */
    DECISION,
    /** The run failed or was given up; it can be resumed. */
    FAILED,
    /** The run was taken up again. */
    RESUMED,
    /** The run has given its output. */
    FINISHED;

    /**
     * What the run is after an entry of this type.
     *
     * @return the new state; empty if the entry does not change it
     */
    public Optional<RunState> state() {
      return switch (this) {
        case STEP -> Optional.empty();
        case WAITING -> Optional.of(RunState.WAITING);
        case DECISION, RESUMED -> Optional.of(RunState.OPEN);
        case FAILED -> Optional.of(RunState.FAILED);
        case FINISHED -> Optional.of(RunState.FINISHED);
      };
    }
  }

  /** Checks that nothing is null. */
  public JournalEntry {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(at, "at");
  }

  /** Tells the shape, not the data. */
  @Override
  public String toString() {
    return "JournalEntry[type=%s, step=%s, at=%s]".formatted(type, step, at);
  }
}
