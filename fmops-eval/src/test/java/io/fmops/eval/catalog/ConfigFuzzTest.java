package io.fmops.eval.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.eval.dataset.DatasetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a manifest or configuration holds, it is one or a {@link DatasetException} of one line.
 */
class ConfigFuzzTest {

  private static final List<String> PIECES = List.of(
      "tests:",
      "datasets:",
      "- ",
      "  ",
      "\n",
      "\n  ",
      "\n    - ",
      "{",
      "}",
      "[",
      "]",
      ": ",
      ", ",
      "&a ",
      "*a",
      "<<: *a",
      "!!x ",
      "\"",
      "'",
      "|",
      ">",
      "#",
      "\t",
      "---\n",
      "vars:",
      "assert:",
      "type: contains",
      "value: 東京",
      "value: '{{q}}'",
      "file: a.jsonl",
      "file://x",
      "q: 日本",
      "threshold: 1e9",
      "weight: .inf",
      "$ref: '#/tests'",
      "null",
      "~",
      "1e999999",
      "0x1F",
      "true",
      "\u0000",
      "\uFEFF",
      "\u2028",
      "😀",
      "? ",
      "- {vars: {q: x}, assert: [{type: equals, value: y}]}",
      "inputs: [a]",
      "at: {a: /b/c}",
      "labels: [x]");

  @TempDir
  Path folder;

  @Test
  void anyTextIsReadOrAProblem() throws IOException {
    Random random = new Random(42);
    Path yaml = folder.resolve("use-case.yaml");
    Path json = folder.resolve("fuzz.json");
    for (int round = 0; round < 1_500; round++) {
      StringBuilder text = new StringBuilder(
          switch (round % 4) {
            case 0 -> "tests:\n  - vars: {q: x}\n    ";
            case 1 -> "datasets:\n  - file: a.jsonl\n    ";
            default -> "";
          });
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0 && random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(yaml, bytes);
      check(() -> PromptfooConfig.read(yaml));
      check(() -> UseCase.read(yaml));
      Files.write(json, bytes);
      check(() -> PromptfooConfig.read(json));
    }
  }

  private static void check(Runnable read) {
    try {
      read.run();
    } catch (DatasetException e) {
      assertThat(e.getMessage()).hasSizeLessThan(5_000).doesNotContain("\n", "\r", "\u2028");
    }
  }
}
