package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.replay.ScriptedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AuditLogTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir
  private Path folder;

  private static AuditRecord decision(String tenant, List<String> texts) {
    Verdict verdict = new Verdict(
        Stage.TOOL_RESULT,
        Verdict.Outcome.BLOCKED,
        List.of(
            new Verdict.Item(
                new Finding("threat", 3, 9, 0.75, "toxicity"), 2, Action.block("no"), true),
            new Verdict.Item(new Finding("email", 4, 5, 1, "pii"), 0, Action.replace(), false)),
        List.of(new Verdict.Failure("slow", "no answer within its 50 ms", false)),
        "no",
        "support",
        "v7",
        true,
        Duration.ofNanos(1_500_000));
    return new AuditRecord(
        Instant.parse("2026-11-28T01:02:03Z"),
        Optional.of(ModelId.of("test", "m")),
        Map.of("tenant", tenant),
        verdict,
        texts);
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void aDecisionIsALineOfJsonWithoutTexts() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    try (AuditLog log = AuditLog.open(file)) {
      log.decided(decision("株式会社\n二", List.of()));
    }
    assertThat(Files.readString(file)).isEqualTo("""
        {"time":"2026-11-28T01:02:03Z","model":"test:m","metadata":{"tenant":"株式会社\\n二"},\
        "policy":"support","version":"v7","stage":"tool-result","outcome":"blocked","dryRun":true,\
        "findings":[{"category":"threat","start":3,"end":9,"score":0.75,"detector":"toxicity",\
        "action":"block","block":2,"earlier":true},{"category":"email","start":4,"end":5,"score":1.0,\
        "detector":"pii","action":"replace","block":0,"earlier":false}],\
        "failures":[{"detector":"slow","problem":"no answer within its 50 ms","blocked":false}],\
        "elapsedMs":1.5}
        """);
  }

  @Test
  void aLineIsInTheFileBeforeItIsAcknowledgedAndIsAppendedToWhatIsThere() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    for (int i = 1; i <= 3; i++) {
      try (AuditLog log = i == 2 ? AuditLog.openForced(file) : AuditLog.open(file)) {
        log.decided(decision("t" + i, List.of()));
        assertThat(read(file))
            .hasSize(i)
            .last()
            .satisfies(line -> assertThat(line.at("/metadata/tenant").asText()).startsWith("t"));
      }
    }
  }

  @Test
  void textsAreThereIfTheGuardrailKeepsThemAlsoWithHalfCharacters() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    try (AuditLog log = AuditLog.open(file)) {
      log.decided(decision("t", List.of("殺す\uD83D", "\u2028 \" bob@x.com 😀")));
    }
    JsonNode findings = read(file).get(0).get("findings");
    assertThat(findings.get(0).get("text").asText()).isEqualTo("殺す\uFFFD");
    assertThat(findings.get(1).get("text").asText()).isEqualTo("\u2028 \" bob@x.com 😀");
  }

  @Test
  void aGuardedCallWithoutFindingsIsALineToo() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    GuardrailPolicy policy = GuardrailPolicy.builder("p")
        .input(Check.of(TestDetectors.pattern("key", "KEY-[0-9]+")).onAny(0.5, Action.redact("*")))
        .build();
    try (AuditLog log = AuditLog.openForced(file)) {
      Guardrail guardrail = Guardrail.builder(policy).audit(log).build();
      ScriptedModel.answering("fine").model().with(guardrail).generate(GenerateRequest.of("hello"));
      guardrail.check(Stage.INPUT, "KEY-1");
    }
    assertThat(read(file))
        .extracting(line -> line.get("outcome").asText(), line -> line.has("model"))
        .containsExactly(tuple("passed", true), tuple("changed", false));
  }

  @Test
  void linesOfManyThreadsAreWhole() throws Exception {
    Path file = folder.resolve("audit.jsonl");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (AuditLog log = AuditLog.open(file)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        String tenant = "t" + t;
        all.add(threads.submit(() -> {
          for (int i = 0; i < 200; i++) {
            log.decided(decision(tenant, List.of("長い文".repeat(500), "b")));
          }
        }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(read(file)).hasSize(1_600);
  }

  @Test
  void anInterruptedThreadWritesAllTheSameAndHarmsNobody() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    try (AuditLog log = AuditLog.openForced(file)) {
      Thread.currentThread().interrupt();
      log.decided(decision("a", List.of()));
      assertThat(Thread.interrupted()).isTrue();
      log.decided(decision("b", List.of()));
    }
    assertThat(read(file)).hasSize(2);
  }

  @Test
  void afterATornLineADecisionBeginsANewOne() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    Files.writeString(file, "{\"time\":\"2026\"}\n{\"time\":\"20");
    try (AuditLog log = AuditLog.open(file)) {
      log.decided(decision("a", List.of()));
      log.decided(decision("b", List.of()));
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).isEqualTo("{\"time\":\"20");
    assertThat(JSON.readTree(lines.get(2)).at("/metadata/tenant").asText()).isEqualTo("a");
  }

  @Test
  void anAbsentFolderIsToldWhenTheAuditIsOpened() {
    Path file = folder.resolve("nowhere").resolve("audit.jsonl");
    assertThatThrownBy(() -> AuditLog.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("a folder that exists");
    assertThatThrownBy(() -> AuditLog.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void aFullDiskIsToldForEachDecisionAndHarmsNoCall() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    try (AuditLog log = AuditLog.open(full)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> log.decided(decision("a", List.of())))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("/dev/full");
      }
      GuardrailPolicy policy = GuardrailPolicy.builder("p")
          .input(Check.of(TestDetectors.pattern("key", "KEY")).onAny(0.5, Action.flag()))
          .build();
      assertThat(ScriptedModel.answering("fine")
              .model()
              .with(Guardrail.builder(policy).audit(log).build())
              .generate(GenerateRequest.of("KEY"))
              .text())
          .isEqualTo("fine");
    }
  }

  @Test
  void aClosedAuditRefusesDecisionsAndMayBeClosedAgain() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    AuditLog log = AuditLog.open(file);
    log.close();
    log.close();
    assertThatThrownBy(() -> log.decided(decision("a", List.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(file).isEmptyFile();
  }
}
