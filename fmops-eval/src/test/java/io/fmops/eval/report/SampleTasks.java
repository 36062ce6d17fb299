package io.fmops.eval.report;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.run.CandidatePrompt;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.SyntheticRun;
import io.fmops.eval.run.SyntheticRun.Actor;
import io.fmops.eval.run.SyntheticRun.Outcome;
import io.fmops.eval.select.Criterion;
import io.fmops.eval.select.Selection;
import io.fmops.model.GenerateRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Two tasks in English and Japanese with six candidates, one of which fails and one without cost.
 */
final class SampleTasks {

  static final String HOSTILE = "<script>alert(1)</script> </script> <!-- {{mustache}} {{{raw}}}";

  static final String FAILING =
      "bedrock:jp.anthropic.claude-sonnet-4-5 / \u30bc\u30ed\u30b7\u30e7\u30c3\u30c8";

  private static final Map<String, List<String>> TICKETS = new LinkedHashMap<>();

  static {
    TICKETS.put(
        "billing",
        List.of(
            "I was charged twice for order %d. Please refund one of the payments.",
            "The invoice for %d shows a tax rate that cannot be right.",
            "\u6ce8\u6587%d\u306e\u8acb\u6c42\u304c\u4e8c\u91cd\u306b\u306a\u3063\u3066\u3044\u307e\u3059\u3002\u78ba\u8a8d\u3057\u3066\u3044\u305f\u3060\u3051\u307e\u3059\u304b\u3002"));
    TICKETS.put(
        "delivery",
        List.of(
            "Parcel %d has been \"out for delivery\" for three days now.",
            "The courier left order %d with a neighbour I have never met.",
            "\u8377\u7269%d\u304c\u307e\u3060\u5c4a\u304d\u307e\u305b\u3093\u3002\u914d\u9001\u72b6\u6cc1\u3092\u6559\u3048\u3066\u304f\u3060\u3055\u3044\u3002"));
    TICKETS.put(
        "returns",
        List.of(
            "The shoes from order %d are too small. How do I send them back?",
            "I returned item %d two weeks ago and have not heard anything since.",
            "\u6ce8\u6587%d\u306e\u30b5\u30a4\u30ba\u304c\u5408\u308f\u306a\u3044\u306e\u3067\u8fd4\u54c1\u3057\u305f\u3044\u3067\u3059\u3002"));
    TICKETS.put(
        "account",
        List.of(
            "I cannot sign in; the reset mail for user %d never arrives.",
            "Please change the address of customer %d, we have moved.",
            "\u30d1\u30b9\u30ef\u30fc\u30c9\u3092\u5fd8\u308c\u3066\u30ed\u30b0\u30a4\u30f3\u3067\u304d\u307e\u305b\u3093\uff08\u4f1a\u54e1\u756a\u53f7%d\uff09\u3002"));
    TICKETS.put(
        "other",
        List.of(
            "Do you have a shop near station %d, and is it open on Sundays?",
            "%d gift wraps, please, if you can do that in blue.",
            "\u5b9f\u5e97\u8217\u306f\u3042\u308a\u307e\u3059\u304b\u3002%d\u53f7\u5e97\u306e\u55b6\u696d\u6642\u9593\u3092\u77e5\u308a\u305f\u3044\u3067\u3059\u3002"));
  }

  private SampleTasks() {}

  /** How good, fast and dear a made-up model is. */
  private record Skill(
      String model, String prompt, double right, double millis, double spread, double dollars) {
    String name() {
      return model + " / " + prompt;
    }
  }

  private static final List<Skill> SKILLS = List.of(
      new Skill("baseline:majority", "labels only", 0.22, 0.08, 0.3, 0),
      new Skill("bedrock:amazon.nova-micro-v1:0", "zero-shot", 0.80, 290, 0.25, 0.0000121),
      new Skill("bedrock:amazon.nova-lite-v1:0", "few-shot v3", 0.925, 430, 0.3, 0.0000845),
      new Skill("bedrock:amazon.nova-pro-v1:0", "few-shot v3", 0.93, 910, 0.35, 0.001127),
      new Skill("sagemaker:ticket-llama-3-8b-tuned", "zero-shot", 0.90, 214, 0.2, Double.NaN));

  static List<TaskReport> both(Path folder) throws IOException {
    return List.of(triage(folder, 160), summaries(folder, 40));
  }

