package io.fmops.chain;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A named part of a chain that makes an output of an input; made by {@link Steps} and
 * {@link Flows}. Immutable; as thread-safe as the functions it was made of, which several runs and
 * several branches of one run call at the same time. One step can be part of many chains.
 *
 * <p>A name is 1 to 100 characters in any language, without slash, square brackets and control
 * characters. Steps that stand side by side have different names, so that a path names one step.
 *
 * @param <I> what it takes
 * @param <O> what it gives; never null
 */
public final class Step<I, O> {

  private static final Pattern NAME = Pattern.compile("[^/\\[\\]\\p{Cntrl}]{1,100}");

  private final String name;
  private final StepKind kind;
  private final List<Step<?, ?>> steps;
  private final Body<I, ?> body;
  private final @Nullable StepCodec<?> codec;
  private final @Nullable BiFunction<I, Object, O> combine;

  private Step(
      String name,
      StepKind kind,
      List<Step<?, ?>> steps,
      Body<I, ?> body,
      @Nullable StepCodec<?> codec,
      @Nullable BiFunction<I, Object, O> combine) {
    this.name = name;
    this.kind = kind;
    this.steps = steps;
    this.body = body;
    this.codec = codec;
    this.combine = combine;
  }

  static <I, O> Step<I, O> leaf(String name, StepKind kind, Body<I, O> body) {
    return of(name, kind, List.of(), body);
  }

  static <I, O> Step<I, O> of(
      String name, StepKind kind, List<? extends Step<?, ?>> steps, Body<I, O> body) {
    Objects.requireNonNull(body, "body");
    Set<String> names = new HashSet<>();
    for (Step<?, ?> step : steps) {
      if (!names.add(step.name)) {
        throw new IllegalArgumentException(
            "\"%s\" has two steps called \"%s\"; each needs a name of its own"
                .formatted(name, step.name));
      }
    }
    return new Step<>(checkName(name), kind, List.copyOf(steps), body, null, null);
  }

  static String checkName(String name) {
    if (name.isBlank() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a step is \"%s\"; expected 1 to 100 characters without slash, square brackets and control characters"
              .formatted(name.codePoints()
                  .limit(100)
                  .map(c -> Character.isISOControl(c) ? '?' : c)
                  .collect(
                      StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)));
    }
    return name;
  }

  /**
   * The step's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * What it is.
   *
   * @return the kind
   */
  public StepKind kind() {
    return kind;
  }

  /**
   * The same step under another name, such as to have it twice in a chain.
   *
   * @param other the name
   * @return a new step
   */
  public Step<I, O> named(String other) {
    return new Step<>(checkName(other), kind, steps, body, codec, combine);
  }

  /**
   * The same step for another input. Nothing is said of this in the trace, so the function should
   * do no more than pick and put together; it may be called again when a run is resumed.
   *
   * <pre>{@code
   * Step<Facts, String> born = askWhereBorn.from(Facts::person);
   * }</pre>
   *
   * @param <J> the other input
   * @param adapt makes this step's input of it
   * @return a new step
   */
  public <J> Step<J, O> from(Function<? super J, ? extends I> adapt) {
    Objects.requireNonNull(adapt, "adapt");
    Body<I, ?> inner = body;
    BiFunction<I, Object, O> rest = combine;
    return new Step<>(
        name,
        kind,
        steps,
        adapted(inner, adapt),
        codec,
        rest == null ? null : (input, output) -> rest.apply(adapt.apply(input), output));
  }

  private static <J, I, R> Body<J, R> adapted(
      Body<I, R> inner, Function<? super J, ? extends I> adapt) {
    return new Body<>() {
      @Override
      public R run(J input, StepContext context) throws Exception {
        return inner.run(adapt.apply(input), context);
      }

      @Override
      public Tail<R> tail(J input, StepContext context) throws Exception {
        return inner.tail(adapt.apply(input), context);
      }
    };
  }

  /**
   * The same step with what it was given put together with what it gives, so that later steps have
   * both. As with {@link #from}, nothing is said of this in the trace. As the last step of a stream
   * it gives its output in one piece.
   *
   * <pre>{@code
   * Step<Facts, Facts> born = askWhereBorn.from(Facts::person).with(Facts::withBirthplace);
   * }</pre>
   *
   * @param <R> both together
   * @param join puts them together; never gives null
   * @return a new step
   */
  public <R> Step<I, R> with(BiFunction<? super I, ? super O, ? extends R> join) {
    Objects.requireNonNull(join, "join");
    BiFunction<I, Object, R> both = (input, output) -> join.apply(input, output(input, output));
    return new Step<>(name, kind, steps, body, codec, both);
  }

  /**
   * The same step with the type that its output has, so that a journal can hold it. Not needed for
   * strings, numbers, booleans, lists and maps of these, and what the library's own steps give.
   *
   * @param type as {@link StepCodec#of} knows it
   * @return a new step
   */
  public Step<I, O> returning(Class<O> type) {
    return codec(StepCodec.of(type));
  }

  /**
   * The same step with what writes its output into a journal.
   *
   * @param value the codec
   * @return a new step
   * @throws IllegalStateException after {@link #with}, and for a step of steps, whose inner steps
   *     are what is written
   */
  public Step<I, O> codec(StepCodec<O> value) {
    if (combine != null) {
      throw new IllegalStateException(
          "the step \"%s\" was put together with its input already; say its codec before that"
              .formatted(name));
    } else if (!steps.isEmpty()) {
      throw new IllegalStateException(
          "the step \"%s\" has inner steps; say the codecs of those".formatted(name));
    }
    return new Step<>(name, kind, steps, body, Objects.requireNonNull(value, "codec"), null);
  }

  boolean isLeaf() {
    return steps.isEmpty();
  }

  List<Step<?, ?>> steps() {
    return steps;
  }

  Object run(I input, StepContext context) throws Exception {
    return checked(body.run(input, context));
  }

  @SuppressWarnings("unchecked") // whatever the body gives is the raw output
  Tail<Object> tail(I input, StepContext context) throws Exception {
    return combine == null
        ? (Tail<Object>) body.tail(input, context)
        : new Tail.Value<>(run(input, context));
  }

  /** The output of the raw one. */
  @SuppressWarnings("unchecked") // without a combination, the raw output is the output
  O output(I input, Object raw) {
    return combine == null ? (O) raw : (O) checked(combine.apply(input, raw));
  }

  @SuppressWarnings("unchecked") // said together with the body
  String write(Object raw) {
    StepCodec<Object> given = (StepCodec<Object>) codec;
    return given == null ? Values.write(raw) : given.write(raw);
  }

  Object read(String text) {
    return codec == null ? Values.read(text) : codec.read(text);
  }

  static Object checked(@Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException(
          "a step gave null; one that has nothing to say gives Optional");
    }
    return value;
  }

  /** What the step is made of, a line for each step: its path and kind. */
  void define(String prefix, StringBuilder lines) {
    String path = prefix + name;
    lines.append(path).append(':').append(kind).append('\n');
    steps.forEach(step -> step.define(path + "/", lines));
  }

  @Override
  public String toString() {
    return "Step[%s %s]".formatted(kind, name);
  }
}
