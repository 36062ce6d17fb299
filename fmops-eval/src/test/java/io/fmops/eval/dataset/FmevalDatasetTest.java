package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets of fmeval, described by its DataConfig. */
class FmevalDatasetTest {

  @TempDir
  Path folder;

  private static List<Example> read(Dataset dataset) {
    try (Stream<Example> examples = dataset.examples()) {
      return examples.toList();
    }
  }

  private Path data(String... lines) throws IOException {
    return Files.writeString(folder.resolve("trex.jsonl"), String.join("\n", lines));
  }

  private Path config(String json) throws IOException {
    return Files.writeString(folder.resolve("config.json"), json);
  }

  @Test
  void dataConfigSaysWhereEverythingIs() throws IOException {
    data(
        "{\"question\":\"日本の首都は\",\"answers\":\"東京<OR>東京都\",\"knowledge_category\":\"首都\"}",
        "{\"question\":\"London is the capital of\",\"answers\":\"UK<OR>England\",\"knowledge_category\":\"Capitals\"}");
    Dataset dataset = FmevalDataset.read(config("""
            {"dataset_name": "trex", "dataset_uri": "trex.jsonl",
             "dataset_mime_type": "application/jsonlines", "model_output_location": null,
             "model_input_location": "question", "target_output_location": "answers",
             "category_location": "knowledge_category"}
            """));
    assertThat(dataset.name()).isEqualTo("trex");
    assertThat(read(dataset))
        .containsExactly(
            new Example(
                "line-1",
                Map.of("model_input", "日本の首都は"),
                List.of("東京", "東京都"),
                Map.of("category", "首都")),
            new Example(
                "line-2",
                Map.of("model_input", "London is the capital of"),
                List.of("UK", "England"),
                Map.of("category", "Capitals")));
  }

  @Test
  void locationsMayBeNestedAndQuoted() throws IOException {
    Path file = data("{\"Review Text\":\"良い\",\"gold\":{\"a/b\":[{\"rating\":5}]},\"a~b\":\"x\"}");
    Example example = read(FmevalDataset.of(
            file,
            Map.of(
                "model_input_location", "\"Review Text\"",
                "target_output_location", "gold.\"a/b\"[0].rating",
                "context_location", "\"a~b\"")))
        .get(0);
    assertThat(example.fields())
        .as("what the locations lead into stays out")
        .isEqualTo(Map.of("model_input", "良い", "context", "x"));
    assertThat(example.references()).containsExactly("5");
  }

  @Test
  void stereotypesHaveTwoInputs() throws IOException {
    Path file = data("{\"sent_more\":\"a\",\"sent_less\":\"b\",\"bias_type\":\"age\"}");
    Example example = read(FmevalDataset.of(
            file,
            Map.of(
                "sent_more_input_location", "sent_more",
                "sent_less_input_location", "sent_less",
                "category_location", "bias_type")))
        .get(0);
    assertThat(example.fields()).isEqualTo(Map.of("sent_more_input", "a", "sent_less_input", "b"));
    assertThat(example.tags()).isEqualTo(Map.of("category", "age"));
  }

  @Test
  void missingValueIsNamedByItsLocation() throws IOException {
    Path file = data("{\"question\":\"a\"}");
    Dataset dataset = FmevalDataset.of(
        file, Map.of("model_input_location", "question", "target_output_location", "answers"));
    assertThatThrownBy(dataset::check)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(
            file + " line 1: the field \"target_output\" (at /answers) is missing; the line has");
  }

  @Test
  void otherJmesPathsAreRefused() {
    for (String path : List.of(
        "",
        " ",
        ".a",
        "a.",
        "a..b",
        "a[*]",
        "a[?x]",
        "length(a)",
        "a | b",
        "'a'",
        "\"a",
        "a-b",
        "a[-1]",
        "\"\"",
        "\"\\x\"")) {
      assertThatThrownBy(() -> FmevalDataset.of(Path.of("x"), Map.of("model_input_location", path)))
          .as(path)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("model_input_location");
    }
    assertThatThrownBy(() -> FmevalDataset.of(Path.of("x"), Map.of("model_inputs_location", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fmeval has no \"model_inputs_location\"")
        .hasMessageEndingWith("did you mean \"model_input_location\"?");
    assertThatThrownBy(() -> FmevalDataset.of(Path.of("x"), Map.of()))
        .hasMessageStartingWith("no locations;");
  }

  private void assertProblem(String json, String message) throws IOException {
    Path file = config(json);
    assertThatThrownBy(() -> FmevalDataset.read(file))
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + message);
  }

  @Test
  void configMustBeComplete() throws IOException {
    assertProblem("{}", ": dataset_name is missing");
    assertProblem(
        "{\"dataset_name\":\"x\",\"dataset_mime_type\":\"application/json\"}",
        ": dataset_mime_type is \"application/json\"; only application/jsonlines is read, write one"
            + " example a line");
    String begin = "{\"dataset_name\":\"x\",\"dataset_mime_type\":\"application/jsonlines\",";
    assertProblem(
        begin + "\"dataset_uri\":\"s3://a/b\"}",
        ": dataset_uri is \"s3://a/b\"; only files on disk are read, copy it here first");
    assertProblem(
        begin + "\"dataset_uri\":\"b\",\"model_input_location\":5}",
        ": \"model_input_location\" must be a text");
    assertProblem(
        begin + "\"dataset_uri\":\"b\",\"input\":\"a\"}",
        ": fmeval has no \"input\"; it has \"model_input_location\", \"model_output_location\","
            + " \"target_output_location\", \"category_location\", \"sent_more_input_location\","
            + " \"sent_less_input_location\", \"sent_more_log_prob_location\","
            + " \"sent_less_log_prob_location\", \"context_location\"");
    assertProblem(
        "{\n\"dataset_name\": }",
        " line 2: broken JSON (Unexpected character ('}' (code 125)): expected a value)");
  }
}
