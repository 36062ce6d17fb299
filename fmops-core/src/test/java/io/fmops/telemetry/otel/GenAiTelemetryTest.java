package io.fmops.telemetry.otel;

import static io.fmops.telemetry.Script.MODEL;
import static io.fmops.telemetry.Script.completed;
import static io.fmops.telemetry.Script.text;
import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.CallContext;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.ModelEngine;
import io.fmops.replay.Replay;
import io.fmops.telemetry.Heard;
import io.fmops.telemetry.Prices;
import io.fmops.telemetry.Script;
import io.fmops.telemetry.Telemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GenAiTelemetryTest {

  private static final String PROMPT = "秘密の質問";

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
      .setTracerProvider(SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(spans))
          .build())
      .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
      .build();
  private final Heard heard = new Heard();

  @AfterEach
  void close() {
    sdk.close();
  }

  private FoundationModel model(ModelId id, ModelEngine engine, GenAiTelemetry telemetry) {
    return FoundationModel.of(id, engine)
        .with(Telemetry.builder()
            .prices(Prices.UNITS)
            .listener(telemetry)
            .listener(heard)
            .build());
  }

  private FoundationModel model(Object... steps) {
    return model(MODEL, new Script(steps), GenAiTelemetry.builder(sdk).build());
  }

  private SpanData span() {
    assertThat(spans.getFinishedSpanItems()).hasSize(1);
    return spans.getFinishedSpanItems().get(0);
  }

  private Collection<HistogramPointData> points(String name) {
    return metric(name).map(m -> m.getHistogramData().getPoints()).orElse(List.of());
  }

  private Optional<MetricData> metric(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(m -> m.getName().equals(name))
        .findFirst();
  }

  @Test
  void aCallIsAClientSpanByTheConventions() {
    GenerateRequest request = GenerateRequest.builder()
        .user(PROMPT)
        .maxTokens(50)
        .temperature(0.5)
        .topP(0.9)
        .stopSequences("終")
        .build();
    model(text("秘密の答え"), completed(new TokenUsage(10, 2, 4, 3, TokenUsage.Source.REPORTED)))
        .generate(request);

    SpanData span = span();
    assertThat(span.getName()).isEqualTo("chat amazon.nova-lite-v1:0");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    Attributes all = span.getAttributes();
    assertThat(all.get(stringKey("gen_ai.operation.name"))).isEqualTo("chat");
    assertThat(all.get(stringKey("gen_ai.provider.name"))).isEqualTo("aws.bedrock");
    assertThat(all.get(stringKey("gen_ai.request.model"))).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(all.get(longKey("gen_ai.request.max_tokens"))).isEqualTo(50);
    assertThat(all.get(doubleKey("gen_ai.request.temperature"))).isEqualTo(0.5);
    assertThat(all.get(doubleKey("gen_ai.request.top_p"))).isEqualTo(0.9);
    assertThat(all.get(stringArrayKey("gen_ai.request.stop_sequences"))).containsExactly("終");
    assertThat(all.get(stringKey("gen_ai.response.model"))).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(all.get(stringArrayKey("gen_ai.response.finish_reasons"))).containsExactly("stop");
    assertThat(all.get(stringKey("aws.request_id"))).isEqualTo("request-1");
    // Cached tokens are among the input tokens here.
    assertThat(all.get(longKey("gen_ai.usage.input_tokens"))).isEqualTo(17);
    assertThat(all.get(longKey("gen_ai.usage.output_tokens"))).isEqualTo(2);
    assertThat(all.get(longKey("gen_ai.usage.cache_read.input_tokens"))).isEqualTo(4);
    assertThat(all.get(longKey("gen_ai.usage.cache_creation.input_tokens"))).isEqualTo(3);
    assertThat(all.get(doubleKey("fmops.cost"))).isEqualTo(23.0);
    assertThat(all.get(stringKey("fmops.cost.currency"))).isEqualTo("USD");
    assertThat(all.get(booleanKey("gen_ai.request.stream"))).isNull();
    assertThat(all.toString()).doesNotContain("秘密");
  }

  @Test
  void metricsHaveTheBucketsAndAttributesOfTheConventions() {
    try (ModelStream stream =
        model(text("a"), completed(TokenUsage.reported(10, 2))).stream(GenerateRequest.of("q"))) {
      stream.response();
    }
    assertThat(points("gen_ai.client.token.usage"))
        .hasSize(2)
        .allSatisfy(p -> {
          assertThat(p.getBoundaries()).hasSize(14).startsWith(1.0, 4.0).endsWith(67_108_864.0);
          assertThat(p.getAttributes().get(stringKey("gen_ai.provider.name")))
              .isEqualTo("aws.bedrock");
        })
        .anySatisfy(p -> {
          assertThat(p.getAttributes().get(stringKey("gen_ai.token.type"))).isEqualTo("input");
          assertThat(p.getSum()).isEqualTo(10);
        })
        .anySatisfy(p -> {
          assertThat(p.getAttributes().get(stringKey("gen_ai.token.type"))).isEqualTo("output");
          assertThat(p.getSum()).isEqualTo(2);
        });
    assertThat(points("gen_ai.client.operation.duration")).singleElement().satisfies(p -> {
      assertThat(p.getBoundaries()).hasSize(14).startsWith(0.01, 0.02).endsWith(81.92);
      assertThat(p.getAttributes().get(stringKey("gen_ai.response.model")))
          .isEqualTo("amazon.nova-lite-v1:0");
      assertThat(p.getAttributes().get(stringKey("error.type"))).isNull();
      assertThat(p.getAttributes().size()).isEqualTo(4);
    });
    assertThat(points("gen_ai.client.operation.time_to_first_chunk")).hasSize(1);
    assertThat(metric("gen_ai.client.token.usage").orElseThrow().getUnit()).isEqualTo("{token}");
    assertThat(metric("gen_ai.client.operation.duration").orElseThrow().getUnit())
        .isEqualTo("s");
    assertThat(span().getAttributes().get(booleanKey("gen_ai.request.stream"))).isTrue();
    assertThat(span().getAttributes().get(doubleKey("gen_ai.response.time_to_first_chunk")))
        .isNotNull();
  }

  @Test
  void aFailureEndsTheSpanWithItsKindAndCode() {
    ThrottledException throttled = new ThrottledException(
        "slow down",
        new ErrorDetails(
            Optional.of(MODEL),
            Optional.of("ThrottlingException"),
            Optional.of(429),
            Optional.of("request-9"),
            Optional.empty()),
        null);
    assertThatThrownBy(() -> model(throttled).generate(GenerateRequest.of("q")))
        .isSameAs(throttled);
    SpanData span = span();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEqualTo("slow down");
    assertThat(span.getAttributes().get(stringKey("error.type")))
        .isEqualTo("io.fmops.model.ThrottledException");
    assertThat(span.getAttributes().get(stringKey("fmops.error.code")))
        .isEqualTo("ThrottlingException");
    assertThat(span.getAttributes().get(longKey("http.response.status_code"))).isEqualTo(429);
    assertThat(span.getAttributes().get(stringKey("aws.request_id"))).isEqualTo("request-9");
    assertThat(points("gen_ai.client.operation.duration"))
        .singleElement()
        .satisfies(p -> assertThat(p.getAttributes().get(stringKey("error.type")))
            .isEqualTo("io.fmops.model.ThrottledException"));
    assertThat(points("gen_ai.client.token.usage")).isEmpty();
  }

  @Test
  void aCancelledCallEndsTheSpanWithWhatItUsed() throws InterruptedException {
    ModelStream stream = model(text("晴れ"), Script.HANG).stream(GenerateRequest.of("q"));
    stream.iterator().next();
    stream.close();
    heard.outcome();
    SpanData span = span();
    assertThat(span.hasEnded()).isTrue();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().get(stringKey("error.type")))
        .isEqualTo("io.fmops.model.CancelledException");
    assertThat(span.getAttributes().get(longKey("gen_ai.usage.output_tokens"))).isPositive();
    assertThat(span.getAttributes().get(booleanKey("fmops.usage.estimated"))).isTrue();
  }

  @Test
  void theSpanHasTheCallersSpanAsParentAlsoOnOtherThreadsAndIsTheParentFurtherIn()
      throws InterruptedException {
    AtomicReference<Span> inside = new AtomicReference<>();
    AtomicReference<Span> current = new AtomicReference<>();
    Script script = new Script(completed(TokenUsage.reported(1, 1)));
    ModelEngine looking = (request, context) -> {
      inside.set(Span.fromContext(context.find(Context.class).orElseThrow()));
      current.set(Span.current());
      return script.open(request, context);
    };
    FoundationModel model = model(MODEL, looking, GenAiTelemetry.builder(sdk).build());
    Span parent = sdk.getTracer("test").spanBuilder("parent").startSpan();
    try (Scope scope = parent.makeCurrent()) {
      model.generate(GenerateRequest.of("q"));
      assertThat(current.get()).isSameAs(parent);
      CallContext context = GenAiTelemetry.withCurrentContext(CallContext.create());
      model.generateAsync(GenerateRequest.of("q"), context).join();
    }
    heard.outcome();
    assertThat(spans.getFinishedSpanItems()).hasSize(2).allSatisfy(span -> {
      assertThat(span.getParentSpanId()).isEqualTo(parent.getSpanContext().getSpanId());
      assertThat(span.getTraceId()).isEqualTo(parent.getSpanContext().getTraceId());
    });
    assertThat(inside.get().getSpanContext().getSpanId())
        .isEqualTo(spans.getFinishedSpanItems().get(1).getSpanId());
    parent.end();
  }

  @Test
  void promptsAndAnswersAreWrittenOnlyWhenAskedFor() {
    model(
            MODEL,
            new Script(
                new StreamEvent.ReasoningDelta(0, "考える", ""),
                text("答え"),
                new StreamEvent.ToolCallDelta(2, "id-1", "weather", "{\"city\":\"東京\"}"),
                new StreamEvent.ToolCallDelta(3, "id-2", "weather", "{\"city"),
                completed(TokenUsage.reported(1, 1))),
            GenAiTelemetry.builder(sdk).captureContent(true).build())
        .generate(GenerateRequest.builder().system("短く").user(PROMPT).build());
    Attributes all = span().getAttributes();
    assertThat(all.get(stringKey("gen_ai.system_instructions")))
        .isEqualTo("[{\"type\":\"text\",\"content\":\"短く\"}]");
    assertThat(all.get(stringKey("gen_ai.input.messages")))
        .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"秘密の質問\"}]}]");
    assertThat(all.get(stringKey("gen_ai.output.messages")))
        .contains("{\"type\":\"reasoning\",\"content\":\"考える\"}")
        .contains("\"name\":\"weather\",\"arguments\":{\"city\":\"東京\"}")
        .contains("\"arguments\":\"{\\\"city\"")
        .contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void aRetriedCallTellsAllItsExchangesAndAReplayedOneNone() {
    model(
            new FailedAttempt(MODEL, new ThrottledException("slow down"), "retry").notice(),
            completed(TokenUsage.reported(10, 2)))
        .generate(GenerateRequest.of("q"));
    assertThat(span().getAttributes().get(longKey("fmops.exchanges"))).isEqualTo(2);
    assertThat(points("gen_ai.client.token.usage")).hasSize(2);
    spans.reset();

    model(new StreamEvent.Notice(Replay.NOTICE, "file"), completed(TokenUsage.reported(10, 2)))
        .generate(GenerateRequest.of("q"));
    assertThat(span().getAttributes().get(longKey("fmops.exchanges"))).isZero();
    assertThat(span().getAttributes().get(doubleKey("fmops.cost"))).isZero();
    assertThat(points("gen_ai.client.token.usage"))
        .allSatisfy(p -> assertThat(p.getCount()).isOne());
  }

  @Test
  void metricsTellOnlySoManyModelsApart() {
    GenAiTelemetry telemetry = GenAiTelemetry.builder(sdk).build();
    for (int i = 0; i < Metrics.MAX_MODELS + 50; i++) {
      ModelId id = ModelId.of("openai", "m" + i);
      ModelEngine engine = new Script(new StreamEvent.Completed(
          GenerateResponse.builder(id).usage(TokenUsage.reported(1, 1)).build()));
      model(id, engine, telemetry).generate(GenerateRequest.of("q"));
    }
    assertThat(points("gen_ai.client.operation.duration"))
        .hasSize(Metrics.MAX_MODELS + 1)
        .anySatisfy(p -> {
          assertThat(p.getAttributes().get(stringKey("gen_ai.request.model"))).isEqualTo("_OTHER");
          assertThat(p.getCount()).isEqualTo(50);
        });
  }

  @Test
  void anEndpointInTheIdIsTheServer() {
    ModelId id = ModelId.parse("openai:m?endpoint=http%3A%2F%2F127.0.0.1%3A8080%2Fv1");
    model(
            id,
            new Script(completed(TokenUsage.reported(1, 1))),
            GenAiTelemetry.builder(sdk).build())
        .generate(GenerateRequest.of("q"));
    assertThat(span().getAttributes().get(stringKey("server.address"))).isEqualTo("127.0.0.1");
    assertThat(span().getAttributes().get(longKey("server.port"))).isEqualTo(8080);
    assertThat(span().getAttributes().get(stringKey("gen_ai.response.id"))).isEqualTo("request-1");
  }

  @Test
  void anApplicationWithoutAnSdkPaysForNothing() {
    GenerateResponse response = model(
            MODEL,
            new Script(text("a"), completed(TokenUsage.reported(1, 1))),
            GenAiTelemetry.builder(OpenTelemetry.noop()).captureContent(true).build())
        .generate(GenerateRequest.of("q"));
    assertThat(response.text()).isEqualTo("a");
  }
}
