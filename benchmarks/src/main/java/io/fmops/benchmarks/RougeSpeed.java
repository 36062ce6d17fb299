package io.fmops.benchmarks;

import io.fmops.eval.dataset.Example;
import io.fmops.eval.metric.Evaluator;
import io.fmops.eval.metric.Evaluators;
import io.fmops.eval.metric.Score;
import io.fmops.eval.metric.Tokenization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Pairs of texts of about 600 characters a second, on one core. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RougeSpeed {

  /** What counts as a token. */
  @Param
  public Tokenization tokenization = Tokenization.UNICODE;

  private Evaluator evaluator = Evaluators.rouge();
  private Example example = new Example("1", Map.of(), Optional.empty());
  private String answer = "";

  /** Makes the texts. */
  @Setup
  public void texts() {
    evaluator = Evaluators.rouge(tokenization);
    String sentence =
        "The harbour commission has voted to repair the northern pier before the winter"
            + " storms begin, ";
    example = new Example(
        "1", Map.of(), Optional.of(sentence.repeat(6) + "as the mayor announced on Tuesday."));
    answer = "As announced, " + sentence.replace("northern", "southern").repeat(6);
  }

  /**
   * ROUGE-1, ROUGE-2 and ROUGE-L of one pair.
   *
   * @return the scores
   */
  @Benchmark
  public List<Score> rouge12L() {
    return evaluator.evaluate(example, answer);
  }
}
