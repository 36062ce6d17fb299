package io.fmops.resilience;

import io.fmops.model.CallContext;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a call has queued in this process. A circuit breaker further out takes it off, because a
 * full queue here does not make the backend slow.
 */
final class LocalWait {

  private final AtomicLong nanos = new AtomicLong();

  static void add(CallContext context, long waited) {
    context.find(LocalWait.class).ifPresent(wait -> wait.nanos.addAndGet(waited));
  }

  long nanos() {
    return nanos.get();
  }
}
