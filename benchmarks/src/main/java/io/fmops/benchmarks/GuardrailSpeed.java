package io.fmops.benchmarks;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.toxicity.ToxicityDetector;
import java.util.List;
import java.util.Map;
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
 * Texts a second on one core that the embedded toxicity detector scores in all categories, undoing
 * evasion included. Run with {@code -prof gc} for the bytes a text allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GuardrailSpeed {

  /** Texts of the length of tweets, 85 characters on average. */
  private static final List<String> ENGLISH = List.of(
      "Just watched the match and I still cannot believe that last minute goal, what a night!",
      "@kim did you really have to say that in front of everyone? You are such an idiot sometimes",
      "The bus is late AGAIN. Third time this week. Somebody please fix the timetable, thanks",
      "New recipe on the blog: lentil soup with lemon and way too much garlic https://example.com/soup");

  private static final List<String> JAPANESE = List.of(
      "昨日の試合、最後のゴールは本当にすごかった。まだ興奮して眠れない！",
      "お前は何度言えばわかるんだよ、ほんとバカだな。もう知らないからな。",
      "電車がまた遅れてる。今週三回目。誰かダイヤをなんとかしてくれないかな。",
      "ブログに新しいレシピを載せました。レンズ豆とレモンのスープ、にんにく多めです。");

  private final ToxicityDetector detector = ToxicityDetector.create();
  private final String megabyte = String.join(" ", ENGLISH).repeat(3_000).substring(0, 1_000_000);

  /**
   * English texts.
   *
   * @return the last scores
   */
  @Benchmark
  @OperationsPerInvocation(4)
  public Map<String, Double> english() {
    return all(ENGLISH);
  }

  /**
   * Japanese texts.
   *
   * @return the last scores
   */
  @Benchmark
  @OperationsPerInvocation(4)
  public Map<String, Double> japanese() {
    return all(JAPANESE);
  }

  private Map<String, Double> all(List<String> texts) {
    Map<String, Double> last = Map.of();
    for (String text : texts) {
      last = detector.scores(text);
    }
    return last;
  }

  /**
   * A text of a million characters.
   *
   * @return its findings
   */
  @Benchmark
  public List<Finding> megabyte() {
    return detector.detect(megabyte);
  }
}
