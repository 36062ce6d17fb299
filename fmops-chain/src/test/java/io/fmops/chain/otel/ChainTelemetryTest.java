package io.fmops.chain.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.chain.StepKind;
import io.fmops.chain.StepStart;
import io.fmops.chain.StepState;
import io.fmops.chain.TraceStep;
import io.fmops.model.CallContext;
import io.fmops.model.Cost;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.telemetry.otel.GenAiTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainTelemetryTest {

  private static final Instant START = Instant.parse("2026-02-03T04:05:06.5Z");

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
      .setTracerProvider(SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(spans))
          .build())
      .build();
  private final ChainTelemetry telemetry = ChainTelemetry.builder(sdk).build();

  @AfterEach
  void close() {
    sdk.close();
  }

  @Test
  void theSpansOfStepsAreNestedAsTheStepsAre() {
    StepStart run = begun("", "要約", StepKind.CHAIN);
    StepStart map = begun("parts", "parts", StepKind.MAP);
    StepStart one = begun("parts/ask[1]", "ask", StepKind.PROMPT);
    StepStart two = begun("parts/ask[2]", "ask", StepKind.PROMPT);
    CallContext outer = telemetry.surround(run, CallContext.create());
    CallContext inMap = telemetry.surround(map, outer);
    CallContext inOne = telemetry.surround(one, inMap);
    telemetry.surround(two, inMap);
    Span seen = Span.fromContext(inOne.find(Context.class).orElseThrow());
    telemetry.ended(two, outcome(two).build());
    telemetry.ended(one, outcome(one).build());
    telemetry.ended(map, outcome(map).build());
    telemetry.ended(run, outcome(run).build());

    SpanData root = span("invoke_workflow 要約");
    SpanData parts = span("map parts");
    assertThat(root.getParentSpanContext().isValid()).isFalse();
    assertThat(root.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(parts.getParentSpanId()).isEqualTo(root.getSpanId());
    List<SpanData> asks = spans.getFinishedSpanItems().stream()
        .filter(s -> s.getName().equals("prompt ask"))
        .toList();
    assertThat(asks).hasSize(2).allMatch(s -> s.getParentSpanId().equals(parts.getSpanId()));
    assertThat(asks)
        .extracting(s -> s.getAttributes().get(StepAttributes.PATH))
        .containsExactly("parts/ask[2]", "parts/ask[1]");
    assertThat(asks.get(1).getSpanId()).isEqualTo(seen.getSpanContext().getSpanId());
    assertThat(spans.getFinishedSpanItems())
        .allMatch(s -> s.getTraceId().equals(root.getTraceId()));
  }

  @Test
  void theParentIsTheCallersSpanFromTheContextOrTheThread() {
    Span caller = sdk.getTracer("test").spanBuilder("caller").startSpan();
    try (Scope ignored = caller.makeCurrent()) {
      run("on-thread", CallContext.create());
    }
    CallContext taken;
    try (Scope ignored = caller.makeCurrent()) {
      taken = GenAiTelemetry.withCurrentContext(CallContext.create());
    }
    run("handed-on", taken);

    String id = caller.getSpanContext().getSpanId();
    assertThat(span("invoke_workflow on-thread").getParentSpanId()).isEqualTo(id);
    assertThat(span("invoke_workflow handed-on").getParentSpanId()).isEqualTo(id);
  }

  @Test
  void spansAreNamedByTheConventionsWhereTheyHaveAName() {
    whole(begun("", "c", StepKind.CHAIN));
    whole(begun("distance", "distance", StepKind.TOOL));
    whole(begun("find", "find", StepKind.RETRIEVE));
    whole(begun("both", "both", StepKind.MAP_REDUCE));

    assertThat(span("invoke_workflow c").getAttributes().asMap())
        .containsEntry(StepAttributes.OPERATION, "invoke_workflow")
        .containsEntry(StepAttributes.WORKFLOW, "c")
        .containsEntry(StepAttributes.RUN_ID, "r1")
        .containsEntry(StepAttributes.CHAIN, "c")
        .containsEntry(StepAttributes.STATE, "finished")
        .doesNotContainKey(StepAttributes.PATH);
    assertThat(span("execute_tool distance").getAttributes().asMap())
        .containsEntry(StepAttributes.OPERATION, "execute_tool")
        .containsEntry(StepAttributes.TOOL, "distance")
        .containsEntry(StepAttributes.PATH, "distance");
    assertThat(span("retrieval find").getAttributes().asMap())
        .containsEntry(StepAttributes.OPERATION, "retrieval");
    assertThat(span("map_reduce both").getAttributes().asMap())
        .containsEntry(StepAttributes.KIND, "map_reduce")
        .doesNotContainKey(StepAttributes.OPERATION);
  }

  @Test
  void timesAreThoseOfTheTrace() {
    StepStart step = begun("a", "a", StepKind.PROMPT);
    telemetry.surround(step, CallContext.create());
    telemetry.ended(step, outcome(step).duration(Duration.ofMillis(250)).build());

    SpanData span = span("prompt a");
    assertThat(span.getStartEpochNanos()).isEqualTo(nanos(START));
    assertThat(span.getEndEpochNanos()).isEqualTo(nanos(START.plusMillis(250)));
  }

  @Test
  void tokensCostPromptAndModelAreTold() {
    StepStart step = begun("a", "a", StepKind.PROMPT);
    telemetry.surround(step, CallContext.create());
    telemetry.ended(
        step,
        outcome(step)
            .prompt("ask@3#0a1b2c3d4e5f")
            .model(ModelId.parse("baseline:echo"))
            .usage(new TokenUsage(5, 7, 100, 10, TokenUsage.Source.ESTIMATED))
            .cost(cost("0.25"))
            .attempts(3)
            .build());

    assertThat(span("prompt a").getAttributes().asMap())
        .containsEntry(StepAttributes.PROMPT, "ask@3#0a1b2c3d4e5f")
        .containsEntry(StepAttributes.MODEL, "baseline:echo")
        .containsEntry(AttributeKey.longKey("fmops.step.input_tokens"), 115L)
        .containsEntry(AttributeKey.longKey("fmops.step.output_tokens"), 7L)
        .containsEntry(AttributeKey.booleanKey("fmops.step.usage.estimated"), true)
        .containsEntry(AttributeKey.doubleKey("fmops.step.cost"), 0.25)
        .containsEntry(AttributeKey.stringKey("fmops.step.cost.currency"), "USD")
        .containsEntry(StepAttributes.ATTEMPTS, 3L);
  }

  @Test
  void theRunsSpanSumsUpWhatThisProcessUsedAndNotWhatWasReplayed() {
    StepStart run = begun("", "c", StepKind.CHAIN);
    TraceStep replayed = inner("a").state(StepState.REPLAYED).build();
    TraceStep nested = TraceStep.builder("m", "m", StepKind.MAP, START)
        .steps(List.of(inner("m/b").build(), inner("m/c").build()))
        .build();
    telemetry.surround(run, CallContext.create());
    telemetry.ended(run, outcome(run).steps(List.of(replayed, nested)).build());

    assertThat(span("invoke_workflow c").getAttributes().asMap())
        .containsEntry(AttributeKey.longKey("fmops.run.input_tokens"), 20L)
        .containsEntry(AttributeKey.longKey("fmops.run.output_tokens"), 4L)
        .containsEntry(AttributeKey.doubleKey("fmops.run.cost"), 0.5);
  }

  @Test
  void aRunsCostIsNotToldIfACallsIsNotKnown() {
    StepStart run = begun("", "c", StepKind.CHAIN);
    telemetry.surround(run, CallContext.create());
    telemetry.ended(
        run,
        outcome(run)
            .steps(List.of(inner("a").build(), inner("b").cost(null).build()))
            .build());

    assertThat(span("invoke_workflow c").getAttributes().asMap())
        .containsEntry(AttributeKey.longKey("fmops.run.input_tokens"), 20L)
        .doesNotContainKey(AttributeKey.doubleKey("fmops.run.cost"));
  }

  @Test
  void aStepThatFailedOrWasGivenUpIsAnErrorOfTheExceptionsName() {
    StepStart step = begun("a", "a", StepKind.PROMPT);
    StepStart run = begun("", "c", StepKind.CHAIN);
    telemetry.surround(run, CallContext.create());
    telemetry.surround(step, CallContext.create());
    TraceStep failed = outcome(step)
        .state(StepState.FAILED)
        .error("UnavailableException: the service is away")
        .build();
    telemetry.ended(step, failed);
    telemetry.ended(
        run, outcome(run).state(StepState.FAILED).steps(List.of(failed)).build());
    StepStart given = begun("g", "g", StepKind.GUARD);
    telemetry.surround(given, CallContext.create());
    telemetry.ended(given, outcome(given).state(StepState.CANCELLED).build());

    SpanData own = span("prompt a");
    assertThat(own.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(own.getStatus().getDescription())
        .isEqualTo("UnavailableException: the service is away");
    assertThat(own.getAttributes().get(StepAttributes.ERROR_TYPE))
        .isEqualTo("UnavailableException");
    SpanData outer = span("invoke_workflow c");
    assertThat(outer.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(outer.getAttributes().get(StepAttributes.ERROR_TYPE))
        .isEqualTo("UnavailableException");
    assertThat(span("guard g").getAttributes().get(StepAttributes.ERROR_TYPE))
        .isEqualTo("cancelled");
  }

  @Test
  void waitingIsNoErrorAndReplayedStepsTakeNoTime() {
    StepStart waits = begun("w", "w", StepKind.APPROVAL);
    telemetry.surround(waits, CallContext.create());
    telemetry.ended(waits, outcome(waits).state(StepState.WAITING).build());
    StepStart again = begun("a", "a", StepKind.PROMPT);
    telemetry.surround(again, CallContext.create());
    Instant earlier = START.minusSeconds(9_000);
    telemetry.ended(
        again,
        TraceStep.builder("a", "a", StepKind.PROMPT, earlier)
            .duration(Duration.ofSeconds(3))
            .state(StepState.REPLAYED)
            .usage(TokenUsage.reported(1, 1))
            .build());

    assertThat(span("approval w").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span("approval w").getAttributes().get(StepAttributes.STATE)).isEqualTo("waiting");
    SpanData replayed = span("prompt a");
    assertThat(replayed.getEndEpochNanos()).isEqualTo(replayed.getStartEpochNanos());
    assertThat(replayed.getAttributes().asMap())
        .containsEntry(StepAttributes.STATE, "replayed")
        .doesNotContainKey(AttributeKey.longKey("fmops.step.input_tokens"));
  }

  @Test
  void inputsAndOutputsAreLeftOutUnlessAskedFor() {
    ChainTelemetry telling = ChainTelemetry.builder(sdk).captureContent(true).build();
    for (StepKind kind : List.of(StepKind.PROMPT, StepKind.TOOL, StepKind.RETRIEVE)) {
      StepStart step = begun("s", "s", kind);
      for (ChainTelemetry each : List.of(telemetry, telling)) {
        each.surround(step, CallContext.create());
        each.ended(step, outcome(step).input("秘密").output("答え").build());
      }
    }
    List<SpanData> all = spans.getFinishedSpanItems();
    for (int quiet : new int[] {0, 2, 4}) {
      assertThat(all.get(quiet).toString()).doesNotContain("秘密").doesNotContain("答え");
    }
    assertThat(all.get(1).getAttributes().asMap())
        .containsEntry(StepAttributes.INPUT, "秘密")
        .containsEntry(StepAttributes.OUTPUT, "答え");
    assertThat(all.get(3).getAttributes().asMap())
        .containsEntry(StepAttributes.TOOL_ARGUMENTS, "秘密")
        .containsEntry(StepAttributes.TOOL_RESULT, "答え");
    assertThat(all.get(5).getAttributes().asMap()).containsEntry(StepAttributes.QUERY, "秘密");
  }

  @Test
  void aListenerThatIsGivenTwiceMakesOneSpanAndEndsItOnce() {
    StepStart step = begun("a", "a", StepKind.PROMPT);
    CallContext once = telemetry.surround(step, CallContext.create());
    CallContext twice = telemetry.surround(step, once);
    assertThat(twice).isSameAs(once);
    telemetry.ended(step, outcome(step).build());
    telemetry.ended(step, outcome(step).build());
    assertThat(spans.getFinishedSpanItems()).hasSize(1);
  }

  @Test
  void withoutAnSdkNothingHappens() {
    ChainTelemetry silent = ChainTelemetry.builder(OpenTelemetry.noop()).build();
    StepStart step = begun("a", "a", StepKind.PROMPT);
    silent.surround(step, CallContext.create());
    silent.ended(step, outcome(step).build());
    assertThat(spans.getFinishedSpanItems()).isEmpty();
  }

  private void run(String chain, CallContext context) {
    StepStart run = new StepStart("r", chain, "", chain, StepKind.CHAIN, START);
    telemetry.surround(run, context);
    telemetry.ended(run, outcome(run).build());
  }

  private void whole(StepStart step) {
    telemetry.surround(step, CallContext.create());
    telemetry.ended(step, outcome(step).build());
  }

  private static StepStart begun(String path, String name, StepKind kind) {
    return new StepStart("r1", "c", path, name, kind, START);
  }

  private static TraceStep.Builder outcome(StepStart step) {
    return TraceStep.builder(step.path(), step.name(), step.kind(), step.start());
  }

  private static TraceStep.Builder inner(String path) {
    return TraceStep.builder(path, "x", StepKind.MODEL, START)
        .usage(TokenUsage.reported(10, 2))
        .cost(cost("0.25"));
  }

  private static Cost cost(String amount) {
    return new Cost(new BigDecimal(amount), "USD", LocalDate.of(2026, 1, 31), false);
  }

  private static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }

  private SpanData span(String name) {
    List<SpanData> found = spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .collect(Collectors.toList());
    assertThat(found).as("spans named %s", name).hasSize(1);
    return found.get(0);
  }
}
