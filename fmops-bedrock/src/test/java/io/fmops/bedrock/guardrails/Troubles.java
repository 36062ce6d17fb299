package io.fmops.bedrock.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.guardrails.spi.Detector;
import io.fmops.model.CancelledException;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What every detector over a network has to do when something goes wrong. */
final class Troubles {

  private static final String TEXT = "a PRIVATE text";

  private Troubles() {}

  /**
   * Errors are of their kind, say what to do, and do not show the text. One call is one request.
   */
  static void errorsAreTold(AwsServer server, Detector detector, String action) {
    server.fails(400, "ThrottlingException", "Rate exceeded");
    ModelException throttled = fails(detector, ThrottledException.class);
    assertThat(throttled.retryable()).isTrue();
    assertThat(throttled.details().requestId()).contains("request-1");
    server.fails(403, "AccessDeniedException", "no");
    assertThat(fails(detector, NotAuthorizedException.class))
        .hasMessageContaining("allow " + action);
    server.fails(400, "UnrecognizedClientException", "The security token is invalid");
    assertThat(fails(detector, NotAuthorizedException.class)).hasMessageContaining("credentials");
    server.fails(503, "ServiceUnavailableException", "later");
    assertThat(fails(detector, UnavailableException.class).retryable()).isTrue();
    server.behaves(exchange -> exchange.cut());
    fails(detector, UnavailableException.class);
    assertThat(server.requests()).hasSize(5);
  }

  static void garbageIsAnError(AwsServer server, Detector detector, String... answers) {
    for (String answer : answers) {
      server.answers(answer);
      assertThat(fails(detector, MalformedAnswerException.class))
          .as(answer)
          .hasMessageNotContaining("a@b.c");
    }
  }

  private static ModelException fails(Detector detector, Class<? extends ModelException> kind) {
    AtomicReference<ModelException> told = new AtomicReference<>();
    assertThatThrownBy(() -> detector.detect(TEXT))
        .isInstanceOfSatisfying(ModelException.class, told::set)
        .isInstanceOf(kind)
        .hasMessageNotContaining("PRIVATE");
    return told.get();
  }

  /** The exchange ends with its caller. */
  static void anInterruptEndsTheCall(AwsServer server, Detector detector) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    server.behaves(exchange -> {
      arrived.countDown();
      if (exchange.awaitClientGone(Duration.ofSeconds(30))) {
        gone.countDown();
      }
    });
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread caller = new Thread(() -> {
      try {
        detector.detect(TEXT);
      } catch (Throwable e) {
        outcome.set(e);
      }
    });
    caller.start();
    arrived.await();
    caller.interrupt();
    caller.join(30_000);
    assertThat(outcome.get()).isInstanceOf(CancelledException.class);
    gone.await();
  }

  static void aTimeOutEndsTheCall(AwsServer server, Detector detector) {
    server.behaves(
        exchange -> assertThat(exchange.awaitClientGone(Duration.ofSeconds(30))).isTrue());
    assertThatThrownBy(() -> detector.detect(TEXT)).isInstanceOf(TimedOutException.class);
  }
}
