package io.fmops.benchmarks;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the core adds to a call: the watch over deadlines and interrupts, the fold, the single
 * outcome. The peer is a StringBuilder over the same events without any of that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallOverhead {

  private static final ModelId ID = ModelId.of("instant", "model");
  private static final StreamEvent DELTA = new StreamEvent.TextDelta(0, "some words of text ");
  private static final StreamEvent END = new StreamEvent.Completed(
      GenerateResponse.builder(ID).usage(TokenUsage.reported(10, 10)).build());
  private static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  private final FoundationModel whole = FoundationModel.of(ID, (r, c) -> new Events(1));
  private final FoundationModel streamed = FoundationModel.of(ID, (r, c) -> new Events(2_000));

  private static final class Events implements EventSource {
    private int left;

    Events(int deltas) {
      left = deltas;
    }

    @Override
    public StreamEvent next() {
      return left-- > 0 ? DELTA : END;
    }

    @Override
    public void close() {}
  }

  /**
   * A whole answer of one event.
   *
   * @return the answer
   */
  @Benchmark
  public GenerateResponse wholeAnswer() {
    return whole.generate(REQUEST);
  }

  /**
   * A stream of 2,000 events, read one by one.
   *
   * @return the answer
   */
  @Benchmark
  public GenerateResponse streamOf2000Events() {
    try (ModelStream stream = streamed.stream(REQUEST)) {
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.Completed completed) {
          return completed.response();
        }
      }
      throw new AssertionError("no end");
    }
  }

  /**
   * The same 2,000 events without the core.
   *
   * @return the text
   */
  @Benchmark
  public String plain2000Events() {
    Events events = new Events(2_000);
    StringBuilder text = new StringBuilder();
    while (events.next() instanceof StreamEvent.TextDelta delta) {
      text.append(delta.text());
    }
    return text.toString();
  }
}
