package io.fmops.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.eval.dataset.Example;
import io.fmops.model.Latency;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PerformanceTest {

  private static final Example EXAMPLE = new Example("1", Map.of("q", "?"), Optional.empty());

  private static Trial timed(TokenUsage usage, Latency latency) {
    return new ScriptedTrial(
        EXAMPLE,
        ScriptedTrial.response("x").toBuilder().usage(usage).latency(latency).build(),
        example -> "x");
  }

  @Test
  void theCallItselfIsMeasured() {
    Trial trial = timed(
        new TokenUsage(100, 50, 20, 3, TokenUsage.Source.REPORTED),
        new Latency(
            Duration.ofMillis(2_500), Optional.of(Duration.ofNanos(1_500)), Optional.empty()));
    assertThat(Performance.latency().evaluate(trial))
        .containsExactly(new Score.Value("latency-ms", 2_500));
    assertThat(Performance.timeToFirstToken().evaluate(trial))
        .containsExactly(new Score.Value("time-to-first-token-ms", 0.0015));
    assertThat(Performance.tokens().evaluate(trial))
        .containsExactly(
            new Score.Value("input-tokens", 123),
            new Score.Value("output-tokens", 50),
            new Score.Value("output-tokens-per-second", 20));
  }

  @Test
  void whatNobodyMeasuredIsUnscored() {
    Trial trial = timed(TokenUsage.UNKNOWN, Latency.ZERO);
    assertThat(Performance.timeToFirstToken().evaluate(trial))
        .containsExactly(
            new Score.Unscored("time-to-first-token-ms", "the answer did not come as a stream"));
    assertThat(Performance.tokens().evaluate(trial))
        .hasSize(3)
        .allMatch(score -> score instanceof Score.Unscored);
    assertThat(Performance.tokens()
            .evaluate(timed(TokenUsage.reported(1, 2), Latency.ZERO))
            .get(2))
        .isInstanceOf(Score.Unscored.class);
    assertThatThrownBy(() -> Performance.latency().evaluate(EXAMPLE, "x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
