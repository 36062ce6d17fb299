package io.fmops.chain.spi;

import io.fmops.chain.JournalException;
import io.fmops.chain.RunInUseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where runs are written down so that another process can take them up. A run is a header and a
 * list of entries that only grows. Thread-safe, and safe for several processes over one store.
 *
 * <p>At any time at most one {@link JournalRun} of a run is open, among all processes. A process
 * that dies gives up its holds: at once, or when they have run out ({@link #longestHold()}).
 *
 * <p>The id of a run is any text of 1 to 200 characters (code points), not all blank, without
 * control characters and unpaired surrogates, and is told apart to the letter: {@code a} and
 * {@code A} are two runs. A store refuses any other with an {@link IllegalArgumentException}, see
 * {@link #checkRunId}. Ids come from outside and may look like paths or queries.
 *
 * <p>{@code io.fmops.testkit.JournalContract} has the tests of all this.
 */
public interface Journal extends AutoCloseable {

  /** The longest id of a run, in code points. */
  int MAX_RUN_ID = 200;

  /**
   * Begins a run or takes one up: takes it in hand, and writes the header if the run is new. When
   * this returns, the header is as durable as an entry. Does not wait for another holder.
   *
   * @param runId names the run
   * @param header what a new run begins with; not looked at if the run is there
   * @return the run
   * @throws RunInUseException if the run is open elsewhere, also in another thread of this process
   * @throws JournalException if the store fails
   * @throws IllegalArgumentException if the id is malformed
   */
  JournalRun open(String runId, RunHeader header);

  /**
   * Takes a run up that is there: as {@link #open}, but begins none.
   *
   * @param runId names the run
   * @return the run; empty if there is none of this id
   * @throws RunInUseException if the run is open elsewhere
   * @throws JournalException if the store fails
   */
  Optional<JournalRun> reopen(String runId);

  /**
   * Looks at a run without taking it in hand, also while another process has it.
   *
   * @param runId names the run
   * @return the run as it is now; empty if there is none of this id
   * @throws JournalException if the store fails
   */
  Optional<RunSummary> find(String runId);

  /**
   * Looks at a run's entries without taking it in hand, also while another process has it.
   *
   * @param runId names the run
   * @return all that were acknowledged before this call, in their order, and possibly later ones;
   *     none if there is no such run
   * @throws JournalException if the store fails
   */
  List<JournalEntry> entries(String runId);

  /**
   * The runs in a state, such as all that wait for a decision.
   *
   * @param state the state
   * @param limit how many at most, 1 or more
   * @return those that began first, first; runs that began in the same instant by id
   * @throws JournalException if the store fails
   */
  List<RunSummary> list(RunState state, int limit);

  /**
   * Forgets a run, with its header and all entries.
   *
   * @param runId names the run
   * @return whether there was one
   * @throws RunInUseException if the run is open
   * @throws JournalException if the store fails
   */
  boolean delete(String runId);

  /**
   * How long a process that has died may still hold its runs.
   *
   * @return zero if its holds end with it
   */
  default Duration longestHold() {
    return Duration.ZERO;
  }

  /** Gives back what the journal itself holds, such as a connection. Default: nothing. */
  @Override
  default void close() {}

  /**
   * Checks the id of a run.
   *
   * @param runId the id
   * @return the same
   * @throws IllegalArgumentException if it is malformed, saying how
   */
  static String checkRunId(String runId) {
    if (runId.isBlank() || runId.codePointCount(0, runId.length()) > MAX_RUN_ID) {
      throw new IllegalArgumentException(
          "the id of a run has %d characters; expected 1 to %d, not all blank"
              .formatted(runId.codePointCount(0, runId.length()), MAX_RUN_ID));
    }
    runId.codePoints().forEach(c -> {
      if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "the id of a run has the character U+%04X; control characters and unpaired surrogates are not allowed"
                .formatted(c));
      }
    });
    return runId;
  }
}
