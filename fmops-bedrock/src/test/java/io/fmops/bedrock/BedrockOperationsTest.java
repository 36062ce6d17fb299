package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.bedrock.BedrockGuardrail.Content;
import io.fmops.bedrock.BedrockGuardrail.Source;
import io.fmops.bedrock.BedrockGuardrailChecks.Checks;
import io.fmops.bedrock.GuardrailVerdict.Assessment;
import io.fmops.model.CallContext;
import io.fmops.model.GenerateRequest;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.testkit.loopback.LoopbackServer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class BedrockOperationsTest {

  private static final GenerateRequest REQUEST = GenerateRequest.builder()
      .system("Be brief")
      .user("東京？")
      .providerParameters(BedrockParameters.of(Map.of("top_k", 5)))
      .build();

  private String answer = "{}";
  private LoopbackServer.Handler behaviour =
      exchange -> exchange.respond(200, Wire.headers("application/json"), Wire.bytes(answer));
  private final LoopbackServer server =
      LoopbackServer.start(exchange -> behaviour.handle(exchange));
  private final BedrockProvider provider = Wire.provider(server.uri()).build();

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  private JsonNode body() {
    return JsonNode.parser().parse(server.requests().get(0).text());
  }

  private static String at(JsonNode node, String... path) {
    return BedrockModelContractTest.text(node, path);
  }

  @Test
  void tokensAreCountedInTheFormOfConverse() {
    answer = "{\"inputTokens\": 42}";
    try (BedrockOperations operations = provider.operations("bedrock:" + Wire.MODEL)) {
      assertThat(operations.countTokens(REQUEST)).isEqualTo(42);
    }
    assertThat(server.requests().get(0).target())
        .isEqualTo("/model/amazon.nova-lite-v1%3A0/count-tokens");
    assertThat(at(body(), "input", "converse", "system", "0", "text")).isEqualTo("Be brief");
    assertThat(at(body(), "input", "converse", "messages", "0", "content", "0", "text"))
        .isEqualTo("東京？");
    assertThat(at(body(), "input", "converse", "additionalModelRequestFields", "top_k"))
        .isEqualTo("5");
  }

  @Test
  void tokensAreCountedInTheFormOfInvokeModel() {
    answer = "{\"inputTokens\": 7}";
    try (BedrockOperations operations =
        provider.operations("bedrock:anthropic.claude-3-haiku-20240307-v1:0?api=invoke")) {
      assertThat(operations.countTokens(REQUEST)).isEqualTo(7);
    }
    JsonNode sent = JsonNode.parser()
        .parse(Base64.getDecoder().decode(at(body(), "input", "invokeModel", "body")));
    assertThat(at(sent, "anthropic_version")).isEqualTo("bedrock-2023-05-31");
    assertThat(at(sent, "top_k")).isEqualTo("5");
  }

  @Test
  void aBodyGoesToTheModelAsItIs() {
    answer = "{\"any\": 1}";
    try (BedrockOperations operations = provider.operations("bedrock:acme.any-v1")) {
      BedrockOperations.RawAnswer raw =
          operations.invoke(Wire.bytes("{ \"x\":1 }"), CallContext.create());
      assertThat(raw.body()).isEqualTo(Wire.bytes(answer));
      assertThat(raw.contentType()).isEqualTo("application/json");
      assertThat(raw.requestId()).contains("request-1");
    }
    assertThat(server.requests().get(0).text()).isEqualTo("{ \"x\":1 }");
  }

  @Test
  void aGuardrailMasksAndTellsWhatItFound() {
    answer = """
        {"usage": {}, "action": "GUARDRAIL_INTERVENED", "actionReason": "Guardrail masked.",
         "outputs": [{"text": "Mail {EMAIL}"}],
         "assessments": [{
           "topicPolicy": {"topics": [{"name": "Tax", "type": "DENY", "action": "BLOCKED"}]},
           "contentPolicy": {"filters": [
             {"type": "HATE", "confidence": "LOW", "filterStrength": "LOW", "action": "NONE"}]},
           "wordPolicy": {"customWords": [{"match": "darn", "action": "BLOCKED"}],
             "managedWordLists": [{"match": "!", "type": "PROFANITY", "action": "BLOCKED"}]},
           "sensitiveInformationPolicy": {
             "piiEntities": [{"match": "a@b.c", "type": "EMAIL", "action": "ANONYMIZED"}],
             "regexes": [{"name": "order", "match": "A-1", "action": "NONE"}]},
           "contextualGroundingPolicy": {"filters": [
             {"type": "GROUNDING", "threshold": 0.7, "score": 0.2, "action": "BLOCKED"}]}}]}""";
    GuardrailVerdict verdict;
    try (BedrockGuardrail guardrail = provider.guardrail("gr1", "2")) {
      verdict = guardrail.apply(
          Source.OUTPUT,
          List.of(
              new Content("facts", Set.of(BedrockGuardrail.Role.GROUNDING_SOURCE)),
              new Content("Mail a@b.c", Set.of())),
          CallContext.create());
    }
    assertThat(server.requests().get(0).target()).isEqualTo("/guardrail/gr1/version/2/apply");
    assertThat(at(body(), "source")).isEqualTo("OUTPUT");
    assertThat(at(body(), "content", "0", "text", "qualifiers", "0")).isEqualTo("grounding_source");
    assertThat(at(body(), "content", "1", "text", "text")).isEqualTo("Mail a@b.c");
    assertThat(verdict.intervened()).isTrue();
    assertThat(verdict.outputs()).containsExactly("Mail {EMAIL}");
    assertThat(verdict.reason()).contains("Guardrail masked.");
    assertThat(verdict.requestId()).contains("request-1");
    assertThat(verdict.assessments().stream().map(Assessment::toString))
        .containsExactly(
            "topic Tax BLOCKED",
            "content HATE NONE",
            "word CUSTOM BLOCKED",
            "word PROFANITY BLOCKED",
            "sensitiveInformation EMAIL ANONYMIZED",
            "sensitiveInformation order NONE",
            "contextualGrounding GROUNDING BLOCKED");
    assertThat(verdict.assessments().get(4).match()).contains("a@b.c");
    assertThat(verdict.assessments().get(1).confidence()).contains("LOW");
    assertThat(verdict.assessments().get(6).score()).contains(0.2);
    assertThat(verdict.toString()).doesNotContain("a@b.c");
  }

  @Test
  void aGuardrailThatHasNothingToSayLetsPassAndAnUnknownWordDoesNot() {
    try (BedrockGuardrail guardrail = provider.guardrail("gr1", "DRAFT")) {
      answer = "{\"action\": \"NONE\", \"outputs\": [], \"assessments\": []}";
      assertThat(guardrail.apply(Source.INPUT, "hi").intervened()).isFalse();
      answer = "{\"action\": \"PAUSED\", \"outputs\": [], \"assessments\": []}";
      assertThat(guardrail.apply(Source.INPUT, "hi").intervened()).isTrue();
      assertThatThrownBy(() -> guardrail.apply(Source.INPUT))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void checksTellSeveritiesAndPlaces() {
    answer = """
        {"results": {
           "contentFilter": {"results": [{"category": "INSULTS", "severityScore": 0.8}]},
           "promptAttack": {"results": [{"category": "JAILBREAK", "severityScore": 0.1}]},
           "sensitiveInformation": {"results": [{"type": "EMAIL", "confidenceScore": 0.9,
             "beginOffset": 5, "endOffset": 10, "messageIndex": 1, "contentIndex": 0}]}}}""";
    Checks checks = new Checks(Set.of("INSULTS", "HATE"), Set.of("JAILBREAK"), Set.of("EMAIL"));
    try (BedrockGuardrailChecks open = provider.guardrailChecks(checks)) {
      GuardrailFindings findings = open.check(REQUEST, CallContext.create());
      assertThat(findings.severity("INSULTS")).isEqualTo(0.8);
      assertThat(findings.severity("JAILBREAK")).isEqualTo(0.1);
      assertThat(findings.severity("HATE")).isZero();
      assertThat(findings.spans())
          .containsExactly(new GuardrailFindings.Span("EMAIL", 0.9, 1, 0, 5, 10));
      assertThat(findings.requestId()).isEqualTo(Optional.of("request-1"));
    }
    assertThat(server.requests().get(0).target()).isEqualTo("/guardrail-checks/invoke");
    assertThat(at(body(), "messages", "0", "role")).isEqualTo("system");
    assertThat(at(body(), "messages", "1", "content", "0", "text")).isEqualTo("東京？");
    assertThat(at(body(), "checks", "contentFilter", "categories", "0", "category"))
        .isEqualTo("HATE");
    assertThat(at(body(), "checks", "promptAttack", "categories", "0", "category"))
        .isEqualTo("JAILBREAK");
    assertThat(at(body(), "checks", "sensitiveInformation", "entities", "0", "type"))
        .isEqualTo("EMAIL");
  }

  @Test
  void errorsAreOfTheirKindAndSayWhatToAllow() {
    try (BedrockGuardrail guardrail = provider.guardrail("gr1", "1");
        BedrockGuardrailChecks checks = provider.guardrailChecks(Checks.HARM)) {
      behaviour = exchange -> exchange.respond(
          403, Wire.errorHeaders("AccessDeniedException"), Wire.bytes("{\"message\": \"no\"}"));
      assertThatThrownBy(() -> guardrail.apply(Source.INPUT, "secret"))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessageContaining("bedrock:gr1")
          .hasMessageContaining("allow bedrock:ApplyGuardrail")
          .hasMessageNotContaining("secret");
      behaviour = exchange -> exchange.respond(
          429, Wire.errorHeaders("ThrottlingException"), Wire.bytes("{\"message\": \"slow\"}"));
      assertThatThrownBy(() -> checks.check("x"))
          .isInstanceOfSatisfying(ThrottledException.class, e -> {
            assertThat(e.retryable()).isTrue();
            assertThat(e.details().requestId()).contains("request-1");
          });
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aDeadlineEndsTheExchange() {
    Wire.warmUp();
    behaviour =
        exchange -> assertThat(exchange.awaitClientGone(Duration.ofSeconds(10))).isTrue();
    try (BedrockOperations operations = provider.operations("bedrock:" + Wire.MODEL)) {
      CallContext context = CallContext.create().withDeadline(Duration.ofMillis(300));
      assertThatThrownBy(() -> operations.countTokens(REQUEST, context))
          .isInstanceOf(TimedOutException.class);
    }
  }

  @Test
  void checksForNothingMakeNoSense() {
    assertThatThrownBy(() -> new Checks(Set.of(), Set.of(), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
