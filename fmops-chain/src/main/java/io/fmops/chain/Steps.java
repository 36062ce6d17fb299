package io.fmops.chain;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.prompt.PromptVersion;
import io.fmops.tool.JsonType;
import io.fmops.tool.StructuredOutput;
import io.fmops.tool.Tool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes steps that do one thing. {@link Flows} makes steps of steps. */
public final class Steps {

  private Steps() {}

  /**
   * Asks a model and gives the text of its answer. An answer that was cut off by a limit, that a
   * guardrail gave in the model's place, or that asks for a tool is a failure. Streams, as a
   * chain's last step.
   *
   * @param <I> what it takes
   * @param name the step's name
   * @param model answers
   * @param request makes the request
   * @return the step
   */
  public static <I> Step<I, String> ask(
      String name, FoundationModel model, Function<? super I, GenerateRequest> request) {
    return Step.leaf(name, StepKind.MODEL, new ModelBody<>(model, request, Answers::text));
  }

  /**
   * Asks a model and gives its answer as it is, also one that was cut off. Streams, as a chain's
   * last step.
   *
   * @param <I> what it takes
   * @param name the step's name
   * @param model answers
   * @param request makes the request
   * @return the step
   */
  public static <I> Step<I, GenerateResponse> generate(
      String name, FoundationModel model, Function<? super I, GenerateRequest> request) {
    return Step.leaf(name, StepKind.MODEL, new ModelBody<>(model, request, answer -> answer));
  }

  /**
   * Asks a model with a prompt of the catalog, and gives the text of its answer as {@link #ask}
   * does. The trace tells the prompt's version. Streams, as a chain's last step.
   *
   * <pre>{@code
   * Step<Facts, String> born = Steps.prompt("born", catalog.get("born@production"), model)
   *     .from((Facts facts) -> Map.of("person", facts.person()));
   * }</pre>
   *
   * @param name the step's name
   * @param prompt the version
   * @param model answers
   * @return the step, whose input is the values of the prompt's variables
   */
  public static Step<Map<String, ?>, String> prompt(
      String name, PromptVersion prompt, FoundationModel model) {
    Objects.requireNonNull(prompt, "prompt");
    return prompt(name, () -> prompt, model);
  }

  /**
   * Asks a model with the version of a prompt that is right when the step runs, such as the one
   * that a label points to just then; else as above.
   *
   * @param name the step's name
   * @param prompt gives the version; called for each run
   * @param model answers
   * @return the step, whose input is the values of the prompt's variables
   */
  public static Step<Map<String, ?>, String> prompt(
      String name, Supplier<PromptVersion> prompt, FoundationModel model) {
    Objects.requireNonNull(prompt, "prompt");
    return Step.leaf(
        name,
        StepKind.PROMPT,
        new ModelBody<>(model, values -> prompt.get().render(values), Answers::text));
  }

  /**
   * Asks a model for a value, as {@link StructuredOutput} does: checked, and asked for once more if
   * it does not fit.
   *
   * @param <I> what it takes
   * @param <O> the type of the value
   * @param name the step's name
   * @param model answers
   * @param type a record, or another type that {@link JsonType} knows
   * @param request makes the request, without tools and output format
   * @return the step
   * @throws IllegalArgumentException if the type or a part of it has no JSON, naming it
   */
  public static <I, O> Step<I, O> value(
      String name,
      FoundationModel model,
      Class<O> type,
      Function<? super I, GenerateRequest> request) {
    StructuredOutput<O> output = StructuredOutput.of(type);
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(request, "request");
    Body<I, O> body = (input, context) -> {
      GenerateRequest asked = request.apply(input);
      context.begin(model, asked);
      StructuredOutput.Result<O> result;
      try {
        result = output.generate(model, context.labelled(asked), context.call());
      } catch (ModelException e) {
        throw context.failed(asked, e);
      }
      context.answered(asked, result.response());
      return result.value();
    };
    return Step.leaf(name, StepKind.MODEL, body).returning(type);
  }

  /**
   * Calls a function of the application.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   * @param name the step's name
   * @param function does the work
   * @return the step
   */
  public static <I, O> Step<I, O> function(
      String name, StepFunction<? super I, ? extends O> function) {
    return function(name, StepKind.FUNCTION, function);
  }

  /**
   * Calculates: a function that gives the same for the same input, such as a distance, which is
   * arithmetic and not a model's guess.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   * @param name the step's name
   * @param function calculates
   * @return the step
   */
  public static <I, O> Step<I, O> compute(
      String name, StepFunction<? super I, ? extends O> function) {
    return function(name, StepKind.COMPUTE, function);
  }

  static <I, O> Step<I, O> function(
      String name, StepKind kind, StepFunction<? super I, ? extends O> function) {
    Objects.requireNonNull(function, "function");
    return Step.leaf(
        name, kind, (input, context) -> context.interruptibly(() -> function.apply(input)));
  }

  /**
   * Calls a function that has a look at the run that surrounds it, to ask models within the run or
   * to pass the deadline on.
   *
   * @param <I> what it takes
   * @param <O> what it gives
   * @param name the step's name
   * @param function does the work
   * @return the step
   */
  public static <I, O> Step<I, O> custom(
      String name, StepFunction.WithContext<? super I, ? extends O> function) {
    Objects.requireNonNull(function, "function");
    return Step.leaf(
        name,
        StepKind.FUNCTION,
        (input, context) -> context.interruptibly(() -> function.apply(input, context)));
  }

