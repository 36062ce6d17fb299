package io.fmops.model.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.CancelledException;
import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.UnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ObservedSourceTest {

  private static final ModelId MODEL = ModelId.of("scripted", "test");
  private static final GenerateRequest REQUEST = GenerateRequest.of("こんにちは");

  private final List<String> log = new CopyOnWriteArrayList<>();

  private class Inner implements EventSource {
    final CountDownLatch closed = new CountDownLatch(1);
    final List<Object> steps;
    int next;

    Inner(Object... steps) {
      this.steps = List.of(steps);
    }

    @Override
    public StreamEvent next() throws InterruptedException {
      if (next == steps.size()) {
        closed.await();
        throw new UnavailableException("closed by the reader");
      }
      Object step = steps.get(next++);
      if (step instanceof ModelException e) {
        throw e;
      }
      return (StreamEvent) step;
    }

    @Override
    public void close() {
      if (closed.getCount() > 0) {
        log.add("inner closed");
        closed.countDown();
      }
    }
  }

  private class Observed extends ObservedSource {
    Observed(EventSource inner) {
      super(MODEL, REQUEST, inner);
    }

    @Override
    protected void event(StreamEvent event) {
      log.add("event");
    }

    @Override
    protected GenerateResponse completed(GenerateResponse whole) {
      log.add("completed " + whole.text());
      return whole;
    }

    @Override
    protected void failed(ModelException problem) {
      log.add("failed " + problem.getClass().getSimpleName());
    }
  }

  private static StreamEvent text(String text) {
    return new StreamEvent.TextDelta(0, text);
  }

  private static StreamEvent end() {
    return new StreamEvent.Completed(GenerateResponse.builder(MODEL).build());
  }

  @Test
  void aWholeAnswerIsToldOnceAndClosingItIsNoCancellation() throws InterruptedException {
    Observed source = new Observed(new Inner(text("a"), text("b"), end()));
    source.next();
    source.next();
    source.next();
    source.close();
    source.abort(new CancelledException("late"));
    assertThat(log).containsExactly("event", "event", "completed ab", "inner closed");
  }

  @Test
  void aFailureIsToldOnceWithWhatHadArrived() throws InterruptedException {
    ThrottledException throttled = new ThrottledException("slow down");
    Observed source = new Observed(new Inner(text("こんにちは"), throttled));
    source.next();
    assertThatThrownBy(source::next).isSameAs(throttled);
    source.abort(throttled);
    assertThat(log).containsExactly("event", "failed ThrottledException", "inner closed");
    assertThat(throttled.partialContent()).hasSize(1);
    assertThat(throttled.usage().source()).isEqualTo(TokenUsage.Source.ESTIMATED);
    assertThat(throttled.usage().output()).isPositive();
  }

  @Test
  void whoeverGivesUpDecidesTheOutcomeAndTheExchangeEndsBeforeTheObserverHears()
      throws InterruptedException {
    Observed source = new Observed(new Inner(text("a")));
    source.next();
    CancelledException why = new CancelledException("enough", ErrorDetails.of(MODEL), null);
    source.abort(why);
    assertThatThrownBy(source::next).isSameAs(why);
    assertThat(log).containsExactly("event", "inner closed", "failed CancelledException");
    assertThat(why.usage().input()).isPositive();
  }

  @Test
  void theExchangeIsEndedAtOnceThoughTheObserverIsBusyAndNoEventComesAfterTheOutcome()
      throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Inner inner = new Inner(text("a"));
    ObservedSource source = new ObservedSource(MODEL, REQUEST, inner) {
      @Override
      protected void event(StreamEvent event) {
        busy.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        log.add("event");
      }

      @Override
      protected void failed(ModelException problem) {
        log.add("failed");
      }
    };
    Thread reader = new Thread(() -> {
      try {
        source.next();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    reader.start();
    busy.await();
    Thread closer = new Thread(source::close);
    closer.start();
    assertThat(inner.closed.await(10, TimeUnit.SECONDS)).isTrue();
    goOn.countDown();
    reader.join();
    closer.join();
    assertThat(log).containsExactly("inner closed", "event", "failed");
  }

  @Test
  void thereIsOneOutcomeHoweverManyComeAtOnce() throws Exception {
    for (int round = 0; round < 500; round++) {
      log.clear();
      Observed source = new Observed(new Inner(end()));
      CyclicBarrier start = new CyclicBarrier(3);
      Thread reader = new Thread(() -> {
        try {
          start.await();
          source.next();
        } catch (CancelledException e) {
          // The other outcome.
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      });
      Thread closer = new Thread(() -> {
        try {
          start.await();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
        source.close();
      });
      reader.start();
      closer.start();
      start.await();
      source.abort(new CancelledException("enough"));
      reader.join();
      closer.join();
      assertThat(log.stream().filter(l -> !l.equals("inner closed"))).hasSize(1);
    }
  }
}
