package io.fmops.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fmops.model.GenerateRequest;
import io.fmops.prompt.Change;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptCatalog;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptVersion;
import io.fmops.replay.ScriptedModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgePromptsTest {

  @Test
  void everyTaskHasAPromptInBothLanguages() {
    assertThat(JudgePrompts.builtIn().all()).hasSize(16);
    for (Task task : Task.values()) {
      String english =
          Judges.text(JudgePrompts.builtIn().render(task, JudgeLanguage.ENGLISH, task.samples()));
      String japanese =
          Judges.text(JudgePrompts.builtIn().render(task, JudgeLanguage.JAPANESE, task.samples()));
      assertThat(english).as(task.name()).doesNotContain("{{").doesNotContainPattern("[ぁ-ん]");
      assertThat(japanese).as(task.name()).doesNotContain("{{").containsPattern("[ぁ-ん]");
    }
  }

  @Test
  void aPromptOfOnesOwnTakesThePlaceOfOne() {
    ScriptedModel script = ScriptedModel.answering("[[7]]");
    Judge judge = Judge.builder(script.model())
        .prompts(
            JudgePrompts.builtIn()
                .with(
                    Prompt.of(
                        "judge/grade-en",
                        "Rate it {{min}}-{{max}} ({{fence}}): {{#criteria}}{{id}}{{/criteria}}\n{{answer}}")))
        .build();
    Grading.of(judge).evaluate(Judges.example("Why?"), "Because.");
    GenerateRequest request = script.requests().get(0);
    assertThat(request.system()).isEmpty();
    assertThat(request.messages().get(0).text())
        .startsWith("Rate it 1-10 (")
        .contains("<<answer")
        .doesNotContain("Why?");
  }

  @Test
  void aPromptThatCannotAskIsRefusedAtOnce() {
    JudgePrompts prompts = JudgePrompts.builtIn();
    assertThatExceptionOfType(PromptException.class)
        .isThrownBy(() -> prompts.with(Prompt.of("judge/grade", "{{answer}}")))
        .withMessageContaining("judge/grade-en");
    assertThatExceptionOfType(PromptException.class)
        .isThrownBy(() -> prompts.with(Prompt.of("judge/compare-en", "{{first}} or {{second}}?")))
        .withMessageContaining("\"fence\"");
    assertThatExceptionOfType(PromptException.class)
        .isThrownBy(() -> prompts.with(
            Prompt.of("judge/compare-en", "{{first}} or {{second}}, {{fence}}, {{mood}}?")))
        .withMessageContaining("mood");
  }

  @Test
  void promptsLiveInACatalogWithVersionsThatRequestsTell(@TempDir Path folder) {
    try (PromptCatalog catalog = PromptCatalog.inFolder(folder)) {
      JudgePrompts.builtIn().all().forEach(prompt -> catalog.add(prompt, Change.by("a", "start")));
      assertThat(catalog.names()).hasSize(16);
      Prompt own = Prompt.of("judge/compare-ja", "{{fence}} {{first}} {{second}} どちら?");
      int version = catalog.add(own, Change.by("a", "shorter")).version().number();
      catalog.moveLabel("judge/compare-ja", "production", version, Change.by("a", "go"));

      ScriptedModel script = ScriptedModel.answering("[[A]]");
      Judge judge = Judge.builder(script.model())
          .prompts(JudgePrompts.from(catalog, "production"))
          .build();
      Pairwise.of(judge).compare(Judges.example("なぜ?"), "一", "二");
      Pairwise.of(judge).compare(Judges.example("Why?"), "one", "two");
      assertThat(Judges.text(script.requests().get(0))).endsWith("どちら?");
      assertThat(script.requests().get(0).metadata().get(PromptVersion.METADATA_KEY))
          .startsWith("judge/compare-ja@2#");
      assertThat(Judges.text(script.requests().get(2))).contains("impartial judge");
      assertThat(script.requests().get(2).metadata()).isEmpty();
    }
  }
}
