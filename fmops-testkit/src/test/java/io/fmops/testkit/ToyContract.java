package io.fmops.testkit;

import io.fmops.model.FoundationModel;
import io.fmops.testkit.loopback.RecordedRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The contract for the toy provider, as the author of any provider would write it. */
abstract class ToyContract extends RemoteModelContract {

  private final Set<ToyEngine.Flaw> flaws;

  ToyContract(ToyEngine.Flaw... flaws) {
    this.flaws = Set.of(flaws);
  }

  @Override
  protected FoundationModel open(URI endpoint) {
    return ToyEngine.open(endpoint, flaws);
  }

  @Override
  protected boolean wantsStream(RecordedRequest request) {
    return request.text().equals("stream");
  }

  @Override
  protected WireAnswer wire(WireText text, boolean stream) {
    List<byte[]> parts = new ArrayList<>();
    List<String> chunks = stream ? text.chunks() : List.of(String.join("", text.chunks()));
    for (String chunk : chunks) {
      parts.add(bytes("T " + URLEncoder.encode(chunk, StandardCharsets.UTF_8)));
    }
    parts.add(
        bytes("E %s %d %d".formatted(text.stopReason(), text.inputTokens(), text.outputTokens())));
    return new WireAnswer(200, Map.of(), stream ? parts : List.of(joined(parts)));
  }

  @Override
  protected WireAnswer wire(WireError error) {
    int status = switch (error) {
      case THROTTLED -> 429;
      case UNAVAILABLE -> 503;
      case REJECTED -> 400;
      case NOT_AUTHORIZED -> 403;
      case NOT_FOUND -> 404;
    };
    return new WireAnswer(status, Map.of(), List.of(bytes(error.name())));
  }

  @Override
  protected byte[] wireInStream(WireError error) {
    return bytes("X " + error);
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(List<byte[]> parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(new String(part, StandardCharsets.UTF_8)));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
