package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.Models;
import io.fmops.testkit.loopback.LoopbackServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockLifecycleTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  private final LoopbackServer server = LoopbackServer.start(Wire::answer);

  @AfterEach
  void stop() {
    server.close();
  }

  private static GenerateResponse call(FoundationModel model, boolean streaming) {
    if (!streaming) {
      return model.generate(REQUEST);
    }
    try (ModelStream stream = model.stream(REQUEST)) {
      return stream.response();
    }
  }

  @Test
  void openingAModelStartsNothing() throws Exception {
    await(() -> ownThreads().isEmpty());
    try (FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0")) {
      assertThat(ownThreads()).isEmpty();
    }
  }

  @Test
  void callsForWholeAnswersStartNoEventLoop() throws Exception {
    await(() -> ownThreads().isEmpty());
    try (FoundationModel model = Wire.model(server.uri())) {
      call(model, false);
      assertThat(ownThreads()).noneMatch(name -> name.contains("loop"));
      call(model, true);
      assertThat(ownThreads()).anyMatch(name -> name.contains("loop"));
    }
  }

  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("fmops-bedrock") || name.contains("etty"))
        .sorted()
        .toList();
  }

  @Test
  void closingAModelGivesAllThreadsAndConnectionsBackAtOnce() throws Exception {
    warmUp();
    int threadsBefore = Thread.activeCount();
    List<FoundationModel> models =
        List.of(Wire.model(server.uri()), Wire.model(server.uri()), Wire.model(server.uri()));
    for (FoundationModel model : models) {
      call(model, false);
      call(model, true);
    }
    assertThat(server.openConnections()).isEqualTo(6);
    long start = System.nanoTime();
    models.forEach(FoundationModel::close);
    models.forEach(FoundationModel::close);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    await(() -> server.openConnections() == 0);
    await(() -> ownThreads().isEmpty());
    await(() -> Thread.activeCount() <= threadsBefore);
  }

  /** The SDK keeps one thread that reaps idle connections for as long as there are clients. */
  private void warmUp() throws InterruptedException {
    try (FoundationModel model = Wire.model(server.uri())) {
      call(model, false);
      call(model, true);
    }
    await(() -> ownThreads().isEmpty() && server.openConnections() == 0);
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end)
          .as("threads: %s", Thread.getAllStackTraces().keySet())
          .isNegative();
      Thread.sleep(10);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneCallAfterAnotherUsesOneConnection(boolean streaming) throws Exception {
    try (FoundationModel model = Wire.model(server.uri())) {
      for (int i = 0; i < 5; i++) {
        call(model, streaming);
      }
      assertThat(server.requests()).hasSize(5);
      // The event loop may tell the end of a stream a moment before it has its connection back.
      assertThat(server.openConnections()).isBetween(1, streaming ? 2 : 1);
    }
  }

  @Test
  void aClosedModelRefusesCalls() {
    FoundationModel model = Wire.model(server.uri());
    call(model, false);
    model.close();
    assertThatThrownBy(() -> call(model, false)).hasMessageContaining("closed");
    assertThatThrownBy(() -> call(model, true)).hasMessageContaining("closed");
  }

  @Test
  void credentialsThatAreSlowToComeDoNotHoldAClosedCall() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    ModelId id = ModelId.of("bedrock", Wire.MODEL);
    BedrockProvider provider = Wire.provider(server.uri())
        .credentials(() -> {
          release.join();
          return Wire.CREDENTIALS.resolveCredentials();
        })
        .build();
    try (FoundationModel model = FoundationModel.of(id, provider.open(id))) {
      for (boolean streaming : new boolean[] {false, true}) {
        GenerateRequest hasty =
            REQUEST.toBuilder().deadline(Duration.ofMillis(200)).build();
        CompletableFuture<Throwable> problem =
            CompletableFuture.supplyAsync(() -> catchThrowableOfType(Throwable.class, () -> {
              if (streaming) {
                model.stream(hasty).response();
              } else {
                model.generate(hasty);
              }
            }));
        assertThat(problem.get(5, TimeUnit.SECONDS)).hasMessageContaining("deadline");
      }
      release.complete(null);
      assertThat(call(model, false).text()).isEqualTo("whole");
      assertThat(call(model, true).text()).isEqualTo("streamed");
      assertThat(server.requests()).as("the given up calls were never sent").hasSize(2);
    }
  }
}
