package io.fmops.eval.report;

import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Answers to questions with tags, graded by a made-up judge that gives reasons. */
final class JudgedTasks {

  private static final List<String> TOPICS = List.of("料金", "配送", "返品", "会員");

  private static final List<String> ANSWERS = List.of(
      "送料は全国一律500円で、5,000円以上のご注文は無料です。",
      "ご注文から3営業日以内に発送し、追跡番号をメールでお知らせします。",
      "商品到着後8日以内で、未使用のものに限り返品をお受けします。",
      "会員登録は無料で、購入金額の1%をポイントとして差し上げます。");

  private static final List<String> SLIPS = List.of(
      "送料は全国一律800円で、1万円以上のご注文は無料です。",
      "ご注文の翌日に発送し、追跡番号はお知らせしておりません。",
      "申し訳ございませんが、返品は一切お受けできません。",
      "会員登録には年会費3,000円がかかります。");

  private JudgedTasks() {}

  /** Japanese questions, every fourth with few examples of its tag, some of them unscored. */
  static TaskReport japanese(Path folder, int count) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int topic = i % 4;
      Map<String, String> tags = new LinkedHashMap<>();
      tags.put("分野", TOPICS.get(topic));
      tags.put("難しさ", i % 9 == 0 ? "難しい" : "易しい");
      tags.put("出典", "faq-" + i);
      examples.add(new Example(
          "質問-%03d".formatted(i + 1),
          Map.of("質問", TOPICS.get(topic) + "について教えてください。注文番号は" + (10_000 + 7 * i) + "です。"),
          List.of(ANSWERS.get(topic)),
          tags));
    }
    return task(
        folder.resolve("japanese.jsonl"), "お客様の質問への回答", examples, JudgedTasks::grade, "忠実さ");
  }

  /** English texts of some length with two numeric scores and a label. */
  static TaskReport large(Path folder, int count) throws IOException {
    List<Example> examples = new ArrayList<>(count);
    Random random = new Random(3);
    String[] words = ("order parcel courier invoice refund delivery address customer account shop"
            + " station return size colour payment password signature warehouse holiday gift")
        .split(" ", -1);
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder("Ticket " + i + ":");
      for (int w = 0; w < 30; w++) {
        text.append(' ').append(words[random.nextInt(words.length)]);
      }
      examples.add(new Example(
          "ticket-%05d".formatted(i + 1),
          Map.of("text", text.toString()),
          List.of("The " + words[i % 5] + " will be looked at within two days."),
          Map.of("team", words[i % 7], "channel", i % 3 == 0 ? "mail" : "chat")));
    }
    return task(
        folder.resolve("large.jsonl"), "Answers to tickets", examples, JudgedTasks::grade, "grade");
  }

  private interface Grader {
    List<Score> grade(String name, Example example, String answer);
  }

  private static List<Score> grade(String name, Example example, String answer) {
    String reference = example.reference().orElse("");
    int seed = (example.id() + answer).hashCode();
    boolean same = answer.equals(reference);
    Score length = new Score.Value("brevity", Math.min(1, 20.0 / Math.max(1, answer.length())));
    if (Math.floorMod(seed, 41) == 0) {
      return List.of(new Score.Unscored(name, "the judge's answer had no grade in it"), length);
    }
    double grade = same ? 1 : answer.startsWith(reference.substring(0, 2)) ? 0.5 : 0.25;
    return List.of(
        new Score.Value(
            name,
            grade,
            Optional.of(
                same
                    ? "参照と同じ内容で、誤りはありません。"
                    : "「" + reference.substring(0, 6)
                        + "...」とあるべきところが違います。 The answer says something else.")),
        length);
  }

  private static TaskReport task(
      Path rows, String name, List<Example> examples, Grader grader, String score)
      throws IOException {
    String[] models = {
      "bedrock:amazon.nova-micro-v1:0", "bedrock:amazon.nova-pro-v1:0", "sagemaker:llama-3-8b-ja"
    };
    double[] right = {0.7, 0.86, 0.84};
    List<Actor> actors = new ArrayList<>();
    for (int m = 0; m < models.length; m++) {
      Random dice = new Random(m);
      double skill = right[m];
      int number = m;
      actors.add(new Actor(
          models[m] + " / v" + (m + 1),
          models[m],
          new CandidatePrompt(
              "v" + (m + 1),
              example -> GenerateRequest.builder()
                  .system("Answer the customer's question from the rules of the shop.")
                  .user(example.fields().values().iterator().next())
                  .build()),
          (i, example) -> {
            String reference = example.reference().orElseThrow();
            double roll = dice.nextDouble();
            String said = roll < skill
                ? reference
                : roll < skill + 0.1
                    ? reference.substring(0, reference.length() / 2) + "？"
                    : reference.startsWith("The")
                        ? "I am afraid that " + example.id() + " is none of our tickets."
                        : SLIPS.get(Math.floorMod(i, 4));
            if (i % 61 == 17 && number == 0) {
              return Outcome.error("ThrottledException: rate exceeded (attempt 4 of 4)");
            }
            return Outcome.answer(
                said,
                300 + 200 * number + 90 * dice.nextGaussian(),
                120,
                30,
                Optional.of(new BigDecimal("0.0001").multiply(BigDecimal.valueOf(1 + number))));
          }));
    }
    Evaluator evaluator = (example, answer) -> grader.grade(score, example, answer);
    EvaluationResult result = SyntheticRun.run(
        Dataset.of(rows.getFileName().toString(), examples), actors, evaluator, rows);
    return new TaskReport(
        name, result, Selection.byPriority(Criterion.quality(score, 0.01)).choose(result), rows);
  }
}
