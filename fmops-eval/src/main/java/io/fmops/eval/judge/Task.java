package io.fmops.eval.judge;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What judges are asked. Each has a prompt in each language. */
enum Task {
  /** Grade one answer. */
  GRADE,
  /** Say which of two answers is better. */
  COMPARE,
  /** Take a text apart. */
  STATEMENTS,
  /** Say which statements passages support. */
  SUPPORT,
  /** Say which statements have to do with a question. */
  RELEVANCE,
  /** Say which passages helped to find the reference answer. */
  USEFULNESS,
  /** Guess what was asked. */
  QUESTIONS,
  /** Ask again for what could not be read. */
  REPAIR;

  /** The variables without which a prompt cannot ask. */
  List<String> needed() {
    return switch (this) {
      case GRADE -> List.of("fence", "answer", "criteria", "min", "max");
      case COMPARE -> List.of("fence", "first", "second");
      case STATEMENTS -> List.of("fence", "text");
      case SUPPORT -> List.of("fence", "passages", "statements", "count");
      case RELEVANCE -> List.of("fence", "question", "statements", "count");
      case USEFULNESS -> List.of("fence", "question", "reference", "passages", "count");
      case QUESTIONS -> List.of("fence", "answer", "count");
      case REPAIR -> List.of("problem");
    };
  }

  /** Something for every variable, to try a prompt with. */
  Map<String, Object> samples() {
    return switch (this) {
      case GRADE ->
        Map.of(
            "fence", "-",
            "question", "-",
            "answer", "-",
            "reference", "-",
            "criteria", List.of(Map.of("id", "-", "description", "-", "anchors", List.of())),
            "min", 1,
            "max", 10);
      case COMPARE ->
        Map.of(
            "fence", "-",
            "question", "-",
            "first", "-",
            "second", "-",
            "reference", "-",
            "criteria", "-");
      case STATEMENTS -> Map.of("fence", "-", "question", "-", "text", "-");
      case SUPPORT -> Map.of("fence", "-", "passages", "-", "statements", "-", "count", 1);
      case RELEVANCE -> Map.of("fence", "-", "question", "-", "statements", "-", "count", 1);
      case USEFULNESS ->
        Map.of("fence", "-", "question", "-", "reference", "-", "passages", "-", "count", 1);
      case QUESTIONS -> Map.of("fence", "-", "answer", "-", "count", 1);
      case REPAIR -> Map.of("problem", "-");
    };
  }

  /** The name of the prompt in one of the two languages. */
  String promptName(JudgeLanguage language) {
    return "judge/" + name().toLowerCase(Locale.ROOT)
        + (language == JudgeLanguage.JAPANESE ? "-ja" : "-en");
  }
}
