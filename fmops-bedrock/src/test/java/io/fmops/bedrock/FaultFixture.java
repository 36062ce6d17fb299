package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A server that misbehaves as a test sets it, and a model of it. */
abstract class FaultFixture {

  @BeforeAll
  static void warmUp() {
    Wire.warmUp();
  }

  static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  LoopbackServer.Handler behaviour = Exchange::cut;
  final LoopbackServer server = LoopbackServer.start(exchange -> behaviour.handle(exchange));
  final FoundationModel model = Wire.model(server.uri());

  @AfterEach
  void stop() {
    model.close();
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  final ModelException failure(boolean streaming) {
    return catchThrowableOfType(ModelException.class, () -> {
      if (streaming) {
        try (ModelStream stream = model.stream(REQUEST)) {
          stream.response();
        }
      } else {
        model.generate(REQUEST);
      }
    });
  }
}
