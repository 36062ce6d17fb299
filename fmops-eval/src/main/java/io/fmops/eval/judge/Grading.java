package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.model.ModelId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Has a judge grade single answers: "single answer grading" of L. Zheng et al., "Judging
 * LLM-as-a-Judge with MT-Bench and Chatbot Arena", 2023, by several criteria or by a rubric of
 * one's own. Each criterion is a score, on the rubric's own scale, with the judge's reason.
 * Thread-safe.
 *
 * <pre>{@code
 * Grading quality = Grading.of(judge);
 * Grading tone = Grading.builder(judge).rubric(rubric).question(e -> e.field("text")).build();
 * }</pre>
 *
 * <p>All criteria are asked for in one call, which costs a quarter of four, and has the judge weigh
 * an answer once. Grades of one reply are more alike than grades of several, because the first
 * colours the rest; {@link Builder#separately()} asks for each by itself where that matters.
 */
public final class Grading implements Evaluator {

  private final Judge judge;
  private final Rubric english;
  private final Rubric japanese;
  private final Function<Example, String> question;
  private final boolean withReference;
  private final boolean separately;
  private final boolean weighted;
  private final String name;

  private Grading(Builder builder) {
    judge = builder.judge;
    english = builder.english;
    japanese = builder.japanese;
    question = builder.question;
    withReference = builder.withReference;
    separately = builder.separately;
    weighted = builder.weighted;
    name = builder.name;
  }

  /**
   * Grades helpfulness, relevance, accuracy and level of detail, from 1 to 10; the scores are
   * {@code judge-helpfulness}, {@code judge-relevance}, {@code judge-accuracy} and
   * {@code judge-detail}.
   *
   * @param judge who grades
   * @return the grading
   */
  public static Grading of(Judge judge) {
    return builder(judge).build();
  }

  /**
   * A builder whose defaults are the four criteria of {@link #of}, the example's inputs as the
   * question, no reference, one call an answer, and the name {@code judge}.
   *
   * @param judge who grades
   * @return a new builder
   */
  public static Builder builder(Judge judge) {
    return new Builder(judge);
  }

  /**
   * Who grades.
   *
   * @return the judge
   */
  public Judge judge() {
    return judge;
  }

  @Override
  public void check(ModelId candidate) {
    judge.check(candidate);
  }

  /** Grades an answer outside of a run; nobody but the judge counts the cost. */
  @Override
  public List<Score> evaluate(Example example, String answer) {
    return scores(Asking.directly(), example, answer);
  }

  @Override
  public List<Score> evaluate(Trial trial) {
    return scores(Asking.of(trial), trial.example(), trial.answer());
  }

  /** The name of a criterion's score. */
  String scoreName(String criterion) {
    return name + "-" + criterion;
  }

  private List<Score> scores(Asking asking, Example example, String answer) {
    if (withReference && example.references().isEmpty()) {
      return english.criteria().stream()
          .flatMap(criterion -> unscored(criterion.id(), "the example has no reference").stream())
          .toList();
    }
    String asked = question.apply(example);
    JudgeLanguage language = judge.language(asked);
    Rubric rubric = language == JudgeLanguage.JAPANESE ? japanese : english;
    List<Rubric> parts = separately
        ? rubric.criteria().stream()
            .map(criterion -> Rubric.of(rubric.min(), rubric.max(), criterion))
            .toList()
        : List.of(rubric);
    List<Score> scores = new ArrayList<>();
    for (Rubric part : parts) {
      Question grade = new Question(Task.GRADE, language)
          .text("question", "question", asked)
          .texts("reference", "reference", withReference ? example.references() : List.of())
          .text("answer", "answer", answer)
          .value("criteria", part.criteria().stream().map(Grading::shown).toList())
          .value("min", part.min())
          .value("max", part.max());
      JudgeCalls.Answer<Map<String, Double>> given =
          judge.calls().answer(asking, grade, new GradeReader(part));
      part.criteria().forEach(criterion -> scores.addAll(scores(part, criterion.id(), given)));
    }
    return List.copyOf(scores);
  }

  static Map<String, Object> shown(Rubric.Criterion criterion) {
    return Map.of(
        "id", criterion.id(),
        "description", criterion.description(),
        "anchors",
            criterion.anchors().entrySet().stream()
                .map(anchor -> Map.of("grade", anchor.getKey(), "text", anchor.getValue()))
                .toList());
  }

  private List<Score> scores(
      Rubric part, String criterion, JudgeCalls.Answer<Map<String, Double>> given) {
    Reading<Map<String, Double>> reading = given.reading();
    Double grade = reading.value().map(grades -> grades.get(criterion)).orElse(null);
    if (grade == null) {
      return unscored(criterion, reading.problem().orElse("the judge gave no grade"));
    }
    Optional<String> reason = Optional.of(reading.reason()).filter(r -> !r.isEmpty());
    Score plain = new Score.Value(scoreName(criterion), grade, reason);
    return weighted ? List.of(plain, weighted(part, criterion, grade, given)) : List.of(plain);
  }

  private Score weighted(
      Rubric part, String criterion, double grade, JudgeCalls.Answer<Map<String, Double>> given) {
    String weightedName = scoreName(criterion) + "-weighted";
    OptionalDouble mean = given
        .response()
        .map(response -> LogProbabilities.expectedGrade(
            response, GradeReader.forms(part, criterion), grade, part.min(), part.max()))
        .orElse(OptionalDouble.empty());
    return mean.isPresent()
        ? new Score.Value(weightedName, mean.getAsDouble())
        : new Score.Unscored(weightedName, LogProbabilities.WHY_NOT);
  }

  private List<Score> unscored(String criterion, String why) {
    Score plain = new Score.Unscored(scoreName(criterion), why);
    return weighted
        ? List.of(plain, new Score.Unscored(scoreName(criterion) + "-weighted", why))
        : List.of(plain);
  }

  /** Builds a {@link Grading}. Not thread-safe. */
  public static final class Builder {
    private final Judge judge;
    private Rubric english = QualityRubric.ENGLISH;
    private Rubric japanese = QualityRubric.JAPANESE;
    private Function<Example, String> question = Inputs::of;
    private boolean withReference;
    private boolean separately;
    private boolean weighted;
    private String name = "judge";

    private Builder(Judge judge) {
      this.judge = Objects.requireNonNull(judge, "judge");
    }

    /**
     * Sets what is graded, and on which scale.
     *
     * @param value the rubric, for judges asked in either language
     * @return this
     */
    public Builder rubric(Rubric value) {
      return rubric(value, value);
    }

    /**
     * Sets what is graded, in the words of both languages.
     *
     * @param inEnglish for judges asked in English
     * @param inJapanese the same criteria and scale, for judges asked in Japanese
     * @return this
     * @throws IllegalArgumentException if the two differ in the scale or the ids
     */
    public Builder rubric(Rubric inEnglish, Rubric inJapanese) {
      Map<String, Rubric> both = new LinkedHashMap<>();
      both.put("English", inEnglish);
      both.put("Japanese", inJapanese);
      List<String> shapes = both.values().stream()
          .map(rubric -> rubric.min() + " to " + rubric.max() + ": "
              + rubric.criteria().stream().map(Rubric.Criterion::id).toList())
          .distinct()
          .toList();
      if (shapes.size() > 1) {
        throw new IllegalArgumentException(
            "the rubrics of the two languages differ, %s; their scores would not be the same thing"
                .formatted(String.join(" and ", shapes)));
      }
      english = inEnglish;
      japanese = inJapanese;
      return this;
    }

    /**
     * Sets what the judge is told that was asked. It should be the same for all candidates, so it
     * is made of the example and not of their prompts. Say the task, too, if the inputs alone do
     * not: {@code e -> "Summarise this article: " + e.field("text")}.
     *
     * @param value makes the question of an example
     * @return this
     */
    public Builder question(Function<Example, String> value) {
      question = Objects.requireNonNull(value, "question");
      return this;
    }

    /**
     * Shows the judge the example's references as right answers. An example without one is
     * unscored.
     *
     * @return this
     */
    public Builder withReference() {
      withReference = true;
      return this;
    }

    /**
     * Asks for each criterion in a call of its own.
     *
     * @return this
     */
    public Builder separately() {
      separately = true;
      return this;
    }

    /**
     * Adds to each grade one named {@code ...-weighted}: the mean of all grades, each weighted with
     * the probability that the judge would have given it (Y. Liu et al., "G-Eval: NLG Evaluation
     * using GPT-4 with Better Human Alignment", 2023, arXiv:2303.16634). It is finer than whole
     * numbers and has fewer ties.
     *
     * <p>That takes log probabilities of the tokens, with alternatives. Providers that have them
     * tell them as a notice of the type {@code <provider>.logprobs} in OpenAI's form; ask for them
     * with {@link Judge.Builder#requests}. Without them this score is unscored. So it is if the
     * model writes a grade in several tokens.
     *
     * @return this
     */
    public Builder weighted() {
      weighted = true;
      return this;
    }

    /**
     * Sets what the names of the scores begin with, to tell several gradings of one run apart.
     *
     * @param value the beginning, without the hyphen
     * @return this
     */
    public Builder name(String value) {
      name = Objects.requireNonNull(value, "name");
      return this;
    }

    /**
     * Builds the grading.
     *
     * @return the grading
     */
    public Grading build() {
      return new Grading(this);
    }
  }
}
