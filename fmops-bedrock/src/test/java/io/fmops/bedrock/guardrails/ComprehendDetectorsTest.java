package io.fmops.bedrock.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.RejectedInputException;
import io.fmops.testkit.loopback.RecordedRequest;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComprehendDetectorsTest {

  private static final String LABELS = "{\"Toxicity\": %s, \"Labels\": [%s]}";

  private final AwsServer server = new AwsServer("comprehend");

  @AfterEach
  void stop() {
    server.close();
  }

  private Detector toxicity() {
    return server.comprehend().build().toxicity("toxic");
  }

  private Detector pii() {
    return server.comprehend().build().pii("pii");
  }

  private static String label(String name, double score) {
    return "{\"Name\": \"%s\", \"Score\": %s}".formatted(name, score);
  }

  private static String results(String... results) {
    return "{\"ResultList\": [" + String.join(", ", results) + "]}";
  }

  /** One result a segment: toxic if it has the word. */
  private void judgesByWord(String word) {
    server.behaves(exchange -> {
      List<String> results = new ArrayList<>();
      for (JsonNode segment : AwsServer.json(exchange.request()).path("TextSegments")) {
        boolean bad = segment.path("Text").asText().contains(word);
        results.add(LABELS.formatted(bad ? 0.9 : 0.01, label("INSULT", bad ? 0.75 : 0.02)));
      }
      AwsServer.ok(exchange, results(results.toArray(new String[0])));
    });
  }

  @Test
  void labelsBecomeTheLibrarysCategories() {
    server.answers(results(LABELS.formatted(
        "0.5",
        String.join(
            ",",
            label("GRAPHIC", 0.15),
            label("HARASSMENT_OR_ABUSE", 0.625),
            label("HATE_SPEECH", 0.25),
            label("INSULT", 0.75),
            label("PROFANITY", 0.0625),
            label("SEXUAL", 0.875),
            label("VIOLENCE_OR_THREAT", 1.0)))));
    try (Detector detector = toxicity()) {
      assertThat(detector.detect("some words"))
          .extracting(Finding::category)
          .containsExactlyInAnyOrder("toxicity", "graphic", "hate", "insult", "sexual", "threat");
      assertThat(detector.detect("some words"))
          .contains(
              new Finding("toxicity", 0, 10, 0.625, "toxic"),
              new Finding("threat", 0, 10, 1, "toxic"));
      assertThat(detector.cost()).isEqualTo(Detector.Cost.REMOTE);
      assertThat(detector.scope()).isEqualTo(Detector.Scope.SENTENCE);
    }
    RecordedRequest sent = server.requests().get(0);
    assertThat(sent.header("X-Amz-Target")).contains("Comprehend_20171127.DetectToxicContent");
    assertThat(server.body(0).path("LanguageCode").asText()).isEqualTo("en");
    assertThat(server.body(0).at("/TextSegments/0/Text").asText()).isEqualTo("some words");
  }

  @Test
  void eachSentenceIsASegmentOfAtMostAKilobyteAndTenAreACall() {
    judgesByWord("stupid");
    String text =
        "Caf\u00e9s are nice 😀. ".repeat(14) + "caf\u00e9 ".repeat(400) + ". You are stupid.";
    try (Detector detector = toxicity()) {
      List<Finding> found = detector.detect(text);
      assertThat(found).extracting(Finding::category).containsExactly("toxicity", "insult");
      assertThat(text.substring(found.get(0).start())).isEqualTo("You are stupid.");
      assertThat(found.get(0).end()).isEqualTo(text.length());
    }
    assertThat(server.requests()).hasSize(2);
    for (RecordedRequest request : server.requests()) {
      JsonNode segments = AwsServer.json(request).path("TextSegments");
      assertThat(segments.size()).isLessThanOrEqualTo(10);
      segments.forEach(segment -> {
        String piece = segment.path("Text").asText();
        assertThat(piece.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(1_000);
      });
    }
  }

  @Test
  void oneSegmentWithoutSentencesIsCutBetweenCodePoints() {
    judgesByWord("stupid");
    try (Detector detector = toxicity()) {
      assertThat(detector.detect("😀".repeat(1_000) + "\uD800")).isEmpty();
    }
    StringBuilder all = new StringBuilder();
    server
        .body(0)
        .path("TextSegments")
        .forEach(segment -> all.append(segment.path("Text").asText()));
    assertThat(all.toString()).isEqualTo("😀".repeat(1_000) + "\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "馬鹿野郎、消えろ。", "Тупой дурак", "바보 같은 사람아 a@b.c"})
  void whatIsNotEnglishMakesNoCallAndNoFinding(String text) {
    try (Detector toxicity = toxicity();
        Detector pii = pii()) {
      assertThat(toxicity.detect(text)).isEmpty();
      assertThat(pii.detect(text)).isEmpty();
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void segmentsInJapaneseAreLeftOutAndThoseInEnglishKeepTheirPlaces() {
    judgesByWord("stupid");
    String japanese = "今日はとても良い天気です。".repeat(25);
    String text = japanese + "You are stupid. ".repeat(3) + japanese;
    try (Detector detector = toxicity()) {
      assertThat(detector.detect(text))
          .hasSize(6)
          .allMatch(f -> text.substring(f.start(), f.end()).equals("You are stupid."));
    }
    server
        .body(0)
        .path("TextSegments")
        .forEach(segment -> assertThat(segment.path("Text").asText()).contains("stupid"));
  }

  @Test
  void numbersWithoutLettersAreLookedAt() {
    server.answers("""
        {"Entities": [{"Score": 0.9990000128746033, "Type": "SSN", "BeginOffset": 0, "EndOffset": 11}]}""");
    try (Detector detector = pii()) {
      assertThat(detector.detect("123-45-6789")).hasSize(1);
    }
  }

  @Test
  void entitiesBecomeFindingsAtTheirCodePoints() {
    server.answers("""
        {"Entities": [
          {"Score": 0.5, "Type": "NAME", "BeginOffset": 2, "EndOffset": 5},
          {"Score": 1.0, "Type": "EMAIL", "BeginOffset": 6, "EndOffset": 11},
          {"Score": 0.25, "Type": "CREDIT_DEBIT_NUMBER", "BeginOffset": 12, "EndOffset": 16},
          {"Score": 0.75, "Type": "DATE_TIME", "BeginOffset": 17, "EndOffset": 99}]}""");
    try (Detector detector = pii()) {
      assertThat(detector.detect("😀 Ann a@b.c 4444 now"))
          .containsExactlyInAnyOrder(
              new Finding("person-name", 3, 6, 0.5, "pii"),
              new Finding("email", 7, 12, 1, "pii"),
              new Finding("credit-card", 13, 17, 0.25, "pii"),
              new Finding("date-time", 0, 21, 0.75, "pii"));
      assertThat(detector.scope()).isEqualTo(Detector.Scope.SPAN);
    }
    RecordedRequest sent = server.requests().get(0);
    assertThat(sent.header("X-Amz-Target")).contains("Comprehend_20171127.DetectPiiEntities");
    assertThat(server.body(0).path("Text").asText()).isEqualTo("😀 Ann a@b.c 4444 now");
  }

  @Test
  void anEntityBetweenTwoPiecesIsOne() {
    server.behaves(exchange -> {
      String piece = AwsServer.json(exchange.request()).path("Text").asText();
      int at = piece.indexOf("a@b.c");
      AwsServer.ok(exchange, at < 0 ? "{\"Entities\": []}" : """
                {"Entities": [{"Score": 1.0, "Type": "EMAIL", "BeginOffset": %d, "EndOffset": %d}]}""".formatted(at, at + 5));
    });
    try (Detector detector = pii()) {
      for (int pad : new int[] {99_700, 99_750, 99_990, 99_996, 99_999, 100_000}) {
        assertThat(detector.detect("x".repeat(pad) + " a@b.c " + "y".repeat(1_000)))
            .as("%d before", pad)
            .containsExactly(new Finding("email", pad + 1, pad + 6, 1, "pii"));
      }
    }
  }

  @Test
  void errorsAreTold() {
    try (Detector detector = toxicity()) {
      Troubles.errorsAreTold(server, detector, "comprehend:DetectToxicContent");
      server.fails(400, "TextSizeLimitExceededException", "too large");
      assertThatThrownBy(() -> detector.detect("x"))
          .isInstanceOf(RejectedInputException.class)
          .hasMessage("comprehend:toxic-content does not accept the request: too large");
    }
  }

  @Test
  void errorsOfTheOtherAreTold() {
    try (Detector detector = pii()) {
      Troubles.errorsAreTold(server, detector, "comprehend:DetectPiiEntities");
    }
  }

  @Test
  void garbageIsAnError() {
    try (Detector toxicity = toxicity();
        Detector pii = pii()) {
      Troubles.garbageIsAnError(
          server,
          toxicity,
          "{}",
          results(),
          results(LABELS.formatted("0", ""), LABELS.formatted("0", "")),
          results("{\"Labels\": []}"),
          results(LABELS.formatted("7", "")),
          results(LABELS.formatted("0", "{\"Score\": 1}")),
          "<html>a@b.c</html>",
          "{\"ResultList\": ");
      Troubles.garbageIsAnError(
          server,
          pii,
          "{}",
          "{\"Entities\": [{\"Score\": 1, \"BeginOffset\": 0, \"EndOffset\": 1}]}",
          "{\"Entities\": [{\"Score\": 1, \"Type\": \"EMAIL\", \"EndOffset\": 1}]}",
          "{\"Entities\": [{\"Type\": \"EMAIL\", \"BeginOffset\": 0, \"EndOffset\": 1}]}",
          "a@b.c");
    }
  }

  @Test
  void anInterruptAndATimeOutEndTheCall() throws Exception {
    judgesByWord("x");
    try (Detector detector = toxicity();
        Detector hasty =
            server.comprehend().timeout(Duration.ofMillis(500)).build().toxicity("hasty")) {
      detector.detect("warm up");
      Troubles.anInterruptEndsTheCall(server, detector);
      Troubles.aTimeOutEndsTheCall(server, hasty);
    }
  }

  @Test
  void withoutTheSdksModuleItSaysWhatToAdd() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      if (!entry.contains("comprehend")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(Comprehend.class.getName());
      Object builder = type.getMethod("builder").invoke(null);
      Object comprehend = builder.getClass().getMethod("build").invoke(builder);
      assertThatThrownBy(() -> type.getMethod("toxicity", String.class).invoke(comprehend, "x"))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("need software.amazon.awssdk:comprehend on the class path");
    }
  }
}
