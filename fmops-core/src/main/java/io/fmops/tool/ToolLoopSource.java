package io.fmops.tool;

import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolChoice;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import io.fmops.model.spi.ModelEngine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One call of a model with tools: as many exchanges as it takes. */
final class ToolLoopSource extends LayerSource {

  private final ToolLoop loop;
  private final ModelId model;
  private final ModelEngine engine;
  private final GenerateRequest request;
  private final CallContext context;

  private final List<Message> messages;
  private final Queue<StreamEvent> pending = new ArrayDeque<>();
  private final AnswerFold whole = new AnswerFold();
  private final BlockNumbers numbers = new BlockNumbers();
  private final Totals totals = new Totals();
  private int repairs;
  private int calls;

  /** The turn that is being read; null before the first one and while tools run. */
  private @Nullable Turn turn;

  /** The answer whose calls are to be made next. */
  private @Nullable GenerateResponse asking;

  private volatile @Nullable ToolRun run;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ModelException accounted;

  /** An exchange under way. */
  private record Turn(GenerateRequest request, EventSource events, AnswerFold fold) {}

  ToolLoopSource(
      ToolLoop loop,
      ModelId model,
      ModelEngine engine,
      GenerateRequest request,
      CallContext context) {
    super(model);
    this.loop = loop;
    this.model = model;
    this.engine = engine;
    this.request = request;
    this.context = context;
    this.messages = new ArrayList<>(request.messages());
    request.tools().stream()
        .filter(tool -> loop.tools().containsKey(tool.name()))
        .findFirst()
        .ifPresent(tool -> {
          throw new RejectedInputException(
              "the request and the tool loop both have a tool called " + tool.name(),
              ErrorDetails.of(model),
              null);
        });
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    try {
      while (true) {
        StreamEvent ready = pending.poll();
        if (ready != null) {
          return ready;
        } else if (asking != null) {
          makeCalls(asking);
          asking = null;
        } else if (turn == null) {
          turn = begin();
        } else {
          StreamEvent event = turn.events().next();
          if (event instanceof StreamEvent.Completed completed) {
            end(turn, completed.response());
          } else if (add(turn, event)) {
            return numbers.renumbered(event);
          }
        }
      }
    } catch (ModelException e) {
      account(e);
      throw e;
    }
  }

  private Turn begin() {
    GenerateRequest.Builder builder = request.toBuilder().messages(messages);
    loop.inOrder().forEach(tool -> builder.tool(tool.definition()));
    if (totals.turns() > 0 && request.tools().isEmpty()) {
      // A choice that forces a tool would never let the model answer.
      builder.toolChoice(ToolChoice.AUTO);
    }
    GenerateRequest next = builder.build();
    totals.turnBegins();
    return new Turn(next, use(engine.open(next, context)), new AnswerFold());
  }

  /** Whether the event is part of the answer: calls are the loop's business. */
  private boolean add(Turn current, StreamEvent event) {
    current.fold().add(event);
    boolean call = event instanceof StreamEvent.ToolCallDelta
        || (event instanceof StreamEvent.WholeBlock block
            && block.content() instanceof ContentBlock.ToolCall);
    if (!call && event != null) {
      whole.add(event);
    }
    return !call;
  }

  private void end(Turn current, GenerateResponse told) {
    GenerateResponse response = totals.turnEnds(current.fold().whole(told));
    numbers.turnEnds();
    List<ContentBlock.ToolCall> asked = response.toolCalls();
    boolean callersOwn = asked.stream()
        .anyMatch(call -> !loop.tools().containsKey(call.name())
            && request.tools().stream().anyMatch(tool -> tool.name().equals(call.name())));
    if (asked.isEmpty() || callersOwn) {
      asked.forEach(call -> pending.add(numbers.another(call)));
      ToolExchange last = new ToolExchange(response, List.of());
      pending.add(new StreamEvent.Notice(ToolExchange.NOTICE, last));
      pending.add(new StreamEvent.Completed(totals.sum(response)));
      return;
    }
    if (totals.turns() >= loop.maxTurns()) {
      throw limit("asked for tools in all %d turns that it may take".formatted(loop.maxTurns()));
    }
    current.events().close();
    turn = null;
    asking = response;
    pending.add(new StreamEvent.Notice(ToolExchange.CALLING, List.copyOf(asked)));
  }

