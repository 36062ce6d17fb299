package io.fmops.chain.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.chain.Chain;
import io.fmops.chain.ChainException;
import io.fmops.chain.ChainResult;
import io.fmops.chain.Flows;
import io.fmops.chain.InMemoryJournal;
import io.fmops.chain.InMemoryRetriever;
import io.fmops.chain.Passage;
import io.fmops.chain.RunOptions;
import io.fmops.chain.Steps;
import io.fmops.chain.Trace;
import io.fmops.chain.TraceStep;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.UnavailableException;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import io.fmops.telemetry.Telemetry;
import io.fmops.telemetry.otel.GenAiTelemetry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole runs of chains, as spans and as traces. */
@Timeout(30)
class ChainSpansTest {

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

  private FoundationModel model(Reply reply) {
    return ScriptedModel.builder()
        .otherwise(reply)
        .build()
        .model()
        .with(Telemetry.builder().listener(GenAiTelemetry.builder(sdk).build()).build());
  }

  private Chain<String, String> chain(FoundationModel model) {
    InMemoryRetriever places = InMemoryRetriever.builder().build();
    places.add(List.of(Passage.of("a", "生まれた町は京都です"), Passage.of("b", "Oxford is a city")));
    return Chain.<String>named("birthplace")
        .then(Steps.retrieve("find", places, 3))
        .then(
            Flows.map("each", Steps.<Passage>ask("ask", model, p -> GenerateRequest.of(p.text()))))
        .then(Steps.<List<String>, String>function("join", answers -> String.join(" ", answers)))
        .listener(telemetry)
        .build();
  }

  @Test
  void theSpanOfAModelsCallIsWithinThatOfItsStepWhicheverThreadRunsIt() {
    ChainResult<String> result = chain(model(Reply.text("はい"))).run("京都 or Oxford?");

    assertThat(result.output()).isEqualTo("はい はい");
    Map<String, SpanData> byId = byId();
    List<SpanData> calls = spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().startsWith("chat "))
        .toList();
    assertThat(calls).hasSize(2);
    for (SpanData call : calls) {
      SpanData step = byId.get(call.getParentSpanId());
      assertThat(step.getName()).isEqualTo("model ask");
      SpanData map = byId.get(step.getParentSpanId());
      assertThat(map.getName()).isEqualTo("map each");
      assertThat(byId.get(map.getParentSpanId()).getName()).isEqualTo("invoke_workflow birthplace");
    }
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getTraceId)
        .containsOnly(calls.get(0).getTraceId());
    assertThat(byId.values())
        .extracting(SpanData::getName)
        .contains("retrieval find", "function join");
  }

  @Test
  void theTraceOfARunIsWrittenAndReadAndShown() {
    Trace trace = chain(model(Reply.text("<b>はい</b>"))).run("京都").trace();

    assertThat(Trace.fromJson(trace.toJson())).isEqualTo(trace);
    assertThat(trace.toHtml())
        .contains("birthplace", ">ask</span><span class=\"number\">[1]</span>")
        .contains("&lt;b&gt;はい&lt;/b&gt;");
    assertThat(paths(trace.steps())).containsExactly("find", "each", "each/ask[1]", "join");
  }

  @Test
  void aFailureIsAnErrorOnEverySpanUpToTheRuns() {
    Chain<String, String> failing =
        chain(model(Reply.failure(() -> new UnavailableException("the service is away"))));

    ChainException problem = catchThrowableOfType(ChainException.class, () -> failing.run("京都"));

    for (String name : List.of("model ask", "map each", "invoke_workflow birthplace")) {
      SpanData span = byId().values().stream()
          .filter(s -> s.getName().equals(name))
          .findFirst()
          .orElseThrow();
      assertThat(span.getStatus().getStatusCode()).as(name).isEqualTo(StatusCode.ERROR);
      assertThat(span.getAttributes().get(StepAttributes.ERROR_TYPE))
          .as(name)
          .isEqualTo("UnavailableException");
    }
    assertThat(problem.trace().toHtml())
        .contains("<ul class=\"problems\">", "UnavailableException: the service is away");
    assertThat(Trace.fromJson(problem.trace().toJson())).isEqualTo(problem.trace());
  }

  @Test
  void aRunThatWaitsAndGoesOnHasItsRunIdOnTheSpansOfBoth() {
    InMemoryJournal journal = new InMemoryJournal();
    Chain<String, String> chain = Chain.<String>named("publish")
        .then(Steps.ask("write", model(Reply.text("text")), GenerateRequest::of))
        .then(Steps.approval("approve", text -> "Publish " + text + "?"))
        .listener(telemetry)
        .build();
    ChainResult<String> first = chain.run("x", RunOptions.journaled(journal, "run-1"));

    assertThat(first.finished()).isFalse();
    assertThat(first.trace().toHtml()).contains("waits for a person");
    assertThat(states("approval approve")).containsExactly("waiting");
    assertThat(states("invoke_workflow publish")).containsExactly("waiting");

    spans.reset();
    chain.resume(journal, "run-1");
    assertThat(states("model write")).containsExactly("replayed");
    assertThat(spans.getFinishedSpanItems())
        .extracting(span -> span.getAttributes().get(StepAttributes.RUN_ID))
        .containsOnly("run-1");
  }

  private List<String> states(String name) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .map(span -> String.valueOf(span.getAttributes().get(StepAttributes.STATE)))
        .toList();
  }

  private Map<String, SpanData> byId() {
    return spans.getFinishedSpanItems().stream()
        .collect(Collectors.toMap(SpanData::getSpanId, Function.identity()));
  }

  private static List<String> paths(List<TraceStep> steps) {
    return steps.stream()
        .flatMap(step -> Stream.concat(Stream.of(step.path()), paths(step.steps()).stream()))
        .toList();
  }
}
