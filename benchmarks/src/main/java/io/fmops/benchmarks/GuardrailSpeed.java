package io.fmops.benchmarks;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.injection.InjectionDetector;
import io.fmops.guardrails.pii.PiiDetector;
import io.fmops.guardrails.secrets.SecretDetector;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.toxicity.ToxicityDetector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the embedded detectors look at on one core, each by itself. {@code texts} is in texts of a
 * line a second, {@code megabyte} in millions of chars a second (a char of English is a byte of
 * UTF-8, one of Japanese mostly three). Run with {@code -prof gc} for the bytes that a line, or a
 * char of the long text, allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GuardrailSpeed {

  private static final int LINES = 10_000;
  private static final int CHARS = 1_000_000;

  /** Which detector looks. */
  @Param({"toxicity", "pii", "secrets", "injection"})
  public String detector = "pii";

  /** What the texts are written in. */
  @Param({"english", "japanese"})
  public String language = "english";

  private Detector looking = excerpt -> List.of();
  private List<String> lines = List.of();
  private String megabyte = "";

  /** Makes detector and texts. */
  @Setup
  public void prepare() {
    looking = switch (detector) {
      case "toxicity" -> ToxicityDetector.create();
      case "pii" -> new PiiDetector("pii");
      case "secrets" -> new SecretDetector("secrets");
      case "injection" -> new InjectionDetector("injection");
      default -> throw new IllegalArgumentException(detector);
    };
    boolean japanese = language.equals("japanese");
    lines = ChatText.lines(japanese, LINES, 1);
    megabyte = ChatText.of(japanese, CHARS, 2);
  }

  /**
   * Ten thousand texts of the length of tweets, hardly two of them the same.
   *
   * @param hole takes the findings
   */
  @Benchmark
  @OperationsPerInvocation(LINES)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public void texts(Blackhole hole) {
    for (String line : lines) {
      hole.consume(looking.detect(line));
    }
  }

  /**
   * A text of a million chars.
   *
   * @return its findings
   */
  @Benchmark
  @OperationsPerInvocation(CHARS)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public List<Finding> megabyte() {
    return looking.detect(megabyte);
  }
}
