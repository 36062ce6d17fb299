package io.fmops.model.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fmops.model.CancelledException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LayerSourceTest {

  private static final ModelId ID = ModelId.of("scripted", "layer");
  private static final Duration EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private static final class Layer extends LayerSource {
    final List<ModelException> given = new ArrayList<>();

    Layer() {
      super(ID);
    }

    @Override
    public StreamEvent next() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void givenUp(ModelException problem) {
      given.add(problem);
    }
  }

  private static final class Inner implements EventSource {
    final List<ModelException> aborts = new ArrayList<>();

    @Override
    public StreamEvent next() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public void abort(ModelException why) {
      aborts.add(why);
    }
  }

  private static CompletableFuture<Throwable> pausing(Layer layer) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Throwable> ended = CompletableFuture.supplyAsync(() -> {
      begun.countDown();
      return catchThrowable(() -> layer.pause(EVER));
    });
    begun.await();
    return ended;
  }

  @Test
  void givingUpReachesTheCallUnderWayAndTellsTheLayerOnce() {
    Layer layer = new Layer();
    Inner inner = new Inner();
    layer.use(inner);
    ModelException why = new UnavailableException("down");
    layer.abort(why);
    layer.abort(new UnavailableException("twice"));
    layer.close();
    assertThat(inner.aborts).containsExactly(why);
    assertThat(layer.given).containsExactly(why);
  }

  @Test
  void aCallThatBeginsAfterGivingUpIsEndedAtOnce() {
    Layer layer = new Layer();
    ModelException why = new UnavailableException("down");
    layer.abort(why);
    Inner late = new Inner();
    assertThatThrownBy(() -> layer.use(late)).isSameAs(why);
    assertThat(late.aborts).containsExactly(why);
    assertThatThrownBy(layer::throwIfGivenUp).isSameAs(why);
  }

  @Test
  void closingEndsAPauseHoweverLongItIs() throws Exception {
    Layer layer = new Layer();
    CompletableFuture<Throwable> ended = pausing(layer);
    layer.close();
    assertThat(ended.get(5, TimeUnit.SECONDS))
        .isInstanceOf(CancelledException.class)
        .hasMessage("the call of scripted:layer was closed before its end");
  }

  @Test
  void wakingEndsOnePauseAlsoIfItComesFirst() throws Exception {
    Layer layer = new Layer();
    layer.wake();
    layer.pause(EVER);
    CompletableFuture<Throwable> ended = pausing(layer);
    layer.wake();
    assertThat(ended.get(5, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void theLayerGivesBackWhatItHoldsEvenIfTheCallCannotBeEnded() {
    Layer layer = new Layer();
    layer.use(new EventSource() {
      @Override
      public StreamEvent next() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {
        throw new IllegalStateException("stuck");
      }
    });
    assertThatThrownBy(layer::close).hasMessage("stuck");
    assertThat(layer.given).hasSize(1);
  }

  @Test
  void aTimerFiresOnceUnlessItIsClosed() throws Exception {
    CountDownLatch fired = new CountDownLatch(1);
    CallTimer never = CallTimer.start(Duration.ofMillis(30), () -> {
      throw new AssertionError("closed");
    });
    never.close();
    CallTimer soon = CallTimer.start(Duration.ofMillis(1), fired::countDown);
    assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
    soon.close();
    CallTimer.start(EVER, fired::countDown).close();
  }
}
