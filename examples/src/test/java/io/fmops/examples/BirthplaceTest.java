package io.fmops.examples;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The chain of prompts, on the embedded model and over Bedrock's wire format. */
@Timeout(60)
@ExtendWith(NoAwsSettings.class)
class BirthplaceTest {

  @TempDir
  private Path out;

  private record Run(int status, String output, String errors) {}

  private Run run(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine commandLine = Birthplace.commandLine();
    commandLine.setOut(new PrintWriter(output));
    commandLine.setErr(new PrintWriter(errors));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--page", out.resolve("page.html").toString()));
    if (!all.contains("--folder")) {
      all.addAll(List.of("--folder", "."));
    }
    int status = commandLine.execute(all.toArray(String[]::new));
    return new Run(status, output.toString(), errors.toString());
  }

  @Test
  void theEmbeddedModelAnswersFromTheNotesAndTheDistanceIsComputed() throws IOException {
    Run run = run();
    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("birthplace/en/leader@1#", "birthplace/en/born@1#", "birthplace/en/answer@1#")
        .contains("Answer: Southampton is 111 km from London, as the crow flies.");
    assertThat(Files.readString(out.resolve("page.html")))
        .contains("notes on the person", "birthplace/en/born@1#", "Southampton");
  }

  @Test
  void theSameInJapanese() {
    Run run = run("--language", "ja");
    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains("birthplace/ja/born@1#")
        .contains("Answer: サウサンプトンはロンドンから直線で111 kmのところにある。");
  }

  @Test
  void overBedrocksWireFormatEachPromptHoldsTheAnswerBeforeIt() {
    NoAwsSettings.dummyCredentials();
    try (LoopbackServer bedrock = LoopbackServer.start(exchange -> {
      assertThat(exchange.request().target()).isEqualTo("/model/test.model-v1%3A0/converse");
      assertThat(exchange.request().header("Authorization").orElse(""))
          .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/");
      String asked = exchange.request().text();
      String answer;
      if (asked.contains("Who is the prime minister of the UK?")) {
        answer = "Rishi Sunak";
      } else if (asked.contains("Where was this person born: Rishi Sunak</question>")) {
        answer = "In Southampton.";
      } else {
        assertThat(asked).contains("In Southampton.\\nSouthampton is 111 km from London");
        answer = "He was born in Southampton, 111 km from London.";
      }
      exchange.respond(
          200,
          Map.of("Content-Type", "application/json", "x-amzn-RequestId", "r-1"),
          """
                  {"output":{"message":{"role":"assistant","content":[{"text":"%s"}]}},
                   "stopReason":"end_turn",
                   "usage":{"inputTokens":90,"outputTokens":8,"totalTokens":98},
                   "metrics":{"latencyMs":7}}
                  """.formatted(answer).getBytes(StandardCharsets.UTF_8));
    })) {
      Run run = run("--model", id(bedrock));
      assertThat(run.errors()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(run.output()).contains("Answer: He was born in Southampton, 111 km from London.");
      assertThat(bedrock.problems()).isEmpty();
      assertThat(bedrock.requests()).hasSize(3);
    }
  }

  @Test
  void aStepThatFailsIsNamedAndWhatWasAnsweredBeforeIsShown() {
    NoAwsSettings.dummyCredentials();
    try (LoopbackServer bedrock = LoopbackServer.start(exchange -> {
      boolean first = exchange.request().text().contains("Who is the prime minister");
      exchange.respond(
          first ? 200 : 400,
          Map.of("Content-Type", "application/json", "x-amzn-ErrorType", "ValidationException"),
          (first ? """
                      {"output":{"message":{"role":"assistant","content":[{"text":"Rishi Sunak"}]}},
                       "stopReason":"end_turn",
                       "usage":{"inputTokens":90,"outputTokens":8,"totalTokens":98}}
                      """ : "{\"message\":\"not today\"}").getBytes(StandardCharsets.UTF_8));
    })) {
      Run run = run("--model", id(bedrock));
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.errors()).contains("born", "not today");
      assertThat(run.output()).contains("Rishi Sunak");
      assertThat(out.resolve("page.html")).isNotEmptyFile();
    }
  }

  @Test
  void aWrongFolderIsOneLineThatSaysWhatToDo() {
    Run run = run("--folder", out.resolve("nowhere").toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors().strip()).contains("--folder DIR").hasLineCount(1);
  }

  private static String id(LoopbackServer bedrock) {
    return "bedrock:test.model-v1:0?region=us-east-1&endpoint="
        + URLEncoder.encode(bedrock.uri().toString(), StandardCharsets.UTF_8);
  }
}
