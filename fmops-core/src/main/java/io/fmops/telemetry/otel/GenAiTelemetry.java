package io.fmops.telemetry.otel;

import io.fmops.model.CallContext;
import io.fmops.model.ModelException;
import io.fmops.telemetry.CallOutcome;
import io.fmops.telemetry.ModelCall;
import io.fmops.telemetry.ModelListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A listener that makes a client span and metrics of every call, named by OpenTelemetry's semantic
 * conventions for generative AI (as of 1.40; they are still in development).
 *
 * <pre>{@code
 * model.with(Telemetry.builder()
 *     .prices(prices)
 *     .listener(GenAiTelemetry.builder(openTelemetry).build())
 *     .build());
 * }</pre>
 *
 * <p>The parent of the span is the {@link Context} in the call's context, else the one of the
 * thread that makes the call. An asynchronous call is made by another thread, so hand it on:
 * {@code model.generateAsync(request, GenAiTelemetry.withCurrentContext(CallContext.create()))}.
 * Layers further in find the span's {@code Context} in the call's context. No scope is held.
 *
 * <p>Spans tell the usage and, as {@code fmops.cost}, the cost of all exchanges of the call; a span
 * ends exactly once, with the status {@code ERROR} if the call failed or was given up. The metric
 * of tokens counts only what the provider reported. Models beyond 100 names count as {@code _OTHER}
 * in metrics. Prompts and answers are left out unless {@link Builder#captureContent} asks for them.
 * Thread-safe.
 */
public final class GenAiTelemetry implements ModelListener {

  private static final String SCOPE = "io.fmops";

  private final Tracer tracer;
  private final Metrics metrics;
  private final boolean captureContent;
  private final Map<String, Span> open = new ConcurrentHashMap<>();

  private GenAiTelemetry(Builder builder) {
    tracer = builder.openTelemetry.getTracer(SCOPE);
    metrics = new Metrics(builder.openTelemetry.getMeter(SCOPE));
    captureContent = builder.captureContent;
  }

  /**
   * A builder that leaves prompts and answers out.
   *
   * @param openTelemetry where spans and metrics go
   * @return a new builder
   */
  public static Builder builder(OpenTelemetry openTelemetry) {
    return new Builder(openTelemetry);
  }

  /**
   * Takes this thread's current span along as the parent of calls that other threads make.
   *
   * @param context what surrounds the calls
   * @return a new context
   */
  public static CallContext withCurrentContext(CallContext context) {
    return context.with(Context.class, Context.current());
  }

  @Override
  public CallContext surround(ModelCall call, CallContext context) {
    Context parent = context.find(Context.class).orElseGet(Context::current);
    Span span = tracer
        .spanBuilder(Attributes.operation(call) + " " + call.model().name())
        .setSpanKind(SpanKind.CLIENT)
        .setParent(parent)
        .setStartTimestamp(call.start())
        .setAllAttributes(SpanAttributes.of(call))
        .startSpan();
    open.put(call.id(), span);
    return context.with(Context.class, parent.with(span));
  }

  @Override
  public void firstToken(ModelCall call, Duration after) {
    metrics.firstToken(call, after);
  }

  @Override
  public void finished(ModelCall call, CallOutcome outcome) {
    Span span = open.remove(call.id());
    try {
      if (span != null && span.isRecording()) {
        span.setAllAttributes(SpanAttributes.of(call, outcome));
        outcome.problem().ifPresent(problem -> fail(span, problem));
        if (captureContent) {
          span.setAllAttributes(Content.of(call, outcome));
        }
      }
      metrics.finished(call, outcome);
    } finally {
      if (span != null) {
        span.end();
      }
    }
  }

  private static void fail(Span span, ModelException problem) {
    span.setStatus(StatusCode.ERROR, Objects.requireNonNullElse(problem.getMessage(), ""));
  }

  /** Builds a {@link GenAiTelemetry}. Not thread-safe. */
  public static final class Builder {
    private final OpenTelemetry openTelemetry;
    private boolean captureContent;

    private Builder(OpenTelemetry openTelemetry) {
      this.openTelemetry = Objects.requireNonNull(openTelemetry, "openTelemetry");
    }

    /**
     * Has prompts and answers written on spans, as {@code gen_ai.system_instructions},
     * {@code gen_ai.input.messages} and {@code gen_ai.output.messages}; media are named, not
     * copied. Default: no, because they may hold what nobody but the user should read.
     *
     * @param value whether to
     * @return this
     */
    public Builder captureContent(boolean value) {
      captureContent = value;
      return this;
    }

    /**
     * Builds the listener.
     *
     * @return the listener
     */
    public GenAiTelemetry build() {
      return new GenAiTelemetry(this);
    }
  }
}
