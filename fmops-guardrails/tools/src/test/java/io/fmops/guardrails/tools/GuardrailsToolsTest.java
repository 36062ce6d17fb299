package io.fmops.guardrails.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GuardrailsToolsTest {

  @TempDir
  private Path folder;

  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = GuardrailsTools.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    return line.execute(arguments);
  }

  @Test
  void withoutThePublishedTextItSaysThatItCannotTrain() {
    assertThat(run("train", "--data", folder.toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith("cannot train: ").contains("--data");
  }

  @Test
  void theShippedModelHasTheFiguresOfItsCardOnTheProjectsOwnText() {
    int code = run(
        "evaluate",
        "--data",
        folder.toString(),
        "--text",
        "text",
        "--card",
        "../../docs/toxicity-model-card.md");
    assertThat(out.toString())
        .contains("skipped", "own-japanese, unseen kinds")
        .doesNotContain("not in the card");
    assertThat(code).isZero();
  }

  @Test
  void aFigureThatIsNotInTheCardIsAFailure() throws Exception {
    Path text = Files.createDirectories(folder.resolve("text/en"));
    StringBuilder lines = new StringBuilder("# benign/a : -\n");
    for (int i = 0; i < 40; i++) {
      lines.append("a harmless line ").append(i).append('\n');
    }
    Files.writeString(text.resolve("a.txt"), lines);
    Files.writeString(
        folder.resolve("text/classes.txt"),
        "# swear\n# slur\n# insult\n# dehuman\n# violence\n# sexual\n# group\n");
    int code = run(
        "evaluate",
        "--data",
        folder.toString(),
        "--text",
        folder.resolve("text").toString(),
        "--card",
        folder.resolve("none.md").toString());
    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).contains("not in the card");
  }
}
