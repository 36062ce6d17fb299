package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ModelQuotaTest {

  @Test
  void isDividedSoThatTheSumIsNeverMore() {
    ModelQuota quota =
        ModelQuota.requestsPerMinute(100).andTokensPerMinute(1_000).withAnswers(10, 1);
    for (int executors = 1; executors <= 100; executors++) {
      ModelQuota share = quota.share("a:b", executors);
      assertThat(share.requests().getAsInt() * executors).isBetween(100 - executors + 1, 100);
      assertThat(share.tokens().getAsInt() * executors).isBetween(1_000 - executors + 1, 1_000);
    }
  }

  @Test
  void whatIsNotLimitedStaysSo() {
    ModelQuota requests = ModelQuota.requestsPerMinute(10).share("a:b", 3);
    assertThat(requests.requests()).hasValue(3);
    assertThat(requests.tokens()).isEmpty();
    assertThat(ModelQuota.tokensPerMinute(4_000).share("a:b", 3).requests()).isEmpty();
    assertThat(ModelQuota.tokensPerMinute(10)).hasToString("any requests and 10 tokens a minute");
  }

  @Test
  void lessThanOneForEachExecutorIsRefused() {
    assertThatThrownBy(() -> ModelQuota.requestsPerMinute(7).share("bedrock:x", 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the quota of bedrock:x is 7 requests a minute, which is less than one for each of 8 executors; use at most 7 executors, or a larger quota");
    assertThatThrownBy(
            () -> ModelQuota.requestsPerMinute(70).andTokensPerMinute(7).share("bedrock:x", 8))
        .hasMessageContaining("7 tokens a minute");
  }

  @Test
  void aPartOfTheTokensWithoutRoomForOneAnswerIsRefused() {
    ModelQuota quota = ModelQuota.tokensPerMinute(10_239);
    assertThat(quota.share("bedrock:x", 9).tokens()).hasValue(1_137);
    assertThatThrownBy(() -> quota.share("bedrock:x", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the quota of bedrock:x is 10,239 tokens a minute, which is 1,023 for each of 10 executors and less than the 1,024 that one answer may take, so it would not be kept; use at most 9 executors, a larger quota, or withAnswers(...) if answers are shorter");
    assertThat(quota.withAnswers(100, 5).share("bedrock:x", 20).tokens()).hasValue(511);
    assertThatThrownBy(() -> quota.withAnswers(100, 5).share("bedrock:x", 21))
        .hasMessageContaining("less than the 500 that one answer may take");
    assertThatThrownBy(() -> ModelQuota.tokensPerMinute(500).share("bedrock:x", 1))
        .as("on a single executor, too")
        .hasMessageContaining("so it would not be kept; use a larger quota, or");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> ModelQuota.requestsPerMinute(0))
        .hasMessage("0 requests a minute; it must be at least 1");
    assertThatThrownBy(() -> ModelQuota.tokensPerMinute(-1))
        .hasMessage("-1 tokens a minute; it must be at least 1");
    ModelQuota quota = ModelQuota.requestsPerMinute(1);
    assertThatThrownBy(() -> quota.withAnswers(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> quota.withAnswers(1, 2_000)).hasMessageContaining("outputWeight");
    assertThatThrownBy(() -> quota.withMaxWait(Duration.ofSeconds(-1)))
        .hasMessageContaining("must not be negative");
  }
}
