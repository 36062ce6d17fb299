package io.fmops.eval.metric;

import io.fmops.model.GenerateResponse;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The evaluators of the call itself: how long it took and how many tokens it was. A run measures
 * latency and cost by itself; these are for figures of each example, with an interval, in the
 * result's scores. Less is better, so none of them is a criterion of quality. Immutable and
 * thread-safe.
 */
public final class Performance {

  private Performance() {}

  /**
   * How long the call took, from the call to the last of the answer.
   *
   * @return an evaluator whose score is named {@code latency-ms}, in milliseconds
   */
  public static Evaluator latency() {
    return new TrialEvaluator() {
      @Override
      public List<Score> evaluate(Trial trial) {
        return List.of(
            new Score.Value("latency-ms", millis(trial.response().latency().total())));
      }
    };
  }

  /**
   * How long it took to the first of the answer. Answers that came whole are unscored.
   *
   * @return an evaluator whose score is named {@code time-to-first-token-ms}, in milliseconds
   */
  public static Evaluator timeToFirstToken() {
    String name = "time-to-first-token-ms";
    return new TrialEvaluator() {
      @Override
      public List<Score> evaluate(Trial trial) {
        Optional<Duration> time = trial.response().latency().timeToFirstToken();
        return List.of(
            time.isPresent()
                ? new Score.Value(name, millis(time.get()))
                : new Score.Unscored(name, "the answer did not come as a stream"));
      }
    };
  }

  /**
   * How many tokens the call was, and where both are known, how fast they came. What the provider
   * does not tell is unscored.
   *
   * @return an evaluator whose scores are {@code input-tokens} (read from and written to the
   *     provider's cache included), {@code output-tokens}, and {@code output-tokens-per-second}
   *     over the whole time of the call, of which more is better
   */
  public static Evaluator tokens() {
    return new TrialEvaluator() {
      @Override
      public List<Score> evaluate(Trial trial) {
        GenerateResponse response = trial.response();
        TokenUsage usage = response.usage();
        List<String> names = List.of("input-tokens", "output-tokens", "output-tokens-per-second");
        if (usage.source() == TokenUsage.Source.UNKNOWN) {
          return names.stream()
              .<Score>map(name -> new Score.Unscored(name, "the provider counts no tokens"))
              .toList();
        }
        double seconds = millis(response.latency().total()) / 1_000;
        return List.of(
            new Score.Value(names.get(0), usage.total() - usage.output()),
            new Score.Value(names.get(1), usage.output()),
            seconds > 0
                ? new Score.Value(names.get(2), usage.output() / seconds)
                : new Score.Unscored(names.get(2), "the call's time is unknown"));
      }
    };
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
