package io.fmops.telemetry;

import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs calls: their beginning at debug level, an answer or a cancellation at info, a failure at
 * warn. Numbers and names only, never a prompt or an answer.
 *
 * <p>While it logs, the MDC is the one of the thread that began the call, with {@value #CALL_ID},
 * {@value #MODEL} and, once the provider has told it, {@value #REQUEST_ID} added; so lines of one
 * call are found together, whichever threads it ran on. Thread-safe.
 */
public final class LoggingListener implements ModelListener {

  /** The MDC key of {@link ModelCall#id()}. */
  public static final String CALL_ID = "fmops.call.id";

  /** The MDC key of the model's id. */
  public static final String MODEL = "fmops.model";

  /** The MDC key of the provider's request id. */
  public static final String REQUEST_ID = "fmops.request.id";

  private final Logger log;
  private final Map<String, Map<String, String>> mdcs = new ConcurrentHashMap<>();

  /** Logs under the name of {@link Telemetry}. */
  public LoggingListener() {
    this(LoggerFactory.getLogger(Telemetry.class));
  }

  /**
   * Logs to a logger.
   *
   * @param log the logger
   */
  public LoggingListener(Logger log) {
    this.log = log;
  }

  @Override
  public CallContext surround(ModelCall call, CallContext context) {
    Map<String, String> mdc = MDC.getCopyOfContextMap();
    mdcs.put(call.id(), mdc == null ? Map.of() : mdc);
    return context;
  }

  @Override
  public void started(ModelCall call) {
    if (log.isDebugEnabled()) {
      Map<String, String> mdc = mdcs.getOrDefault(call.id(), Map.of());
      within(
          mdc,
          call,
          null,
          () ->
              log.debug("call {} of {} begins, labels {}", call.id(), call.model(), labels(call)));
    }
  }

  private static Map<String, String> labels(ModelCall call) {
    return call.request()
        .map(r -> (Map<String, String>) new TreeMap<>(r.metadata()))
        .orElse(Map.of());
  }

  @Override
  public void finished(ModelCall call, CallOutcome outcome) {
    Map<String, String> mdc = mdcs.remove(call.id());
    within(
        mdc == null ? Map.of() : mdc,
        call,
        outcome.requestId().orElse(null),
        () -> log(call, outcome));
  }

  private void log(ModelCall call, CallOutcome outcome) {
    String facts = "call %s of %s, request id %s, %d ms, %d input and %d output tokens%s%s"
        .formatted(
            call.id(),
            call.model(),
            outcome.requestId().orElse("unknown"),
            outcome.duration().toMillis(),
            outcome.usage().input()
                + outcome.usage().cacheRead()
                + outcome.usage().cacheWrite(),
            outcome.usage().output(),
            outcome
                .cost()
                .map(c -> ", " + c.amount().toPlainString() + " " + c.currency())
                .orElse(""),
            outcome.exchanges() > 1 ? ", " + outcome.exchanges() + " exchanges" : "");
    ModelException problem = outcome.problem().orElse(null);
    if (problem == null) {
      String stop = outcome.response().map(r -> r.stopReason().name()).orElse("done");
      log.info("{}: {}", facts, stop);
    } else if (outcome.cancelled()) {
      log.info("{}: cancelled: {}", facts, problem.getMessage());
    } else {
      log.warn(
          "{}: {}{}: {}",
          facts,
          problem.getClass().getSimpleName(),
          problem.details().code().map(c -> " (" + c + ")").orElse(""),
          problem.getMessage());
    }
  }

  private static void within(
      Map<String, String> mdc, ModelCall call, @Nullable String requestId, Runnable logging) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    MDC.setContextMap(mdc);
    MDC.put(CALL_ID, call.id());
    MDC.put(MODEL, call.model().toString());
    if (requestId != null) {
      MDC.put(REQUEST_ID, requestId);
    }
    try {
      logging.run();
    } finally {
      if (before == null) {
        MDC.clear();
      } else {
        MDC.setContextMap(before);
      }
    }
  }
}
