package io.fmops.chain.spi;

import io.fmops.chain.JournalException;
import io.fmops.chain.RunInUseException;
import java.util.List;

/**
 * A run that this process has in its hands, from {@link Journal#open} until {@link #close()}.
 * Thread-safe: steps that run at the same time append at the same time.
 */
public interface JournalRun extends AutoCloseable {

  /**
   * What the run began with; of a run that was there before, what was written then, and not what
   * was given to {@link Journal#open}.
   *
   * @return the header
   */
  RunHeader header();

  /**
   * The entries that were there when the run was opened.
   *
   * @return in the order in which they were appended
   */
  List<JournalEntry> entries();

  /**
   * Writes an entry. When this returns, the entry is as durable as the store can make it: a kill of
   * the process or the machine does not lose it. When it throws, the entry may or may not be there;
   * it is never half there.
   *
   * @param entry what happened
   * @throws RunInUseException if the run was taken from this process, because its hold had run out;
   *     nothing is written then or later
   * @throws JournalException if the store fails
   * @throws IllegalStateException if this is closed
   */
  void append(JournalEntry entry);

  /**
   * Gives the run out of hand. An append that is under way is finished first. Does nothing the
   * second time. Does not throw for a store that is away; the hold then runs out by itself.
   */
  @Override
  void close();
}
