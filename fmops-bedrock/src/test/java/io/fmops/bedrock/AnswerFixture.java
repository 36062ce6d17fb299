package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelStream;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** A server that answers every call with what a test sets, and a model of it. */
abstract class AnswerFixture {

  static final GenerateRequest REQUEST = GenerateRequest.of("hello");
  static final String USAGE = Wire.usage(3, 4);

  String whole = Wire.converse(Wire.text("fine"), "end_turn", USAGE);
  List<byte[]> streamed = Wire.stream(List.of(Wire.text("fine")), "end_turn", USAGE);

  final LoopbackServer server =
      LoopbackServer.start(exchange -> Wire.answer(exchange, whole, streamed));
  final FoundationModel model = Wire.model(server.uri());

  @AfterEach
  void stop() {
    model.close();
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  final GenerateResponse stream() {
    try (ModelStream stream = model.stream(REQUEST)) {
      return stream.response();
    }
  }

  final JsonNode lastBody() {
    List<RecordedRequest> requests = server.requests();
    return JsonNode.parser().parse(requests.get(requests.size() - 1).text());
  }
}
