package io.fmops.guardrails.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.MapSettings;
import io.fmops.guardrails.spi.Detector;
import io.fmops.model.CancelledException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real model and a real tokenizer, both of a few words. */
class OnnxDetectorTest {

  private static final List<String> WORDS = List.of(
      "[PAD]", "[UNK]", "[CLS]", "[SEP]", "you", "are", "stupid", "##ly", "nice", "anna", "##lena",
      "lives", "in", "東", "京", "馬", "鹿", "😀");

  private static final List<String> LABELS = List.of("toxic", "identity_hate");
  private static final List<String> TAGS = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");

  @TempDir
  private Path folder;

  private Path model;
  private Path tokenizer;

  @BeforeEach
  void write() throws IOException {
    model = folder.resolve("model.onnx");
    tokenizer = folder.resolve("tokenizer.json");
    StringBuilder vocabulary = new StringBuilder();
    for (int i = 0; i < WORDS.size(); i++) {
      vocabulary.append(i == 0 ? "" : ",").append("\"%s\":%d".formatted(WORDS.get(i), i));
    }
    // With the limits that a published tokenizer has, which must not cut texts off here.
    Files.writeString(tokenizer, """
        {"version": "1.0",
         "truncation": {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0},
         "padding": {"strategy": {"Fixed": 8}, "direction": "Right", "pad_to_multiple_of": null,
           "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
         "added_tokens": [],
         "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
           "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "TemplateProcessing",
           "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
             {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
           "special_tokens": {
             "[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
             "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
           "max_input_chars_per_word": 100, "vocab": {%s}}}""".formatted(vocabulary));
    OnnxFile.classifier(
        model, rows(), OnnxFile.INT64, "input_ids", "attention_mask", "token_type_ids");
  }

  /** Only "stupid", 馬 and 鹿 say anything. */
  private static float[][] rows() {
    float[][] rows = new float[WORDS.size()][];
    for (int i = 0; i < rows.length; i++) {
      boolean bad = List.of("stupid", "馬", "鹿").contains(WORDS.get(i));
      rows[i] = new float[] {bad ? 4 : -4, -3};
    }
    return rows;
  }

  private static float[] tag(int label) {
    float[] row = new float[TAGS.size()];
    row[label] = 6;
    return row;
  }

  private OnnxDetector.Builder builder() {
    return OnnxDetector.builder(model, tokenizer, LABELS).task(OnnxDetector.Task.SIGMOID);
  }

  private OnnxDetector tagger() {
    float[][] rows = new float[WORDS.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = tag(
          switch (WORDS.get(i)) {
            case "anna" -> 1;
            // The second half of a word: the model errs, as models do.
            case "##lena" -> 1;
            case "東" -> 3;
            case "京" -> 4;
            default -> 0;
          });
    }
    OnnxFile.tagger(model, rows);
    return OnnxDetector.builder(model, tokenizer, TAGS)
        .name("ner")
        .task(OnnxDetector.Task.TOKENS)
        .categories(Map.of("PER", "person-name", "LOC", "place"))
        .windows(8, 2)
        .build();
  }

  @Test
  void aBadWordIsFoundAndAGoodOneIsNot() {
    try (OnnxDetector detector = builder()
        .name("mine")
        .categories(Map.of("toxic", "toxicity", "identity_hate", "hate"))
        .build()) {
      List<Finding> found = detector.detect("You are STUPIDLY");
      assertThat(found).hasSize(1);
      Finding only = found.get(0);
      assertThat(only.category()).isEqualTo("toxicity");
      assertThat(only.detector()).isEqualTo("mine");
      assertThat(only.start()).isZero();
      assertThat(only.end()).isEqualTo(16);
      assertThat(only.score()).isCloseTo(1 / (1 + Math.exp(-4)), within(1e-6));
      assertThat(detector.detect("you are nice")).isEmpty();
      assertThat(detector.detect("馬鹿")).hasSize(1);
      assertThat(detector.detect("")).isEmpty();
      assertThat(detector.detect(" \n ")).isEmpty();
      assertThat(detector.cost()).isEqualTo(Detector.Cost.LOCAL);
      assertThat(detector.scope()).isEqualTo(Detector.Scope.SENTENCE);
    }
  }

