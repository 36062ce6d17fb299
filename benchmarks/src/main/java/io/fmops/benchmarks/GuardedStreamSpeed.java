package io.fmops.benchmarks;

import io.fmops.guardrails.Action;
import io.fmops.guardrails.Check;
import io.fmops.guardrails.Guardrail;
import io.fmops.guardrails.GuardrailPolicy;
import io.fmops.guardrails.injection.InjectionDetector;
import io.fmops.guardrails.pii.PiiDetector;
import io.fmops.guardrails.secrets.SecretDetector;
import io.fmops.guardrails.spi.Detector;
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
import java.util.stream.Stream;
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
 * What a guardrail adds to a stream of some 300 tokens from a model that takes no time: until the
 * first text is handed over, and until the end. The peer is the same stream without a guardrail. A
 * real model adds the time in which it writes the text that is held back. Questions and answers
 * take turns, so that no cache knows them. Run with {@code -prof gc} for what a stream allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GuardedStreamSpeed {

  private static final ModelId ID = ModelId.of("instant", "model");
  private static final int STREAMS = 256;
  private static final int TOKENS = 300;

  /** Which checks look at question and answer. */
  @Param({"none", "toxicity", "pii+secrets+injection", "toxicity+pii+secrets+injection"})
  public String checks = "none";

  /** What question and answer are written in. */
  @Param({"english", "japanese"})
  public String language = "english";

  private final List<GenerateRequest> questions = new ArrayList<>();
  private final List<List<StreamEvent>> answers = new ArrayList<>();
  private FoundationModel model = FoundationModel.of(ID, (request, context) -> new Events());
  private int turn;

  private final class Events implements EventSource {
    private final Iterator<StreamEvent> events = answers.get(turn).iterator();

    @Override
    public StreamEvent next() {
      return events.next();
    }

    @Override
    public void close() {}
  }

  /** Makes questions, answers and the guardrail, none of whose actions ends a stream. */
  @Setup
  public void prepare() {
    boolean japanese = language.equals("japanese");
    for (String line : ChatText.lines(japanese, STREAMS, 1)) {
      questions.add(GenerateRequest.of(line));
    }
    String[] tokens = ChatText.of(japanese, STREAMS * TOKENS * 8, 2)
        .split(japanese ? "(?<=[、。のはをに])" : "(?<= )", STREAMS * TOKENS + 1);
    for (int i = 0; i < STREAMS; i++) {
      List<StreamEvent> answer = new ArrayList<>();
      for (int j = i * TOKENS; j < (i + 1) * TOKENS; j++) {
        answer.add(new StreamEvent.TextDelta(0, tokens[j]));
      }
      answer.add(new StreamEvent.Completed(
          GenerateResponse.builder(ID).usage(TokenUsage.reported(20, TOKENS)).build()));
      answers.add(answer);
    }
    GuardrailPolicy.Builder policy = GuardrailPolicy.builder("benchmark");
    for (Detector detector : detectors()) {
      Check check = Check.of(detector).onAny(0.9, Action.redact("***"));
      policy.input(check).output(check);
    }
    model = checks.equals("none") ? model : model.with(Guardrail.of(policy.build()));
  }

  private List<Detector> detectors() {
    return Stream.of(
            ToxicityDetector.create(),
            new PiiDetector("pii"),
            new SecretDetector("secrets"),
            new InjectionDetector("injection"))
        .filter(detector -> checks.contains(detector.name()))
        .toList();
  }

  private ModelStream stream() {
    turn = (turn + 1) % STREAMS;
    return model.stream(questions.get(turn));
  }

  /**
   * Until the first text.
   *
   * @return the text
   */
  @Benchmark
  public String firstText() {
    try (ModelStream stream = stream()) {
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
    try (ModelStream stream = stream()) {
      return stream.response();
    }
  }
}
