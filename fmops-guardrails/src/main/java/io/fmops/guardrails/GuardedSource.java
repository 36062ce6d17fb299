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
import io.fmops.model.Role;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolDefinition;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.LayerSource;
import io.fmops.model.spi.ModelEngine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
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

  /** Guards what the core reads when a call is given up, from another thread. */
  private final Object lock = new Object();

  /** What was handed over. */
  private final AnswerFold left = new AnswerFold();

  /** What the model said. */
  private AnswerFold said = new AnswerFold();

  private TokenUsage told = TokenUsage.UNKNOWN;

  private volatile @Nullable RequestFilter asked;
  private @Nullable GenerateRequest current;
  private List<String> sources = List.of();
  private @Nullable EventSource inner;
  private @Nullable AnswerFilter answer;
  private @Nullable ModelException failure;
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
      if (failure != null) {
        throw failure;
      }
      StreamEvent event = ready.poll();
      if (event != null) {
        return handOver(event);
      }
      throwIfGivenUp();
      try {
        RequestFilter filter = asked;
        if (filter == null) {
          ask();
        } else {
          take(open(filter).next());
        }
      } catch (ModelException e) {
        failure = e;
        hide(e);
        if (asked != null) {
          tell(output, false);
        }
        throw e;
      }
    }
  }

  private StreamEvent handOver(StreamEvent event) {
    handedOver |= event instanceof StreamEvent.Content;
    synchronized (lock) {
      left.add(event);
    }
    return event;
  }

  /** Looks at what is asked, before the model is. */
  private void ask() throws InterruptedException {
    RequestFilter filter = new RequestFilter(guardrail, request, looks);
    Optional<GenerateRequest> passed = filter.filtered();
    throwIfGivenUp();
    tell(filter.input(), true);
    tell(filter.results(), true);
    StageLog blocked = filter.results().blocked() ? filter.results() : filter.input();
    GenerateRequest next = passed.orElseThrow(() -> blocked(blocked));
    synchronized (lock) {
      current = next;
    }
    sources = context
        .find(Sources.class)
        .map(Sources::texts)
        .orElseGet(() -> RequestFilter.sources(next));
    asked = filter;
  }

  private EventSource open(RequestFilter filter) {
    EventSource source = inner;
    if (source == null) {
      looks.renew();
      source = use(engine.open(asking(), context));
      inner = source;
      answer = new AnswerFilter(
          guardrail,
          guardrail.drawn(Stage.OUTPUT),
          looks,
          output,
          filter.placeholders(),
          sources,
          request.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet()));
    }
    return source;
  }

  private GenerateRequest asking() {
    GenerateRequest next = current;
    if (next == null) {
      throw new IllegalStateException("nothing was asked yet");
    }
    return next;
  }

  private void take(StreamEvent event) throws InterruptedException {
    AnswerFilter filter = answer;
    if (filter == null) {
      throw new IllegalStateException("no call is under way");
    }
    boolean last = event instanceof StreamEvent.Completed;
    synchronized (lock) {
      said.add(event);
      if (event instanceof StreamEvent.Completed completed) {
        told = completed.response().usage();
      }
    }
    if (context.streaming()) {
      // What waits is only what came last; the rest was handed over.
      looks.renew();
    }
    if (last) {
      filter.end();
    } else {
      filter.add(event);
    }
    throwIfGivenUp();
    if (filter.stop().isPresent()) {
      stopped(filter, filter.stop().get());
      return;
    }
    if (last || !mayRetry || context.streaming()) {
      ready.addAll(filter.out());
      filter.out().clear();
    }
    if (event instanceof StreamEvent.Completed completed) {
      if (!output.changed()) {
        ready.addAll(filter.foreign());
      }
      tell(output, true);
      ready.add(output.changed() ? withoutRaw(completed) : event);
    }
  }

  /** The provider's own response has the text as the model wrote it. */
  private static StreamEvent withoutRaw(StreamEvent.Completed completed) {
    return new StreamEvent.Completed(completed.response().toBuilder().raw(null).build());
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
      throw problem;
    }
    retries++;
    hide(problem);
    // Attempts that were made and given up are paid, whatever became of the answer.
    answered.out().stream().filter(StreamEvent.Notice.class::isInstance).forEach(ready::add);
    ready.add(new FailedAttempt(model, problem, "guardrail").notice());
    output.retried();
    synchronized (lock) {
      current = again(((Action.Retry) action).feedback());
      said = new AnswerFold();
      told = TokenUsage.UNKNOWN;
    }
    inner = null;
    answer = null;
  }

  private GenerateRequest again(String feedback) {
    List<Message> messages = new ArrayList<>(asking().messages());
    String before = ContentBlock.visibleText(said.content());
    Message last = messages.get(messages.size() - 1);
    if (before.isBlank() || last.role() == Role.ASSISTANT) {
      // Turns have to alternate, so the feedback goes to the user's last words.
      List<ContentBlock> content = new ArrayList<>(last.content());
      content.add(ContentBlock.text(feedback));
      if (last.role() == Role.ASSISTANT) {
        messages.add(Message.user(feedback));
      } else {
        messages.set(messages.size() - 1, new Message(last.role(), content));
      }
    } else {
      messages.add(Message.assistant(before));
      messages.add(Message.user(feedback));
    }
    return asking().toBuilder().messages(messages).build();
  }

  /** Tells a verdict once, if there was anything to look for. */
  private void tell(StageLog log, boolean here) {
    if (guardrail.policy().checks(log.stage()).isEmpty() || !log.tell()) {
      return;
    }
    guardrail.audit(Optional.of(model), request.metadata(), log, context);
    if (here) {
      ready.add(new StreamEvent.Notice(Verdict.NOTICE, log.verdict()));
    }
  }

  private BlockedByGuardrailException blocked(StageLog log) {
    return new BlockedByGuardrailException(
        log.message(), ErrorDetails.of(model), log.verdict(), null);
  }

  /** Whoever gets the exception must not find in it what did not leave. */
  private void hide(ModelException problem) {
    synchronized (lock) {
      GenerateRequest used = current == null ? request : current;
      problem.keepOnly(
          left.content(),
          told.source() == TokenUsage.Source.UNKNOWN ? said.usage(used, problem) : told);
    }
  }

  @Override
  protected void givenUp(ModelException problem) {
    looks.abort();
    hide(problem);
    if (asked == null) {
      return;
    }
    // Whoever gives a call up has no time for an audit.
    try {
      context.executor().execute(() -> tell(output, false));
    } catch (RejectedExecutionException e) {
      tell(output, false);
    }
  }
}
