package io.fmops.bedrock.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fmops.bedrock.BedrockProvider;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import io.fmops.testkit.loopback.SigV4Verifier;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A service of AWS on this machine that checks the signature of every request. */
final class AwsServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SigV4Verifier SIGNATURES = new SigV4Verifier("AKIDEXAMPLE", "not-a-secret");
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret"));

  /** Answers a request whose signature is right. */
  interface Behaviour {
    void answer(Exchange exchange) throws IOException;
  }

  private final String service;
  private final LoopbackServer server = LoopbackServer.start(this::handle);
  private volatile Behaviour behaviour = exchange -> {
    throw new AssertionError("nobody was to call");
  };

  AwsServer(String service) {
    this.service = service;
  }

  private void handle(Exchange exchange) throws IOException {
    RecordedRequest request = exchange.request();
    assertThat(SIGNATURES.problem(request)).isEmpty();
    assertThat(request.header("Authorization").orElse(""))
        .contains("/eu-west-1/" + service + "/aws4_request");
    behaviour.answer(exchange);
  }

  void behaves(Behaviour other) {
    behaviour = other;
  }

  void answers(String json) {
    behaves(exchange -> ok(exchange, json));
  }

  void fails(int status, String code, String message) {
    behaves(exchange -> exchange.respond(
        status,
        Map.of(
            "Content-Type", "application/x-amz-json-1.1",
            "x-amzn-ErrorType", code,
            "x-amzn-RequestId", "request-1"),
        JSON.createObjectNode()
            .put("__type", code)
            .put("message", message)
            .toString()
            .getBytes(StandardCharsets.UTF_8)));
  }

  static void ok(Exchange exchange, String json) throws IOException {
    exchange.respond(
        200,
        Map.of("Content-Type", "application/json", "x-amzn-RequestId", "request-1"),
        json.getBytes(StandardCharsets.UTF_8));
  }

  List<RecordedRequest> requests() {
    return server.requests();
  }

  JsonNode body(int request) {
    return json(server.requests().get(request));
  }

  static JsonNode json(RecordedRequest request) {
    try {
      return JSON.readTree(request.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  URI uri() {
    return server.uri();
  }

  BedrockProvider bedrock() {
    return BedrockProvider.builder()
        .region("eu-west-1")
        .endpoint(server.uri())
        .credentials(CREDENTIALS)
        .build();
  }

  Comprehend.Builder comprehend() {
    return Comprehend.builder().region("eu-west-1").endpoint(server.uri()).credentials(CREDENTIALS);
  }

  @Override
  public void close() {
    server.close();
    assertThat(server.problems()).isEmpty();
  }
}
