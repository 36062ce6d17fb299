package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.GenerateResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a chain in this process. */
final class Run implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Run.class);

  private final String chain;
  private final RunBudget budget;
  private final Running running = new Running();
  private final Semaphore helpers;
  private final List<ChainListener> listeners;
  private final @Nullable RunLog journal;
  private final boolean streams;
  private final Map<String, String> labels;

  private final Instant start = Instant.now();
  private final Node root;
  private final StepContext context;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<PendingDecision> waiting = new ArrayList<>(0);
  private @Nullable String id;
  private volatile boolean ended;

  Run(
      String chain,
      Object input,
      RunOptions options,
      List<ChainListener> listeners,
      @Nullable RunLog journal,
      CallContext call,
      boolean streams) {
    this.chain = chain;
    this.listeners = listeners;
    this.journal = journal;
    this.streams = streams;
    this.labels = options.labels();
    this.id = journal == null ? options.givenId() : journal.runId();
    this.budget = new RunBudget(options.maxTokens(), options.maxCost());
    if (journal != null) {
      journal.lostBefore().forEach(budget::replayed);
    }
    this.helpers = new Semaphore(options.maxParallel() - 1);
    this.root = new Node(null, chain, StepKind.CHAIN, 0, input);
    this.context = new StepContext(this, root, surrounded(root, call));
  }

  String chain() {
    return chain;
  }

  String id() {
    lock.lock();
    try {
      if (id == null) {
        id = UUID.randomUUID().toString();
      }
      return id;
    } finally {
      lock.unlock();
    }
  }

  RunBudget budget() {
    return budget;
  }

  Running running() {
    return running;
  }

  Semaphore helpers() {
    return helpers;
  }

  Map<String, String> labels() {
    return labels;
  }

  boolean streams() {
    return streams;
  }

  StepContext context() {
    return context;
  }

  Optional<RunLog> journal() {
    return Optional.ofNullable(journal);
  }

  /** Runs a step to its end; the place says where among steps at the same time, or is -1. */
  <A, B> B execute(Step<A, B> step, Node node, int place, A input, StepContext outer) {
    StepContext inner = begin(node, place, outer);
    try {
      Object raw = raw(step, node, input, inner);
      return done(step, node, input, raw);
    } catch (Throwable e) {
      throw failed(node, e);
    }
  }

  private StepContext begin(Node node, int place, StepContext outer) {
    if (place < 0) {
      outer.node().add(node);
    } else {
      outer.node().put(place, node);
    }
    return new StepContext(this, node, surrounded(node, outer.call()));
  }

  private <A> Object raw(Step<A, ?> step, Node node, A input, StepContext context)
      throws Exception {
    Running.check(context.call());
    if (journal == null || !step.isLeaf()) {
      return step.run(input, context);
    }
    Object known = journal.replay(step, node, budget);
    if (known != null) {
      return known;
    }
    Object raw = step.run(input, context);
    journal.finished(step, node, raw, start, root.startNanos());
    return raw;
  }

  private <A, B> B done(Step<A, B> step, Node node, A input, Object raw) {
    B output = step.output(input, raw);
    node.finished(raw);
    tellEnd(node);
    return output;
  }

  /** Runs a step as the last one of a stream. */
  <A, B> Tail<B> tail(Step<A, B> step, Node node, A input, StepContext outer) {
    StepContext inner = begin(node, -1, outer);
    try {
      Running.check(inner.call());
      RunLog log = step.isLeaf() ? journal : null;
      Object known = log == null ? null : log.replay(step, node, budget);
      Tail<Object> tail = known == null ? step.tail(input, inner) : new Tail.Value<>(known);
      if (tail instanceof Tail.Call<Object> call) {
        return new Tail.Call<>(call.stream(), new Ending<>(step, node, input, call.ending(), log));
      }
      Tail.Value<Object> ended = (Tail.Value<Object>) tail;
      Object raw = Step.checked(ended.value());
      if (log != null && known == null) {
        log.finished(step, node, raw, start, root.startNanos());
      }
      return new Tail.Value<>(done(step, node, input, raw), ended.answer());
    } catch (Throwable e) {
      throw failed(node, e);
    }
  }

  /** Ends a step whose last call is read by somebody else. */
  private final class Ending<A, B> implements Tail.Ending<B> {
    private final Step<A, B> step;
    private final Node node;
    private final A input;
    private final Tail.Ending<Object> inner;
    private final @Nullable RunLog log;

    Ending(Step<A, B> step, Node node, A input, Tail.Ending<Object> inner, @Nullable RunLog log) {
      this.step = step;
      this.node = node;
      this.input = input;
      this.inner = inner;
      this.log = log;
    }

    @Override
    public B finish(GenerateResponse response) {
      try {
        Object raw = Step.checked(inner.finish(response));
        if (log != null) {
          log.finished(step, node, raw, start, root.startNanos());
        }
        return done(step, node, input, raw);
      } catch (Throwable e) {
        throw failed(node, e);
      }
    }

    @Override
    public RuntimeException fail(Throwable problem) {
      return failed(node, inner.fail(problem));
    }
  }

  /** Marks a step and gives what to throw. */
  private RuntimeException failed(Node node, Throwable problem) {
    if (problem instanceof WaitingSignal signal) {
      node.waits();
      tellEnd(node);
      return signal;
    }
    boolean here = !(problem instanceof StepFailure);
    Throwable cause = problem instanceof StepFailure inner ? inner.problem() : problem;
    node.failed(cause, here);
    if (here && journal != null) {
      journal.lost(node.journaled(start, root.startNanos()));
    }
    tellEnd(node);
    if (problem instanceof Error error) {
      throw error;
    } else if (problem instanceof StepFailure inner) {
      return inner;
    }
    return new StepFailure(node.path(), problem);
  }

  void waitsFor(PendingDecision decision) {
    lock.lock();
    try {
      waiting.add(decision);
    } finally {
      lock.unlock();
    }
  }

  /** The run has given its output. */
  <O> ChainResult<O> finished(O output) {
    if (journal != null) {
      journal.finished();
    }
    root.finished(output);
    tellEnd(root);
    close();
    return new ChainResult<>(this::trace, output, List.of());
  }

  /** The run waits for a person. */
  <O> ChainResult<O> waits() {
    root.waits();
    tellEnd(root);
    close();
    lock.lock();
    try {
      return new ChainResult<>(this::trace, null, List.copyOf(waiting));
    } finally {
      lock.unlock();
    }
  }

  /** The run has failed; gives what to throw. */
  ChainException failed(Throwable problem) {
    String path = problem instanceof StepFailure failure ? failure.path() : "";
    Throwable cause = problem instanceof StepFailure failure ? failure.problem() : problem;
    root.failed(cause, !(problem instanceof StepFailure));
    if (journal != null) {
      journal.failed(path, Node.describe(cause));
    }
    tellEnd(root);
    close();
    return new ChainException(chain, path, Node.describe(cause), trace(), cause);
  }

  Trace trace() {
    TraceStep whole = root.step(start, root.startNanos(), ended);
    return new Trace(id(), chain, whole.start(), whole.duration(), whole.state(), whole.steps());
  }

  private CallContext surrounded(Node node, CallContext call) {
    if (listeners.isEmpty()) {
      return call;
    }
    StepStart step = new StepStart(
        id(),
        chain,
        node.path(),
        node.name(),
        node.kind(),
        start.plusNanos(node.startNanos() - rootNanos(node)));
    node.begun(step);
    CallContext all = call;
    for (ChainListener listener : listeners) {
      try {
        all = listener.surround(step, all);
      } catch (RuntimeException e) {
        log.warn("a listener of the chain {} failed", chain, e);
      }
    }
    return all;
  }

  private long rootNanos(Node node) {
    return node.isRoot() ? node.startNanos() : root.startNanos();
  }

  private void tellEnd(Node node) {
    StepStart step = node.begun();
    if (step == null) {
      return;
    }
    TraceStep outcome = node.step(start, root.startNanos(), false);
    for (ChainListener listener : listeners) {
      try {
        listener.ended(step, outcome);
      } catch (RuntimeException e) {
        log.warn("a listener of the chain {} failed", chain, e);
      }
    }
  }

  /** Gives back what the run holds. Does nothing the second time. */
  @Override
  public void close() {
    ended = true;
    running.close();
    if (journal != null) {
      journal.close();
    }
  }
}
