package io.fmops.eval.judge;

import io.fmops.model.GenerateRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One question to a judge: the judged texts, which get a fence, and what else the prompt needs. Not
 * thread-safe.
 */
final class Question {

  private final Task task;
  private final JudgeLanguage language;
  private final List<String> texts = new ArrayList<>();
  private final Map<String, Blocks> blocks = new LinkedHashMap<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  private record Blocks(List<String> names, List<String> texts) {
    String in(Fence fence) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < names.size(); i++) {
        all.append(i == 0 ? "" : "\n").append(fence.block(names.get(i), texts.get(i)));
      }
      return all.toString();
    }
  }

  Question(Task task, JudgeLanguage language) {
    this.task = task;
    this.language = language;
  }

  JudgeLanguage language() {
    return language;
  }

  /** A judged text, under the name that its marker shows. */
  Question text(String variable, String name, String text) {
    return add(variable, new Blocks(List.of(name), List.of(text)));
  }

  /** Judged texts in one value, each with a marker of its own, numbered if there are several. */
  Question texts(String variable, String name, List<String> several) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= several.size(); i++) {
      names.add(several.size() == 1 ? name : name + " " + i);
    }
    return several.isEmpty() ? this : add(variable, new Blocks(names, several));
  }

  /** Judged texts in one value, numbered even if there is one only. */
  Question numbered(String variable, String name, List<String> several) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= several.size(); i++) {
      names.add(name + " " + i);
    }
    return add(variable, new Blocks(names, several)).value("count", several.size());
  }

  private Question add(String variable, Blocks added) {
    blocks.put(variable, added);
    texts.addAll(added.texts());
    return this;
  }

  /** What the asker says himself. */
  Question value(String variable, Object value) {
    values.put(variable, value);
    return this;
  }

  /** The request and what the judge is shown by it. */
  Asked ask(JudgePrompts prompts) {
    Fence fence = Fence.around(texts);
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put("fence", fence.word());
    all.putAll(blocks.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, block -> block.getValue().in(fence))));
    GenerateRequest request = prompts.render(task, language, all);
    return new Asked(request, Material.of(fence, texts, request));
  }

  /** What is sent, and what the answer is read by. */
  record Asked(GenerateRequest request, Material material) {}
}
