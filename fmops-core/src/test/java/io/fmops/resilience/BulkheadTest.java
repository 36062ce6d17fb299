package io.fmops.resilience;

import static io.fmops.resilience.Backend.HANG;
import static io.fmops.resilience.Backend.REQUEST;
import static io.fmops.resilience.Backend.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.ThrottledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BulkheadTest {

  @Test
  void noMoreCallsRunAtOnceThanMay() throws Exception {
    Bulkhead bulkhead = Bulkhead.builder().maxConcurrent(3).build();
    Backend backend = new Backend(Backend.ID, n -> {
      List<Object> steps = new ArrayList<>(answer("yes"));
      steps.add(0, Duration.ofMillis(2));
      return steps;
    });
    FoundationModel model = backend.model().with(bulkhead);
    List<CompletableFuture<GenerateResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      calls.add(model.generateAsync(REQUEST));
    }
    for (CompletableFuture<GenerateResponse> call : calls) {
      assertThat(call.get(10, TimeUnit.SECONDS).text()).isEqualTo("yes");
    }
    assertThat(backend.mostRunning).hasValue(3);
    assertThat(bulkhead.running()).isZero();
    assertThat(bulkhead.waiting()).isZero();
  }

  @Test
  void oneBulkheadAroundTwoModelsIsOneLimit() {
    Bulkhead bulkhead = Bulkhead.builder().maxConcurrent(1).maxQueue(0).build();
    Backend hanging = Backend.of(List.of(Backend.text("a"), HANG));
    Backend other = Backend.named("b", answer("never"));
    try (ModelStream stream = hanging.model().with(bulkhead).stream(REQUEST)) {
      assertThat(stream.iterator().next()).isEqualTo(Backend.text("a"));
      ThrottledException problem = catchThrowableOfType(
          ThrottledException.class, () -> other.model().with(bulkhead).generate(REQUEST));
      assertThat(problem.details().code()).contains(Bulkhead.FULL);
      assertThat(problem)
          .hasMessage("no place for another call of scripted:b: 1 run at once, and 0 more wait");
    }
    assertThat(other.model().with(bulkhead).generate(REQUEST).text()).isEqualTo("never");
    assertThat(bulkhead.running()).isZero();
  }

  @Test
  void whoWaitsTooLongIsRefusedAndLeavesTheQueue() {
    Bulkhead bulkhead =
        Bulkhead.builder().maxConcurrent(1).maxWait(Duration.ofMillis(5)).build();
    Backend backend = Backend.of(List.of(Backend.text("a"), HANG), answer("yes"));
    FoundationModel model = backend.model().with(bulkhead);
    try (ModelStream stream = model.stream(REQUEST)) {
      assertThat(stream.iterator().next()).isNotNull();
      assertThat(catchThrowableOfType(ThrottledException.class, () -> model.generate(REQUEST)))
          .hasMessageContaining("none ended within PT0.005S");
      assertThat(bulkhead.waiting()).isZero();
    }
    assertThat(model.generate(REQUEST).text()).isEqualTo("yes");
  }

  @Test
  void aStreamThatNobodyReadsTakesNoPlace() {
    Bulkhead bulkhead = Bulkhead.builder().maxConcurrent(1).build();
    Backend backend = Backend.of(answer("yes"));
    try (ModelStream stream = backend.model().with(bulkhead).stream(REQUEST)) {
      assertThat(bulkhead.running()).isZero();
      stream.close();
      assertThat(catchThrowableOfType(ModelException.class, stream::response))
          .isInstanceOf(CancelledException.class);
    }
    assertThat(bulkhead.running()).isZero();
    assertThat(backend.begun).hasValue(0);
  }

  @Test
  void whoIsClosedInTheQueueLeavesAtOnceAndThoseBehindAreServedInOrder() throws Exception {
    Bulkhead bulkhead = Bulkhead.builder().maxConcurrent(1).build();
    Backend backend = Backend.of(List.of(HANG), answer("yes"));
    FoundationModel model = backend.model().with(bulkhead);
    List<CompletableFuture<GenerateResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int before = i;
      calls.add(model.generateAsync(REQUEST));
      Await.until(() -> bulkhead.running() + bulkhead.waiting() == before + 1);
    }
    calls.get(1).cancel(true);
    Await.until(() -> bulkhead.waiting() == 2);
    calls.get(0).cancel(true);
    for (int i = 2; i < 4; i++) {
      assertThat(calls.get(i).get(10, TimeUnit.SECONDS).text()).isEqualTo("yes");
    }
    Await.until(() -> bulkhead.running() == 0);
    assertThat(backend.begun).hasValue(3);
  }

  @Test
  void aThreadThatIsInterruptedInTheQueueLeavesIt() throws Exception {
    Bulkhead bulkhead = Bulkhead.builder().maxConcurrent(1).build();
    Backend backend = Backend.of(List.of(Backend.text("a"), HANG), answer("never"));
    FoundationModel model = backend.model().with(bulkhead);
    try (ModelStream stream = model.stream(REQUEST)) {
      assertThat(stream.iterator().next()).isNotNull();
      CompletableFuture<ModelException> ended = new CompletableFuture<>();
      Thread caller = new Thread(() -> ended.complete(
          catchThrowableOfType(ModelException.class, () -> model.generate(REQUEST))));
      caller.start();
      Await.until(() -> bulkhead.waiting() == 1);
      caller.interrupt();
      assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(CancelledException.class);
      Await.until(() -> bulkhead.waiting() == 0);
    }
    assertThat(bulkhead.running()).isZero();
  }
}
