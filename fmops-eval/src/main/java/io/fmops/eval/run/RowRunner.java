package io.fmops.eval.run;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Score;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.telemetry.PriceList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Has one candidate answer one example and the evaluators score it: the part of a run that takes a
 * row at a time and knows nothing of the others, for whoever spreads rows over threads or machines
 * himself. {@link Evaluation} is made of it.
 *
 * <p>Whatever happens becomes a row: an exception of the prompt, the model or an evaluator is the
 * row's error. When the candidate turns out not to be callable at all (no credentials, no such
 * model), later examples get the same error without a call. Thread-safe, as far as the model and
 * the evaluators are.
 */
public final class RowRunner {

  private final Candidate candidate;
  private final List<Evaluator> evaluators;
  private final PriceList prices;
  private final Calls calls;
  private final OptionalLong datasetSize;

  /** Why the candidate cannot be called at all; every later example gets the same reason. */
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

  /**
   * A runner of one candidate's rows. Whether the evaluators may score its model is not checked
   * here.
   *
   * @param candidate answers
   * @param evaluators score; their scores' names must differ
   * @param prices what calls cost
   */
  public RowRunner(Candidate candidate, List<Evaluator> evaluators, PriceList prices) {
    this(candidate, evaluators, prices, Calls.DIRECT, OptionalLong.empty());
  }

  RowRunner(
      Candidate candidate,
      List<Evaluator> evaluators,
      PriceList prices,
      Calls calls,
      OptionalLong datasetSize) {
    this.candidate = Objects.requireNonNull(candidate, "candidate");
    this.evaluators = List.copyOf(evaluators);
    this.prices = Objects.requireNonNull(prices, "prices");
    this.calls = calls;
    this.datasetSize = datasetSize;
  }

  /**
   * Calls the model once, and whatever the evaluators need, and waits for the end.
   *
   * @param index the position of the example in its dataset, from 0
   * @param repetition which asking of the same example it is, from 0
   * @param example what to ask
   * @return the row
   */
  public ResultRow run(long index, int repetition, Example example) {
    Place place = new Place(index, repetition, example);
    String reason = failure.get();
    if (reason != null) {
      return row(place, null, null, List.of(), new Failure(reason, true));
    }
    GenerateRequest request;
    try {
      request = request(candidate, example);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      return row(place, null, null, List.of(), failed("the prompt cannot be made", e));
    }
    Calls.OfRow asking = calls.ofRow(repetition);
    GenerateResponse response;
    try {
      response = asking.generate(candidate.model(), request);
    } catch (NotAuthorizedException | ModelNotFoundException e) {
      failure.compareAndSet(null, e.getMessage());
      return row(
          place, request, null, List.of(), new Failure(String.valueOf(e.getMessage()), true));
    } catch (ModelException e) {
      return failedRow(place, request, e);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      return row(place, request, null, List.of(), failed("the model failed", e));
    }
    List<Score> scores = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    RowTrial answer = new RowTrial(candidate, prices, example, request, response, asking);
    for (Evaluator evaluator : evaluators) {
      try {
        List<Score> given = List.copyOf(evaluator.evaluate(answer));
        checkFormulas(given, evaluator);
        scores.addAll(given);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        // Assertions are how test suites write evaluators, and patterns can be too deep for a
        // stack.
        problems.add("an evaluator failed: " + e);
      }
    }
    problems.addAll(answer.failures());
    String twice = twice(scores);
    if (twice != null) {
      problems.add("two evaluators give a score named \"" + twice + "\"; names must differ");
      scores.clear();
    }
    return row(
        place,
        request,
        response,
        scores,
        prices.cost(response.model(), response.usage()),
        answer.cost(),
        problems.isEmpty() ? null : new Failure(String.join("; ", problems), false));
  }

  static GenerateRequest request(Candidate candidate, Example example) {
    return withParameters(
        Objects.requireNonNull(candidate.prompt().render().apply(example), "no request"),
        candidate.parameters());
  }

  private static void checkFormulas(List<Score> scores, Evaluator evaluator) {
    for (Score score : scores) {
      if (score instanceof Score.Summed && !evaluator.formulas().containsKey(score.name())) {
        throw new IllegalStateException(
            "it gives parts of \"%s\" and no formula for their sums".formatted(score.name()));
      }
    }
  }

  /** A label stands for an accuracy, too, so the two must not meet. */
  private static @Nullable String twice(List<Score> scores) {
    Set<String> names = new HashSet<>();
    for (Score score : scores) {
      if (!names.add(score.name())
          || (score instanceof Score.Label && !names.add(CandidateTally.accuracy(score.name())))) {
        return score.name();
      }
    }
    return null;
  }

  /** Where in the run a row belongs. */
  private record Place(long index, int repetition, Example example) {}

  /** What went wrong, and whether it goes wrong for every example. */
  private record Failure(String message, boolean whole) {}

  private static Failure failed(String what, Throwable e) {
    return new Failure(what + ": " + e, false);
  }

  /** A stream that broke off was paid for as far as it came. */
  private ResultRow failedRow(Place place, GenerateRequest request, ModelException e) {
    Optional<BigDecimal> cost = e.usage().total() == 0
        ? Optional.empty()
        : prices.cost(candidate.model().id(), e.usage());
    Failure failure = new Failure(String.valueOf(e.getMessage()), false);
    return row(place, request, null, List.of(), cost, Optional.of(BigDecimal.ZERO), failure);
  }

  private ResultRow row(
      Place place,
      @Nullable GenerateRequest request,
      @Nullable GenerateResponse response,
      List<Score> scores,
      @Nullable Failure problem) {
    return row(
        place, request, response, scores, Optional.empty(), Optional.of(BigDecimal.ZERO), problem);
  }

  private ResultRow row(
      Place place,
      @Nullable GenerateRequest request,
      @Nullable GenerateResponse response,
      List<Score> scores,
      Optional<BigDecimal> cost,
      Optional<BigDecimal> evaluationCost,
      @Nullable Failure problem) {
    return new ResultRow(
        place.index(),
        place.repetition(),
        place.example(),
        candidate.name(),
        candidate.model().id().toString(),
        candidate.prompt().name(),
        Optional.ofNullable(request),
        Optional.ofNullable(response),
        scores,
        cost,
        evaluationCost,
        Optional.ofNullable(problem).map(Failure::message),
        problem != null && problem.whole(),
        datasetSize);
  }

  private static GenerateRequest withParameters(
      GenerateRequest request, InferenceParameters wanted) {
    if (wanted.equals(InferenceParameters.DEFAULTS)) {
      return request;
    }
    InferenceParameters own = request.parameters();
    return request.toBuilder()
        .parameters(new InferenceParameters(
            wanted.maxTokens().or(own::maxTokens),
            wanted.temperature().or(own::temperature),
            wanted.topP().or(own::topP),
            wanted.stopSequences().isEmpty() ? own.stopSequences() : wanted.stopSequences()))
        .build();
  }
}