  static TaskReport triage(Path folder, int count) throws IOException {
    List<String> labels = List.copyOf(TICKETS.keySet());
    List<Example> examples = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      String label = labels.get(Math.min(4, random.nextInt(7)));
      int variant = random.nextInt(3);
      String text = TICKETS.get(label).get(variant).formatted(10_000 + random.nextInt(90_000));
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("text", i == 3 ? text + " " + HOSTILE : text);
      fields.put("lang", variant == 2 ? "ja" : "en");
      examples.add(new Example("t-%04d".formatted(i + 1), fields, Optional.of(label)));
    }
    Function<Example, GenerateRequest> render = example -> GenerateRequest.builder()
        .system("Sort the ticket into one of these classes: " + String.join(", ", labels)
            + ". Answer with the class alone.")
        .user(example.field("text"))
        .maxTokens(16)
        .temperature(0)
        .build();
    List<Actor> actors = new ArrayList<>();
    for (Skill skill : SKILLS) {
      Random dice = new Random(skill.name().hashCode());
      actors.add(new Actor(
          skill.name(),
          skill.model(),
          new CandidatePrompt(skill.prompt(), render),
          (i, example) -> {
            String right = example.reference().orElseThrow();
            boolean hit = dice.nextDouble() < skill.right();
            String said = hit ? right : labels.get(dice.nextInt(labels.size()));
            if (!hit && dice.nextInt(4) == 0 && skill.millis() > 1) {
              said = "I am sorry, but I cannot tell what this is about.";
            }
            if (i == 3) {
              said = said + "\n" + HOSTILE;
            }
            if (i % 97 == 41 && skill.model().contains("micro")) {
              return Outcome.error("ThrottledException: rate exceeded (attempt 4 of 4)");
            }
            Outcome outcome =
                outcome(skill, dice, said, 64 + example.field("text").length(), 3);
            return i % 50 == 20 && skill.model().contains("pro") ? outcome.cutOff() : outcome;
          }));
    }
    actors.add(failing(render));
    Path rows = folder.resolve("triage.jsonl");
    EvaluationResult result = SyntheticRun.run(
        Dataset.of("tickets-2026-10.jsonl", examples),
        actors,
        Evaluators.label(Set.copyOf(labels)),
        rows);
    return new TaskReport(
        "Ticket triage",
        result,
        Selection.byPriority(
                Criterion.quality("accuracy", 0.01),
                Criterion.cost(new BigDecimal("0.01")),
                Criterion.speed(Duration.ofMillis(50)))
            .choose(result),
        rows);
  }

  static TaskReport summaries(Path folder, int count) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean japanese = i % 3 == 2;
      String text = japanese
          ? "\u65b0\u3057\u3044\u56f3\u66f8\u9928\u304c\u99c5\u524d\u306b\u958b\u9928\u3057\u305f\u3002\u8535\u66f8\u306f\u7d04%d\u518a\u3067\u3001\u591c\u5341\u6642\u307e\u3067\u5229\u7528\u3067\u304d\u308b\u3002\u5e02\u6c11\u304b\u3089\u306f\u9577\u304f\u5f85\u3061\u671b\u3093\u3067\u3044\u305f\u3068\u3044\u3046\u58f0\u304c\u591a\u304f\u805e\u304b\u308c\u305f\u3002"
              .formatted(10_000 + i)
          : ("The council approved the new tram line %d on Tuesday after a debate of six hours. Work is to"
                  + " begin in spring and to last two years. Opponents fear for the old chestnut"
                  + " trees along the river, while shops hope for more visitors.")
              .formatted(i + 1);
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("article", text);
      fields.put("lang", japanese ? "ja" : "en");
      String summary = japanese
          ? "\u99c5\u524d\u306b\u7d04%d\u518a\u3092\u6301\u3064\u56f3\u66f8\u9928\u304c\u958b\u9928\u3057\u305f\u3002"
              .formatted(10_000 + i)
          : "The council approved tram line %d; work begins in spring.".formatted(i + 1);
      examples.add(new Example(
          "s-%03d".formatted(i + 1),
          fields,
          i % 19 == 7 ? Optional.empty() : Optional.of(summary)));
    }
    Function<Example, GenerateRequest> render = example -> GenerateRequest.of(
        "Summarise in one sentence, in the language of the text:\n\n" + example.field("article"));
    List<Actor> actors = new ArrayList<>();
    for (Skill skill : SKILLS) {
      Random dice = new Random(skill.name().hashCode());
      actors.add(new Actor(
          skill.name().replace("majority / labels only", "lead-1 / as it is"),
          skill.model().replace("majority", "lead-1"),
          new CandidatePrompt(skill.prompt(), render),
          (i, example) -> {
            String text = example.field("article");
            String first = text.split("(?<=[.\u3002])", 2)[0];
            boolean hit = dice.nextDouble() < skill.right() * skill.right();
            String said = hit ? example.reference().orElse(first) : first;
            return outcome(skill, dice, hit ? said.replace(";", " and") : said, 140, 24);
          }));
    }
    actors.add(failing(render));
    Path rows = folder.resolve("summaries.jsonl");
    EvaluationResult result = SyntheticRun.run(
        Dataset.of("\u30cb\u30e5\u30fc\u30b9\u8981\u7d04.jsonl", examples),
        actors,
        Evaluators.rouge(),
        rows);
    return new TaskReport(
        "\u30cb\u30e5\u30fc\u30b9\u8981\u7d04 (News summaries)",
        result,
        Selection.byPriority(
                Criterion.quality("rouge1-unicode", 0.02), Criterion.speed(Duration.ofMillis(50)))
            .choose(result),
        rows);
  }

  private static Actor failing(Function<Example, GenerateRequest> render) {
    return new Actor(
        FAILING,
        "bedrock:jp.anthropic.claude-sonnet-4-5",
        new CandidatePrompt("\u30bc\u30ed\u30b7\u30e7\u30c3\u30c8", render),
        (i, example) -> Outcome.error(
                "NotAuthorizedException: you do not have access to the model in ap-northeast-1")
            .endsTheCandidate());
  }

  private static Outcome outcome(Skill skill, Random dice, String said, int in, int out) {
    double millis = skill.millis() * Math.exp(skill.spread() * dice.nextGaussian());
    Optional<BigDecimal> cost = Double.isNaN(skill.dollars())
        ? Optional.empty()
        : Optional.of(BigDecimal.valueOf(skill.dollars()));
    return Outcome.answer(said, millis, in, out, cost);
  }
}
