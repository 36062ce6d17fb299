package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.EmbedRequest;
import io.fmops.model.EmbedRequest.Purpose;
import io.fmops.model.EmbedResponse;
import io.fmops.model.EmbeddingModel;
import io.fmops.model.Models;
import io.fmops.model.RejectedInputException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HashedEmbeddingTest {

  private final EmbeddingModel model = Models.openEmbedding("baseline:hashed-embedding");

  @Test
  void everyTextGetsAVectorOfLengthOne() {
    EmbedResponse response = model.embed(EmbedRequest.of("The lid is red.", "蓋は赤い。", "x"));
    assertThat(response.vectors()).hasSize(3).allSatisfy(vector -> {
      assertThat(vector).hasSize(1024);
      assertThat(norm(vector)).isCloseTo(1, within(1e-6));
    });
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(5 + 5 + 1, 0));
  }

  @Test
  void textsThatShareSpellingAreNearerThanOthers() {
    float[] lamp = model.embed("The red lamp is blinking");
    assertThat(EmbedResponse.cosine(lamp, model.embed("a blinking red lamp")))
        .isGreaterThan(0.5)
        .isGreaterThan(EmbedResponse.cosine(lamp, model.embed("Unopened yarn may be sent back")));
    float[] bath = model.embed("露天風呂は何時からですか");
    assertThat(EmbedResponse.cosine(bath, model.embed("露天風呂は午後３時から")))
        .isGreaterThan(EmbedResponse.cosine(bath, model.embed("出張の経費を申請する")));
  }

  @Test
  void widthCaseAndSpacesDoNotMatter() {
    assertThat(model.embed("ＲＥＤ  ﾗﾝﾌﾟ\n")).isEqualTo(model.embed("red ランプ"));
  }

  @Test
  void theSameTextHasTheSameVectorEveryTime() {
    try (EmbeddingModel again = Models.openEmbedding("baseline:hashed-embedding")) {
      assertThat(again.embed("同じ text")).isEqualTo(model.embed("同じ text"));
    }
  }

  /**
   * Guards the hash, as vectors that were stored must still fit those made later. Of the features "
   * a", " ab", "ab", "ab ", "b " and the word, two fall into dimension 1, one each into 3 and 6,
   * and two cancel each other out; reckoned with a program in another language.
   */
  @Test
  void theVectorOfAShortTextIsThisOne() {
    try (EmbeddingModel small = Models.openEmbedding("baseline:hashed-embedding?dimensions=8")) {
      float half = (float) Math.sqrt(0.5);
      assertThat(small.embed("ab"))
          .containsExactly(new float[] {0, -half, 0, -0.5f, 0, 0, 0.5f, 0}, within(1e-6f));
    }
  }

  @Test
  void theRequestsDimensionsGoBeforeTheOption() {
    try (EmbeddingModel small = Models.openEmbedding("baseline:hashed-embedding?dimensions=16")) {
      assertThat(small.embed("a")).hasSize(16);
      EmbedRequest request = new EmbedRequest(List.of("a"), Purpose.QUERY, Optional.of(3));
      assertThat(small.embed(request).vectors().get(0)).hasSize(3);
    }
  }

  @Test
  void thePurposeChangesNothing() {
    EmbedRequest document = new EmbedRequest(List.of("a b"), Purpose.DOCUMENT, Optional.empty());
    assertThat(model.embed(document).vectors().get(0)).isEqualTo(model.embed("a b"));
  }

  @Test
  void aTextWithoutCharactersIsAllZeros() {
    assertThat(model.embed("")).containsOnly(0);
    assertThat(model.embed(" \n\u3000")).containsOnly(0);
  }

  @Test
  void tooManyDimensionsAreRejected() {
    EmbedRequest request = new EmbedRequest(List.of("a"), Purpose.QUERY, Optional.of(65_537));
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(() -> model.embed(request))
        .withMessage(
            "baseline:hashed-embedding was asked for 65537 dimensions; it makes 1 to 65536");
  }

  @Test
  void aCancelledCallMakesNoVectors() {
    CancelToken token = new CancelToken();
    token.cancel("enough");
    CallContext context = CallContext.create().withCancelToken(token);
    assertThatExceptionOfType(CancelledException.class)
        .isThrownBy(() -> model.embed(EmbedRequest.of("a"), context))
        .withMessageContaining("enough");
  }

  @Test
  void aPassedDeadlineEndsTheCall() {
    CallContext context = CallContext.create().withDeadline(Duration.ofNanos(-1));
    assertThatExceptionOfType(TimedOutException.class)
        .isThrownBy(() -> model.embed(EmbedRequest.of("a"), context))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(TimedOutException.Limit.DEADLINE));
  }

  @Test
  void anInterruptedThreadGetsNoVectorsAndKeepsItsInterrupt() {
    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(() -> model.embed(EmbedRequest.of("a")));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static double norm(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
