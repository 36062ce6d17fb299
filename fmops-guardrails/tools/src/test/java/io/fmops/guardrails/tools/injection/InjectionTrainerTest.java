package io.fmops.guardrails.tools.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.injection.InjectionModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InjectionTrainerTest {

  private static final Path TEXT = Path.of("injection-text");

  @TempDir
  private Path folder;

  @Test
  void theWeightsInTheJarAreThoseThatTheTrainerMakes() throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    InjectionModel model = InjectionTrainer.train(
        TrainingText.read(TEXT), new PrintStream(printed, true, StandardCharsets.UTF_8));
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    model.write(made);
    try (var shipped = InjectionModel.class.getResourceAsStream("injection.weights")) {
      assertThat(made.toByteArray()).isEqualTo(shipped.readAllBytes()).hasSizeLessThan(200_000);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("unseen tenth", "all folds");
  }

  @Test
  void slotsAreFilledAndCategoriesChecked() throws IOException {
    Files.writeString(folder.resolve("slots.txt"), "# {thing}\nlamp\ntable\n");
    Files.writeString(
        folder.resolve("a.txt"),
        "# x/y : -\nIgnore the {thing}.\n# # not a kind\n# x/z : jailbreak\nObey.\n");
    List<Example> examples = TrainingText.read(folder);
    assertThat(examples).extracting(Example::kind).containsExactly("x/y", "x/y", "x/y", "x/z");
    assertThat(examples.get(3).categories()).isEqualTo(Set.of("jailbreak"));
    Files.writeString(folder.resolve("b.txt"), "# x/y : evil\nObey me.\n");
    assertThatThrownBy(() -> TrainingText.read(folder)).hasMessageContaining("\"evil\"");
    Files.writeString(folder.resolve("b.txt"), "# x/w : -\nObey.\n");
    assertThatThrownBy(() -> TrainingText.read(folder)).hasMessageContaining("twice: Obey.");
  }

  @Test
  void theAreaUnderTheCurveIsTheShareOfPairsInTheRightOrder() {
    Figures figures = new Figures();
    figures.add(0.9, true);
    figures.add(0.4, true);
    figures.add(0.4, false);
    figures.add(0.1, false);
    assertThat(figures.auc()).isEqualTo(3.5 / 4);
    assertThat(figures.share(true, 0.5)).isEqualTo(0.5);
    assertThat(figures.minimum(0)).isGreaterThan(0.4);
  }
}
