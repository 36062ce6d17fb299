package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where references, tags, assertions and nested values come from. */
class FieldsTest {

  private static final Fields QUESTION = Fields.of("question");

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("questions");
  }

  private Dataset jsonl(Fields fields, String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines));
    return Dataset.jsonl(file, fields);
  }

  private Dataset csv(Fields fields, String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines));
    return Dataset.csv(file, fields);
  }

  private static List<Example> read(Dataset dataset) {
    try (Stream<Example> examples = dataset.examples()) {
      return examples.toList();
    }
  }

  private void assertProblem(Dataset dataset, String message) {
    assertThatThrownBy(dataset::check)
        .isInstanceOf(DatasetException.class)
        .hasMessage(file + message);
  }

  @Test
  void severalFieldsMayHoldReferences() throws IOException {
    Fields fields = QUESTION.withReferences("answer", "別解");
    List<Example> examples = read(jsonl(
        fields,
        "{\"question\":\"首都は？\",\"answer\":\"東京\",\"別解\":\"東京都\"}",
        "{\"question\":\"capital?\",\"answer\":\"Tokyo\",\"別解\":null}",
        "{\"question\":\"capital?\",\"別解\":\"Tokyo\"}",
        "{\"question\":\"twice\",\"answer\":\"a\",\"別解\":\"a\"}"));
    assertThat(examples)
        .extracting(Example::references)
        .containsExactly(List.of("東京", "東京都"), List.of("Tokyo"), List.of("Tokyo"), List.of("a"));
    assertThat(examples).allSatisfy(e -> assertThat(e.fields()).containsOnlyKeys("question"));

    assertThat(read(csv(fields, "question,answer,別解", "首都は？,,東京")).get(0).references())
        .containsExactly("東京");
  }

  @Test
  void oneOfTheReferenceFieldsMustHaveAValue() throws IOException {
    assertProblem(
        jsonl(QUESTION.withReferences("a", "b"), "{\"question\":\"x\",\"a\":\" \"}"),
        " line 1: none of the fields \"a\", \"b\" has a value; at least one reference is needed");
  }

  @Test
  void fieldMayHoldAListOfReferences() throws IOException {
    Fields fields = QUESTION.withReferenceList("answers");
    assertThat(read(jsonl(
                fields,
                "{\"question\":\"?\",\"answers\":[\"UK\",\"英国\",7]}",
                "{\"question\":\"?\",\"answers\":\"[\\\"UK\\\"]\"}"))
            .stream()
            .map(Example::references))
        .containsExactly(List.of("UK", "英国", "7"), List.of("UK"));
    assertThat(read(csv(fields, "question,answers", "?,\"[\"\"UK\"\",\"\"英国\"\"]\""))
            .get(0)
            .references())
        .containsExactly("UK", "英国");
  }

  @Test
  void listOfReferencesIsAnArrayOfTexts() throws IOException {
    Fields fields = QUESTION.withReferenceList("answers");
    assertProblem(
        jsonl(fields, "{\"question\":\"?\",\"answers\":\"UK\"}"),
        " line 1: the field \"answers\" is \"UK\"; it must be a JSON array of references, such as"
            + " [\"UK\", \"England\"]");
    assertProblem(
        jsonl(fields, "{\"question\":\"?\",\"answers\":{\"text\":\"UK\"}}"),
        " line 1: the field \"answers\" is \"{\"text\":\"UK\"}\"; it must be a JSON array of"
            + " references, such as [\"UK\", \"England\"]");
    assertProblem(
        jsonl(fields, "{\"question\":\"?\",\"answers\":[]}"),
        " line 1: the field \"answers\" is an empty list; it needs at least one reference");
    assertProblem(
        jsonl(fields, "{\"question\":\"?\",\"answers\":[\"UK\",null]}"),
        " line 1: item 2 of the field \"answers\" is null; a reference needs a text");
  }

  @Test
  void referencesMayBeSeparated() throws IOException {
    Fields fields = QUESTION.withSeparatedReferences("target", "<OR>");
    assertThat(read(jsonl(fields, "{\"question\":\"?\",\"target\":\"UK<OR> England <OR>英国\"}"))
            .get(0)
            .references())
        .containsExactly("UK", "England", "英国");
    assertProblem(
        jsonl(fields, "{\"question\":\"?\",\"target\":\"UK<OR>\"}"),
        " line 1: the field \"target\" is \"UK<OR>\"; each side of \"<OR>\" needs a reference");
    assertThat(read(jsonl(
                QUESTION.withReference("target"), "{\"question\":\"?\",\"target\":\"a<OR>b\"}"))
            .get(0)
            .references())
        .as("where no separator is asked for")
        .containsExactly("a<OR>b");
  }

  @Test
  void referencesMayBeOptional() throws IOException {
    Fields fields = QUESTION.withReference("answer").withOptionalReferences();
    assertThat(read(jsonl(
            fields,
            "{\"question\":\"a\",\"answer\":\"x\"}",
            "{\"question\":\"b\"}",
            "{\"question\":\"c\",\"answer\":null}")))
        .extracting(Example::references)
        .containsExactly(List.of("x"), List.of(), List.of());
    assertThat(read(jsonl(
                QUESTION.withReferenceList("answers").withOptionalReferences(),
                "{\"question\":\"a\",\"answers\":[]}"))
            .get(0)
            .references())
        .isEmpty();
    assertThatThrownBy(QUESTION::withOptionalReferences)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no field holds references; name it before saying that it may be missing");
  }

  @Test
  void fieldsMayBeTags() throws IOException {
    List<Example> examples = read(jsonl(
        Fields.of("question", "lang").withTags("lang", "source"),
        "{\"question\":\"a\",\"lang\":\"en\",\"source\":\"wiki\"}",
        "{\"question\":\"あ\",\"lang\":\"ja\"}"));
    assertThat(examples.get(0).tags()).isEqualTo(Map.of("lang", "en", "source", "wiki"));
    assertThat(examples.get(1).tags()).isEqualTo(Map.of("lang", "ja"));
    assertThat(examples.get(1).tag("source")).isEmpty();
    assertThat(examples.get(0).fields())
        .as("a tag goes into no prompt unless it is an input, too")
        .containsOnlyKeys("question", "lang");
  }

  @Test
  void tagThatNoExampleHasIsMisspelt() throws IOException {
    assertProblem(
        jsonl(QUESTION.withTags("languge"), "{\"question\":\"a\",\"language\":\"en\"}"),
        ": no example has the field \"languge\", which should be a tag; the fields are"
            + " \"question\", \"language\"; did you mean \"language\"?");
    assertProblem(
        csv(QUESTION.withTags("languge"), "question,language", "a,en"),
        " line 1: the header has no column \"languge\"; it has \"question\", \"language\"; did you"
            + " mean \"language\"?");
  }

  @Test
  void pointersLeadIntoNestedValues() throws IOException {
    Fields fields = Fields.of("question")
        .at("question", "/input/text")
        .withReferenceList("answers")
        .at("answers", "/gold/answers")
        .withTags("lang")
        .at("lang", "/input/言語");
    Example example = read(jsonl(
            fields,
            "{\"input\":{\"text\":\"首都は？\",\"言語\":\"ja\"},"
                + "\"gold\":{\"answers\":[\"東京\",\"とうきょう\"]},\"note\":1}"))
        .get(0);
    assertThat(example.fields())
        .as("what the pointers lead into stays out, as the answer is in it")
        .isEqualTo(Map.of("question", "首都は？", "note", "1"));
    assertThat(example.references()).containsExactly("東京", "とうきょう");
    assertThat(example.tags()).isEqualTo(Map.of("lang", "ja"));

    assertProblem(
        jsonl(fields, "{\"input\":{\"txt\":\"a\"},\"gold\":{}}"),
        " line 1: the field \"question\" (at /input/text) is missing; the line has \"input\","
            + " \"gold\"");
    assertProblem(
        jsonl(fields, "{\"input\":{\"text\":\"a\"},\"gold\":{\"answers\":[]}}"),
        " line 1: the field \"answers\" (at /gold/answers) is an empty list; it needs at least one"
            + " reference");
  }

  @Test
  void pointersNeedNestedValues() {
    assertThatThrownBy(() -> Dataset.csv(file, QUESTION.at("question", "/a/b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("which CSV has none of");
    for (String pointer : List.of("", "a/b", "answers")) {
      assertThatThrownBy(() -> QUESTION.at("question", pointer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("\"%s\" is no JSON Pointer; write one such as /gold/answers/0", pointer);
    }
  }

  @Test
  void examplesMayHaveAssertionsOfTheirOwn() throws IOException {
    Fields fields = QUESTION.withAssertions("assert");
    List<Example> examples = read(jsonl(
        fields,
        "{\"question\":\"首都は？\",\"assert\":[{\"type\":\"contains\",\"value\":\"東京\"},"
            + "{\"type\":\"not-icontains\",\"value\":\"kyoto\",\"weight\":2,\"metric\":\"都市\"}]}",
        "{\"question\":\"b\",\"assert\":{\"threshold\":0.5,\"assert\":[{\"type\":\"is-json\"}]}}",
        "{\"question\":\"c\"}"));
    assertThat(examples.get(0).assertions())
        .isEqualTo(io.fmops.eval.dataset.Assertions.of(
            Assertion.of("contains", "東京"),
            Assertion.of("not-icontains", "kyoto").withWeight(2).withMetric("都市")));
    assertThat(examples.get(1).assertions().threshold()).isEqualTo(OptionalDouble.of(0.5));
    assertThat(examples.get(2).assertions().isEmpty()).isTrue();
    assertThat(examples.get(0).fields()).containsOnlyKeys("question");

    assertProblem(
        jsonl(fields, "{\"question\":\"a\",\"assert\":[{\"typ\":\"contains\"}]}"),
        " line 1: the field \"assert\": an assertion must be a JSON object with a type, such as"
            + " {\"type\": \"contains\", \"value\": \"...\"}");
    assertProblem(
        jsonl(fields, "{\"question\":\"a\",\"assert\":[{\"type\":\"cost\",\"treshold\":1}]}"),
        " line 1: the field \"assert\": an assertion has no \"treshold\"; it can have type, value,"
            + " threshold, weight, metric");
    assertProblem(
        csv(fields, "question,assert", "a,contains"),
        " line 2: the field \"assert\": the assertions are no JSON (Unrecognized token 'contains':"
            + " was expecting (JSON String, Number, Array, Object or token 'null', 'true' or"
            + " 'false'))");
  }

  @Test
  void assertionsSayWhatTheyAre() {
    Assertion any = Assertion.of("not-contains-any", List.of("東京", "Tokyo"));
    assertThat(any.type()).isEqualTo("contains-any");
    assertThat(any.negated()).isTrue();
    assertThat(any.writtenType()).isEqualTo("not-contains-any");
    assertThat(any.texts()).containsExactly("東京", "Tokyo");
    assertThat(any.text()).isEmpty();
    assertThat(Assertion.of("equals", "[1]").text()).contains("[1]");
    assertThat(Assertion.of("equals").withValue(" [ 1 ] ").value()).contains("[1]");
    assertThat(Assertion.of("equals").withValue("[1]"))
        .as("a list is not its text")
        .isNotEqualTo(Assertion.of("equals", "[1]"));
    io.fmops.eval.dataset.Assertions all = new io.fmops.eval.dataset.Assertions(
        List.of(
            any.withThreshold(0.25), Assertion.of("is-json").withValue("{\"type\":\"object\"}")),
        OptionalDouble.of(0.5));
    assertThat(io.fmops.eval.dataset.Assertions.parse(all.toJson())).isEqualTo(all);

    assertThatThrownBy(() -> Assertion.of("not-not-x"))
        .hasMessage("\"not-x\" is no type of assertion");
    assertThatThrownBy(() -> Assertion.of("x").withValue("{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the value of an assertion is no JSON (");
    assertThatThrownBy(() -> Assertion.of("x").withWeight(-1))
        .hasMessage("the weight of x is -1.0; it must be 0 or more");
    assertThatThrownBy(() -> Assertion.of("x").withThreshold(Double.NaN))
        .hasMessage("the threshold of x is not finite");
  }

  @Test
  void meaningsMustNotContradictEachOther() {
    assertThatThrownBy(() -> QUESTION.withReferences())
        .hasMessage("no fields; name those that hold the references");
    assertThatThrownBy(() -> QUESTION.withReferences("a", "a"))
        .hasMessage("the field \"a\" is given twice");
    assertThatThrownBy(() -> QUESTION.withSeparatedReferences("a", " "))
        .hasMessage("the separator of references is blank");
    assertThatThrownBy(() -> QUESTION.withAssertions("question"))
        .hasMessage(
            "\"question\" has the assertions and means something else, too; use two fields");
    assertThatThrownBy(() -> QUESTION.withTags("a", "a"))
        .hasMessage("the tag \"a\" is given twice");
  }
}