  private void makeCalls(GenerateResponse response) throws InterruptedException {
    List<ToolRun.Prepared> prepared = new ArrayList<>();
    boolean invalid = false;
    for (ContentBlock.ToolCall call : response.toolCalls()) {
      ToolRun.Prepared one = prepared(call, response.truncated());
      invalid |= one.refused() != null && one.refused().outcome() == ToolExecution.Outcome.INVALID;
      prepared.add(one);
    }
    if (invalid && ++repairs > loop.maxRepairs()) {
      throw limit("asked for unknown tools, or with wrong or cut off arguments, in %d turns"
          .formatted(repairs));
    }
    ToolExchange exchange = new ToolExchange(response, run(prepared));
    messages.addAll(exchange.messages());
    pending.add(new StreamEvent.Notice(ToolExchange.NOTICE, exchange));
  }

  private List<ToolExecution> run(List<ToolRun.Prepared> prepared) throws InterruptedException {
    ToolRun now = new ToolRun(prepared, context.executor());
    run = now;
    try {
      throwIfGivenUp();
      now.start(loop.maxParallel());
      List<ToolExecution> executions = now.await();
      throwIfGivenUp();
      return executions;
    } finally {
      run = null;
      now.cancel();
    }
  }

  private ToolRun.Prepared prepared(ContentBlock.ToolCall call, boolean cutOff) {
    Tool tool = loop.tools().get(call.name());
    if (cutOff) {
      return refused(
          call,
          ToolExecution.Outcome.INVALID,
          "your answer was cut off at the limit of tokens, so no tool was called; call fewer tools, with shorter arguments");
    } else if (tool == null) {
      List<String> names =
          loop.inOrder().stream().map(known -> known.definition().name()).toList();
      return refused(
          call,
          ToolExecution.Outcome.INVALID,
          "there is no such tool; the tools are " + String.join(", ", names));
    } else if (calls >= loop.maxCalls()) {
      return refused(
          call,
          ToolExecution.Outcome.OVER_LIMIT,
          "no more tools are called for this request; answer with what you have");
    }
    try {
      Object arguments = tool.read(call.arguments().isBlank() ? "{}" : call.arguments());
      calls++;
      return new ToolRun.Prepared(call, tool, arguments, null);
    } catch (JsonMismatchException e) {
      return refused(
          call,
          ToolExecution.Outcome.INVALID,
          "the arguments are wrong, the tool was not called: " + e.toModel());
    }
  }

  private static ToolRun.Prepared refused(
      ContentBlock.ToolCall call, ToolExecution.Outcome outcome, String why) {
    return new ToolRun.Prepared(call, null, null, ToolExecution.refused(call, outcome, why));
  }

  private MalformedAnswerException limit(String what) {
    MalformedAnswerException e = new MalformedAnswerException(
        "%s %s and did not answer".formatted(model, what), ErrorDetails.of(model), null);
    e.keepArrived(whole.content(), TokenUsage.estimated(0, 0));
    return e;
  }

  @Override
  protected void givenUp(ModelException problem) {
    ToolRun now = run;
    if (now != null) {
      now.cancel();
    }
    addEarlier(problem);
  }

  /** Keeps what all turns gave and used; the core sees one exchange only. */
  private void account(ModelException problem) {
    Turn current = turn;
    if (current != null && problem.usage().equals(TokenUsage.UNKNOWN)) {
      problem.keepArrived(whole.content(), current.fold().usage(current.request(), problem));
    }
    addEarlier(problem);
  }

  private void addEarlier(ModelException problem) {
    lock.lock();
    try {
      // The same exception comes twice: thrown here, and back as the reason of an abort.
      if (accounted != problem) {
        accounted = problem;
        totals.used().ifPresent(problem::addEarlierUsage);
      }
    } finally {
      lock.unlock();
    }
  }
}
