package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Trial;
import io.fmops.model.ModelId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Has a judge say which of two answers is better, always in both orders: an answer wins only if it
 * is preferred wherever it stands, and all else is a tie ("conservative" swapping of L. Zheng et
 * al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", 2023). Two calls a pair.
 * Thread-safe.
 *
 * <pre>{@code
 * Pairwise pairwise = Pairwise.of(judge);
 * PairVerdict verdict = pairwise.compare(example, answerOfNew, answerOfOld);
 * Evaluator winRate = pairwise.against("old", e -> Optional.of(e.field("oldAnswer")));
 * }</pre>
 */
public final class Pairwise {

  private final Judge judge;
  private final Function<Example, String> question;
  private final boolean withReference;
  private final Optional<String> criteria;
  private final String name;

  private Pairwise(Builder builder) {
    judge = builder.judge;
    question = builder.question;
    withReference = builder.withReference;
    criteria = builder.criteria;
    name = builder.name;
  }

  /**
   * Comparisons with the builder's defaults.
   *
   * @param judge who compares
   * @return the comparisons
   */
  public static Pairwise of(Judge judge) {
    return builder(judge).build();
  }

  /**
   * A builder whose defaults are helpfulness, relevance, accuracy and level of detail as what
   * counts, the example's inputs as the question, no reference, and the name {@code judge}.
   *
   * @param judge who compares
   * @return a new builder
   */
  public static Builder builder(Judge judge) {
    return new Builder(judge);
  }

  /**
   * Who compares.
   *
   * @return the judge
   */
  public Judge judge() {
    return judge;
  }

  /**
   * Compares two answers outside of a run; nobody but the judge counts the cost.
   *
   * @param example what was asked
   * @param first one answer
   * @param second another one
   * @return the verdict
   * @throws io.fmops.model.CancelledException if the thread is interrupted
   */
  public PairVerdict compare(Example example, String first, String second) {
    return compare(Asking.directly(), example, first, second);
  }

  /**
   * Compares candidates with an opponent whose answers are there already, such as yesterday's. The
   * scores are {@code judge-win-<opponent>}, 1 for a win, 0.5 for a tie and 0 for a loss, so that
   * its mean is the rate of wins with half of the ties; and {@code judge-consistent-<opponent>}, 1
   * if both orders say the same, else 0, whose mean should be near 1.
   *
   * @param opponent the opponent's name
   * @param answers the opponent's answer to an example; without one the example is unscored
   * @return an evaluator that asks the judge twice an answer
   */
  public Evaluator against(String opponent, Function<Example, Optional<String>> answers) {
    Objects.requireNonNull(opponent, "opponent");
    Objects.requireNonNull(answers, "answers");
    return new Evaluator() {
      @Override
      public List<Score> evaluate(Example example, String answer) {
        return scores(Asking.directly(), example, answer);
      }

      @Override
      public List<Score> evaluate(Trial trial) {
        return scores(Asking.of(trial), trial.example(), trial.answer());
      }

      @Override
      public void check(ModelId candidate) {
        judge.check(candidate);
      }

      private List<Score> scores(Asking asking, Example example, String answer) {
        String win = name + "-win-" + opponent;
        String consistent = name + "-consistent-" + opponent;
        Optional<String> other = answers.apply(example);
        PairVerdict verdict = other.isEmpty()
            ? new PairVerdict.Unjudged(opponent + " has no answer to this example")
            : compare(asking, example, answer, other.get());
        if (verdict instanceof PairVerdict.Judged judged) {
          return List.of(
              new Score.Value(
                  win,
                  judged.outcome().points(),
                  Optional.of(judged.reason()).filter(r -> !r.isEmpty())),
              new Score.Value(consistent, judged.consistent() ? 1 : 0));
        }
        String why = ((PairVerdict.Unjudged) verdict).reason();
        return List.of(new Score.Unscored(win, why), new Score.Unscored(consistent, why));
      }
    };
  }

  private PairVerdict compare(Asking asking, Example example, String first, String second) {
    if (withReference && example.references().isEmpty()) {
      return new PairVerdict.Unjudged("the example has no reference");
    }
    Reading<Preference> asGiven = ask(asking, example, first, second);
    if (asGiven.value().isEmpty()) {
      return new PairVerdict.Unjudged(asGiven.problem().orElse("the judge gave no verdict"));
    }
    Reading<Preference> swapped = ask(asking, example, second, first);
    if (swapped.value().isEmpty()) {
      return new PairVerdict.Unjudged(
          "with the answers swapped: " + swapped.problem().orElse("the judge gave no verdict"));
    }
    return new PairVerdict.Judged(
        asGiven.value().get(), swapped.value().get(), reasons(asGiven.reason(), swapped.reason()));
  }

  private static String reasons(String asGiven, String swapped) {
    return asGiven.isEmpty() && swapped.isEmpty()
        ? ""
        : "as A: %s / as B: %s".formatted(asGiven, swapped);
  }

  private Reading<Preference> ask(Asking asking, Example example, String shownFirst, String other) {
    String asked = question.apply(example);
    Question compare = new Question(Task.COMPARE, judge.language(asked))
        .text("question", "question", asked)
        .texts("reference", "reference", withReference ? example.references() : List.of())
        .text("first", "answer A", shownFirst)
        .text("second", "answer B", other);
    criteria.ifPresent(text -> compare.value("criteria", text));
    return judge.calls().ask(asking, compare, new PreferenceReader());
  }

  /** Builds a {@link Pairwise}. Not thread-safe. */
  public static final class Builder {
    private final Judge judge;
    private Function<Example, String> question = Inputs::of;
    private boolean withReference;
    private Optional<String> criteria = Optional.empty();
    private String name = "judge";

    private Builder(Judge judge) {
      this.judge = Objects.requireNonNull(judge, "judge");
    }

    /**
     * Sets what the judge is told that was asked.
     *
     * @param value makes the question of an example
     * @return this
     */
    public Builder question(Function<Example, String> value) {
      question = Objects.requireNonNull(value, "question");
      return this;
    }

    /**
     * Sets what counts, in the language in which the judge is asked.
     *
     * @param text words to the judge
     * @return this
     */
    public Builder criteria(String text) {
      criteria = Optional.of(text);
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
     * Sets what the names of the scores begin with.
     *
     * @param value the beginning, without the hyphen
     * @return this
     */
    public Builder name(String value) {
      name = Objects.requireNonNull(value, "name");
      return this;
    }

    /**
     * Builds the comparisons.
     *
     * @return the comparisons
     */
    public Pairwise build() {
      return new Pairwise(this);
    }
  }
}
