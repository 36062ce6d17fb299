package io.fmops.chain;

import io.fmops.model.FoundationModel;
import io.fmops.model.RejectedInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes steps of steps. What is decided on the way, such as which way is taken, is an inner step of
 * its own: the trace tells it, and a resumed run does not decide anew.
 */
public final class Flows {

  /** The way that is taken when no other fits. */
  public static final String OTHERWISE = "otherwise";

  private static final int MOST_ROUNDS = 1_000;
  private static final int MOST_PARTS = 1_000;

  private Flows() {}

  /**
   * One step after the other.
   *
   * @param <I> what it takes
   * @param <M> what is between them
   * @param <O> what it gives
   * @param name the step's name
   * @param first the first step
   * @param second takes what the first one gives
   * @return the step
   */
  public static <I, M, O> Step<I, O> sequence(
      String name, Step<? super I, ? extends M> first, Step<? super M, ? extends O> second) {
    List<Step<?, ?>> steps = List.of(first, second);
    return Step.of(name, StepKind.SEQUENCE, steps, new SequenceBody<I, O>(steps));
  }

  /**
   * One of two ways. The inner step {@code condition} tells which.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   * @param name the step's name
   * @param condition looks at the input
   * @param yes taken if it holds
   * @param no taken if it does not
   * @return the step
   */
  public static <I, O> Step<I, O> branch(
      String name,
      Predicate<? super I> condition,
      Step<? super I, ? extends O> yes,
      Step<? super I, ? extends O> no) {
    Objects.requireNonNull(condition, "condition");
    Step<I, Boolean> decide = Steps.function("condition", condition::test);
    return Step.of(
        name,
        StepKind.BRANCH,
        List.of(decide, yes, no),
        new ChoiceBody<I, Boolean, O>(decide, choice -> choice ? yes : no));
  }

  /**
   * One of several ways, by a rule. The inner step {@code choice} gives the label of the way.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   * @param name the step's name
   * @param rule gives a label
   * @param ways the steps by their labels; {@value #OTHERWISE} takes what no other does
   * @return the step, which fails if there is no way for a label
   */
  public static <I, O> Step<I, O> route(
      String name,
      Function<? super I, String> rule,
      Map<String, ? extends Step<? super I, ? extends O>> ways) {
    Objects.requireNonNull(rule, "rule");
    return route(name, Steps.<I, String>function("choice", rule::apply), ways);
  }

  /**
   * One of several ways, by a classifier: the label that fits best, if it fits well enough. The
   * inner step {@code choice} gives the label of the way.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   * @param name the step's name
   * @param classifier knows the labels of the ways
   * @param text what of the input it is to look at
   * @param atLeast how well a label has to fit at least, on the classifier's scale
   * @param ways the steps by their labels; {@value #OTHERWISE} takes what no label fits
   * @return the step, which fails if there is no way for a text
   */
  public static <I, O> Step<I, O> routeByClassifier(
      String name,
      Classifier classifier,
      Function<? super I, String> text,
      double atLeast,
      Map<String, ? extends Step<? super I, ? extends O>> ways) {
    Objects.requireNonNull(classifier, "classifier");
    Step<I, String> choice =
        Steps.function("choice", input -> best(classifier.classify(text.apply(input)), atLeast));
    return route(name, choice, ways);
  }