  /**
   * Calls a tool and gives the text of its result.
   *
   * @param <A> the tool's arguments
   * @param name the step's name
   * @param tool does the work; interrupted when its own limit of time is passed
   * @param arguments the record that the tool was made of
   * @return the step
   */
  public static <A extends Record> Step<A, String> tool(
      String name, Tool tool, Class<A> arguments) {
    JsonType<A> type = JsonType.of(arguments);
    return Steps.<String>tool(name, tool, json -> json).from(type::write);
  }

  /**
   * Calls a tool and gives the text of its result.
   *
   * @param <I> what it takes
   * @param name the step's name
   * @param tool does the work; interrupted when its own limit of time is passed
   * @param arguments makes the tool's arguments, as JSON
   * @return the step
   */
  public static <I> Step<I, String> tool(
      String name, Tool tool, Function<? super I, String> arguments) {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(arguments, "arguments");
    return Step.leaf(
        name,
        StepKind.TOOL,
        (input, context) -> context.interruptibly(
            () -> ContentBlock.visibleText(tool.call(arguments.apply(input))), tool.timeout()));
  }

  /**
   * Finds passages.
   *
   * @param name the step's name
   * @param retriever finds
   * @param limit how many at most, 1 or more
   * @return the step, whose input is the query
   */
  public static Step<String, List<Passage>> retrieve(String name, Retriever retriever, int limit) {
    Objects.requireNonNull(retriever, "retriever");
    if (limit < 1) {
      throw new IllegalArgumentException("the limit is " + limit + "; it must be 1 or more");
    }
    return Step.leaf(
        name,
        StepKind.RETRIEVE,
        (query, context) ->
            context.interruptibly(() -> retriever.retrieve(query, limit, context.call())));
  }

  /**
   * Lets a text pass, changes it, or ends the run with a {@link BlockedByGuardrailException}.
   *
   * @param name the step's name
   * @param guard looks at the text
   * @return the step
   */
  public static Step<String, String> guard(String name, Guard guard) {
    Objects.requireNonNull(guard, "guard");
    return function(name, StepKind.GUARD, text -> {
      Guard.Verdict verdict = guard.check(text);
      if (verdict instanceof Guard.Blocked blocked) {
        throw new BlockedByGuardrailException(
            "the guard of the step \"%s\" blocked the text: %s".formatted(name, blocked.reason()));
      }
      return verdict instanceof Guard.Replaced replaced ? replaced.text() : text;
    });
  }

  /**
   * Asks a person; see {@link Approvals}. The run ends and waits until there is an answer, so it
   * needs a journal.
   *
   * @param <I> what it takes
   * @param name the step's name
   * @param question what is asked
   * @param choices what can be answered, at least one
   * @return the step
   */
  public static <I> Step<I, Decision> decision(
      String name, Function<? super I, String> question, String... choices) {
    Objects.requireNonNull(question, "question");
    List<String> all = List.of(choices);
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "the step \"%s\" leaves a person no choice".formatted(name));
    }
    return Step.leaf(name, StepKind.APPROVAL, (input, context) -> {
      RunLog journal = context
          .engine()
          .journal()
          .orElseThrow(() -> new JournalException(
              "the step \"%s\" waits for a person, which takes a journal: run the chain with RunOptions.journaled"
                  .formatted(name),
              null));
      String path = context.path();
      return journal.decision(path).orElseGet(() -> {
        PendingDecision asked = new PendingDecision(
            context.runId(),
            context.engine().chain(),
            path,
            question.apply(input),
            all,
            Instant.now());
        journal.waits(asked);
        context.engine().waitsFor(asked);
        throw new WaitingSignal();
      });
    });
  }

  /**
   * Has a person approve before the run goes on with what it had. The run ends and waits until
   * there is an answer, so it needs a journal; it fails with a {@link NotApprovedException} if the
   * answer is no.
   *
   * @param <I> what it takes and gives
   * @param name the step's name
   * @param question what is asked
   * @return the step
   */
  public static <I> Step<I, I> approval(String name, Function<? super I, String> question) {
    return Steps.<I>decision(name, question, Decision.APPROVE, Decision.REJECT)
        .with((input, decision) -> {
          if (!decision.choice().equals(Decision.APPROVE)) {
            throw new NotApprovedException(decision);
          }
          return input;
        });
  }

  /**
   * Asks a model for a text, checks it, and asks again with the problems named. Fails with a
   * {@link io.fmops.model.MalformedAnswerException} if there are still problems after the last
   * repair.
   *
   * @param <I> what it takes
   * @param name the step's name
   * @param model answers
   * @param request makes the request
   * @param check the problems of an answer, in words for the model; none if it is valid
   * @param maxRepairs how often it is asked again at most, 1 to 10
   * @return the step
   */
  public static <I> Step<I, String> validated(
      String name,
      FoundationModel model,
      Function<? super I, GenerateRequest> request,
      Function<? super String, ? extends List<String>> check,
      int maxRepairs) {
    return Step.leaf(
        name, StepKind.REPAIR, new RepairBody<>(model, request, check, text -> text, maxRepairs));
  }
}
