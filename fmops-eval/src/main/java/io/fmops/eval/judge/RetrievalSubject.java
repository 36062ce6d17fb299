package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.judge.ListReader.YesOrNo;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbeddingModel;
import java.util.List;
import java.util.function.Supplier;

/** One answer that was made of passages, and what the judge is asked about it. Immutable. */
final class RetrievalSubject {

  private static final int GUESSES = 3;

  /** There is nothing to score, or the judge could not be read. */
  static final class NoScore extends Exception {
    private static final long serialVersionUID = 1L;

    NoScore(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  private final Judge judge;
  private final Asking asking;
  private final Example example;
  private final String answer;
  private final String asked;
  private final Supplier<List<String>> passages;
  private final JudgeLanguage language;

  RetrievalSubject(
      Judge judge,
      Asking asking,
      Example example,
      String answer,
      String asked,
      Supplier<List<String>> passages) {
    this.judge = judge;
    this.asking = asking;
    this.example = example;
    this.answer = answer;
    this.asked = asked;
    this.passages = passages;
    language = judge.language(asked);
  }

  String asked() {
    return asked;
  }

  List<float[]> vectors(EmbeddingModel embeddings, EmbedRequest texts) {
    return asking.embedding().make(embeddings, texts).vectors();
  }

  String answer() throws NoScore {
    if (answer.isBlank()) {
      throw new NoScore("the answer is empty");
    }
    return answer;
  }

  String reference() throws NoScore {
    if (example.references().isEmpty()) {
      throw new NoScore("the example has no reference");
    }
    return String.join("\n\n", example.references());
  }

  List<String> passages() throws NoScore {
    List<String> given = passages.get().stream().filter(text -> !text.isBlank()).toList();
    if (given.isEmpty()) {
      throw new NoScore("there are no passages");
    }
    return given;
  }

  List<String> statements(String text) throws NoScore {
    List<String> statements = ask(
        new Question(Task.STATEMENTS, language)
            .text("question", "question", asked)
            .text("text", "answer", text),
        ListReader.texts("statements"));
    if (statements.isEmpty()) {
      throw new NoScore("there are no statements to check");
    }
    return statements;
  }

  List<YesOrNo> supported(List<String> statements, List<String> given) throws NoScore {
    return ask(
        new Question(Task.SUPPORT, language)
            .texts("passages", "passage", given)
            .numbered("statements", "statement", statements),
        ListReader.verdicts(statements.size()));
  }

  List<YesOrNo> relevant(List<String> statements) throws NoScore {
    return ask(
        new Question(Task.RELEVANCE, language)
            .text("question", "question", asked)
            .numbered("statements", "statement", statements),
        ListReader.verdicts(statements.size()));
  }

  List<YesOrNo> useful(List<String> given, String reference) throws NoScore {
    return ask(
        new Question(Task.USEFULNESS, language)
            .text("question", "question", asked)
            .text("reference", "right answer", reference)
            .numbered("passages", "passage", given),
        ListReader.verdicts(given.size()));
  }

  ListReader.Guesses guesses(String text) throws NoScore {
    return ask(
        new Question(Task.QUESTIONS, language)
            .text("answer", "answer", text)
            .value("count", GUESSES),
        ListReader.guesses());
  }

  private <T> T ask(Question question, Reader<T> reader) throws NoScore {
    Reading<T> reading = judge.calls().ask(asking, question, reader);
    if (reading.value().isEmpty()) {
      throw new NoScore(reading.problem().orElse("the judge gave no verdict"));
    }
    return reading.value().get();
  }
}
