package io.fmops.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The quick start, as a newcomer and as a mistaken newcomer runs it. */
@Timeout(120)
@ExtendWith(NoAwsSettings.class)
class CompareModelsTest {

  private static final Path DATA = Path.of("data");

  @TempDir
  private Path out;

  private record Run(int status, String output, String errors) {}

  private Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--quiet", "--out", out.toString()));
    all.addAll(List.of(arguments));
    if (!all.contains("--data")) {
      all.addAll(List.of("--data", DATA.toString()));
    }
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine commandLine = CompareModels.commandLine();
    commandLine.setOut(new PrintWriter(output));
    commandLine.setErr(new PrintWriter(errors));
    int status = commandLine.execute(all.toArray(String[]::new));
    return new Run(status, output.toString(), errors.toString());
  }

  private static List<JsonNode> rows(Path file) throws IOException {
    JsonMapper json = new JsonMapper();
    List<JsonNode> rows = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : lines.toList()) {
        rows.add(json.readTree(line));
      }
    }
    return rows;
  }

  @Test
  void theQuickStartComparesFiveCandidatesOnTwoTasksAndNamesWinners() throws IOException {
    Run run = run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("reviews", "articles", "questions")
        .contains("majority", "knn k=5, 48 shots", "textrank, 2 sentences", "Chosen: ")
        .contains("accuracy", "rouge1-unicode", "token-f1")
        .containsPattern("0\\.\\d{3} \\[0\\.\\d{3}, 0\\.\\d{3}]");
    for (String task : List.of("reviews", "articles")) {
      List<JsonNode> rows = rows(out.resolve(task + "-results.jsonl"));
      assertThat(rows.stream().map(row -> row.path("candidate").asText()).distinct())
          .hasSizeGreaterThanOrEqualTo(5);
      assertThat(rows).noneMatch(row -> row.has("error"));
    }
    assertThat(out.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  @Tag("long")
  void aSecondRunGivesTheSameScores() throws IOException {
    run();
    List<JsonNode> first = withoutTimes();
    run();
    assertThat(withoutTimes()).isEqualTo(first);
  }

  private List<JsonNode> withoutTimes() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String task : List.of("reviews", "articles", "questions")) {
      for (JsonNode row : rows(out.resolve(task + "-results.jsonl"))) {
        all.add(((ObjectNode) row).without("latencyMillis"));
      }
    }
    return all;
  }

  @Test
  @Tag("long")
  void aModelOnBedrockTakesPartOverItsWireFormat() throws IOException {
    NoAwsSettings.dummyCredentials();
    Path prices = Files.writeString(out.resolve("prices.json"), """
            {"date": "2026-11-01", "currency": "USD",
             "models": {"bedrock:test.model-v1:0": {"input": 0.06, "output": 0.24}}}
            """);
    try (LoopbackServer bedrock = LoopbackServer.start(exchange -> {
      assertThat(exchange.request().target()).isEqualTo("/model/test.model-v1%3A0/converse");
      assertThat(exchange.request().header("Authorization").orElse(""))
          .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/");
      String label = exchange.request().text().contains("最高") ? "positive" : "**Neutral**.";
      exchange.respond(
          200,
          Map.of("Content-Type", "application/json", "x-amzn-RequestId", "r-1"),
          """
                  {"output":{"message":{"role":"assistant","content":[{"text":"%s"}]}},
                   "stopReason":"end_turn",
                   "usage":{"inputTokens":900,"outputTokens":3,"totalTokens":903},
                   "metrics":{"latencyMs":7}}
                  """.formatted(label).getBytes(StandardCharsets.UTF_8));
    })) {
      String endpoint = URLEncoder.encode(bedrock.uri().toString(), StandardCharsets.UTF_8);
      String id = "bedrock:test.model-v1:0?region=us-east-1&endpoint=" + endpoint;
      Run run = run("--task", "reviews", "--model", id, "--prices", prices.toString());
      assertThat(run.errors()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(run.output()).contains("bedrock:test.model-v1:0");
      assertThat(bedrock.problems()).isEmpty();
      List<JsonNode> rows = rows(out.resolve("reviews-results.jsonl")).stream()
          .filter(row -> row.path("model").asText().startsWith("bedrock:"))
          .toList();
      assertThat(rows).hasSize(150);
      assertThat(rows).allSatisfy(row -> {
        assertThat(row.path("tokens").path("input").asLong()).isEqualTo(900);
        assertThat(row.path("cost").asText()).isEqualTo("0.00005472");
        assertThat(row.path("scores").path("label").path("predicted").asText())
            .isIn("positive", "neutral");
      });
    }
  }

  @Test
  void withoutCredentialsOneMessageSaysWhatToSetAndTheOthersAreKept() throws IOException {
    Run run = run("--task", "reviews", "--model", "bedrock:test.model-v1:0?region=us-east-1");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors().lines()).hasSize(1);
    assertThat(run.errors()).startsWith("error: not evaluated: ").contains("AWS_");
    assertThat(run.output()).contains("knn k=5, 48 shots");
    List<JsonNode> rows = rows(out.resolve("reviews-results.jsonl"));
    assertThat(rows).hasSize(6 * 150);
    assertThat(rows.stream().filter(row -> !row.has("error"))).hasSize(5 * 150);
    assertThat(out.resolve("report.html")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          missing file    |                                          | no
          empty file      | ''                                       | no examples
          broken line     | {"id":"a","text":"x","lang":"en","label":"positive"}~{"id": | line 2
          missing field   | {"id":"a","text":"x","label":"positive"} | lang
          label not in set| {"id":"a","text":"x","lang":"en","label":"good"} | good
          """)
  void wrongDataIsOneLineWithFileLineAndRemedy(String what, String content, String expected)
      throws IOException {
    Path data = Files.createDirectories(out.resolve("data"));
    Files.copy(DATA.resolve("reviews-shots.jsonl"), data.resolve("reviews-shots.jsonl"));
    if (content != null) {
      Files.writeString(data.resolve("reviews.jsonl"), content.replace("~", "\n"));
    }
    Run run = run("--task", "reviews", "--data", data.toString());
    assertThat(run.status()).as(what).isEqualTo(2);
    assertThat(run.errors().lines()).hasSize(1);
    assertThat(run.errors())
        .startsWith("error: ")
        .contains("reviews.jsonl")
        .containsIgnoringCase(expected);
  }

  @Test
  void wrongOptionsAreOneLineToo() {
    Run provider = run("--model", "openapi:gpt");
    assertThat(provider.status()).isEqualTo(2);
    assertThat(provider.errors().lines()).hasSize(1);
    assertThat(provider.errors())
        .contains("no model provider \"openapi\"")
        .contains("baseline, bedrock, openai, sagemaker");
    Run malformed = run("--model", "gpt");
    assertThat(malformed.status()).isEqualTo(2);
    assertThat(malformed.errors()).contains("expected provider:model-id");
    Run prices = run("--prices", "nowhere.json");
    assertThat(prices.status()).isEqualTo(2);
    assertThat(prices.errors()).contains("no price list at nowhere.json");
    Run option = run("--modle", "baseline:majority");
    assertThat(option.status()).isEqualTo(2);
    assertThat(option.errors().lines()).hasSize(1);
    assertThat(option.errors()).contains("--modle").contains("--help");
    Run folder = run("--data", "nowhere");
    assertThat(folder.status()).isEqualTo(2);
    assertThat(folder.errors().lines()).hasSize(1);
    assertThat(folder.errors()).contains("no folder nowhere").contains("--data DIR");
    Run version = run("--version");
    assertThat(version.output()).startsWith("FMOps for Java");
    Run task = run("--task", "poems");
    assertThat(task.errors()).contains("poems").contains("reviews, articles, questions");
    Run concurrency = run("--concurrency", "0");
    assertThat(concurrency.status()).isEqualTo(2);
    assertThat(concurrency.errors()).contains("1 to 1024");
  }
}
