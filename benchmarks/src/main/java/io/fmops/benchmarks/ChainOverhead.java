package io.fmops.benchmarks;

import io.fmops.chain.Chain;
import io.fmops.chain.ChainResult;
import io.fmops.chain.Flows;
import io.fmops.chain.InMemoryJournal;
import io.fmops.chain.RunOptions;
import io.fmops.chain.Step;
import io.fmops.chain.Steps;
import io.fmops.chain.Trace;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a chain adds to each of ten steps: the trace, the looks at the deadline and the token, the
 * interrupts. The peer is the same ten functions or calls one after the other. Times are for one
 * step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChainOverhead {

  private static final int STEPS = 10;
  private static final ModelId ID = ModelId.of("instant", "model");
  private static final StreamEvent DELTA = new StreamEvent.TextDelta(0, "some words of text ");
  private static final StreamEvent END = new StreamEvent.Completed(
      GenerateResponse.builder(ID).usage(TokenUsage.reported(10, 10)).build());
  private static final String INPUT = "hello";

  private final FoundationModel model = FoundationModel.of(ID, (r, c) -> new Events());
  private final Chain<String, String> functions = functions();
  private final Chain<String, String> models = models();
  private final Chain<List<String>, List<String>> map = Chain.<List<String>>named("map")
      .then(Flows.map("each", Steps.<String, String>function("step", ChainOverhead::work)))
      .build();
  private final RunOptions oneThread = RunOptions.create().maxParallel(1);
  private final List<String> inputs = Collections.nCopies(STEPS, INPUT);
  private final InMemoryJournal journal = new InMemoryJournal();

  private static final class Events implements EventSource {
    private boolean told;

    @Override
    public StreamEvent next() {
      if (told) {
        return END;
      }
      told = true;
      return DELTA;
    }

    @Override
    public void close() {}
  }

  private static Chain<String, String> functions() {
    Chain.Builder<String, String> chain = Chain.named("functions");
    for (int i = 0; i < STEPS; i++) {
      Step<String, String> step = Steps.function("step " + i, ChainOverhead::work);
      chain = chain.then(step);
    }
    return chain.build();
  }

  private Chain<String, String> models() {
    Chain.Builder<String, String> chain = Chain.named("models");
    for (int i = 0; i < STEPS; i++) {
      chain = chain.then(Steps.ask("step " + i, model, GenerateRequest::of));
    }
    return chain.build();
  }

  private static String work(String text) {
    return text.length() > 1_000 ? INPUT : text.concat("!");
  }

  /**
   * Ten functions without a chain.
   *
   * @return the text
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public String functionsDirectly() {
    String text = INPUT;
    for (int i = 0; i < STEPS; i++) {
      text = work(text);
    }
    return text;
  }

  /**
   * Ten functions as steps.
   *
   * @return the result
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public ChainResult<String> functionsInAChain() {
    return functions.run(INPUT);
  }

  /**
   * Ten functions as steps, and their trace.
   *
   * @return the trace
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public Trace functionsInAChainWithTrace() {
    return functions.run(INPUT).trace();
  }

  /**
   * Ten functions as steps, written into a journal in memory: the JSON and no disk.
   *
   * @return the result
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public ChainResult<String> functionsInAJournaledChain() {
    ChainResult<String> result = functions.run(INPUT, RunOptions.journaled(journal, "run"));
    journal.delete("run");
    return result;
  }

  /**
   * One step for each of ten elements, on one thread.
   *
   * @return the result
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public ChainResult<List<String>> functionsInAMap() {
    return map.run(inputs, oneThread);
  }

  /**
   * Ten calls of a model without a chain.
   *
   * @return the text
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public String callsDirectly() {
    String text = INPUT;
    for (int i = 0; i < STEPS; i++) {
      text = model.generate(GenerateRequest.of(text)).text();
    }
    return text;
  }

  /**
   * Ten calls of a model as steps.
   *
   * @return the result
   */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public ChainResult<String> callsInAChain() {
    return models.run(INPUT);
  }
}
