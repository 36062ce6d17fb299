package io.fmops.eval.judge;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A model that judges answers, and the terms on which it does: in which language and words it is
 * asked, how often it may be asked again, and what it may cost. {@link Grading}, {@link Pairwise}
 * and {@link RetrievalMetrics} ask it. Thread-safe.
 *
 * <pre>{@code
 * Judge judge = Judge.builder(Models.open("bedrock:anthropic.claude-sonnet-4-20250514-v1:0"))
 *     .maxCalls(2_000)
 *     .maxCost(new BigDecimal("5.00"), prices)
 *     .build();
 * Evaluation.builder().evaluators(List.of(Grading.of(judge), Evaluators.tokenF1()))...
 * }</pre>
 *
 * <p>Judges have known faults: they prefer what stands first, what is long, and what their own
 * family wrote (L. Zheng et al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", 2023,
 * arXiv:2306.05685). {@link Calibration} measures them against people's scores.
 *
 * <p>What is judged stands between marker lines with a word that follows from the texts and is in
 * none of them, so no text can end its own quotation; the judge shows the word in its verdict, so
 * no verdict that a text brings along is taken for the judge's. A text may still persuade a weak
 * model.
 *
 * <p>A call that fails, a limit that is reached, and a verdict that cannot be read give no score:
 * the example is unscored, with the reason. The model is not closed with the judge.
 */
public final class Judge {

  private static final int DEFAULT_TOKENS = 1_024;

  private final FoundationModel model;
  private final JudgeLanguage language;
  private final boolean mayJudgeItself;
  private final JudgeCalls calls;

  private Judge(Builder builder) {
    model = builder.model;
    language = builder.language;
    mayJudgeItself = builder.mayJudgeItself;
    calls = new JudgeCalls(
        model,
        builder.prompts,
        builder.parameters,
        builder.requests,
        builder.retries,
        mayJudgeItself,
        new Spending(builder.maxCalls, builder.maxCost, builder.prices));
  }

  private Judge(Judge other) {
    model = other.model;
    language = other.language;
    mayJudgeItself = other.mayJudgeItself;
    calls = other.calls.renewed();
  }

  /**
   * A judge with the builder's defaults.
   *
   * @param model judges
   * @return the judge
   */
  public static Judge of(FoundationModel model) {
    return builder(model).build();
  }

  /**
   * A builder whose defaults are {@link JudgeLanguage#BY_QUESTION}, the built-in prompts, a
   * temperature of 0, 1,024 tokens an answer, one second attempt, and no limits.
   *
   * @param model judges
   * @return a new builder
   */
  public static Builder builder(FoundationModel model) {
    return new Builder(model);
  }

  /**
   * The model that judges.
   *
   * @return its id
   */
  public ModelId model() {
    return model.id();
  }

  /**
   * What the judge has done so far.
   *
   * @return the counts at this moment
   */
  public JudgeUsage usage() {
    return calls.usage();
  }

  /**
   * The same judge with nothing spent, for another run: limits hold for one {@code Judge} however
   * many runs and evaluators share it.
   *
   * @return a new judge over the same model
   */
  public Judge renewed() {
    return new Judge(this);
  }

  /** Refuses a candidate that is the judge itself. */
  void check(ModelId candidate) {
    if (!mayJudgeItself && ModelKinship.same(model.id(), candidate)) {
      throw new IllegalArgumentException(
          "the judge %s would judge its own answers as the candidate %s, and models favour those; take another judge, or allow it with mayJudgeItself()"
              .formatted(model.id(), candidate));
    }
  }

  JudgeLanguage language(String question) {
    return language.of(question);
  }

  JudgeCalls calls() {
    return calls;
  }

