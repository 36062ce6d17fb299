package io.fmops.chain;

import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What surrounds a step while it runs: the deadline and the cancellation of the run, its budget,
 * and its place in the trace. For the thread that runs the step, while it runs.
 */
public final class StepContext {

  private final Run run;
  private final Node node;
  private final CallContext call;

  StepContext(Run run, Node node, CallContext call) {
    this.run = run;
    this.node = node;
    this.call = call;
  }

  /**
   * Names the run.
   *
   * @return the id
   */
  public String runId() {
    return run.id();
  }

  /**
   * Where the step is.
   *
   * @return the path, as in {@link TraceStep#path()}
   */
  public String path() {
    return node.path();
  }

  /**
   * The deadline, the cancellation and the threads of the step: to be given to whatever the step
   * itself calls.
   *
   * @return the context
   */
  public CallContext call() {
    return call;
  }

  /**
   * Asks a model within the run: the call is counted in the trace and in the run's budget, and ends
   * with the run's deadline and cancellation.
   *
   * @param model answers
   * @param request what is asked
   * @return the answer, which may have been cut off
   * @throws ModelException if the call fails or the run's budget has no room for it
   */
  public GenerateResponse generate(FoundationModel model, GenerateRequest request) {
    begin(model, request);
    GenerateResponse response;
    try {
      response = model.generate(labelled(request), call);
    } catch (ModelException e) {
      throw failed(request, e);
    }
    answered(request, response);
    return response;
  }

  /** The same call, to be read by whoever reads the chain's stream. */
  ModelStream stream(FoundationModel model, GenerateRequest request) {
    begin(model, request);
    try {
      return model.stream(labelled(request), call);
    } catch (ModelException e) {
      throw failed(request, e);
    }
  }

  /** The request with the labels of the run, where it has none of that name itself. */
  GenerateRequest labelled(GenerateRequest request) {
    Map<String, String> labels = run.labels();
    if (labels.isEmpty()) {
      return request;
    }
    GenerateRequest.Builder all = request.toBuilder();
    labels.forEach((name, value) -> {
      if (!request.metadata().containsKey(name)) {
        all.metadata(name, value);
      }
    });
    return all.build();
  }

  void begin(FoundationModel model, GenerateRequest request) {
    run.budget().reserve(model.id(), request);
    node.asks(model.id(), request);
  }

  void answered(GenerateRequest request, GenerateResponse response) {
    node.answered(response);
    run.budget().used(response.model(), request, response.usage(), response.cost());
  }

  ModelException failed(GenerateRequest request, ModelException problem) {
    node.failed(problem);
    run.budget().failed(request, problem);
    return problem;
  }

  boolean streams() {
    return run.streams();
  }

  Run engine() {
    return run;
  }

  Node node() {
    return node;
  }

  StepContext within(CallContext other) {
    return new StepContext(run, node, other);
  }

  /** Runs an inner step. */
  <A, B> B run(Step<A, B> step, A input) {
    return run.execute(step, new Node(node, step.name(), step.kind(), 0, input), -1, input, this);
  }

  /** Runs an inner step for the n-th time, counted from 1. */
  <A, B> B run(Step<A, B> step, int number, A input) {
    return run.execute(
        step, new Node(node, step.name(), step.kind(), number, input), -1, input, this);
  }

  /** Runs an inner step as the last one of a stream. */
  <A, B> Tail<B> tail(Step<A, B> step, A input) {
    return run.tail(step, new Node(node, step.name(), step.kind(), 0, input), input, this);
  }

  /** Runs something for each of a number of places, at the same time as far as the run allows. */
  <T> List<T> all(int places, Fan.Task<T> task) {
    return Fan.run(this, places, task);
  }

  /** Runs an inner step at one of the places of {@link #all}; a number above 0 tells them apart. */
  <A, B> B runAt(int place, Step<A, B> step, int number, A input) {
    return run.execute(
        step, new Node(node, step.name(), step.kind(), number, input), place, input, this);
  }

  /** Calls a function of the application, interrupted when the step is given up. */
  <T> T interruptibly(Running.Work<T> work) throws Exception {
    return run.running().call(call, null, work);
  }

  /** The same, interrupted also when it has taken too long. */
  <T> T interruptibly(Running.Work<T> work, Duration limit) throws Exception {
    return run.running().call(call, limit, work);
  }
}
