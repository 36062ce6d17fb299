package io.fmops.guardrails.tools.injection;

import io.fmops.guardrails.injection.InjectionModel;
import io.fmops.guardrails.text.FoldedText;
import java.util.Set;

/**
 * One line of the training text.
 *
 * @param kind the way in which it is an attack or harmless
 * @param categories empty for harmless text
 * @param features what the model sees of it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares examples
record Example(String kind, Set<String> categories, int[] features) {

  static Example of(String kind, Set<String> categories, String text) {
    return new Example(
        kind, categories, InjectionModel.features(FoldedText.of(text).text()));
  }

  boolean attack() {
    return !categories.isEmpty();
  }

  boolean jailbreak() {
    return categories.contains("jailbreak");
  }
}
