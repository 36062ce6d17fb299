package io.fmops.benchmarks;

import io.fmops.guardrails.Action;
import io.fmops.guardrails.Check;
import io.fmops.guardrails.Guardrail;
import io.fmops.guardrails.GuardrailPolicy;
import io.fmops.guardrails.pii.PiiDetector;
import io.fmops.guardrails.secrets.SecretDetector;
import io.fmops.guardrails.toxicity.ToxicityDetector;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.EventSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a guardrail adds to a stream of 300 tokens from a model that takes no time: until the first
 * text is handed over, and until the end. The peer is the same stream without a guardrail. A real
 * model adds the time in which it writes the text that is held back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GuardedStreamSpeed {

  private static final ModelId ID = ModelId.of("instant", "model");
  private static final GenerateRequest REQUEST =
      GenerateRequest.of("How do I get from the station to the museum, and what does it cost?");

  /** Which checks look at question and answer. */
  @Param({"none", "toxicity", "toxicity, pii, secrets"})
  public String checks = "none";

  private final FoundationModel plain = FoundationModel.of(ID, (request, context) -> new Events());
  private FoundationModel guarded = plain;

  private static final List<StreamEvent> EVENTS = events();

  private static List<StreamEvent> events() {
    String[] words =
        ("Take the tram number four to the old bridge and walk along the river for ten minutes. "
                + "A day ticket costs eight euros, and children under six ride for free. ")
            .split("(?<= )", -1);
    List<StreamEvent> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      events.add(new StreamEvent.TextDelta(0, words[i % words.length]));
    }
    events.add(new StreamEvent.Completed(
        GenerateResponse.builder(ID).usage(TokenUsage.reported(20, 300)).build()));
    return events;
  }

  private static final class Events implements EventSource {
    private final Iterator<StreamEvent> events = EVENTS.iterator();

    @Override
    public StreamEvent next() {
      return events.next();
    }

    @Override
    public void close() {}
  }

  /** Makes the guardrail. */
  @Setup
  public void guard() {
    GuardrailPolicy.Builder policy = GuardrailPolicy.builder("benchmark");
    if (checks.contains("toxicity")) {
      Check toxicity = Check.of(ToxicityDetector.create()).onAny(0.9, Action.block("no"));
      policy.input(toxicity).output(toxicity);
    }
    if (checks.contains("pii")) {
      Check personal = Check.of(new PiiDetector("pii")).onAny(0.5, Action.replace());
      Check secret = Check.of(new SecretDetector("secrets")).onAny(0.5, Action.redact("***"));
      policy.input(personal).output(personal).input(secret).output(secret);
    }
    guarded = checks.equals("none") ? plain : plain.with(Guardrail.of(policy.build()));
  }

  /**
   * Until the first text.
   *
   * @return the text
   */
  @Benchmark
  public String firstText() {
    try (ModelStream stream = guarded.stream(REQUEST)) {
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          return delta.text();
        }
      }
    }
    throw new IllegalStateException("no text");
  }

  /**
   * Until the end.
   *
   * @return the answer
   */
  @Benchmark
  public GenerateResponse wholeStream() {
    try (ModelStream stream = guarded.stream(REQUEST)) {
      return stream.response();
    }
  }
}
