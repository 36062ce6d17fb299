package io.fmops.bedrock.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.bedrock.BedrockGuardrailChecks.Checks;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.model.MalformedAnswerException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BedrockChecksDetectorTest {

  private static final Checks ALL = new Checks(
      Set.of("INSULTS", "HATE", "VIOLENCE"), Set.of("PROMPT_INJECTION"), Set.of("EMAIL"));

  private static final String NOTHING = """
      {"results": {"contentFilter": {"results": []}, "promptAttack": {"results": []},
        "sensitiveInformation": {"results": []}}}""";

  private final AwsServer server = new AwsServer("bedrock");

  @AfterEach
  void stop() {
    server.close();
  }

  private Detector detector(Checks checks) {
    return new BedrockChecksDetector("bedrock", server.bedrock().guardrailChecks(checks));
  }

  private static String email(int begin, int end, boolean truncated) {
    return """
        {"results": {"sensitiveInformation": {"truncated": %s, "results": [{"type": "EMAIL",
          "confidenceScore": 0.9, "beginOffset": %d, "endOffset": %d, "messageIndex": 0,
          "contentIndex": 0}]}}}""".formatted(truncated, begin, end);
  }

  @Test
  void severitiesAndPlacesBecomeFindings() {
    server.answers("""
        {"results": {
           "contentFilter": {"results": [{"category": "INSULTS", "severityScore": 0.8},
             {"category": "VIOLENCE", "severityScore": 0.3}, {"category": "HATE", "severityScore": 0.0}]},
           "promptAttack": {"results": [{"category": "PROMPT_INJECTION", "severityScore": 1}]},
           "sensitiveInformation": {"truncated": false, "results": [
             {"type": "US_SOCIAL_SECURITY_NUMBER", "confidenceScore": 0.9, "beginOffset": 3,
              "endOffset": 14, "messageIndex": 0, "contentIndex": 0}]}}}""");
    try (Detector detector = detector(ALL)) {
      assertThat(detector.detect("My 123-45-6789"))
          .containsExactlyInAnyOrder(
              new Finding("insult", 0, 14, 0.8, "bedrock"),
              new Finding("threat", 0, 14, 0.3, "bedrock"),
              new Finding("prompt-injection", 0, 14, 1, "bedrock"),
              new Finding("us-ssn", 3, 14, 0.9, "bedrock"));
      assertThat(detector.cost()).isEqualTo(Detector.Cost.REMOTE);
      assertThat(detector.name()).isEqualTo("bedrock");
    }
    assertThat(server.requests().get(0).target()).isEqualTo("/guardrail-checks/invoke");
    assertThat(server.body(0).at("/messages/0/content/0/text").asText())
        .isEqualTo("My 123-45-6789");
    assertThat(server.body(0).at("/checks/promptAttack/categories/0/category").asText())
        .isEqualTo("PROMPT_INJECTION");
  }

  @Test
  void anOutputIsTheAssistantsAndEverythingElseTheUsers() {
    server.answers(NOTHING);
    try (Detector detector = detector(ALL)) {
      for (Stage stage : Stage.values()) {
        assertThat(detector.detect(new Excerpt("x", stage, List.of()))).isEmpty();
      }
      assertThat(detector.detect(" \n")).isEmpty();
      assertThat(detector.detect("")).isEmpty();
    }
    assertThat(server.requests())
        .extracting(request -> AwsServer.json(request).at("/messages/0/role").asText())
        .containsExactly("user", "assistant", "user", "user");
  }

  @Test
  void placesBehindEmojiCoverBothWaysOfCounting() {
    try (Detector detector = detector(new Checks(Set.of(), Set.of(), Set.of("EMAIL")))) {
      String text = "😀😀 a@b.c 東京";
      // In code points 3 to 8, in chars 5 to 10.
      server.answers(email(3, 8, false));
      assertThat(detector.detect(text))
          .containsExactly(new Finding("email", 2, 10, 0.9, "bedrock"));
      server.answers(email(5, 10, false));
      assertThat(detector.detect(text))
          .containsExactly(new Finding("email", 5, 12, 0.9, "bedrock"));
      server.answers(email(4, 99, false));
      assertThat(detector.detect(text))
          .as("a place that is none is everywhere")
          .containsExactly(new Finding("email", 0, text.length(), 0.9, "bedrock"));
      server.answers(email(3, 8, false));
      assertThat(detector.detect("東京 a@b.c 😀"))
          .as("the emoji is behind it")
          .containsExactly(new Finding("email", 3, 8, 0.9, "bedrock"));
    }
  }

  @Test
  void aLongTextIsSentInPiecesAndAThingBetweenTwoOfThemIsOne() {
    Checks checks = new Checks(Set.of(), Set.of(), Set.of("EMAIL"));
    server.behaves(exchange -> {
      String piece =
          AwsServer.json(exchange.request()).at("/messages/0/content/0/text").asText();
      int at = piece.indexOf("a@b.c");
      AwsServer.ok(
          exchange,
          at < 0
              ? "{\"results\": {\"sensitiveInformation\": {\"results\": []}}}"
              : email(at, at + 5, false));
    });
    try (Detector detector = new BedrockChecksDetector(
        "bedrock",
        server.bedrock().guardrailChecks(checks),
        new CallLimits(160, Duration.ofSeconds(30)))) {
      for (int pad = 140; pad < 165; pad++) {
        String text = "x".repeat(pad) + " a@b.c " + "y".repeat(300);
        assertThat(detector.detect(text))
            .as("%d before", pad)
            .containsExactly(new Finding("email", pad + 1, pad + 6, 0.9, "bedrock"));
      }
    }
  }

  @Test
  void whereBedrockLeavesFindingsOutItIsAskedAboutLess() {
    Checks checks = new Checks(Set.of(), Set.of(), Set.of("EMAIL"));
    server.behaves(exchange -> {
      String piece =
          AwsServer.json(exchange.request()).at("/messages/0/content/0/text").asText();
      AwsServer.ok(exchange, email(0, 5, piece.length() > 250));
    });
    try (Detector detector = new BedrockChecksDetector(
        "bedrock",
        server.bedrock().guardrailChecks(checks),
        new CallLimits(800, Duration.ofSeconds(30)))) {
      assertThat(detector.detect("a@b.c ".repeat(100))).hasSizeGreaterThan(3);
      server.answers(email(0, 5, true));
      assertThatThrownBy(() -> detector.detect("a@b.c ".repeat(100)))
          .isInstanceOf(MalformedAnswerException.class)
          .hasMessageContaining("cannot tell");
    }
  }

  @Test
  void errorsAreTold() {
    try (Detector detector = detector(ALL)) {
      Troubles.errorsAreTold(server, detector, "bedrock:InvokeGuardrailChecks");
    }
  }

  @Test
  void silenceAndGarbageAreNotTakenForHarmless() {
    try (Detector detector = detector(ALL)) {
      Troubles.garbageIsAnError(
          server,
          detector,
          "{}",
          "{\"results\": {}}",
          "{\"results\": {\"contentFilter\": {\"results\": []}, \"promptAttack\": {\"results\": []}}}",
          NOTHING.replaceFirst("\\[]", "[{\"category\": \"HATE\", \"severityScore\": 7.5}]"),
          NOTHING.replaceFirst("\\[]", "[{\"category\": \"HATE\"}]"),
          "<html>a@b.c</html>",
          "{\"results\": ");
    }
  }

  @Test
  void anInterruptAndATimeOutEndTheCall() throws Exception {
    server.answers(NOTHING);
    try (Detector detector = detector(ALL);
        Detector hasty = new BedrockChecksDetector(
            "hasty",
            server.bedrock().guardrailChecks(ALL),
            new CallLimits(1000, Duration.ofMillis(500)))) {
      detector.detect("warm up");
      Troubles.anInterruptEndsTheCall(server, detector);
      Troubles.aTimeOutEndsTheCall(server, hasty);
    }
  }

  @Test
  void policyFilesMakeThemAll() {
    List<String> types = StreamSupport.stream(
            ServiceLoader.load(DetectorFactory.class).spliterator(), false)
        .map(DetectorFactory::type)
        .toList();
    assertThat(types)
        .contains("bedrock-checks", "bedrock-guardrail", "comprehend-toxicity", "comprehend-pii");
    Map<String, Map<String, Object>> settings = Map.of(
        "bedrock-checks",
            Map.of("attacks", List.of("all"), "sensitive", List.of("email"), "region", "eu-west-1"),
        "bedrock-guardrail", Map.of("guardrail", "gr1", "version", "2", "grounding", true),
        "comprehend-toxicity", Map.of("region", "eu-west-1", "timeout-seconds", 3),
        "comprehend-pii", Map.of("endpoint", server.uri().toString()),
        "judge", Map.of("model", "bedrock:amazon.nova-lite-v1:0", "hazards", List.of("harm")));
    ServiceLoader.load(DetectorFactory.class).forEach(factory -> {
      if (settings.containsKey(factory.type())) {
        MapSettings own = new MapSettings(settings.get(factory.type()));
        try (Detector detector = factory.create("mine", own)) {
          assertThat(detector.name()).isEqualTo("mine");
          assertThat(detector.cost()).isEqualTo(Detector.Cost.REMOTE);
        }
      }
    });
  }

  @Test
  void policyFilesThatAreWrongSayWhere() {
    DetectorFactory checks = new BedrockChecksDetectorFactory();
    assertThatThrownBy(
            () -> checks.create("x", new MapSettings(Map.of("harm", List.of("rudeness")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy.yaml:7: harm: ")
        .hasMessageContaining("HATE, INSULTS");
    assertThatThrownBy(() -> checks.create("x", new MapSettings(Map.of("region", "Mars!"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy.yaml:7: region: ");
    assertThatThrownBy(() -> checks.create("x", new MapSettings(Map.of("piece-size", 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy.yaml:7: piece-size: ");
    assertThatThrownBy(
            () -> new BedrockGuardrailDetectorFactory().create("x", new MapSettings(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy.yaml:7: guardrail: ");
    assertThatThrownBy(() -> new ComprehendPiiDetectorFactory()
            .create("x", new MapSettings(Map.of("endpoint", "no address"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy.yaml:7: endpoint: ");
  }
}
