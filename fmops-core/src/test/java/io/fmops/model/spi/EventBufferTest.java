package io.fmops.model.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CancelledException;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventBufferTest {

  private static final ModelId MODEL = ModelId.of("test", "model");
  private static final StreamEvent COMPLETED =
      new StreamEvent.Completed(GenerateResponse.builder(MODEL).build());

  private final AtomicInteger resumed = new AtomicInteger();
  private final AtomicInteger aborted = new AtomicInteger();
  private final EventBuffer.Producer producer = new EventBuffer.Producer() {
    @Override
    public void resume() {
      resumed.incrementAndGet();
    }

    @Override
    public void abort() {
      aborted.incrementAndGet();
    }
  };
  private final EventBuffer buffer = new EventBuffer(MODEL, producer, 1000, Duration.ofSeconds(20));

  private static StreamEvent text(String text) {
    return new StreamEvent.TextDelta(0, text);
  }

  @Test
  void eventsComeOutInTheirOrder() throws Exception {
    buffer.add(text("a"));
    buffer.add(text("b"));
    buffer.add(COMPLETED);
    assertThat(buffer.next()).isEqualTo(text("a"));
    assertThat(buffer.next()).isEqualTo(text("b"));
    assertThat(buffer.next()).isSameAs(COMPLETED);
  }

  @Test
  void aReaderWaitsForAnEvent() throws Exception {
    CompletableFuture<StreamEvent> reader = read();
    Thread.sleep(50);
    assertThat(reader).isNotDone();
    buffer.add(text("a"));
    assertThat(reader.get(5, TimeUnit.SECONDS)).isEqualTo(text("a"));
  }

  @Test
  void whatCameBeforeAFailureIsReadBeforeIt() throws Exception {
    buffer.add(text("a"));
    buffer.fail(new ThrottledException("slow down"));
    assertThat(buffer.next()).isEqualTo(text("a"));
    assertThatThrownBy(buffer::next).isInstanceOf(ThrottledException.class);
    assertThatThrownBy(buffer::next).as("and again").isInstanceOf(ThrottledException.class);
  }

  @Test
  void theFirstOutcomeCounts() throws Exception {
    buffer.fail(new ThrottledException("slow down"));
    buffer.fail(new UnavailableException("told again in other words"));
    buffer.add(COMPLETED);
    buffer.add(text("late"));
    assertThatThrownBy(buffer::next).isInstanceOf(ThrottledException.class);
    assertThat(buffer.wantsMore()).isFalse();
  }

  @Test
  void aFailureAfterTheCompletionChangesNothing() throws Exception {
    buffer.add(COMPLETED);
    buffer.fail(new UnavailableException("connection closed"));
    assertThat(buffer.next()).isSameAs(COMPLETED);
  }

  @Test
  void aFullBufferPausesTheProducerUntilHalfIsRead() throws Exception {
    int added = 0;
    do {
      buffer.add(text("0123456789"));
      added++;
    } while (buffer.wantsMore());
    assertThat(added).isBetween(5, 20);
    assertThat(buffer.paused()).isTrue();
    buffer.next();
    assertThat(resumed).as("after one event").hasValue(0);
    for (int i = 1; i < added; i++) {
      buffer.next();
    }
    assertThat(resumed).as("after all events").hasValue(1);
    assertThat(buffer.paused()).isFalse();
    assertThat(buffer.wantsMore()).isTrue();
  }

  @Test
  void closingWakesTheReaderAndAbortsOnce() throws Exception {
    CompletableFuture<StreamEvent> reader = read();
    Thread.sleep(50);
    buffer.close();
    buffer.close();
    assertThatThrownBy(() -> reader.get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(aborted).hasValue(1);
    buffer.add(text("late"));
    assertThat(buffer.wantsMore()).isFalse();
    assertThatThrownBy(buffer::next).isInstanceOf(CancelledException.class);
  }

  @Test
  void closingDropsWhatWasNotRead() {
    buffer.add(text("a"));
    buffer.close();
    assertThatThrownBy(buffer::next).isInstanceOf(CancelledException.class);
  }

  @Test
  void closingAfterTheEndAbortsNothing() throws Exception {
    buffer.add(COMPLETED);
    buffer.next();
    buffer.close();
    assertThat(aborted).hasValue(0);
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    CompletableFuture<Throwable> caught = new CompletableFuture<>();
    Thread reader = new Thread(
        () -> caught.complete(catchThrowableOfType(InterruptedException.class, buffer::next)));
    reader.start();
    Thread.sleep(50);
    reader.interrupt();
    assertThat(caught.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(aborted).as("that is for the core to decide").hasValue(0);
  }

  @Test
  void silenceBeforeTheFirstEventTimesOut() {
    EventBuffer hasty = new EventBuffer(MODEL, producer, 1000, Duration.ofMillis(50));
    TimedOutException problem = catchThrowableOfType(TimedOutException.class, hasty::next);
    assertThat(problem.limit()).isEqualTo(TimedOutException.Limit.FIRST_TOKEN);
    assertThat(problem).hasMessageContaining("test:model").hasMessageContaining("PT0.05S");
    assertThat(aborted).hasValue(1);
    hasty.close();
    assertThat(aborted).as("not aborted twice").hasValue(1);
    assertThatThrownBy(() -> new EventBuffer(MODEL, producer, 0, Duration.ofMillis(50)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void silenceBetweenEventsTimesOutAsAGap() throws Exception {
    EventBuffer hasty = new EventBuffer(MODEL, producer, 1000, Duration.ofMillis(50));
    hasty.add(text("a"));
    hasty.next();
    TimedOutException problem = catchThrowableOfType(TimedOutException.class, hasty::next);
    assertThat(problem.limit()).isEqualTo(TimedOutException.Limit.GAP);
  }

  @Test
  void aPauseOfTheReaderIsNotSilenceOfTheServer() throws Exception {
    EventBuffer hasty = new EventBuffer(MODEL, producer, 1000, Duration.ofMillis(300));
    hasty.add(text("a"));
    hasty.next();
    Thread.sleep(500);
    CompletableFuture<Void> late = CompletableFuture.runAsync(
        () -> hasty.add(text("b")), CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    assertThat(hasty.next()).isEqualTo(text("b"));
    late.join();
  }

  @Test
  void aPartWithoutAnEventIsASignOfLife() throws Exception {
    EventBuffer hasty = new EventBuffer(MODEL, producer, 1000, Duration.ofMillis(400));
    CompletableFuture<Void> producerThread = CompletableFuture.runAsync(() -> {
      for (int i = 0; i < 8; i++) {
        sleep(100);
        hasty.wantsMore();
      }
      hasty.add(text("a"));
    });
    assertThat(hasty.next()).isEqualTo(text("a"));
    producerThread.join();
  }

  @Test
  void manyEventsPassBetweenThreadsWithoutLossWhileTheBufferStaysBounded() throws Exception {
    int count = 50_000;
    AtomicInteger demand = new AtomicInteger(1);
    EventBuffer small = new EventBuffer(
        MODEL,
        new EventBuffer.Producer() {
          @Override
          public void resume() {
            demand.incrementAndGet();
          }

          @Override
          public void abort() {}
        },
        10_000,
        Duration.ofSeconds(20));
    CompletableFuture<Void> pushing = CompletableFuture.runAsync(() -> {
      for (int i = 0; i < count; i++) {
        while (demand.get() == 0) {
          Thread.onSpinWait();
        }
        demand.decrementAndGet();
        small.add(text(Integer.toString(i)));
        if (small.wantsMore()) {
          demand.incrementAndGet();
        }
      }
      small.add(COMPLETED);
    });
    for (int i = 0; i < count; i++) {
      assertThat(((StreamEvent.TextDelta) small.next()).text()).isEqualTo(Integer.toString(i));
    }
    assertThat(small.next()).isSameAs(COMPLETED);
    pushing.get(5, TimeUnit.SECONDS);
  }

  /** Between the events of a burst the reader naps, and nobody wakes it for the next one. */
  @Test
  void whatComesAfterABurstIsRead() throws Exception {
    for (int i = 0; i < 300; i++) {
      buffer.add(text("a"));
      buffer.add(text("b"));
      assertThat(buffer.next()).isEqualTo(text("a"));
      assertThat(buffer.next()).isEqualTo(text("b"));
      CompletableFuture<StreamEvent> reader = read();
      LockSupport.parkNanos(i * 1_000L);
      buffer.add(text("c"));
      assertThat(reader.get(5, TimeUnit.SECONDS)).isEqualTo(text("c"));
    }
  }

  @Test
  void theEndOfABurstWakesTheReader() throws Exception {
    for (int i = 0; i < 100; i++) {
      EventBuffer once = new EventBuffer(MODEL, producer, 1000, Duration.ofDays(1));
      once.add(text("a"));
      once.add(text("b"));
      once.next();
      once.next();
      CompletableFuture<StreamEvent> last = read(once);
      LockSupport.parkNanos(i * 2_000L);
      once.fail(new ThrottledException("slow down"));
      assertThatThrownBy(() -> last.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ThrottledException.class);
    }
  }

  private CompletableFuture<StreamEvent> read() {
    return read(buffer);
  }

  private static CompletableFuture<StreamEvent> read(EventBuffer from) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return from.next();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