  private static String best(Map<String, Double> scores, double atLeast) {
    String best = OTHERWISE;
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Double> score : scores.entrySet()) {
      // Of equal ones the first by name, so that a choice does not rest on a map's order.
      boolean better = score.getValue() > most
          || (score.getValue() == most && score.getKey().compareTo(best) < 0);
      if (score.getValue() >= atLeast && better) {
        best = score.getKey();
        most = score.getValue();
      }
    }
    return best;
  }

  /**
   * One of several ways, by a model, which is told what each way is for and answers with a label.
   * An answer that is no label is told to it, once. The inner step {@code choice} gives the label.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   * @param name the step's name
   * @param model chooses
   * @param text what of the input it is to look at
   * @param purposes what each way is for, by the labels of the ways, in the order to be told
   * @param ways the steps by the same labels, and perhaps {@value #OTHERWISE}, which is taken if
   *     the model's second answer is no label either
   * @return the step
   * @throws IllegalArgumentException if the labels are not the same
   */
  public static <I, O> Step<I, O> routeByModel(
      String name,
      FoundationModel model,
      Function<? super I, String> text,
      Map<String, String> purposes,
      Map<String, ? extends Step<? super I, ? extends O>> ways) {
    return route(name, ModelChoice.step(model, text, purposes, ways.keySet()), ways);
  }

  private static <I, O> Step<I, O> route(
      String name,
      Step<I, String> choice,
      Map<String, ? extends Step<? super I, ? extends O>> ways) {
    Map<String, Step<? super I, ? extends O>> byLabel = Map.copyOf(ways);
    List<Step<?, ?>> steps = new ArrayList<>();
    steps.add(choice);
    // By label, so that the definition of a chain does not rest on a map's order.
    byLabel.keySet().stream().sorted().map(byLabel::get).forEach(steps::add);
    return Step.of(
        name,
        StepKind.ROUTE,
        steps,
        new ChoiceBody<I, String, O>(choice, label -> way(name, byLabel, label)));
  }

  private static <I, O> Step<? super I, ? extends O> way(
      String name, Map<String, Step<? super I, ? extends O>> ways, String label) {
    Step<? super I, ? extends O> way = ways.getOrDefault(label, ways.get(OTHERWISE));
    if (way == null) {
      throw new NoWayException(
          "\"%s\" has no way for the label it was given; there are %s, and no \"%s\""
              .formatted(name, ways.keySet().stream().sorted().toList(), OTHERWISE));
    }
    return way;
  }

  /**
   * Several steps for one input at the same time. The first failure ends the others.
   *
   * @param <I> what it takes
   * @param <O> what each gives
   * @param name the step's name
   * @param steps the steps, at least one
   * @return the step, which gives their outputs in the steps' order
   */
  public static <I, O> Step<I, List<O>> parallel(
      String name, List<? extends Step<? super I, ? extends O>> steps) {
    List<Step<? super I, ? extends O>> all = List.copyOf(steps);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("\"%s\" has no steps".formatted(name));
    }
    return Step.of(
        name,
        StepKind.PARALLEL,
        all,
        (input, context) -> context.<O>all(
            all.size(), (place, inner) -> inner.runAt(place, all.get(place), 0, input)));
  }

  /**
   * Two steps for one input at the same time, and what they give put together. The first failure
   * ends the other.
   *
   * @param <I> what it takes
   * @param <A> what the first gives
   * @param <B> what the second gives
   * @param <O> both together
   * @param name the step's name
   * @param first one step
   * @param second the other
   * @param join puts them together, as the inner step {@code join}
   * @return the step
   */
  public static <I, A, B, O> Step<I, O> parallel(
      String name,
      Step<? super I, ? extends A> first,
      Step<? super I, ? extends B> second,
      BiFunction<? super A, ? super B, ? extends O> join) {
    Objects.requireNonNull(join, "join");
    return parallel(name, List.of(first, second), both(join));
  }

  @SuppressWarnings("unchecked") // the place of a step is the place of its output
  private static <A, B, O> StepFunction<List<Object>, O> both(
      BiFunction<? super A, ? super B, ? extends O> join) {
    return outputs -> join.apply((A) outputs.get(0), (B) outputs.get(1));
  }

  /**
   * Several steps of different outputs for one input at the same time, and what they give put
   * together. The first failure ends the others.
   *
   * @param <I> what it takes
   * @param <O> all together
   * @param name the step's name
   * @param steps the steps, at least one
   * @param join puts their outputs, in the steps' order, together, as the inner step {@code join}
   * @return the step
   */
  public static <I, O> Step<I, O> parallel(
      String name,
      List<? extends Step<? super I, ?>> steps,
      StepFunction<? super List<Object>, ? extends O> join) {
    List<Step<? super I, ?>> all = List.copyOf(steps);
    Step<List<Object>, O> together = Steps.function("join", join);
    List<Step<?, ?>> inner = new ArrayList<>(all);
    inner.add(together);
    return Step.of(name, StepKind.PARALLEL, inner, (input, context) -> {
      List<Object> outputs =
          context.all(all.size(), (place, within) -> within.runAt(place, all.get(place), 0, input));
      return context.run(together, outputs);
    });
  }

  /**
   * One step for each element of a list, several at the same time. The first failure ends the
   * others.
   *
   * @param <I> the elements
   * @param <O> what is made of each
   * @param name the step's name
   * @param each the step
   * @return the step, which gives the outputs in the elements' order
   */
  public static <I, O> Step<List<I>, List<O>> map(String name, Step<? super I, ? extends O> each) {
    return Step.of(
        name,
        StepKind.MAP,
        List.of(each),
        (input, context) -> context.<O>all(
            input.size(), (place, inner) -> inner.runAt(place, each, place + 1, input.get(place))));
  }

  /**
   * A long text: split into at most 1,000 parts, one step for each part, several at the same time,
   * and one for all that comes of it.
   *
   * @param <P> what is made of each part
   * @param <O> what is made of all
   * @param name the step's name
   * @param splitter splits the text
   * @param each for each part
   * @param reduce for what came of the parts, in their order
   * @return the step
   */
  public static <P, O> Step<String, O> mapReduce(
      String name,
      TextSplitter splitter,
      Step<? super String, ? extends P> each,
      Step<? super List<P>, ? extends O> reduce) {
    return mapReduce(name, splitter, MOST_PARTS, each, reduce);
  }

  /**
   * The same with another bound.
   *
   * @param <P> what is made of a part
   * @param <O> what it gives
   * @param name the step's name
   * @param splitter splits the text
   * @param maxParts how many parts there may be, 1 or more; a text of more parts is refused before
   *     anything is made of it
   * @param each makes something of a part
   * @param reduce makes one thing of all, in the order of the parts
   * @return the step
   * @throws IllegalArgumentException if the bound is below 1
   */
  public static <P, O> Step<String, O> mapReduce(
      String name,
      TextSplitter splitter,
      int maxParts,
      Step<? super String, ? extends P> each,
      Step<? super List<P>, ? extends O> reduce) {
    Objects.requireNonNull(splitter, "splitter");
    if (maxParts < 1) {
      throw new IllegalArgumentException(
          "maxParts is %d; it must be 1 or more".formatted(maxParts));
    }
    return Step.of(name, StepKind.MAP_REDUCE, List.of(each, reduce), new Body<String, O>() {
      @Override
      public O run(String text, StepContext context) {
        return context.run(reduce, parts(text, context));
      }

      @Override
      public Tail<O> tail(String text, StepContext context) {
        return SequenceBody.tail(context, reduce, parts(text, context));
      }

      private List<P> parts(String text, StepContext context) {
        List<String> parts = splitter.split(text);
        if (parts.size() > maxParts) {
          throw new RejectedInputException(
              "the text has %,d parts, and the step \"%s\" takes %,d at the most; split it into larger parts or allow more"
                  .formatted(parts.size(), name, maxParts));
        }
        return context.all(
            parts.size(), (place, inner) -> inner.runAt(place, each, place + 1, parts.get(place)));
      }
    });
  }

  /**
   * The same step again and again, each time with what it gave, until that is good enough or it was
   * run often enough; whether it is good enough is asked before the first time, too. The inner step
   * {@code done} tells it.
   *
   * @param <T> what is refined
   * @param name the step's name
   * @param improve makes a better one
   * @param done whether it is good enough
   * @param maxRounds how often it is run at most, 1 to 1,000; then it is taken as it is
   * @return the step
   */
  public static <T> Step<T, T> refine(
      String name, Step<T, T> improve, Predicate<? super T> done, int maxRounds) {
    Objects.requireNonNull(done, "done");
    if (maxRounds < 1 || maxRounds > MOST_ROUNDS) {
      throw new IllegalArgumentException(
          "maxRounds is %d; it must be 1 to %d".formatted(maxRounds, MOST_ROUNDS));
    }
    Step<T, Boolean> ask = Steps.function("done", done::test);
    return Step.of(name, StepKind.REFINE, List.of(ask, improve), (input, context) -> {
      T value = input;
      for (int round = 1; round <= maxRounds && !context.run(ask, round, value); round++) {
        value = context.run(improve, round, value);
      }
      return value;
    });
  }
}
