package io.fmops.model.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DefaultExecutorTest {

  @Test
  void callsRunOnVirtualThreadsWhereTheJvmHasThem() throws Exception {
    CompletableFuture<String> kind = new CompletableFuture<>();
    DefaultExecutor.get().execute(() -> kind.complete(Thread.currentThread().toString()));
    assertThat(kind.get(5, TimeUnit.SECONDS))
        .startsWith(Runtime.version().feature() >= 21 ? "VirtualThread" : "Thread[fmops-call-");
  }

  @Test
  void platformThreadsAreDaemonsAndNamed() throws Exception {
    ExecutorService pool = DefaultExecutor.platformThreads();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    pool.execute(() -> thread.complete(Thread.currentThread()));
    assertThat(thread.get(5, TimeUnit.SECONDS).isDaemon()).isTrue();
    assertThat(thread.join().getName()).startsWith("fmops-call-");
    pool.shutdown();
  }
}
