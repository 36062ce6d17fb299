package io.fmops.model.spi;

import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EventSource} that is filled by another thread: for clients that push events from an
 * event loop, where nothing may block and no user code may run.
 *
 * <p>The producer adds events without ever waiting, asks {@link #wantsMore()} whether to go on, and
 * reports the end: a {@link StreamEvent.Completed} or a {@link ModelException}. The first outcome
 * counts; all that comes after it is ignored, so a client that tells one error four times is no
 * trouble. Events that came before a failure are read before the failure is thrown.
 *
 * <p>The buffer is bounded by bytes. When it is full, {@link #wantsMore()} is false, and
 * {@link Producer#resume()} is called once when half of it has been read: with a producer that
 * stops asking its own source meanwhile, a slow reader slows the server down and nothing is lost.
 * The reader's wait is bounded, too, and only the reader's: a pause of the reader is never taken
 * for silence of the server. Thread-safe; {@link #next()} is for one thread at a time.
 *
 * <pre>{@code
 * final class Call implements EventBuffer.Producer, Flow.Subscriber<Part> {
 *   final EventBuffer buffer =
 *       new EventBuffer(model, this, EventBuffer.DEFAULT_BYTES, Duration.ofMinutes(5));
 *
 *   public void onNext(Part part) {
 *     buffer.add(new StreamEvent.TextDelta(0, part.text()));
 *     if (buffer.wantsMore()) {
 *       subscription.request(1);
 *     }
 *   }
 *
 *   public void resume() {
 *     subscription.request(1);
 *   }
 *
 *   public void abort() {
 *     subscription.cancel();
 *   }
 * }
 * }</pre>
 */
public final class EventBuffer implements EventSource {

  /** A bound that holds nearly every answer whole: 4 MiB. */
  public static final int DEFAULT_BYTES = 4 * 1024 * 1024;

  /** What an event takes beside its text: the objects and their place in the queue. */
  private static final int OVERHEAD_BYTES = 64;

  /**
   * Events that come closer than this are a burst. To be woken for each of them costs more than all
   * else that is done for it, so the reader naps for as long and finds many; nobody notices so
   * short a delay, and a model's usual pace is a hundred times slower.
   */
  private static final long NAP_NANOS = 50_000;

  /** What fills the buffer. Its methods are called without any lock held. */
  public interface Producer {

    /**
     * There is room again after {@link EventBuffer#wantsMore()} was false. Called by the reader's
     * thread; must not block.
     */
    void resume();

    /**
     * The rest is not wanted: the exchange is to be aborted. Called at most once, and only before
     * the outcome is known; from any thread; must not block and must not throw.
     */
    void abort();
  }

  private final ModelId model;
  private final Producer producer;
  private final int maxBytes;
  private final long limitNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<StreamEvent> events = new ArrayDeque<>();
  private long bytes;
  private boolean paused;
  private boolean anyEvent;
  private boolean ended;
  private boolean closed;
  private long lastSignNanos = System.nanoTime();
  private long lastAddedNanos = lastSignNanos;
  private boolean burst;
  private boolean napping;
  private @Nullable ModelException failure;

  /**
   * An empty buffer.
   *
   * @param model named in messages
   * @param producer fills the buffer
   * @param maxBytes how much may wait to be read before {@link #wantsMore()} is false; counted from
   *     the lengths of texts, so an estimate
   * @param limit how long the reader waits at most without a sign of life from the producer; above
   *     zero. When it is passed, the producer is told to abort and the reader gets a
   *     {@link TimedOutException} with {@link TimedOutException.Limit#FIRST_TOKEN} or
   *     {@link TimedOutException.Limit#GAP}
   * @throws IllegalArgumentException if a bound is not above zero
   */
  public EventBuffer(ModelId model, Producer producer, int maxBytes, Duration limit) {
    if (maxBytes < 1 || limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException(
          "the bounds are %d bytes and %s; both must be above zero".formatted(maxBytes, limit));
    }
    this.model = Objects.requireNonNull(model, "model");
    this.producer = Objects.requireNonNull(producer, "producer");
    this.maxBytes = maxBytes;
    // Compared first, because toNanos() refuses what is longer than 292 years.
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 3);
    this.limitNanos = limit.compareTo(longest) > 0 ? longest.toNanos() : limit.toNanos();
  }

  /**
   * Adds an event, without waiting and whether there is room or not: what was asked for has to be
   * taken. A {@link StreamEvent.Completed} ends the stream. Ignored after the end and after
   * {@link #close()}.
   *
   * @param event the next event
   */
  public void add(StreamEvent event) {
    lock.lock();
    try {
      if (ended || closed) {
        return;
      }
      events.add(event);
      bytes += weight(event);
      ended = event instanceof StreamEvent.Completed;
      long now = System.nanoTime();
      burst = now - lastAddedNanos < NAP_NANOS;
      lastAddedNanos = now;
      lastSignNanos = now;
      if (!napping || ended) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the stream with a failure, which is thrown when all events before it have been read.
   * Ignored after the end and after {@link #close()}.
   *
   * @param problem why there will be no more events
   */
  public void fail(ModelException problem) {
    Objects.requireNonNull(problem, "problem");
    lock.lock();
    try {
      if (!ended && !closed) {
        ended = true;
        failure = problem;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the producer shall go on. To be asked after every part that has arrived, also after one
   * that gave no event, because it counts as a sign of life. Once this is false, the producer waits
   * for {@link Producer#resume()}.
   *
   * @return false if the buffer is full, or if nothing more is wanted at all
   */
  public boolean wantsMore() {
    lock.lock();
    try {
      if (closed || ended) {
        return false;
      }
      // The reader need not be woken: it looks at this again before it gives up.
      lastSignNanos = System.nanoTime();
      paused = bytes >= maxBytes;
      return !paused;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the producer waits for the reader. A client's own time-out that fires meanwhile is no
   * fault of the server's.
   *
   * @return true from a {@link #wantsMore()} that said false until {@link Producer#resume()}
   */
  public boolean paused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    StreamEvent event;
    boolean resume;
    lock.lockInterruptibly();
    try {
      if (!await()) {
        event = null;
        resume = false;
      } else {
        event = events.remove();
        anyEvent = true;
        bytes -= weight(event);
        resume = paused && bytes <= maxBytes / 2;
        paused &= !resume;
      }
    } finally {
      lock.unlock();
    }
    if (event == null) {
      producer.abort();
      throw Objects.requireNonNull(failure, "set when the limit was passed");
    }
    if (resume) {
      producer.resume();
    }
    return event;
  }

  /** Waits for an event; false if the limit was passed, for which {@link #failure} is set. */
  private boolean await() throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      if (closed) {
        throw new CancelledException(
            "the stream of " + model + " was closed before its end", ErrorDetails.of(model), null);
      }
      if (!events.isEmpty()) {
        return true;
      }
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        throw new IllegalStateException("the last event of " + model + " has been read");
      }
      long since = lastSignNanos - begin > 0 ? lastSignNanos : begin;
      long left = since + limitNanos - System.nanoTime();
      if (left <= 0) {
        ended = true;
        failure = silence();
        return false;
      }
      napping = burst;
      // Not again before the next event: a burst that is over must not keep the reader turning.
      burst = false;
      try {
        changed.awaitNanos(napping ? Math.min(NAP_NANOS, left) : left);
      } finally {
        napping = false;
      }
    }
  }

  private TimedOutException silence() {
    return new TimedOutException(
        "%s sent nothing for %s; the wait was given up"
            .formatted(model, Duration.ofNanos(limitNanos)),
        anyEvent ? TimedOutException.Limit.GAP : TimedOutException.Limit.FIRST_TOKEN,
        ErrorDetails.of(model),
        null);
  }

  @Override
  public boolean endsOnInterrupt() {
    return true;
  }

  @Override
  public void close() {
    boolean abort;
    lock.lock();
    try {
      abort = !closed && !ended;
      closed = true;
      events.clear();
      bytes = 0;
      paused = false;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (abort) {
      producer.abort();
    }
  }

  private static long weight(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta delta) {
      return OVERHEAD_BYTES + 2L * delta.text().length();
    } else if (event instanceof StreamEvent.ReasoningDelta delta) {
      return OVERHEAD_BYTES + 2L * (delta.text().length() + delta.signature().length());
    } else if (event instanceof StreamEvent.ToolCallDelta delta) {
      return OVERHEAD_BYTES + 2L * delta.arguments().length();
    } else if (event instanceof StreamEvent.WholeBlock whole) {
      return OVERHEAD_BYTES + weight(whole.content());
    }
    return OVERHEAD_BYTES;
  }

  private static long weight(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return 2L * text.text().length();
    }
    return block instanceof ContentBlock.Image image
            && image.source() instanceof MediaSource.Bytes bytes
        ? bytes.size()
        : 0;
  }
}
