package io.fmops.bedrock.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.bedrock.spi.VideoCodec;
import io.fmops.model.ModelId;
import io.fmops.model.VideoRequest;
import java.util.List;

/** Luma AI's Ray 2. */
public final class LumaVideos implements VideoCodec {

  private static final List<String> RATIOS =
      List.of("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21");
  private static final List<String> DURATIONS = List.of("5s", "9s");
  private static final List<String> RESOLUTIONS = List.of("540p", "720p");
  private static final int MAX_PROMPT = 5_000;

  @Override
  public boolean claims(String family) {
    return family.startsWith("luma.ray-v2");
  }

  @Override
  public byte[] encode(ModelId model, VideoRequest request) {
    String prompt = request.prompt();
    int length = prompt.codePointCount(0, prompt.length());
    if (length > MAX_PROMPT) {
      throw Refusal.of(
          model, "takes a prompt of up to %d characters, not %d".formatted(MAX_PROMPT, length));
    }
    ObjectNode body = Json.object();
    body.put("prompt", prompt);
    request
        .aspectRatio()
        .ifPresent(value -> put(model, body, "aspect_ratio", value.toString(), RATIOS));
    request
        .duration()
        .ifPresent(value -> put(model, body, "duration", value.toSeconds() + "s", DURATIONS));
    request.resolution().ifPresent(value -> put(model, body, "resolution", value, RESOLUTIONS));
    return Json.bytes(body);
  }

  private static void put(
      ModelId model, ObjectNode body, String name, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw Refusal.of(
          model,
          "does not take the %s %s; it takes %s"
              .formatted(name.replace('_', ' '), value, String.join(", ", allowed)));
    }
    body.put(name, value);
  }
}
