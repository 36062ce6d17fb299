package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a dataset another one, and what does not. */
class DatasetVersionTest {

  @TempDir
  Path folder;

  private static final Fields FIELDS =
      Fields.of("text").withReferenceList("answers").withTags("lang");

  private Dataset jsonl(String... lines) throws IOException {
    Path file = Files.createTempFile(folder, "data", ".jsonl");
    return Dataset.jsonl(Files.writeString(file, String.join("\n", lines)), FIELDS);
  }

  private static Dataset one(Example example) {
    return Dataset.of("one", List.of(example));
  }

  @Test
  void versionFollowsFromTheContentAlone() throws IOException {
    Dataset jsonl = jsonl(
        "{\"id\":1,\"text\":\"首都は？\",\"answers\":[\"東京\"],\"lang\":\"ja\"}",
        "{\"id\":2,\"text\":\"Capital?\",\"answers\":[\"Tokyo\",\"Edo\"],\"lang\":\"en\"}");
    Dataset otherLayout = jsonl(
        "",
        "{ \"lang\": \"ja\", \"answers\": [ \"東京\" ], \"text\": \"首都は？\", \"id\": \"1\" }",
        "{\"answers\":[\"Tokyo\",\"Edo\"],\"id\":2,\"text\":\"\\u0043apital?\",\"lang\":\"en\",\"x\":null}");
    Path csv = Files.writeString(
        folder.resolve("data.csv"),
        "lang,text,id,answers\nja,首都は？,1,\"[\"\"東京\"\"]\"\nen,Capital?,2,\"[\"\"Tokyo\"\",\"\"Edo\"\"]\"\n");
    // The number is promised: another release says the same of the same content.
    assertThat(jsonl.version())
        .isEqualTo("09232043bc461526b288e05c9f9a85278043909ee70323e6e1b34725fc20aead")
        .isEqualTo(otherLayout.version())
        .isEqualTo(Dataset.csv(csv, FIELDS).version())
        .isEqualTo(Dataset.of(
                "in memory",
                List.of(
                    new Example("1", Map.of("text", "首都は？"), List.of("東京"), Map.of("lang", "ja")),
                    new Example(
                        "2",
                        Map.of("text", "Capital?"),
                        List.of("Tokyo", "Edo"),
                        Map.of("lang", "en"))))
            .version());
  }

  @Test
  void everyChangeIsAnotherVersion() {
    Example example = new Example("1", Map.of("a", "b"), List.of("c"), Map.of("d", "e"));
    List<Dataset> datasets = List.of(
        one(example),
        one(new Example("2", Map.of("a", "b"), List.of("c"), Map.of("d", "e"))),
        one(new Example("1", Map.of("a", "B"), List.of("c"), Map.of("d", "e"))),
        one(new Example("1", Map.of("a", "b"), List.of("c", "c2"), Map.of("d", "e"))),
        one(new Example("1", Map.of("a", "b"), List.of(), Map.of("d", "e"))),
        one(new Example("1", Map.of("a", "b"), List.of("c"), Map.of("d", "e", "f", "g"))),
        one(new Example("1", Map.of("a", "b", "d", "e"), List.of("c"), Map.of())),
        one(new Example(
            "1",
            Map.of("a", "b"),
            List.of("c"),
            Map.of("d", "e"),
            Assertions.of(Assertion.of("is-json")))),
        one(new Example("1", Map.of("a", "\ud83d"), List.of("c"), Map.of("d", "e"))),
        one(new Example("1", Map.of("a", "\ude00"), List.of("c"), Map.of("d", "e"))),
        Dataset.of("two", List.of(example, new Example("2", Map.of(), Optional.empty()))),
        Dataset.of("two", List.of(new Example("2", Map.of(), Optional.empty()), example)));
    assertThat(datasets)
        .extracting(Dataset::version)
        .doesNotHaveDuplicates()
        .allMatch(v -> v.matches("[0-9a-f]{64}"));
  }

  @Test
  void viewHasAVersionOfItsOwn() {
    Example a = new Example("a", Map.of("text", "x"), Optional.empty());
    Example b = new Example("b", Map.of("text", "y"), Optional.empty());
    assertThat(Dataset.of("both", List.of(a, b)).first(1).version())
        .isEqualTo(one(a).version());
  }

  /** Texts that would run into each other if they were just written one after the other. */
  @Test
  void differentDatasetsAreNeverWrittenAlike() {
    Random random = new Random(1);
    Set<String> versions = new HashSet<>();
    Set<List<Example>> contents = new HashSet<>();
    for (int round = 0; round < 3_000; round++) {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(2); i++) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> tags = new LinkedHashMap<>();
        List<String> references = new ArrayList<>();
        for (int j = random.nextInt(4); j > 0; j--) {
          switch (random.nextInt(3)) {
            case 0 -> fields.put(text(random), text(random));
            case 1 -> tags.put(text(random), text(random));
            default -> references.add(text(random));
          }
        }
        examples.add(new Example(i + text(random), fields, references, tags));
      }
      if (contents.add(examples)) {
        assertThat(versions.add(Dataset.of("x", examples).version()))
            .as("%s", examples)
            .isTrue();
      }
    }
  }

  private static String text(Random random) {
    return "\u0000\u0001a語".repeat(2).substring(random.nextInt(4), 4 + random.nextInt(3));
  }
}
