package io.fmops.guardrails.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.guardrails.Action;
import io.fmops.guardrails.Check;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Guardrail;
import io.fmops.guardrails.GuardrailPolicy;
import io.fmops.guardrails.PatternDetector;
import io.fmops.guardrails.Stage;
import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelStream;
import io.fmops.replay.ScriptedModel;
import io.fmops.telemetry.Telemetry;
import io.fmops.telemetry.otel.GenAiTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GuardrailTelemetryTest {

  private static final Attributes INPUT =
      Attributes.of(GuardrailTelemetry.POLICY, "p", GuardrailTelemetry.STAGE, "input");

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
      .setTracerProvider(SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(spans))
          .build())
      .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
      .build();

  @AfterEach
  void close() {
    sdk.close();
  }

  private static Check keys(Action action) {
    return Check.of(new PatternDetector("words", Map.of("key", Pattern.compile("KEY-[0-9]+"))))
        .onAny(0.5, action);
  }

  private Guardrail guardrail(GuardrailPolicy.Builder policy) {
    return Guardrail.builder(policy.build())
        .audit(GuardrailTelemetry.of(sdk))
        .auditTexts(true)
        .build();
  }

  private FoundationModel model(String answer, GuardrailPolicy.Builder policy) {
    return ScriptedModel.answering(answer)
        .model()
        .with(guardrail(policy))
        .with(Telemetry.builder().listener(GenAiTelemetry.builder(sdk).build()).build());
  }

  private static GuardrailPolicy.Builder policy() {
    return GuardrailPolicy.builder("p").version("v7");
  }

  private Map<Attributes, Long> counts(String name) {
    return metric(name).getLongSumData().getPoints().stream()
        .collect(Collectors.toMap(LongPointData::getAttributes, LongPointData::getValue));
  }

  private MetricData metric(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(m -> m.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private SpanData span(String name) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().startsWith(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theVerdictsOfACallAreEventsOnItsSpan() {
    model(
            "It is KEY-1 and KEY-22.",
            policy().input(keys(Action.flag())).output(keys(Action.redact("*"))))
        .generate(GenerateRequest.of("hello"));

    List<EventData> events = span("chat").getEvents();
    assertThat(events).extracting(EventData::getName).containsOnly(GuardrailTelemetry.EVENT);
    assertThat(events)
        .extracting(EventData::getAttributes)
        .containsExactly(
            INPUT.toBuilder()
                .put(GuardrailTelemetry.VERSION, "v7")
                .put(GuardrailTelemetry.OUTCOME, "passed")
                .put(GuardrailTelemetry.DRY_RUN, false)
                .put(GuardrailTelemetry.FINDINGS, 0L)
                .put(GuardrailTelemetry.EARLIER, 0L)
                .build(),
            Attributes.builder()
                .put(GuardrailTelemetry.POLICY, "p")
                .put(GuardrailTelemetry.STAGE, "output")
                .put(GuardrailTelemetry.VERSION, "v7")
                .put(GuardrailTelemetry.OUTCOME, "changed")
                .put(GuardrailTelemetry.DRY_RUN, false)
                .put(GuardrailTelemetry.FINDINGS, 2L)
                .put(GuardrailTelemetry.EARLIER, 0L)
                .put(GuardrailTelemetry.CATEGORIES, List.of("key"))
                .build());
  }

  @Test
  void findingsInEarlierTurnsAreToldApartAndNotCountedAgain() {
    GenerateRequest conversation = GenerateRequest.builder()
        .user("KEY-1")
        .assistant("KEY-2 and KEY-3")
        .user("KEY-4")
        .build();
    model("fine", policy().input(keys(Action.redact("*")))).generate(conversation);
    assertThat(counts("fmops.guardrail.findings").values()).containsExactly(1L);
    Attributes told = span("chat").getEvents().get(0).getAttributes();
    assertThat(told.get(GuardrailTelemetry.FINDINGS)).isEqualTo(1);
    assertThat(told.get(GuardrailTelemetry.EARLIER)).isEqualTo(3);
    assertThat(told.get(GuardrailTelemetry.OUTCOME)).isEqualTo("changed");
  }

  @Test
  void aBlockIsOnTheSpanOfTheCallThatItEnded() {
    FoundationModel model = model("unheard", policy().input(keys(Action.block("no"))));
    assertThat(catchThrowableOfType(
            BlockedByGuardrailException.class,
            () -> model.generate(GenerateRequest.of("KEY-12345"))))
        .isNotNull();
    SpanData call = span("chat");
    assertThat(call.getEvents())
        .singleElement()
        .satisfies(event ->
            assertThat(event.getAttributes().get(GuardrailTelemetry.OUTCOME)).isEqualTo("blocked"));
    assertThat(call.toString()).doesNotContain("12345");
  }

  @Test
  void theSpanIsFoundWhicheverThreadReadsAStream() throws InterruptedException {
    FoundationModel model = model("KEY-1", policy().output(keys(Action.redact("*"))));
    Span parent = sdk.getTracer("test").spanBuilder("request").startSpan();
    CallContext context =
        CallContext.create().with(Context.class, Context.root().with(parent));
    ModelStream stream = model.stream(GenerateRequest.of("hello"), context);
    Thread reader = new Thread(() -> stream.forEach(event -> {}));
    reader.start();
    reader.join();
    stream.close();
    parent.end();
    assertThat(span("chat").getEvents()).hasSize(1);
    assertThat(span("request").getEvents()).isEmpty();
  }

  @Test
  void aTextThatIsCheckedByItselfIsOnTheThreadsSpanAndNeedsNone() {
    Guardrail guardrail = guardrail(policy().input(keys(Action.flag())));
    guardrail.check(Stage.INPUT, "KEY-1");
    Span parent = sdk.getTracer("test").spanBuilder("request").startSpan();
    try (Scope unused = parent.makeCurrent()) {
      guardrail.check(Stage.INPUT, "KEY-1");
    }
    guardrail.check(
        new Excerpt("KEY-1", Stage.INPUT, List.of()),
        CallContext.create().with(Context.class, Context.root().with(parent)));
    parent.end();
    assertThat(span("request").getEvents()).hasSize(2);
  }

  @Test
  void decisionsFindingsFailuresAndTimeAreMetrics() {
    Check failing = Check.of(excerpt -> {
          throw new IllegalStateException("gone");
        })
        .onAny(0.5, Action.flag())
        .onFailure(Check.OnFailure.PASS);
    Guardrail guardrail = guardrail(policy().input(keys(Action.redact("*"))).input(failing));
    guardrail.check(Stage.INPUT, "KEY-1 KEY-2");
    guardrail.check(Stage.INPUT, "nothing");

    String detector = failing.detector().name();
    assertThat(counts("fmops.guardrail.decisions"))
        .containsOnly(
            Map.entry(outcome("changed", false), 1L), Map.entry(outcome("passed", false), 1L));
    assertThat(counts("fmops.guardrail.findings"))
        .containsOnly(Map.entry(
            INPUT.toBuilder()
                .put(GuardrailTelemetry.CATEGORY, "key")
                .put(GuardrailTelemetry.DETECTOR, "words")
                .put(GuardrailTelemetry.ACTION, "redact")
                .build(),
            2L));
    assertThat(counts("fmops.guardrail.failures"))
        .containsOnly(Map.entry(
            INPUT.toBuilder()
                .put(GuardrailTelemetry.DETECTOR, detector)
                .put(GuardrailTelemetry.BLOCKED, false)
                .build(),
            2L));
    assertThat(metric("fmops.guardrail.duration").getHistogramData().getPoints())
        .hasSize(2)
        .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(1));
    assertThat(metric("fmops.guardrail.duration").getUnit()).isEqualTo("s");
  }

  @Test
  void aDryRunIsToldAsOne() {
    guardrail(policy().dryRun(true).input(keys(Action.block("no")))).check(Stage.INPUT, "KEY-1");
    assertThat(counts("fmops.guardrail.decisions"))
        .containsOnly(Map.entry(outcome("blocked", true), 1L));
  }

  private static Attributes outcome(String word, boolean dryRun) {
    return INPUT.toBuilder()
        .put(GuardrailTelemetry.OUTCOME, word)
        .put(GuardrailTelemetry.DRY_RUN, dryRun)
        .build();
  }

  @Test
  void categoriesThatADetectorMakesUpAreBounded() {
    Check inventive = Check.of(
            excerpt -> List.of(new Finding("topic " + excerpt.text(), 0, 0, 1, "topics")))
        .onAny(0.5, Action.flag());
    Guardrail guardrail = guardrail(policy().input(inventive));
    for (int i = 0; i < 2 * GuardrailTelemetry.MAX_CATEGORIES; i++) {
      guardrail.check(Stage.INPUT, "n" + i);
    }
    Map<Attributes, Long> counts = counts("fmops.guardrail.findings");
    assertThat(counts).hasSize(GuardrailTelemetry.MAX_CATEGORIES + 1);
    assertThat(counts.entrySet())
        .filteredOn(e -> "_OTHER".equals(e.getKey().get(GuardrailTelemetry.CATEGORY)))
        .singleElement()
        .satisfies(e -> assertThat(e.getValue()).isEqualTo(GuardrailTelemetry.MAX_CATEGORIES));
  }

  @Test
  void noPartOfATextIsTold() {
    model("it is KEY-98765", policy().input(keys(Action.flag())).output(keys(Action.flag())))
        .generate(GenerateRequest.of("KEY-98765"));
    Collection<MetricData> all = metrics.collectAllMetrics();
    assertThat(all.toString()).doesNotContain("98765");
    assertThat(spans.getFinishedSpanItems().toString()).doesNotContain("98765");
  }
}
