package io.fmops.bedrock.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.spi.Detector;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BedrockGuardrailDetectorTest {

  private static final String NONE = "{\"action\": \"NONE\", \"outputs\": [], \"assessments\": []}";

  private final AwsServer server = new AwsServer("bedrock");

  @AfterEach
  void stop() {
    server.close();
  }

  private Detector detector() {
    return new BedrockGuardrailDetector("guard", server.bedrock().guardrail("gr1", "2"));
  }

  private List<String> found(Detector detector, String text) {
    return detector.detect(text).stream()
        .map(f -> "%s %d-%d %s".formatted(f.category(), f.start(), f.end(), f.score()))
        .toList();
  }

  @Test
  void everyPolicyOfAGuardrailBecomesFindings() {
    server.answers("""
        {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "no"}],
         "assessments": [{
           "topicPolicy": {"topics": [{"name": "Tax advice", "type": "DENY", "action": "BLOCKED"}]},
           "contentPolicy": {"filters": [
             {"type": "HATE", "confidence": "LOW", "action": "NONE"},
             {"type": "VIOLENCE", "confidence": "NONE", "action": "NONE"},
             {"type": "PROMPT_ATTACK", "confidence": "HIGH", "action": "BLOCKED"}]},
           "wordPolicy": {"customWords": [{"match": "darn", "action": "BLOCKED"}],
             "managedWordLists": [{"match": "hell", "type": "PROFANITY", "action": "BLOCKED"}]},
           "sensitiveInformationPolicy": {
             "piiEntities": [{"match": "a@b.c", "type": "EMAIL", "action": "ANONYMIZED"},
               {"match": "a@b.c", "type": "EMAIL", "action": "ANONYMIZED"},
               {"match": "elsewhere", "type": "NAME", "action": "NONE"}],
             "regexes": [{"name": "Order no.", "match": "A-1", "action": "NONE"}]},
           "contextualGroundingPolicy": {"filters": [
             {"type": "GROUNDING", "threshold": 0.7, "score": 0.25, "action": "BLOCKED"},
             {"type": "RELEVANCE", "threshold": 0.5, "score": 0.9, "action": "NONE"}]}}]}""");
    try (Detector detector = detector()) {
      assertThat(found(detector, "darn hell A-1 a@b.c darn a@b.c"))
          .containsExactlyInAnyOrder(
              "topic-tax-advice 0-30 1.0",
              "hate 0-30 0.4",
              "prompt-injection 0-30 0.95",
              "blocked-word 0-4 1.0",
              "blocked-word 20-24 1.0",
              "profanity 5-9 1.0",
              "email 14-19 1.0",
              "email 25-30 1.0",
              "person-name 0-30 1.0",
              "order-no 10-13 1.0",
              "ungrounded 0-30 0.75");
    }
    assertThat(server.requests().get(0).target()).isEqualTo("/guardrail/gr1/version/2/apply");
    assertThat(server.body(0).path("source").asText()).isEqualTo("INPUT");
  }

  @Test
  void whatItLetsPassIsNothingAndWhatItStopsWithoutAReasonIsSomething() {
    try (Detector detector = detector()) {
      server.answers(NONE);
      assertThat(found(detector, "hello")).isEmpty();
      assertThat(found(detector, " ")).isEmpty();
      server.answers(
          "{\"action\": \"GUARDRAIL_INTERVENED\", \"outputs\": [], \"assessments\": []}");
      assertThat(found(detector, "hello")).containsExactly("guardrail 0-5 1.0");
      server.answers("{}");
      assertThat(found(detector, "hello")).containsExactly("guardrail 0-5 1.0");
    }
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void theContextOfAnOutputGoesAlongIfAskedFor() {
    server.answers(NONE);
    try (Detector grounded = new BedrockGuardrailDetector(
            "guard", server.bedrock().guardrail("gr1", "2"), CallLimits.DEFAULTS, true);
        Detector plain = detector()) {
      Excerpt answer = new Excerpt("東京です", Stage.OUTPUT, List.of("one", "two"));
      grounded.detect(answer);
      plain.detect(answer);
      grounded.detect(new Excerpt("東京", Stage.CONTEXT, List.of("one")));
    }
    assertThat(server.body(0).path("source").asText()).isEqualTo("OUTPUT");
    assertThat(server.body(0).path("content"))
        .extracting(content -> content.at("/text/text").asText() + " "
            + content.at("/text/qualifiers/0").asText())
        .containsExactly("one grounding_source", "two grounding_source", "東京です guard_content");
    assertThat(server.body(1).path("content")).hasSize(1);
    assertThat(server.body(2).path("content")).hasSize(1);
    assertThat(server.body(2).path("source").asText()).isEqualTo("INPUT");
  }

  @Test
  void placesInALongTextAreThoseOfTheWholeText() {
    server.answers("""
        {"action": "NONE", "outputs": [], "assessments": [{"wordPolicy": {
          "customWords": [{"match": "darn", "action": "NONE"}], "managedWordLists": []}}]}""");
    String text = "A nice day. ".repeat(20) + "darn";
    try (Detector detector = new BedrockGuardrailDetector(
        "guard",
        server.bedrock().guardrail("gr1", "2"),
        new CallLimits(100, Duration.ofSeconds(30)),
        false)) {
      List<Finding> found = detector.detect(text);
      assertThat(found)
          .last()
          .isEqualTo(new Finding("blocked-word", text.length() - 4, text.length(), 1, "guard"));
    }
    assertThat(server.requests()).hasSizeGreaterThan(2);
  }

  @Test
  void errorsAreTold() {
    try (Detector detector = detector()) {
      Troubles.errorsAreTold(server, detector, "bedrock:ApplyGuardrail");
    }
  }

  @Test
  void garbageIsAnError() {
    try (Detector detector = detector()) {
      Troubles.garbageIsAnError(server, detector, "<html>a@b.c</html>", "{\"action\": ");
    }
  }

  @Test
  void anInterruptAndATimeOutEndTheCall() throws Exception {
    server.answers(NONE);
    try (Detector detector = detector();
        Detector hasty = new BedrockGuardrailDetector(
            "hasty",
            server.bedrock().guardrail("gr1", "2"),
            new CallLimits(1000, Duration.ofMillis(500)),
            false)) {
      detector.detect("warm up");
      Troubles.anInterruptEndsTheCall(server, detector);
      Troubles.aTimeOutEndsTheCall(server, hasty);
    }
  }
}
