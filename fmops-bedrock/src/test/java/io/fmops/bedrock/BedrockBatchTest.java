package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.bedrock.BatchJob.State;
import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class BedrockBatchTest {

  private static final String ARN =
      "arn:aws:bedrock:eu-west-1:123456789012:model-invocation-job/abc";

  private final BedrockProvider provider = BedrockProvider.builder()
      .region("eu-west-1")
      .credentials(Wire.CREDENTIALS)
      .build();
  private final BedrockBatch converse = provider.batch("bedrock:" + Wire.MODEL);
  private final BedrockBatch invoke =
      provider.batch("bedrock:anthropic.claude-3-haiku-20240307-v1:0?api=invoke");

  private static String at(JsonNode node, String... path) {
    return BedrockModelContractTest.text(node, path);
  }

  private static List<JsonNode> written(BedrockBatch batch, GenerateRequest... requests)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BatchWriter writer = batch.writer(out)) {
      for (GenerateRequest request : requests) {
        writer.add("r" + writer.count(), request);
      }
    }
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> JsonNode.parser().parse(line))
        .toList();
  }

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void recordsHaveTheBodyThatConverseWouldHaveBeenSent() throws IOException {
    GenerateRequest request = GenerateRequest.builder()
        .system("Be brief")
        .user("東京は？\n二行目")
        .maxTokens(9)
        .providerParameters(BedrockParameters.of(Map.of("top_k", 5)))
        .build();
    List<JsonNode> lines = written(converse, request, GenerateRequest.of("second"));
    assertThat(lines).hasSize(2);
    assertThat(at(lines.get(1), "recordId")).isEqualTo("r1");
    JsonNode record = lines.get(0).field("modelInput").orElseThrow();
    // The same request over the wire is what it has to be.
    try (LoopbackServer server = LoopbackServer.start(Wire::answer);
        var model = Wire.model(server.uri())) {
      model.generate(request);
      assertThat(record)
          .isEqualTo(JsonNode.parser().parse(server.requests().get(0).text()));
    }
    assertThat(at(record, "messages", "0", "content", "0", "text")).isEqualTo("東京は？\n二行目");
  }

  @Test
  void recordsHaveTheBodyOfTheFamilyWithInvoke() throws IOException {
    assertThat(converse.form()).isEqualTo(BedrockBatch.Form.CONVERSE);
    assertThat(invoke.form()).isEqualTo(BedrockBatch.Form.INVOKE_MODEL);
    JsonNode record = written(invoke, GenerateRequest.of("hi")).get(0);
    assertThat(at(record, "modelInput", "anthropic_version")).isEqualTo("bedrock-2023-05-31");
  }

  @Test
  void aRefusedRecordIsNotWritten() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BatchWriter writer = converse.writer(out)) {
      GenerateRequest foreign = GenerateRequest.builder()
          .message(new io.fmops.model.Message(
              io.fmops.model.Role.USER, List.of(new ContentBlock.Opaque("other", "x", "y"))))
          .build();
      assertThatThrownBy(() -> writer.add("r1", foreign))
          .isInstanceOf(RejectedInputException.class);
      assertThatThrownBy(() -> writer.add(" ", GenerateRequest.of("x")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(writer.count()).isZero();
    }
    assertThat(out.size()).isZero();
  }

  @Test
  void resultsAreReadInTheOrderOfTheFileWithErrorsAmongThem() {
    String file = """
        {"recordId": "b", "modelInput": {}, "modelOutput": %s}

        {"recordId": "a", "modelInput": {}, "error": {"errorCode": 400, "errorMessage": "too\\nlong"}}
        {"recordId": "c", "modelInput": {}, "modelOutput": {"nothing": "secret"}}
        """.formatted(
            Wire.converse(Wire.text("はい"), "end_turn", Wire.usage(3, 4)).replace("\n", " "));
    List<BatchResult> results;
    try (Stream<BatchResult> stream = converse.results(in(file))) {
      results = stream.toList();
    }
    assertThat(results).extracting(BatchResult::recordId).containsExactly("b", "a", "c");
    assertThat(results.get(0).response().orElseThrow().text()).isEqualTo("はい");
    assertThat(results.get(0).response().orElseThrow().usage())
        .isEqualTo(TokenUsage.reported(3, 4));
    assertThat(results.get(1).error()).contains(new BatchResult.Failure("400", "too long"));
    assertThat(results.get(2).error().orElseThrow().code()).isEqualTo("MalformedAnswer");
    assertThat(results.get(2).error().orElseThrow().message()).doesNotContain("secret");
  }

  @Test
  void resultsOfTheFamilyAreRead() {
    String file = """
        {"recordId": "a", "modelOutput": {"content": [{"type": "text", "text": "Hi"}], "stop_reason": "max_tokens", "usage": {"input_tokens": 1, "output_tokens": 2}}}""";
    try (Stream<BatchResult> stream = invoke.results(in(file))) {
      var response = stream.findFirst().orElseThrow().response().orElseThrow();
      assertThat(response.text()).isEqualTo("Hi");
      assertThat(response.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
      assertThat(response.usage()).isEqualTo(TokenUsage.reported(1, 2));
    }
  }

  @Test
  void resultsAreReadAsTheyAreAskedFor() throws IOException {
    String line = "{\"recordId\": \"a\", \"error\": {\"errorCode\": \"x\"}}\n";
    InputStream all = new ByteArrayInputStream(Wire.bytes(line.repeat(100_000)));
    int before = all.available();
    try (Stream<BatchResult> stream = converse.results(all)) {
      assertThat(stream.limit(3)).hasSize(3);
      assertThat(before - all.available()).isLessThan(100_000);
    }
  }

  @Test
  void aLineThatIsNoResultIsToldByItsNumber() {
    String good = "{\"recordId\": \"a\", \"error\": {}}\n";
    for (String bad : List.of("secret", "{\"modelOutput\": {}}", "[]")) {
      assertThatThrownBy(() -> converse.results(in(good + bad + "\n")).toList())
          .isInstanceOf(MalformedAnswerException.class)
          .hasMessageContaining("line 2")
          .hasMessageNotContaining("secret");
    }
    assertThatThrownBy(() ->
            converse.results(new ByteArrayInputStream(new byte[] {(byte) 0xFF})).toList())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("after line 0");
  }

  @Test
  void theManifestHasTheTotals() throws IOException {
    assertThat(converse.manifest(in("""
            {"totalRecordCount": 5, "processedRecordCount": 4, "successRecordCount": 3,
             "errorRecordCount": 1, "inputTokenCount": 100, "outputTokenCount": 50}"""))).isEqualTo(new BatchManifest(5, 4, 3, 1, 100, 50));
    assertThatThrownBy(() -> converse.manifest(in("{}")))
        .isInstanceOf(MalformedAnswerException.class);
  }

  private static String job(String name, String status) {
    return """
        {"jobArn": "%s", "jobName": "%s", "modelId": "m", "roleArn": "r", "status": "%s",
         "message": "note", "submitTime": "2026-11-01T00:00:00Z",
         "totalRecordCount": 5, "successRecordCount": 3, "errorRecordCount": 1,
         "inputDataConfig": {"s3InputDataConfig": {"s3Uri": "s3://b/in.jsonl"}},
         "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://b/out/"}}}""".formatted(ARN, name, status);
  }

  @Test
  void jobsAreStartedLookedUpAndStopped() {
    List<String> answers = List.of(
        "{\"jobArn\": \"" + ARN + "\"}",
        job("night", "PartiallyCompleted"),
        "{}",
        "{\"nextToken\": \"n2\", \"invocationJobSummaries\": [%s]}"
            .formatted(job("night-2", "InProgress")),
        "{\"invocationJobSummaries\": [%s]}".formatted(job("night-1", "Paused")));
    AtomicInteger call = new AtomicInteger();
    CallContext context = CallContext.create();
    try (LoopbackServer server = LoopbackServer.start(exchange -> exchange.respond(
            200,
            Wire.headers("application/json"),
            Wire.bytes(answers.get(call.getAndIncrement()))));
        BatchJobs jobs = provider.batchJobs(server.uri())) {
      String arn = jobs.start(
          converse,
          BatchJobRequest.builder("night")
              .roleArn("arn:aws:iam::123456789012:role/batch")
              .input(URI.create("s3://b/in.jsonl"))
              .output(URI.create("s3://b/out/"))
              .timeout(Duration.ofDays(2))
              .idempotencyToken("t1")
              .build(),
          context);
      assertThat(arn).isEqualTo(ARN);
      BatchJob job = jobs.get(arn, context);
      assertThat(job.state()).isEqualTo(State.PARTIALLY_COMPLETED);
      assertThat(job.state().ended()).isTrue();
      assertThat(job.records()).contains(5L);
      assertThat(job.submitted()).contains(Instant.parse("2026-11-01T00:00:00Z"));
      assertThat(job.output()).contains(URI.create("s3://b/out/"));
      jobs.stop(arn, context);
      List<BatchJob> listed = jobs.list("night", 10, context);
      assertThat(listed).extracting(BatchJob::name).containsExactly("night-2", "night-1");
      assertThat(listed)
          .extracting(BatchJob::state)
          .containsExactly(State.IN_PROGRESS, State.UNKNOWN);

      var requests = server.requests();
      assertThat(requests.get(0).target()).isEqualTo("/model-invocation-job");
      JsonNode body = JsonNode.parser().parse(requests.get(0).text());
      assertThat(at(body, "modelInvocationType")).isEqualTo("Converse");
      assertThat(at(body, "modelId")).isEqualTo(Wire.MODEL);
      assertThat(at(body, "clientRequestToken")).isEqualTo("t1");
      assertThat(at(body, "timeoutDurationInHours")).isEqualTo("48");
      assertThat(at(body, "inputDataConfig", "s3InputDataConfig", "s3InputFormat"))
          .isEqualTo("JSONL");
      assertThat(requests.get(0).header("Authorization").orElse(""))
          .contains("/eu-west-1/bedrock/aws4_request");
      assertThat(requests.get(2).target()).endsWith("/stop");
      assertThat(requests.get(3).target()).contains("nameContains=night");
      assertThat(requests.get(4).target()).contains("nextToken=n2");
      assertThat(server.problems()).isEmpty();
    }
  }

  @Test
  void aJobThatDoesNotExistIsNotFound() {
    try (LoopbackServer server = LoopbackServer.start(exchange -> exchange.respond(
            404,
            Wire.errorHeaders("ResourceNotFoundException"),
            Wire.bytes("{\"message\": \"no such job\"}")));
        BatchJobs jobs = provider.batchJobs(server.uri())) {
      assertThatThrownBy(() -> jobs.get(ARN, CallContext.create()))
          .isInstanceOfSatisfying(
              ModelNotFoundException.class,
              e -> assertThat(e.details().requestId()).contains("request-1"));
    }
  }

  @Test
  void aJobNeedsItsPlaces() {
    assertThatThrownBy(() -> BatchJobRequest.builder("x").build())
        .hasMessage("a batch job needs a role, an input and an output");
    assertThatThrownBy(() -> BatchJobRequest.builder("x").input(URI.create("file:/x")))
        .hasMessageContaining("s3://bucket/key");
    assertThatThrownBy(() -> BatchJobRequest.builder("x").timeout(Duration.ofMinutes(90)))
        .hasMessageContaining("whole hours");
  }
}
