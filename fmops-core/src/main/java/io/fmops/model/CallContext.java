package io.fmops.model;

import io.fmops.model.internal.DefaultExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What surrounds a call and flows through everything that the call causes: the deadline, the
 * cancellation, the threads, values of whoever is further out. {@link #create()} is right for most
 * calls. Immutable and thread-safe.
 */
public final class CallContext {

  private final boolean limited;
  private final long deadlineNanos;
  private final CancelToken cancelToken;
  private final Executor executor;
  private final boolean streaming;
  private final Map<Class<?>, Object> attachments;

  private CallContext(
      boolean limited,
      long deadlineNanos,
      CancelToken cancelToken,
      Executor executor,
      boolean streaming,
      Map<Class<?>, Object> attachments) {
    this.limited = limited;
    this.deadlineNanos = deadlineNanos;
    this.cancelToken = cancelToken;
    this.executor = executor;
    this.streaming = streaming;
    this.attachments = attachments;
  }

  /**
   * No deadline, a token of its own, and the library's own threads: virtual ones where the JVM has
   * them, else a bounded pool of daemon threads.
   *
   * @return a new context
   */
  public static CallContext create() {
    return new CallContext(false, 0, new CancelToken(), DefaultExecutor.get(), false, Map.of());
  }

  /**
   * The same context with a deadline from now on, unless it already has an earlier one.
   *
   * @param limit how long from now
   * @return a new context
   */
  public CallContext withDeadline(Duration limit) {
    long candidate = System.nanoTime() + saturatedNanos(limit);
    long earlier = limited && deadlineNanos - candidate < 0 ? deadlineNanos : candidate;
    return new CallContext(true, earlier, cancelToken, executor, streaming, attachments);
  }

  /**
   * The same context with another token.
   *
   * @param token cancels the calls
   * @return a new context
   */
  public CallContext withCancelToken(CancelToken token) {
    return new CallContext(limited, deadlineNanos, token, executor, streaming, attachments);
  }

  /**
   * The same context with other threads for asynchronous calls and publishers. Each running call
   * holds one thread.
   *
   * @param other runs the calls
   * @return a new context
   */
  public CallContext withExecutor(Executor other) {
    return new CallContext(limited, deadlineNanos, cancelToken, other, streaming, attachments);
  }

  /**
   * The same context with a value for those who look for its class, such as the trace that the call
   * belongs to.
   *
   * @param <T> the class of the value
   * @param type the class by which it is found
   * @param value replaces an earlier value of this class
   * @return a new context
   */
  public <T> CallContext with(Class<T> type, T value) {
    Map<Class<?>, Object> more = new HashMap<>(attachments);
    more.put(type, type.cast(value));
    return new CallContext(
        limited, deadlineNanos, cancelToken, executor, streaming, Map.copyOf(more));
  }

  /**
   * A value that somebody further out has put in.
   *
   * @param <T> the class of the value
   * @param type the class under which it was put in
   * @return the value, if there is one
   */
  public <T> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(attachments.get(type)).map(type::cast);
  }

  CallContext withStreaming(boolean value) {
    return value == streaming
        ? this
        : new CallContext(limited, deadlineNanos, cancelToken, executor, value, attachments);
  }

  /**
   * The time left.
   *
   * @return zero or less when the deadline has passed; empty if there is none
   */
  public Optional<Duration> remaining() {
    return limited
        ? Optional.of(Duration.ofNanos(deadlineNanos - System.nanoTime()))
        : Optional.empty();
  }

  /**
   * The token that cancels the call.
   *
   * @return the token
   */
  public CancelToken cancelToken() {
    return cancelToken;
  }

  /**
   * The threads for asynchronous calls and publishers.
   *
   * @return the executor
   */
  public Executor executor() {
    return executor;
  }

  /**
   * Whether the caller reads events as they come. A provider whose whole answers are cheaper than
   * its streams uses this to choose; the events it gives mean the same either way.
   *
   * @return true for {@link FoundationModel#stream}, false for {@link FoundationModel#generate}
   */
  public boolean streaming() {
    return streaming;
  }

  boolean expired() {
    return limited && deadlineNanos - System.nanoTime() <= 0;
  }

  boolean limited() {
    return limited;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  private static long saturatedNanos(Duration limit) {
    // A third of the range keeps differences of two nanoTime values from overflowing.
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 3);
    return limit.isNegative()
        ? 0
        : limit.compareTo(longest) > 0 ? longest.toNanos() : limit.toNanos();
  }
}
