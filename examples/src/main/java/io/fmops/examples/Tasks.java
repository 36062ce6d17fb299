package io.fmops.examples;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.run.CandidatePrompt;
import io.fmops.eval.select.Criterion;
import io.fmops.eval.select.Selection;
import io.fmops.model.GenerateRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tasks of the quick start, on data that this project wrote. */
final class Tasks {

  static final Set<String> LABELS = new LinkedHashSet<>(List.of("positive", "negative", "neutral"));

  /** Nobody notices 50 ms, and a cent for a thousand calls is no reason to take a worse model. */
  private static final Criterion SPEED = Criterion.speed(Duration.ofMillis(50));

  private static final Criterion COST = Criterion.cost(new BigDecimal("0.01"));

  private Tasks() {}

  /** Is this review positive, negative or neutral? */
  static Task reviews(Path folder) {
    Fields fields = Fields.of("text", "lang").withLabel("label", LABELS);
    List<Example> shots = shots(folder.resolve("reviews-shots.jsonl"), fields);
    CandidatePrompt few = classify("few-shot 12", pick(shots, 2));
    CandidatePrompt many = classify("few-shot 48", pick(shots, Integer.MAX_VALUE));
    return new Task(
        "reviews",
        Dataset.jsonl(folder.resolve("reviews.jsonl"), fields),
        List.of(Evaluators.label(LABELS)),
        Selection.byPriority(Criterion.quality("accuracy", 0.01), COST, SPEED),
        List.of(
            new Task.Entry("majority", "baseline:majority", many),
            new Task.Entry("knn k=1, 12 shots", "baseline:few-shot-knn?k=1", few),
            new Task.Entry("knn k=1, 48 shots", "baseline:few-shot-knn?k=1", many),
            new Task.Entry("knn k=5, 48 shots", "baseline:few-shot-knn?k=5", many),
            new Task.Entry("knn k=15, 48 shots", "baseline:few-shot-knn?k=15", many)),
        few);
  }

  /** What does this article say, in short? */
  static Task articles(Path folder) {
    Fields fields = Fields.of("title", "text", "lang").withReference("summary");
    CandidatePrompt plain = new CandidatePrompt(
        "summarise",
        example -> GenerateRequest.builder()
            .system("Summarise the document in two sentences, in the document's own language."
                + " Give only the summary.")
            .user("<document>\n%s\n</document>".formatted(example.field("text")))
            .temperature(0)
            .maxTokens(300)
            .build());
    CandidatePrompt byTitle = new CandidatePrompt(
        "answer the title",
        example -> GenerateRequest.of("<question>%s</question>\n<context>\n%s\n</context>"
            .formatted(example.field("title"), example.field("text"))));
    return new Task(
        "articles",
        Dataset.jsonl(folder.resolve("articles.jsonl"), fields),
        List.of(Evaluators.rouge()),
        Selection.byPriority(Criterion.quality("rouge1-unicode", 0.01), COST, SPEED),
        List.of(
            new Task.Entry("first sentence", "baseline:lead-3?sentences=1", plain),
            new Task.Entry("lead-3", "baseline:lead-3", plain),
            new Task.Entry("textrank, 2 sentences", "baseline:textrank?sentences=2", plain),
            new Task.Entry("textrank, 3 sentences", "baseline:textrank?sentences=3", plain),
            new Task.Entry("title as question", "baseline:extract-qa", byTitle)),
        plain);
  }

  /** What does this text answer to this question? */
  static Task questions(Path folder) {
    Fields fields = Fields.of("context", "question", "lang").withReference("answer");
    CandidatePrompt prompt = new CandidatePrompt(
        "answer from context",
        example -> GenerateRequest.builder()
            .system("Answer the question from the context alone, as shortly as possible, in the"
                + " question's language.")
            .user("<context>\n%s\n</context>\n<question>%s</question>"
                .formatted(example.field("context"), example.field("question")))
            .temperature(0)
            .maxTokens(100)
            .build());
    return new Task(
        "questions",
        Dataset.jsonl(folder.resolve("questions.jsonl"), fields),
        List.of(Evaluators.tokenF1(), Evaluators.containsReference()),
        Selection.byPriority(Criterion.quality("token-f1", 0.01), COST, SPEED),
        List.of(
            new Task.Entry("extract-qa", "baseline:extract-qa", prompt),
            new Task.Entry("first sentence", "baseline:lead-3?sentences=1", prompt),
            new Task.Entry("textrank, 1 sentence", "baseline:textrank?sentences=1", prompt)),
        prompt);
  }

  private static List<Example> shots(Path file, Fields fields) {
    try (Stream<Example> examples = Dataset.jsonl(file, fields).examples()) {
      return examples.toList();
    } catch (DatasetException e) {
      throw new DatasetException("the examples for the prompts: " + e.getMessage(), e);
    }
  }

  /** The first examples of each label and language, so that a short prompt is balanced, too. */
  private static List<Example> pick(List<Example> shots, int ofEachKind) {
    Map<String, Integer> taken = new LinkedHashMap<>();
    List<Example> picked = new ArrayList<>();
    for (Example shot : shots) {
      String kind = shot.field("lang") + shot.reference().orElse("");
      if (taken.merge(kind, 1, Integer::sum) <= ofEachKind) {
        picked.add(shot);
      }
    }
    return picked;
  }

  private static CandidatePrompt classify(String name, List<Example> shots) {
    String examples = shots.stream()
        .map(shot -> "<example label=\"%s\">%s</example>"
            .formatted(shot.reference().orElseThrow(), shot.field("text")))
        .collect(Collectors.joining("\n"));
    return new CandidatePrompt(
        name,
        example -> GenerateRequest.builder()
            .system("You label customer reviews as %s. Answer with the label alone."
                .formatted(String.join(", ", LABELS)))
            .user("%s\n<input>%s</input>".formatted(examples, example.field("text")))
            .temperature(0)
            .maxTokens(10)
            .build());
  }
}