  @Test
  void scoresOfOneLabelOfSeveralAddUpToOneAndKeepTheirOwnNames() {
    try (OnnxDetector detector =
        builder().task(OnnxDetector.Task.SOFTMAX).minScore(0).build()) {
      List<Finding> found = detector.detect("you are stupid");
      assertThat(found).extracting(Finding::category).containsExactly("toxic", "identity-hate");
      assertThat(found.get(0).score() + found.get(1).score()).isCloseTo(1, within(1e-9));
      assertThat(found.get(0).score()).isCloseTo(1 / (1 + Math.exp(-7)), within(1e-6));
    }
  }

  @Test
  void eachSentenceIsLookedAtByItselfUnlessTheWholeTextIsWanted() {
    String text = "You are nice. You are stupid. 馬鹿。Nice.";
    Map<String, String> categories = Map.of("toxic", "toxicity");
    try (OnnxDetector each = builder().categories(categories).build();
        OnnxDetector whole =
            builder().categories(categories).scope(Detector.Scope.WHOLE).build()) {
      assertThat(each.detect(text))
          .extracting(f -> text.substring(f.start(), f.end()))
          .containsExactly("You are stupid.", "馬鹿。");
      assertThat(whole.detect(text))
          .extracting(f -> text.substring(f.start(), f.end()))
          .containsExactly(text);
    }
  }

  @Test
  void aLongTextIsSeenInWindowsThatOverlap() {
    // Windows of 8 tokens are 6 of the text; each begins 4 behind the last.
    try (OnnxDetector detector =
        builder().categories(Map.of("toxic", "toxicity")).windows(8, 2).build()) {
      String text = "nice ".repeat(20) + "stupid " + "nice ".repeat(20);
      List<Finding> found = detector.detect(text);
      int at = text.indexOf("stupid");
      // Token 20 is in the windows of 16 to 21 and 20 to 25.
      assertThat(found).hasSize(2);
      assertThat(found)
          .allMatch(f -> f.start() <= at && f.end() >= at + 6 && f.end() - f.start() < 40);
      assertThat(found.get(1).start()).isEqualTo(at);
    }
  }

