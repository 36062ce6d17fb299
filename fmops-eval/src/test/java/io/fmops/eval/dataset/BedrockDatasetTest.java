package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of Bedrock's evaluation jobs, read and written. */
class BedrockDatasetTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("job.jsonl");
  }

  private static List<Example> read(Dataset dataset) {
    try (Stream<Example> examples = dataset.examples()) {
      return examples.toList();
    }
  }

  private Dataset lines(String... lines) throws IOException {
    return BedrockDataset.read(Files.writeString(file, String.join("\n", lines)));
  }

  @Test
  void promptsOfAutomaticJobsAreRead() throws IOException {
    assertThat(read(lines(
            "{\"prompt\":\"日本の首都は？\",\"referenceResponse\":\"東京\",\"category\":\"首都\"}",
            "{\"prompt\":\"Write a haiku.\"}")))
        .containsExactly(
            new Example(
                "line-1", Map.of("prompt", "日本の首都は？"), List.of("東京"), Map.of("category", "首都")),
            new Example("line-2", Map.of("prompt", "Write a haiku."), Optional.empty()));
    assertThat(lines("{\"prompt\":\"a\"}").check()).as("without any category").isEqualTo(1);
  }

  @Test
  void responsesThatAreThereAlreadyAreRead() throws IOException {
    Example example = read(lines(
            "{\"prompt\":\"a\",\"modelResponses\":[{\"response\":\"東京\",\"modelIdentifier\":\"ours\"},"
                + "{\"response\":\"Tokyo\",\"modelIdentifier\":\"theirs\"}]}"))
        .get(0);
    assertThat(example.fields())
        .isEqualTo(Map.of(
            "prompt", "a",
            "response", "東京",
            "modelIdentifier", "ours",
            "response2", "Tokyo",
            "modelIdentifier2", "theirs"));
  }

  @Test
  void conversationsOfRagJobsAreRead() throws IOException {
    Example example = read(lines("{\"conversationTurns\":["
            + "{\"prompt\":{\"content\":[{\"text\":\"営業時間は？\"}]},"
            + "\"referenceResponses\":[{\"content\":[{\"text\":\"九時から\"}]}],"
            + "\"output\":{\"text\":\"九時からです\"}},"
            + "{\"prompt\":{\"content\":[{\"text\":\"土曜も？\"}]},"
            + "\"referenceResponses\":[{\"content\":[{\"text\":\"はい\"}]},{\"content\":[{\"text\":\"土曜も\"}]}],"
            + "\"output\":{\"text\":\"はい、土曜も\",\"knowledgeBaseIdentifier\":\"shop\","
            + "\"retrievedPassages\":{\"retrievalResults\":[{\"content\":{\"text\":\"土曜日も営業\"},"
            + "\"metadata\":{\"x\":1}}]},\"citations\":[]}}]}"))
        .get(0);
    assertThat(example.references()).containsExactly("はい", "土曜も");
    assertThat(example.fields())
        .isEqualTo(Map.of(
            "prompt", "土曜も？",
            "response", "はい、土曜も",
            "knowledgeBaseIdentifier", "shop",
            "contexts", "[\"土曜日も営業\"]",
            "history",
                "[{\"prompt\":\"営業時間は？\",\"references\":[\"九時から\"],\"response\":\"九時からです\"}]"));
  }

  private void assertProblem(String line, String message) throws IOException {
    assertThatThrownBy(lines(line)::check)
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + " line 1: " + message);
  }

  @Test
  void whatIsNotOfTheFormatIsNamedByItsPlace() throws IOException {
    assertProblem(
        "{\"promt\":\"a\"}",
        "Bedrock's format has no \"promt\"; it has \"prompt\", \"referenceResponse\", \"category\","
            + " \"modelResponses\"; did you mean \"prompt\"?");
    assertProblem("{}", "the field \"prompt\" is missing; the line has no fields");
    assertProblem("{\"prompt\":5}", "prompt is no text; it must be a text");
    assertProblem("{\"prompt\":\" \"}", "the field \"prompt\" is blank; it needs a value");
    assertProblem(
        "{\"prompt\":\"a\",\"modelResponses\":{}}",
        "modelResponses is no array; it must be a JSON array");
    assertProblem(
        "{\"prompt\":\"a\",\"modelResponses\":[]}",
        "modelResponses has 0 items; it has one, or two for human workers");
    assertProblem(
        "{\"prompt\":\"a\",\"modelResponses\":[{\"response\":\"b\"}]}",
        "modelResponses/0/modelIdentifier is missing; it must be a text");
    assertProblem(
        "{\"conversationTurns\":[]}",
        "conversationTurns has 0 items; a conversation has 1 to 5 turns");
    assertProblem(
        "{\"conversationTurns\":[{\"prompt\":{\"content\":[{\"txt\":\"a\"}]}}]}",
        "conversationTurns/0/prompt/content/0/text is missing; it must be a text");
    assertProblem(
        "{\"conversationTurns\":[{\"prompt\":{\"content\":[{\"text\":\"a\"}]},\"referenceResponses\":[{}]}]}",
        "conversationTurns/0/referenceResponses/0/content is missing; it must be a JSON array");
  }

  private static Dataset questions(Example... examples) {
    return Dataset.of("questions", List.of(examples));
  }

  private static Example question(int i) {
    return new Example(
        "q" + i,
        Map.of("question", "第" + i + "問、首都は？", "answer", "東京です"),
        List.of("東京"),
        Map.of("topic", "首都"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Dataset dataset = questions(question(1), question(2));
    int lines = BedrockExport.forModels(e -> e.field("question"))
        .withCategory(e -> e.tag("topic"))
        .withResponses("our-model.v1", e -> e.field("answer"))
        .write(dataset, file);
    assertThat(lines).isEqualTo(2);
    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo("{\"prompt\":\"第1問、首都は？\",\"referenceResponse\":\"東京\",\"category\":\"首都\","
            + "\"modelResponses\":[{\"response\":\"東京です\",\"modelIdentifier\":\"our-model.v1\"}]}");
    assertThat(read(BedrockDataset.read(file)))
        .extracting(Example::references, Example::tags, Example::fields)
        .first()
        .isEqualTo(org.assertj.core.groups.Tuple.tuple(
            List.of("東京"),
            Map.of("category", "首都"),
            Map.of("prompt", "第1問、首都は？", "response", "東京です", "modelIdentifier", "our-model.v1")));
  }

  @Test
  void ragIsWrittenAndReadAgain() throws IOException {
    Example example = new Example("a", Map.of("q", "営業時間は？"), List.of("九時から", "朝九時"), Map.of());
    BedrockExport.forRag(e -> e.field("q"))
        .withResponses("shop", e -> "九時からです")
        .withContexts("shop", e -> List.of("営業は九時から", "日曜は休み"))
        .write(questions(example), file);
    JsonNode turn = JSON.readTree(Files.readString(file)).at("/conversationTurns/0");
    assertThat(turn.at("/referenceResponses/1/content/0/text").textValue()).isEqualTo("朝九時");
    assertThat(
            turn.at("/output/retrievedPassages/retrievalResults/1/content/text").textValue())
        .isEqualTo("日曜は休み");
    Example back = read(BedrockDataset.read(file)).get(0);
    assertThat(back.references()).isEqualTo(example.references());
    assertThat(back.fields())
        .isEqualTo(Map.of(
            "prompt", "営業時間は？",
            "response", "九時からです",
            "knowledgeBaseIdentifier", "shop",
            "contexts", "[\"営業は九時から\",\"日曜は休み\"]"));

    BedrockExport.forRag(e -> e.field("q"))
        .withContexts("shop", e -> List.of("営業は九時から"))
        .write(questions(example), file);
    assertThat(JSON.readTree(Files.readString(file))
            .at("/conversationTurns/0/output/retrievedResults/retrievalResults/0/content/text")
            .textValue())
        .as("retrieval alone")
        .isEqualTo("営業は九時から");
    assertThat(read(BedrockDataset.read(file)).get(0).field("contexts")).isEqualTo("[\"営業は九時から\"]");
  }

  @Test
  void whateverFitsTheFormatComesBack() throws IOException {
    Random random = new Random(5);
    String pool = "aé日\"\\\n\u2028😀 \u0001{}[]:,";
    int[] points = pool.codePoints().toArray();
    for (int round = 0; round < 200; round++) {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        Optional<String> reference =
            random.nextBoolean() ? Optional.of("x" + text(random, points)) : Optional.empty();
        examples.add(new Example("e" + i, Map.of("t", "x" + text(random, points)), reference));
      }
      BedrockExport.forModels(e -> e.field("t")).write(Dataset.of("d", examples), file);
      List<Example> back = read(BedrockDataset.read(file));
      assertThat(back)
          .extracting(e -> e.field("prompt"))
          .isEqualTo(examples.stream().map(e -> e.field("t")).toList());
      assertThat(back)
          .extracting(Example::references)
          .isEqualTo(examples.stream().map(Example::references).toList());
    }
  }

  private static String text(Random random, int[] points) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  @Test
  void limitsOfTheServiceAreChecked() throws IOException {
    BedrockExport export = BedrockExport.forModels(e -> e.field("question"));
    Dataset many = Dataset.of(
        "many", IntStream.range(0, 1_001).mapToObj(BedrockDatasetTest::question).toList());
    assertThatThrownBy(() -> export.write(many, file))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "many has more than 1,000 examples, which is all that a job takes; take a sample"
                + " of it");
    assertThat(file).doesNotExist();
    assertThat(export.write(many.sample(1_000, 1), file)).isEqualTo(1_000);

    Example longOne = new Example("a", Map.of("question", "あ".repeat(1_366)), Optional.empty());
    assertThatThrownBy(() -> export.write(questions(longOne), file))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "questions: example \"a\" has a problem: the prompt has 4,098 bytes, and at most"
                + " 4,096 are taken; shorten it, or allow more if the account's quota \"(Evaluation) Size"
                + " of prompt\" was raised");
    assertThat(Files.readAllLines(file)).as("the file that was there").hasSize(1_000);
    assertThat(export.withPromptBytes(5_000).write(questions(longOne), file)).isEqualTo(1);

    Example two = new Example("a", Map.of("question", "?"), List.of("UK", "England"), Map.of());
    assertThatThrownBy(() -> export.write(questions(two), file))
        .hasMessage(
            "questions: example \"a\" has a problem: 2 references, and one is taken; choose one,"
                + " or evaluate RAG, which takes several");
    Example blank = new Example("a", Map.of("question", " "), Optional.empty());
    assertThatThrownBy(() -> export.write(questions(blank), file))
        .hasMessage("questions: example \"a\" has a problem: the prompt is blank");
    Example half = new Example("a", Map.of("question", "\ud83d"), Optional.empty());
    assertThatThrownBy(() -> export.write(questions(half), file))
        .hasMessageContaining("half a character");
    Dataset none = questions(question(1)).withTag("topic", "none");
    assertThatThrownBy(() -> export.write(none, file))
        .hasMessage("questions[topic=none] has no examples; a job needs at least one");
  }

  @Test
  void exportsMustMakeSense() throws IOException {
    BedrockExport models = BedrockExport.forModels(e -> e.field("question"));
    BedrockExport rag = BedrockExport.forRag(e -> e.field("question"));
    assertThatThrownBy(() -> models.withResponses("モデル", e -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the identifier is \"モデル\"; take 1 to 256 letters and digits, and . _ - but for"
            + " the first one");
    BedrockExport two = models.withResponses("a", e -> "x").withResponses("b", e -> "y");
    assertThatThrownBy(() -> two.withResponses("c", e -> ""))
        .hasMessage(
            "responses of \"c\", and of \"a\", \"b\" before; each model once, and at most 2 of"
                + " them");
    assertThatThrownBy(() -> two.withResponses("a", e -> ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> models.withContexts("a", e -> List.of()))
        .hasMessage("only the format for RAG has retrieved passages");
    assertThatThrownBy(() -> rag.withCategory(e -> Optional.empty()))
        .hasMessage("the format for RAG has no categories");
    assertThatThrownBy(() -> rag.withResponses("a", e -> "x").withContexts("b", e -> List.of()))
        .hasMessage(
            "the responses and the passages are of two systems, \"b\" and \"a\"; a job takes one");
    assertThatThrownBy(() -> models.withPromptBytes(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> models.write(questions(question(1)), folder.resolve("job.json")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("job.json; Bedrock wants a name that ends in .jsonl");
    Dataset itself = lines("{\"prompt\":\"a\"}");
    assertThatThrownBy(() -> BedrockExport.forModels(e -> e.field("prompt")).write(itself, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("would be written over the dataset; name another file");
  }
}
