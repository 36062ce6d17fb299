package io.fmops.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.CancelledException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.utils.SdkAutoCloseable;

class LazyClientTest {

  @Test
  void aFailureIsToldAndTheNextCallerTriesAgain() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    SdkAutoCloseable made = () -> {};
    try (LazyClient<SdkAutoCloseable> client = new LazyClient<>("m", "start", () -> {
      if (attempts.incrementAndGet() == 1) {
        throw new IllegalStateException("not yet");
      }
      return made;
    })) {
      assertThatThrownBy(() -> client.get().get(5, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("not yet");
      assertThat(client.get().get(5, TimeUnit.SECONDS)).isSameAs(made);
      assertThat(client.get().get(5, TimeUnit.SECONDS)).isSameAs(made);
      assertThat(attempts).hasValue(2);
    }
  }

  @Test
  void whoGivesUpWaitingDoesNotTakeTheClientFromOthers() throws Exception {
    CompletableFuture<SdkAutoCloseable> release = new CompletableFuture<>();
    try (LazyClient<SdkAutoCloseable> client = new LazyClient<>("m", "start", release::join)) {
      client.get().cancel(true);
      CompletableFuture<SdkAutoCloseable> other = client.get();
      release.complete(() -> {});
      assertThat(other.get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aClientThatIsMadeAfterTheCloseIsClosedByItsMaker() throws Exception {
    CompletableFuture<SdkAutoCloseable> release = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    LazyClient<SdkAutoCloseable> client = new LazyClient<>("m", "start", release::join);
    CompletableFuture<SdkAutoCloseable> waiting = client.get();
    client.close();
    assertThat(waiting).isNotDone();
    release.complete(() -> closed.complete(null));
    closed.get(5, TimeUnit.SECONDS);
    assertThatThrownBy(() -> client.get().get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancelledException.class);
  }
}
