package io.fmops.guardrails.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnTextTest {

  @TempDir
  private Path root;

  private List<Row> read(String text, String slots) throws Exception {
    Path folder = Files.createDirectories(root.resolve("en"));
    Files.writeString(folder.resolve("a.txt"), text);
    Files.writeString(folder.resolve("slots.txt"), slots);
    return new OwnText(3).read(root);
  }

  @Test
  void linesHaveTheKindAndCategoriesOfTheirHeader() throws Exception {
    List<Row> rows = read("# insult/a : toxicity insult\nfool\n# benign/b : -\nfriend\n", "");
    assertThat(rows)
        .containsExactly(
            Row.of("fool", new float[] {1, 1, 0, 0, 0, 0}, "en", "insult/a", "fool"),
            Row.of("friend", new float[6], "en", "benign/b", "friend"));
  }

  @Test
  void templatesBecomeASampleThatIsTheSameEachTime() throws Exception {
    String text = "# a/b : -\n{who} saw {who}.\n";
    String slots = "# {who}\ncats\ndogs\nélan vital\nfour\nfive\n";
    List<Row> rows = read(text, slots);
    assertThat(rows).hasSize(3).allMatch(r -> r.unit().equals("{who} saw {who}."));
    assertThat(rows).allMatch(r -> Character.isUpperCase(r.text().codePointAt(0)));
    assertThat(rows).doesNotHaveDuplicates().isEqualTo(read(text, slots));
  }

  @Test
  void whatDoesNotFitIsNamedWithFileAndLine() {
    assertThatThrownBy(() -> read("fool\n", "")).hasMessageContaining("a.txt:1: a text before");
    assertThatThrownBy(() -> read("# a/b : -\nx\n# A : -\n", ""))
        .hasMessageContaining("a.txt:3: a header");
    assertThatThrownBy(() -> read("# a/b : rude\nx\n", ""))
        .hasMessageContaining("no category rude");
    assertThatThrownBy(() -> read("# a/b : -\nx\nx\n", ""))
        .hasMessageContaining("a.txt:3: the text is there");
    assertThatThrownBy(() -> read("# a/b : -\n{x}\n", ""))
        .hasMessageContaining("a.txt:2: slots.txt has no slot {x}");
    assertThatThrownBy(() -> read("", "word\n")).hasMessageContaining("slots.txt:1: ");
    assertThatThrownBy(() -> read("", "# {a}\n# {b}\nx\n"))
        .hasMessageContaining("{a} has no fillings");
  }
}
