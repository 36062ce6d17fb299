package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.TimedOutException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever gives up a call ends its connection. */
abstract class RemoteCancellationContract extends RemoteModelHarness {

  /** A server that says nothing, and tells when its client has gone. */
  private CompletableFuture<Boolean> serveSilence(boolean afterTheBeginning) {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    serve(exchange -> {
      try {
        if (afterTheBeginning) {
          sendBeginning(exchange);
        }
        gone.complete(exchange.awaitClientGone(SOON.multipliedBy(2)));
      } catch (IOException e) {
        gone.complete(true); // before it had read all of the beginning
      }
    });
    return gone;
  }

  private static void assertGone(CompletableFuture<Boolean> gone) throws Exception {
    assertThat(gone.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .as("the server saw the connection end")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPassedDeadlineEndsTheConnection(boolean streaming) throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    try (FoundationModel model = open()) {
      GenerateRequest hasty =
          request().toBuilder().deadline(Duration.ofMillis(300)).build();
      long start = System.nanoTime();
      TimedOutException problem = catchThrowableOfType(TimedOutException.class, () -> {
        if (streaming) {
          try (ModelStream stream = model.stream(hasty)) {
            stream.response();
          }
        } else {
          model.generate(hasty);
        }
      });
      assertThat(problem).isNotNull();
      assertThat(problem.limit()).isEqualTo(TimedOutException.Limit.DEADLINE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      assertGone(gone);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingASilentStreamFromAnotherThreadEndsItAndTheConnection(boolean afterTheBeginning)
      throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(afterTheBeginning);
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      // A thread of its own: the common pool has one on two cores, and others may wait in it. A
      // provider that ignores the close must not keep the JVM from ending.
      CompletableFuture<GenerateResponse> reader =
          CompletableFuture.supplyAsync(stream::response, read -> {
            Thread thread = new Thread(read);
            thread.setDaemon(true);
            thread.start();
          });
      Thread.sleep(300);
      stream.close();
      assertThatThrownBy(() -> reader.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class);
      assertGone(gone);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptingTheWaitingThreadEndsTheConnection(boolean streaming) throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    CompletableFuture<Throwable> caught = new CompletableFuture<>();
    try (FoundationModel model = open()) {
      Thread caller = new Thread(() -> {
        Throwable problem =
            catchThrowableOfType(ModelException.class, () -> call(model, streaming));
        caught.complete(
            Thread.currentThread().isInterrupted()
                ? problem
                : new AssertionError("the interrupt was lost", problem));
      });
      caller.start();
      Thread.sleep(300);
      caller.interrupt();
      assertThat(caught.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(CancelledException.class);
      assertGone(gone);
    }
  }

  @Test
  void cancellingTheFutureEndsTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    try (FoundationModel model = open()) {
      CompletableFuture<GenerateResponse> future = model.generateAsync(request());
      Thread.sleep(300);
      assertThat(future.cancel(true)).isTrue();
      assertGone(gone);
    }
  }

  @Test
  void cancellingTheTokenEndsTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(false);
    CancelToken token = new CancelToken();
    try (FoundationModel model = open()) {
      CompletableFuture<GenerateResponse> future =
          model.generateAsync(request(), CallContext.create().withCancelToken(token));
      Thread.sleep(300);
      token.cancel("enough");
      assertThatThrownBy(() -> future.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class);
      assertGone(gone);
    }
  }

  @Test
  void cancellingTheSubscriptionEndsTheConnection() throws Exception {
    CompletableFuture<Boolean> gone = serveSilence(true);
    try (FoundationModel model = open();
        ModelStream stream = model.stream(request())) {
      CollectingSubscriber subscriber = new CollectingSubscriber();
      stream.publisher().subscribe(subscriber);
      subscriber.subscription().request(1);
      subscriber.awaitMoreThan(0);
      subscriber.subscription().cancel();
      assertGone(gone);
      assertThat(subscriber.done).isNotDone();
    }
  }

  /** The ways in which a call is given up. */
  enum GivingUp {
    CLOSE,
    INTERRUPT,
    FUTURE,
    TOKEN,
    DEADLINE
  }

  /** Enough for the watch, which looks every 15 ms, and for a machine that is not busy. */
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  /** A busy machine may be late once or twice, but not always. */
  private static final int TRIES = 8;

  @ParameterizedTest
  @EnumSource(GivingUp.class)
  @Tag("thorough")
  void theServerSeesTheEndAtOnceAndTheObserverOneOutcome(GivingUp how) throws Exception {
    for (boolean begun : new boolean[] {false, true}) {
      Duration best = Duration.ofDays(1);
      for (int i = 0; i < TRIES && best.compareTo(AT_ONCE) > 0; i++) {
        Duration delay = giveUp(how, begun);
        best = delay.compareTo(best) < 0 ? delay : best;
      }
      assertThat(best).as(begun ? "after the first event" : "before it").isLessThan(AT_ONCE);
    }
  }

  /** Gives a call up; returns how long after that the server saw the connection end. */
  private Duration giveUp(GivingUp how, boolean begun) throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Long> gone = new CompletableFuture<>();
    serve(exchange -> {
      if (begun) {
        sendBeginning(exchange);
      }
      asked.complete(null);
      if (exchange.awaitClientGone(SOON.multipliedBy(2))) {
        gone.complete(System.nanoTime());
      }
    });
    OutcomeCounter counter = new OutcomeCounter();
    CancelToken token = new CancelToken();
    Duration limit = Duration.ofMillis(how == GivingUp.DEADLINE ? 500 : 60_000);
    CallContext context = CallContext.create().withCancelToken(token).withDeadline(limit);
    long deadline = System.nanoTime() + limit.toNanos();
    CompletableFuture<ModelStream> opened = new CompletableFuture<>();
    CompletableFuture<Object> ended = new CompletableFuture<>();
    try (FoundationModel model = open().with(counter)) {
      CompletableFuture<GenerateResponse> future = how == GivingUp.FUTURE
          ? model.generateAsync(request(), context)
          : new CompletableFuture<>();
      Thread reader = new Thread(() -> {
        try (ModelStream stream = model.stream(request(), context)) {
          opened.complete(stream);
          ended.complete(stream.response());
        } catch (ModelException e) {
          ended.complete(e);
        }
      });
      if (how != GivingUp.FUTURE) {
        reader.start();
        opened.get(SOON.toSeconds(), TimeUnit.SECONDS);
      }
      asked.get(SOON.toSeconds(), TimeUnit.SECONDS);
      Thread.sleep(50);
      long given = how == GivingUp.DEADLINE ? deadline : System.nanoTime();
      switch (how) {
        case CLOSE -> opened.get().close();
        case INTERRUPT -> reader.interrupt();
        case FUTURE -> future.cancel(true);
        case TOKEN -> token.cancel("enough");
        case DEADLINE -> {
          // Passes by itself.
        }
      }
      long end = gone.get(SOON.toSeconds(), TimeUnit.SECONDS);
      if (how != GivingUp.FUTURE) {
        assertThat(ended.get(SOON.toSeconds(), TimeUnit.SECONDS))
            .isInstanceOf(
                how == GivingUp.DEADLINE ? TimedOutException.class : CancelledException.class);
      }
      for (int i = 0; i < 500 && counter.outcomes.isEmpty(); i++) {
        Thread.sleep(10);
      }
      assertThat(counter.outcomes)
          .singleElement()
          .isInstanceOf(
              how == GivingUp.DEADLINE ? TimedOutException.class : CancelledException.class);
      return Duration.ofNanos(end - given);
    }
  }
}
