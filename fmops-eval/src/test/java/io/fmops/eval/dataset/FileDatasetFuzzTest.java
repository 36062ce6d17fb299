package io.fmops.eval.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, it is a dataset or a {@link DatasetException} of one line. */
class FileDatasetFuzzTest {

  private static final List<String> PIECES = List.of(
      "{",
      "}",
      "[",
      "]",
      "\"",
      "\"\"",
      ":",
      ",",
      "\\",
      "\\u00",
      "\\ud800",
      "\n",
      "\r\n",
      "\r",
      "\n\n",
      "\"text\":\"a\"",
      "{\"text\":\"a\"}",
      "{\"id\":1,\"text\":\"b\"}",
      "text,label\n",
      "x,y\n",
      "null",
      "1e999999999",
      "-0.10",
      "9".repeat(1_100),
      "日本語",
      "\uFEFF",
      "\u0000",
      "\u2028",
      "😀",
      " ",
      "id",
      "[".repeat(1_100));

  @TempDir
  Path folder;

  @Test
  void anyTextIsADatasetOrAProblem() throws IOException {
    Random random = new Random(42);
    Path file = folder.resolve("fuzz");
    for (int round = 0; round < 1_000; round++) {
      StringBuilder text = new StringBuilder(round % 3 == 0 ? "text,label\n" : "");
      for (int i = random.nextInt(12); i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      for (int i = bytes.length == 0 ? 0 : random.nextInt(3) - 1; i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file, bytes);
      check(Dataset.jsonl(file, Fields.of("text")));
      check(Dataset.jsonl(file, Fields.of()));
      check(Dataset.csv(file, Fields.of("text").withLabel("label", List.of("y"))));
      check(Dataset.csv(file, Fields.of()));
    }
  }

  private static void check(Dataset dataset) {
    try {
      assertThat(dataset.check()).isPositive();
    } catch (DatasetException e) {
      assertThat(e.getMessage()).hasSizeLessThan(5_000).doesNotContain("\n", "\r", "\u2028");
    }
  }
}
