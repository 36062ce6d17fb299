package io.fmops.bedrock;

import io.fmops.bedrock.GuardrailVerdict.Assessment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailAssessment;

/** A guardrail's assessments in the library's words. */
final class GuardrailAssessments {

  private final List<Assessment> found = new ArrayList<>();

  private GuardrailAssessments() {}

  static List<Assessment> of(List<GuardrailAssessment> told) {
    GuardrailAssessments all = new GuardrailAssessments();
    told.forEach(all::add);
    return all.found;
  }

  private void add(GuardrailAssessment told) {
    if (told.topicPolicy() != null) {
      told.topicPolicy().topics().forEach(t -> add("topic", t.name(), t.actionAsString(), null));
    }
    if (told.contentPolicy() != null) {
      told.contentPolicy()
          .filters()
          .forEach(f -> found.add(new Assessment(
              "content",
              word(f.typeAsString()),
              word(f.actionAsString()),
              Optional.empty(),
              Optional.ofNullable(f.confidenceAsString()),
              Optional.empty(),
              Optional.empty())));
    }
    if (told.wordPolicy() != null) {
      told.wordPolicy()
          .customWords()
          .forEach(w -> add("word", "CUSTOM", w.actionAsString(), w.match()));
      told.wordPolicy()
          .managedWordLists()
          .forEach(w -> add("word", w.typeAsString(), w.actionAsString(), w.match()));
    }
    if (told.sensitiveInformationPolicy() != null) {
      told.sensitiveInformationPolicy()
          .piiEntities()
          .forEach(
              e -> add("sensitiveInformation", e.typeAsString(), e.actionAsString(), e.match()));
      told.sensitiveInformationPolicy()
          .regexes()
          .forEach(r -> add("sensitiveInformation", r.name(), r.actionAsString(), r.match()));
    }
    if (told.contextualGroundingPolicy() != null) {
      told.contextualGroundingPolicy()
          .filters()
          .forEach(f -> found.add(new Assessment(
              "contextualGrounding",
              word(f.typeAsString()),
              word(f.actionAsString()),
              Optional.empty(),
              Optional.empty(),
              Optional.ofNullable(f.score()),
              Optional.ofNullable(f.threshold()))));
    }
  }

  private void add(
      String policy, @Nullable String category, @Nullable String action, @Nullable String match) {
    found.add(new Assessment(
        policy,
        word(category),
        word(action),
        Optional.ofNullable(match),
        Optional.empty(),
        Optional.empty(),
        Optional.empty()));
  }

  private static String word(@Nullable String value) {
    return value == null ? "" : value;
  }
}
