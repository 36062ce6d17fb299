package io.fmops.chain.otel;

import io.fmops.chain.ChainListener;
import io.fmops.chain.StepStart;
import io.fmops.chain.StepState;
import io.fmops.chain.TraceStep;
import io.fmops.model.CallContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A listener that makes a span of every run and of every step, inner ones within outer ones, named
 * by OpenTelemetry's semantic conventions for generative AI (as of 1.41; they are still in
 * development).
 *
 * <pre>{@code
 * Chain.<String>named("summary")
 *     ...
 *     .listener(ChainTelemetry.builder(openTelemetry).build())
 * }</pre>
 *
 * <p>A run, and a chain as a step, is {@code invoke_workflow} with the chain's name; a tool step
 * {@code execute_tool}; a retrieve step {@code retrieval}; the conventions have no name for others,
 * which are called by their kind. All are internal spans: a call that leaves the process has a
 * client span of its own within them, if the model has a
 * {@link io.fmops.telemetry.otel.GenAiTelemetry}. The parent of a run's span is the {@link Context}
 * in the call's context, else the one of the thread that runs it; see
 * {@link io.fmops.telemetry.otel.GenAiTelemetry#withCurrentContext}. No scope is held.
 *
 * <p>Spans of steps that failed or were given up have the status {@code ERROR} and an
 * {@code error.type}, the simple name of the exception. A step that waits for a person has none;
 * see {@code fmops.step.state}. A step whose output is an earlier process's is a span without
 * length.
 *
 * <p>Tokens and costs are told under {@code fmops.step} and, summed up over what this process used,
 * under {@code fmops.run}: under the conventions' own names, backends would count them a second
 * time beside the model's spans. Inputs and outputs are left out unless
 * {@link Builder#captureContent} asks for them. Thread-safe.
 */
public final class ChainTelemetry implements ChainListener {

  private static final String SCOPE = "io.fmops.chain";

  private final Tracer tracer;
  private final boolean captureContent;
  private final Map<StepStart, Span> open = new ConcurrentHashMap<>();

  private ChainTelemetry(Builder builder) {
    tracer = builder.openTelemetry.getTracer(SCOPE);
    captureContent = builder.captureContent;
  }

  /**
   * A builder that leaves inputs and outputs out.
   *
   * @param openTelemetry where spans go
   * @return a new builder
   */
  public static Builder builder(OpenTelemetry openTelemetry) {
    return new Builder(openTelemetry);
  }

  @Override
  public CallContext surround(StepStart step, CallContext context) {
    if (open.containsKey(step)) {
      return context; // this listener was given to the chain and to the run
    }
    Context parent = context.find(Context.class).orElseGet(Context::current);
    Span span = tracer
        .spanBuilder(StepAttributes.spanName(step))
        .setSpanKind(SpanKind.INTERNAL)
        .setParent(parent)
        .setStartTimestamp(step.start())
        .setAllAttributes(StepAttributes.of(step))
        .startSpan();
    open.put(step, span);
    return context.with(Context.class, parent.with(span));
  }

  @Override
  public void ended(StepStart step, TraceStep outcome) {
    Span span = open.remove(step);
    if (span == null) {
      return;
    }
    boolean replayed = outcome.state() == StepState.REPLAYED;
    try {
      if (span.isRecording()) {
        span.setAllAttributes(StepAttributes.of(step, outcome));
        if (outcome.state() == StepState.FAILED || outcome.state() == StepState.CANCELLED) {
          span.setStatus(StatusCode.ERROR, outcome.error().orElse(""));
        }
        if (captureContent) {
          span.setAllAttributes(StepAttributes.content(outcome));
        }
      }
    } finally {
      // As the trace has it: the SDK's own clock may be a little behind the start.
      span.end(replayed ? step.start() : step.start().plus(outcome.duration()));
    }
  }

  /** Builds a {@link ChainTelemetry}. Not thread-safe. */
  public static final class Builder {
    private final OpenTelemetry openTelemetry;
    private boolean captureContent;

    private Builder(OpenTelemetry openTelemetry) {
      this.openTelemetry = Objects.requireNonNull(openTelemetry, "openTelemetry");
    }

    /**
     * Has inputs and outputs written on spans, as text of at most {@value TraceStep#MAX_TEXT}
     * characters: a tool's as {@code gen_ai.tool.call.arguments} and
     * {@code gen_ai.tool.call.result}, a query as {@code gen_ai.retrieval.query.text}, all others
     * as {@code fmops.step.input} and {@code fmops.step.output}. Default: no, because they may hold
     * what nobody but the user should read.
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
    public ChainTelemetry build() {
      return new ChainTelemetry(this);
    }
  }
}
