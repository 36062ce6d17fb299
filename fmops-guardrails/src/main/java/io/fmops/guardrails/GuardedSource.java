package io.fmops.guardrails;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.text.TokenEstimate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One call of a guarded model. */
final class GuardedSource extends LayerSource {

  private final Guardrail guardrail;
  private final ModelId model;
  private final ModelEngine engine;
  private final GenerateRequest request;
  private final CallContext context;
  private final Looks looks;
  private final boolean mayRetry;

  private final Queue<StreamEvent> ready = new ArrayDeque<>();
  private final StageLog output;

  /** What was handed over. The core reads it when a call is given up, from another thread. */
  private final AnswerFold left = new AnswerFold();

  private @Nullable RequestFilter asked;
  private @Nullable GenerateRequest current;
  private @Nullable EventSource inner;
  private @Nullable AnswerFilter answer;
  private StringBuilder said = new StringBuilder(0);
  private long generated;
  private TokenUsage told = TokenUsage.UNKNOWN;
  private int retries;
  private boolean handedOver;

  GuardedSource(
      Guardrail guardrail,
      ModelId model,
      ModelEngine engine,
      GenerateRequest request,
      CallContext context) {
    super(model);
    this.guardrail = guardrail;
    this.model = model;
    this.engine = engine;
    this.request = request;
    this.context = context;
    looks = guardrail.looks(context);
    output = guardrail.log(Stage.OUTPUT);
    mayRetry = !guardrail.policy().dryRun()
        && guardrail.policy().retries() > 0
        && guardrail.policy().checks(Stage.OUTPUT).stream()
            .flatMap(check -> check.rules().stream())
            .anyMatch(rule -> rule.action() instanceof Action.Retry);
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    while (true) {
      StreamEvent event = ready.poll();
      if (event != null) {
        return handOver(event);
      }
      throwIfGivenUp();
      try {
        if (asked == null) {
          ask();
        } else {
          take(open().next());
        }
      } catch (ModelException e) {
        hide(e);
        throw e;
      }
    }
  }

  private StreamEvent handOver(StreamEvent event) {
    handedOver |= event instanceof StreamEvent.Content;
    synchronized (left) {
      left.add(event);
    }
    return event;
  }

  /** Looks at what is asked, before the model is. */
  private void ask() throws InterruptedException {
    RequestFilter filter = new RequestFilter(guardrail, request, looks);
    asked = filter;
    Optional<GenerateRequest> passed = filter.filtered();
    throwIfGivenUp();
    for (StageLog log : List.of(filter.input(), filter.results())) {
      if (log.stage() == Stage.INPUT
          ? !guardrail.policy().checks(Stage.INPUT).isEmpty()
          : !guardrail.policy().checks(Stage.TOOL_RESULT).isEmpty()) {
        tell(log);
      }
    }
    StageLog blocked = filter.results().blocked() ? filter.results() : filter.input();
    current = passed.orElseThrow(() -> blocked(blocked));
  }

  private EventSource open() {
    EventSource source = inner;
    if (source == null) {
      GenerateRequest next = current == null ? request : current;
      source = use(engine.open(next, context));
      inner = source;
      answer = filter(next);
    }
    return source;
  }

  private AnswerFilter filter(GenerateRequest next) {
    Placeholders placeholders =
        asked == null ? new Placeholders(() -> false) : asked.placeholders();
    List<String> sources = context
        .find(Sources.class)
        .map(Sources::texts)
        .orElseGet(() -> RequestFilter.texts(next).toList());
    return new AnswerFilter(
        guardrail, guardrail.drawn(Stage.OUTPUT), looks, output, placeholders, sources);
  }

  private void take(StreamEvent event) throws InterruptedException {
    AnswerFilter filter = answer;
    if (filter == null) {
      throw new IllegalStateException("no call is under way");
    }
    if (event instanceof StreamEvent.Completed completed) {
      told = completed.response().usage();
      filter.end();
    } else {
      count(event);
      filter.add(event);
    }
    throwIfGivenUp();
    if (filter.stop().isPresent()) {
      stopped(filter, filter.stop().get());
      return;
    }
    boolean last = event instanceof StreamEvent.Completed;
    if (last || !mayRetry || context.streaming()) {
      ready.addAll(filter.out());
      filter.out().clear();
    }
    if (last) {
      if (!guardrail.policy().checks(Stage.OUTPUT).isEmpty()) {
        tell(output);
      }
      ready.add(event);
    }
  }

  private void count(StreamEvent event) {
    String text = event instanceof StreamEvent.TextDelta delta
        ? delta.text()
        : event instanceof StreamEvent.ReasoningDelta delta
            ? delta.text()
            : event instanceof StreamEvent.ToolCallDelta delta ? delta.arguments() : "";
    generated += TokenEstimate.of(text);
    if (mayRetry && event instanceof StreamEvent.TextDelta) {
      said.append(text);
    } else if (event instanceof StreamEvent.Notice notice
        && notice.type().equals(FailedAttempt.RESTART)) {
      said.setLength(0);
    }
  }

  private void stopped(AnswerFilter answered, Action action) {
    BlockedByGuardrailException problem = blocked(output);
    boolean again = action instanceof Action.Retry
        && mayRetry
        && !handedOver
        && retries < guardrail.policy().retries();
    if (inner != null) {
      inner.abort(problem);
    }
    if (!again) {
      tell(output);
      throw problem;
    }
    retries++;
    hide(problem);
    // Attempts that were made and given up are paid, whatever became of the answer.
    answered.out().stream().filter(StreamEvent.Notice.class::isInstance).forEach(ready::add);
    ready.add(new FailedAttempt(model, problem, "guardrail").notice());
    output.retried();
    current = again(((Action.Retry) action).feedback());
    said = new StringBuilder(0);
    generated = 0;
    told = TokenUsage.UNKNOWN;
    inner = null;
    answer = null;
  }

  private GenerateRequest again(String feedback) {
    GenerateRequest before = current == null ? request : current;
    List<Message> messages = new ArrayList<>(before.messages());
    if (said.toString().isBlank()) {
      Message last = messages.remove(messages.size() - 1);
      List<ContentBlock> content = new ArrayList<>(last.content());
      content.add(ContentBlock.text(feedback));
      messages.add(new Message(last.role(), content));
    } else {
      messages.add(Message.assistant(said.toString()));
      messages.add(Message.user(feedback));
    }
    return before.toBuilder().messages(messages).build();
  }

  private void tell(StageLog log) {
    guardrail.audit(Optional.of(model), request.metadata(), log, context);
    ready.add(new StreamEvent.Notice(Verdict.NOTICE, log.verdict()));
  }

  private BlockedByGuardrailException blocked(StageLog log) {
    return new BlockedByGuardrailException(
        log.message(), ErrorDetails.of(model), log.verdict(), null);
  }

  /** Whoever gets the exception must not find in it what did not leave. */
  private void hide(ModelException problem) {
    List<ContentBlock> content;
    synchronized (left) {
      content = left.content();
    }
    problem.keepOnly(content, used());
  }

  private TokenUsage used() {
    if (told.source() != TokenUsage.Source.UNKNOWN || generated == 0) {
      return told;
    }
    return TokenUsage.estimated(request.estimatedInputTokens(), generated);
  }

  @Override
  protected void givenUp(ModelException problem) {
    looks.abort();
    hide(problem);
  }
}