  /** Builds a {@link Judge}. Not thread-safe. */
  public static final class Builder {
    private final FoundationModel model;
    private JudgeLanguage language = JudgeLanguage.BY_QUESTION;
    private JudgePrompts prompts = JudgePrompts.builtIn();
    private InferenceParameters parameters = new InferenceParameters(
        Optional.of(DEFAULT_TOKENS), Optional.of(0.0), Optional.empty(), List.of());
    private UnaryOperator<GenerateRequest> requests = UnaryOperator.identity();
    private int retries = 1;
    private boolean mayJudgeItself;
    private long maxCalls = Long.MAX_VALUE;
    private @Nullable BigDecimal maxCost;
    private @Nullable PriceList prices;

    private Builder(FoundationModel model) {
      this.model = Objects.requireNonNull(model, "model");
    }

    /**
     * Sets in which language the judge is asked.
     *
     * @param value the language
     * @return this
     */
    public Builder language(JudgeLanguage value) {
      language = Objects.requireNonNull(value, "language");
      return this;
    }

    /**
     * Sets the words.
     *
     * @param value the prompts
     * @return this
     */
    public Builder prompts(JudgePrompts value) {
      prompts = Objects.requireNonNull(value, "prompts");
      return this;
    }

    /**
     * Sets how the judge generates, where a prompt does not say otherwise. Replaces all the
     * parameters: a judge that reasons before it answers needs more tokens, and some models take no
     * temperature.
     *
     * @param value the parameters
     * @return this
     */
    public Builder parameters(InferenceParameters value) {
      parameters = Objects.requireNonNull(value, "parameters");
      return this;
    }

    /**
     * Changes every request before it is sent: a deadline, labels, parameters of the provider.
     *
     * @param change gives the request to send; must not change what is said
     * @return this
     */
    public Builder requests(UnaryOperator<GenerateRequest> change) {
      requests = Objects.requireNonNull(change, "change");
      return this;
    }

    /**
     * Sets how often the judge is asked again, with the problem told, for a verdict that cannot be
     * read. Each time is a call. Calls that fail are not repeated here; that is what resilience
     * layers are for.
     *
     * @param value 0 to 5
     * @return this
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder retries(int value) {
      if (value < 0 || value > 5) {
        throw new IllegalArgumentException("retries is " + value + "; it must be 0 to 5");
      }
      retries = value;
      return this;
    }

    /**
     * Allows the judge to be a candidate, too. It will favour its own answers.
     *
     * @return this
     */
    public Builder mayJudgeItself() {
      mayJudgeItself = true;
      return this;
    }

    /**
     * Limits the calls, second attempts included. What comes after is unscored.
     *
     * @param value 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxCalls(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("maxCalls is " + value + "; it must be 0 or more");
      }
      maxCalls = value;
      return this;
    }

    /**
     * Sets what tokens cost, so that {@link Judge#usage()} tells the cost.
     *
     * @param value the prices
     * @return this
     */
    public Builder prices(PriceList value) {
      prices = Objects.requireNonNull(value, "prices");
      return this;
    }

    /**
     * Limits the cost. What comes after is unscored. The most that a call can cost, by an estimate
     * of its input and its limit of output, is reserved before it is made; so the limit is kept as
     * well as the estimate is right, however many calls run at once.
     *
     * @param value the most to spend, in the currency of the list
     * @param list the prices
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxCost(BigDecimal value, PriceList list) {
      if (value.signum() < 0) {
        throw new IllegalArgumentException("maxCost is " + value + "; it must be 0 or more");
      }
      maxCost = value;
      return prices(list);
    }

    /**
     * Builds the judge.
     *
     * @return the judge
     * @throws IllegalArgumentException if there is a limit of cost and no price of the model
     */
    public Judge build() {
      if (maxCost != null
          && prices != null
          && prices.cost(model.id(), TokenUsage.estimated(1_000, 1_000)).isEmpty()) {
        throw new IllegalArgumentException(
            "the cost of the judge %s cannot be limited, as the price list of %s has no price for it"
                .formatted(model.id(), prices.date()));
      }
      return new Judge(this);
    }
  }
}
