package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files become, and what is said about files that cannot be used. */
class FileDatasetTest {

  private static final Fields TEXT = Fields.of("text");
  private static final Fields SENTIMENT =
      Fields.of("text").withLabel("label", List.of("positive", "negative"));

  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("reviews");
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
        .hasMessage(file + message)
        .message()
        .hasSizeLessThan(2_000)
        .matches("[^\\p{Cntrl}]*");
  }

  @Test
  void jsonLinesBecomeExamplesInTheirOrder() throws IOException {
    Dataset dataset = jsonl(
        SENTIMENT.withId("key"),
        "{\"key\":\"a\",\"text\":\"Fine.\",\"label\":\"positive\",\"stars\":5}",
        "{\"key\":7,\"text\":\"ひどい。\",\"label\":\"negative\",\"tags\":[\"悪\", 1.10],\"note\":null}");

    assertThat(dataset.name()).isEqualTo("reviews");
    assertThat(dataset.check()).isEqualTo(2);
    List<Example> examples = read(dataset);
    assertThat(examples).extracting(Example::id).containsExactly("a", "7");
    assertThat(examples.get(0).fields()).isEqualTo(Map.of("text", "Fine.", "stars", "5"));
    assertThat(examples.get(1).fields()).isEqualTo(Map.of("text", "ひどい。", "tags", "[\"悪\",1.10]"));
    assertThat(examples.get(1).reference()).contains("negative");
    assertThat(read(dataset)).as("a second reading").isEqualTo(examples);
  }

  @Test
  void csvRecordsBecomeExamplesInTheirOrder() throws IOException {
    Dataset dataset = csv(
        SENTIMENT,
        "id,text,label,note",
        "a,\"Fine, she said: \"\"good\"\"\nand left.\",positive,",
        "b,ひどい。,negative,x");

    List<Example> examples = read(dataset);
    assertThat(examples).extracting(Example::id).containsExactly("a", "b");
    assertThat(examples.get(0).field("text")).isEqualTo("Fine, she said: \"good\"\nand left.");
    assertThat(examples.get(0).fields()).containsOnlyKeys("text", "note");
    assertThat(examples.get(1).reference()).contains("negative");
    assertThat(dataset.check()).isEqualTo(2);
  }

  @Test
  void examplesWithoutIdsAreNamedAfterTheirLines() throws IOException {
    assertThat(read(jsonl(TEXT, "", "{\"text\":\"a\"}", "  ", "{\"text\":\"b\"}")))
        .extracting(Example::id)
        .containsExactly("line-2", "line-4");
    assertThat(read(csv(TEXT, "text", "\"a", "b\"", "", "   ", "c")))
        .extracting(Example::id)
        .containsExactly("line-2", "line-6");
  }

  @Test
  void byteOrderMarkAndWindowsLineEndsAreTolerated() throws IOException {
    Files.writeString(file, "\uFEFF{\"text\":\"a\"}\r\n\r\n{\"text\":\"b\"}\r\n");
    assertThat(read(Dataset.jsonl(file, TEXT)))
        .extracting(e -> e.field("text"))
        .containsExactly("a", "b");

    Files.writeString(file, "\uFEFFtext,x\r\n\"a\r\nb\",1\r\n\r\nc,2\r\n");
    assertThat(read(Dataset.csv(file, TEXT)))
        .extracting(e -> e.field("text"))
        .containsExactly("a\r\nb", "c");
  }

  @Test
  void idThatIsAnInputTooStaysAnInput() throws IOException {
    Dataset dataset =
        jsonl(Fields.of("sku", "text").withId("sku"), "{\"sku\":\"a\",\"text\":\"b\"}");
    assertThat(read(dataset).get(0).fields()).containsOnlyKeys("sku", "text");
  }

  @Test
  void readingStopsWhereTheReaderStops() throws IOException {
    Dataset dataset = jsonl(TEXT, "{\"text\":\"a\"}", "broken");
    try (Stream<Example> examples = dataset.examples()) {
      assertThat(examples.findFirst()).isPresent();
    }
  }

  @Test
  void fileMustExist() {
    assertProblem(
        Dataset.jsonl(file, TEXT),
        ": there is no such file; it was looked for at " + file.toAbsolutePath());
    assertProblem(
        Dataset.csv(file, TEXT),
        ": there is no such file; it was looked for at " + file.toAbsolutePath());
  }

  @Test
  void directoryIsNoFile() throws IOException {
    Files.createDirectory(file);
    assertProblem(Dataset.jsonl(file, TEXT), ": this is a directory; name the file in it");
  }

  @Test
  void fileMustBeReadable() throws IOException {
    Files.writeString(file, "a file, not a folder");
    assertThatThrownBy(Dataset.jsonl(file.resolve("inside"), TEXT)::check)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file.resolve("inside") + ": the file cannot be read (");

    Path memory = Path.of("/proc/self/mem");
    assumeTrue(Files.isReadable(memory), "only Linux has a file that opens but cannot be read");
    assertThatThrownBy(Dataset.csv(memory, TEXT)::check)
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("/proc/self/mem line 1: the file cannot be read on (");
  }

  @Test
  void emptyFileIsNoDataset() throws IOException {
    String message = ": the file has no examples; write one JSON object a line";
    assertProblem(jsonl(TEXT, ""), message);
    assertProblem(jsonl(TEXT, "", "  ", "\t"), message);
    assertProblem(
        csv(TEXT, ""),
        ": the file is empty; write a header line with the column names, then one example a line");
    assertProblem(
        csv(TEXT, "text", ""),
        ": the file has a header but no examples; write one example a line below it");
  }

  @Test
  void brokenJsonIsShownByItsColumnAndNotByItsText() throws IOException {
    assertProblem(
        jsonl(TEXT, "{\"text\":\"a\"}", "", "{\"text\": }"),
        " line 3: broken JSON at column 10 (Unexpected character ('}' (code 125)): expected a valid"
            + " value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')); write one JSON object a"
            + " line");
    assertProblem(
        jsonl(TEXT, "{\"text\": \"" + "a".repeat(100_000)),
        " line 1: broken JSON at column 100011 (Unexpected end-of-input: was expecting closing quote"
            + " for a string value); write one JSON object a line");
    assertProblem(
        jsonl(TEXT, "{\"text\":\"a\"} {\"text\":\"b\"}"),
        " line 1: there is more text after the JSON object; write one object a line");
  }

  @Test
  void escapesMustMakeWholeCharacters() throws IOException {
    assertThat(read(jsonl(TEXT, "{\"text\":\"\\ud83d\\ude00\"}")).get(0).field("text"))
        .isEqualTo("😀");
    assertProblem(
        jsonl(TEXT, "{\"text\":\"a\\ud83d\"}"),
        " line 1: the field \"text\" has half a character, an escape such as \\ud83d alone; write"
            + " characters beyond \\uffff as pairs of escapes, or as they are");
  }

  @Test
  void lineMustBeAJsonObject() throws IOException {
    assertProblem(
        jsonl(TEXT, "[1]"),
        " line 1: this is a JSON array; write one JSON object a line, such as {\"text\": ...}");
  }

  @Test
  void keyMustNotComeTwice() throws IOException {
    assertProblem(
        jsonl(TEXT, "{\"text\":\"a\",\"text\":\"b\"}"),
        " line 1: broken JSON at column 19 (Duplicate field 'text'); write one JSON"
            + " object a line");
  }

  @Test
  void missingFieldIsNamedWithTheFieldsThereAre() throws IOException {
    assertProblem(
        jsonl(TEXT, "{\"text\":\"a\"}", "{\"txt\":\"b\",\"stars\":1}"),
        " line 2: the field \"text\" is missing; the line has \"txt\", \"stars\"; did you mean \"txt\"?");
    assertProblem(
        jsonl(TEXT, "{}"), " line 1: the field \"text\" is missing; the line has no fields");
    assertProblem(
        csv(SENTIMENT, "", "Text,Label"),
        " line 2: the header has no column \"text\"; it has \"Text\", \"Label\"; did you mean \"Text\"?");
  }

  @Test
  void requiredFieldNeedsAValue() throws IOException {
    assertProblem(
        jsonl(TEXT, "{\"text\":null}"), " line 1: the field \"text\" is null; it needs a value");
    assertProblem(
        jsonl(TEXT, "{\"text\":\" \u3000\"}"),
        " line 1: the field \"text\" is blank; it needs a value");
    assertProblem(
        csv(TEXT, "text,x", ",1"), " line 2: the field \"text\" is blank; it needs a value");
    assertProblem(
        jsonl(TEXT.withReference("summary"), "{\"text\":\"a\"}"),
        " line 1: the field \"summary\" is missing; the line has \"text\"");
  }

  @Test
  void labelMustBeOneOfTheLabels() throws IOException {
    assertProblem(
        jsonl(SENTIMENT, "{\"text\":\"a\",\"label\":\"Positive\"}"),
        " line 1: the field \"label\" is \"Positive\"; it must be one of the labels \"positive\","
            + " \"negative\"; did you mean \"positive\"?");
    assertProblem(
        csv(TEXT.withLabel("極性", List.of("肯定", "否定")), "text,極性", "良い,中立"),
        " line 2: the field \"極性\" is \"中立\"; it must be one of the labels \"肯定\", \"否定\"");
  }

  @Test
  void idsMustBeUniqueAndGivenToAllOrNone() throws IOException {
    assertProblem(
        jsonl(TEXT, "{\"id\":\"x\",\"text\":\"a\"}", "", "{\"id\":\"x\",\"text\":\"b\"}"),
        " line 3: the id \"x\" stands on line 1 already; ids must be unique");
    assertProblem(
        csv(TEXT.withId("key"), "key,text", "x,\"a", "b\"", "x,b"),
        " line 4: the id \"x\" stands on line 2 already; ids must be unique");
    assertProblem(
        jsonl(TEXT, "{\"id\":\"x\",\"text\":\"a\"}", "{\"text\":\"b\"}"),
        " line 2: the field \"id\" is missing here, but not on line 1; give every line one, or none");
    assertProblem(
        jsonl(TEXT, "{\"text\":\"b\"}", "{\"id\":\"x\",\"text\":\"a\"}"),
        " line 2: the field \"id\" is present here, but not on line 1; give every line one, or none");
    assertProblem(
        jsonl(TEXT.withId("key"), "{\"id\":\"x\",\"text\":\"a\"}"),
        " line 1: the field \"key\" is missing; the line has \"id\", \"text\"");
    assertProblem(
        jsonl(TEXT, "{\"id\":null,\"text\":\"a\"}"),
        " line 1: the field \"id\" is null; it needs a value");
  }

  @Test
  void twoHundredThousandIdsAreToldApart() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      lines.append("{\"id\":").append(i).append(",\"text\":\"a\"}\n");
    }
    assertThat(jsonl(TEXT, lines.toString()).check()).isEqualTo(200_000);
    assertProblem(
        jsonl(TEXT, lines + "{\"id\":\"77\",\"text\":\"a\"}"),
        " line 200001: the id \"77\" stands on line 78 already; ids must be unique");
  }

  @Test
  void bytesMustBeUtf8() throws IOException {
    String text = "{\"text\":\"a\"}\n{\"text\":\"日本\"}\n";
    Files.write(file, text.getBytes(Charset.forName("Shift_JIS")));
    assertProblem(
        Dataset.jsonl(file, TEXT),
        " line 2: byte 10 of the line is not valid UTF-8; save the file as UTF-8");

    Files.write(file, "text\r\n日本\r\n".getBytes(Charset.forName("Shift_JIS")));
    assertProblem(
        Dataset.csv(file, TEXT),
        " line 2: byte 1 of the line is not valid UTF-8; save the file as UTF-8");

    Files.write(file, "text\n".getBytes(StandardCharsets.UTF_16));
    assertProblem(
        Dataset.csv(file, TEXT),
        " line 1: byte 1 of the line is not valid UTF-8; save the file as UTF-8");
  }

  @Test
  void lineOverTheBoundIsRefused() throws IOException {
    byte[] block = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("text\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 17; i++) {
        out.write(block);
      }
    }
    String message =
        " line 2: the line is longer than 16 MiB; write one example a line, with line feeds";
    assertProblem(Dataset.csv(file, TEXT), message);

    byte[] all = Files.readAllBytes(file);
    all[4] = ' ';
    Files.write(file, all);
    assertProblem(Dataset.jsonl(file, TEXT), message.replace("line 2", "line 1"));
  }

  @Test
  void csvHeaderMustNameEveryColumnOnce() throws IOException {
    assertProblem(
        csv(TEXT, "text,a,text", "x,y,z"),
        " line 1: the header has the column \"text\" twice; column names must be unique");
    assertProblem(
        csv(TEXT, "text,,b", "x,y,z"),
        " line 1: column 2 of the header has no name; name every column");
  }

  @Test
  void csvLinesMustHaveTheColumnsOfTheHeader() throws IOException {
    String rest = "; put values that contain commas or line feeds in double quotes";
    assertProblem(
        csv(TEXT, "text,label", "a,b", "Well, fine,b"),
        " line 3: the line has 3 columns, but the header has 2" + rest);
    assertProblem(
        csv(TEXT, "text,label", "a"),
        " line 2: the line has 1 columns, but the header has 2" + rest);
  }

  @Test
  void csvQuotesMustBeClosed() throws IOException {
    String message = ": a double quote is opened in this line's example and never closed";
    assertProblem(csv(TEXT, "text,label", "a,b", "\"c,d", "e,f", ""), " line 3" + message);
    assertProblem(csv(TEXT, "text,label", "a,\"b"), " line 2" + message);
    assertProblem(csv(TEXT, "\"text"), " line 1" + message);
    assertProblem(
        csv(TEXT, "text,label", "a,b", "\"He said \"no\" twice\",d"),
        " line 3: broken CSV (Unexpected character after closing quote: 'n' (0x6e)); a double quote"
            + " inside a quoted value is written twice");
    assertThat(read(csv(TEXT, "text", "a 5\" disc"))).hasSize(1);
  }

  @Test
  void csvQuoteThatSwallowsTheFileIsRefusedAtTheBound() throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("text\n\"a\n".getBytes(StandardCharsets.UTF_8));
      byte[] lines = "some text of a line\n".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 14; i++) {
        out.write(lines);
      }
    }
    assertProblem(
        Dataset.csv(file, TEXT),
        " line 2: a value that begins here is longer than 16 MiB; is a double quote not closed?");
  }

  @Test
  void hostileNamesStayOnOneLine() throws IOException {
    assertProblem(
        jsonl(TEXT, "{\"a\\nERROR\\u001b[31m\\u202e\":1}"),
        " line 1: the field \"text\" is missing; the line has \"a\\u000AERROR\\u001B[31m\\u202E\"");
  }

  @Test
  void fieldsAreCheckedWhenTheyAreDescribed() {
    assertThatThrownBy(() -> Fields.of("text", "text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the field \"text\" is given twice");
    assertThatThrownBy(() -> Fields.of(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a field is blank");
    assertThatThrownBy(() -> TEXT.withId(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a field's name is blank");
    assertThatThrownBy(() -> TEXT.withReference("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"text\" is an input and the reference");
    assertThatThrownBy(() -> TEXT.withReference("a").withId("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\" is the id and the reference");
    assertThatThrownBy(() -> TEXT.withReference("id"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"id\" is the id and the reference; use two fields");
    assertThatThrownBy(() -> TEXT.withLabel("label", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no labels");
    assertThatThrownBy(() -> TEXT.withLabel("label", List.of("a", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the label \"a\" is given twice");
    assertThat(SENTIMENT.inputs()).containsExactly("text");
    assertThat(SENTIMENT.id()).isEmpty();
    assertThat(SENTIMENT.labels()).containsExactly("positive", "negative");
  }

  @Test
  void datasetInMemoryIsCheckedToo() {
    Example example = new Example("a", Map.of("text", "x"), Optional.empty());
    assertThat(Dataset.of("two", List.of(example)).check()).isEqualTo(1);
    assertThatThrownBy(() -> Dataset.of("two", List.of(example, example)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("two examples with the id \"a\"");
    assertThatThrownBy(() -> Dataset.of("none", List.of())).isInstanceOf(DatasetException.class);
  }
}