  @Test
  void entitiesHaveTheirPlacesAndAreWholeAcrossWindowsAndInEveryLanguage() {
    try (OnnxDetector detector = tagger()) {
      String text = "😀 Annalena lives in 東京. nice nice nice nice nice Anna";
      assertThat(detector.detect(text))
          .extracting(f -> f.category() + " " + text.substring(f.start(), f.end()))
          .containsExactly("person-name Annalena", "place 東京", "person-name Anna");
      for (int pad = 0; pad < 12; pad++) {
        String shifted = "nice ".repeat(pad) + "Annalena lives in 東京";
        assertThat(detector.detect(shifted))
            .as("%d words before", pad)
            .extracting(f -> shifted.substring(f.start(), f.end()))
            .containsExactly("Annalena", "東京");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\uD800", "you \uDC00\uD800 are stupid", "a\u0000b", "\uFFFF", "e\u0301\u200B"})
  void brokenTextIsNoError(String text) {
    try (OnnxDetector detector = builder().build();
        OnnxDetector tagger = OnnxDetector.builder(model, tokenizer, LABELS).build()) {
      assertThat(detector.detect(text).isEmpty()).isEqualTo(!text.contains("stupid"));
      assertThat(tagger.detect(text)).allMatch(f -> f.end() <= text.length());
    }
  }

  @Test
  void tenMillionCharactersEnd() {
    assertTimeoutPreemptively(Duration.ofMinutes(5), () -> {
      try (OnnxDetector detector = builder().build()) {
        assertThat(detector.detect("nice ".repeat(2_000_000) + "stupid")).hasSize(1);
        assertThat(detector.detect("\u0301".repeat(1_000_000))).isEmpty();
        assertThat(detector.detect("x".repeat(1_000_000))).isEmpty();
      }
    });
  }

  @Test
  void manyThreadsGetTheSameAnswers() throws Exception {
    try (OnnxDetector detector = builder().build()) {
      List<Finding> alone = detector.detect("you are stupid");
      List<Callable<List<Finding>>> calls = new ArrayList<>();
      IntStream.range(0, 50).forEach(i -> calls.add(() -> detector.detect("you are stupid")));
      var threads = java.util.concurrent.Executors.newFixedThreadPool(4);
      try {
        for (var answer : threads.invokeAll(calls)) {
          assertThat(answer.get()).isEqualTo(alone);
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  @Test
  void anInterruptEndsTheLook() {
    try (OnnxDetector detector = builder().build()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> detector.detect("you")).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void afterItIsClosedItSaysSo() {
    OnnxDetector detector = builder().build();
    detector.close();
    detector.close();
    assertThatThrownBy(() -> detector.detect("you"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("OnnxDetector is closed");
  }

  @Test
  void modelsWithFewerInputsOrNarrowerNumbersDoAsWell() {
    OnnxFile.classifier(model, rows(), OnnxFile.INT32, "input_ids");
    try (OnnxDetector detector = builder().build()) {
      assertThat(detector.detect("stupid")).hasSize(1);
    }
  }

  @Test
  void filesThatAreMissingOrSomethingElseAreNamed() throws IOException {
    Path none = folder.resolve("none.onnx");
    assertThatThrownBy(() -> OnnxDetector.builder(none, tokenizer, LABELS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model %s does not exist or is no file", none);
    assertThatThrownBy(() -> OnnxDetector.builder(model, folder, LABELS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tokenizer %s does not exist or is no file", folder);
    assertThatThrownBy(() -> OnnxDetector.builder(tokenizer, tokenizer, LABELS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it must be an ONNX file");
    assertThatThrownBy(() -> OnnxDetector.builder(model, model, LABELS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it must be a tokenizer.json");
    assertThatThrownBy(() -> OnnxDetector.labels(tokenizer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no id2label");
    Path config = Files.writeString(
        folder.resolve("config.json"), "{\"id2label\": {\"1\": \"bad\", \"0\": \"good\"}}");
    assertThat(OnnxDetector.labels(config)).containsExactly("good", "bad");
  }

  @Test
  void whatDoesNotBelongTogetherIsToldWhenItIsLoaded() {
    assertThatThrownBy(
            () -> OnnxDetector.builder(model, tokenizer, List.of("one")).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it must be 1 row(s) of 1 numbers");
    assertThatThrownBy(() -> builder().task(OnnxDetector.Task.TOKENS).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 row(s)");
    assertThatThrownBy(() -> builder().categories(Map.of("rude", "insult")).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the label \"rude\" is none of the model's");
    OnnxFile.classifier(model, rows(), OnnxFile.INT64, "tokens");
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wants the input \"tokens\"");
    // The vocabulary is larger than the model's.
    OnnxFile.classifier(model, new float[][] {{0, 0}}, OnnxFile.INT64, "input_ids");
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does the tokenizer belong to it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ai/onnxruntime", "ai/djl"})
  void withoutALibraryItSaysWhichOneToAdd(String missing) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      if (!entry.contains(missing.replace("ai/onnx", "com/microsoft/onnx"))) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(OnnxDetector.class.getName());
      Object builder = type.getMethod("builder", Path.class, Path.class, List.class)
          .invoke(null, model, tokenizer, LABELS);
      assertThatThrownBy(() -> builder.getClass().getMethod("build").invoke(builder))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs com.microsoft.onnxruntime:onnxruntime")
          .hasMessageContaining("not found: " + missing);
    }
  }

  @Test
  void aPolicyFileMakesOne() {
    Map<String, Object> values = new HashMap<>(Map.of(
        "model",
        model,
        "tokenizer",
        tokenizer,
        "labels",
        LABELS,
        "task",
        "sigmoid",
        "max-tokens",
        8,
        "categories",
        Map.of("toxicity", List.of("toxic"))));
    OnnxDetectorFactory factory = new OnnxDetectorFactory();
    try (Detector detector = factory.create("strong", new MapSettings(values))) {
      assertThat(detector.detect("stupid"))
          .extracting(Finding::category, Finding::detector)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("toxicity", "strong"));
    }
    values.put("task", "guess");
    assertThatThrownBy(() -> factory.create("strong", new MapSettings(values)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "policy.yaml:7: task: the task is \"guess\"; it must be softmax, sigmoid or tokens");
    values.put("task", "sigmoid");
    values.put("model", folder.resolve("none"));
    assertThatThrownBy(() -> factory.create("strong", new MapSettings(values)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("policy.yaml:7: model: the model")
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> factory.create("strong", new MapSettings(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("policy.yaml:7: model: a detector of type onnx needs the ONNX file");
  }
}
