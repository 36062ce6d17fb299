package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.StreamEvent;
import io.fmops.openai.chat.DataLines;
import io.fmops.openai.chat.LineSplitter;
import io.fmops.openai.chat.StreamDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a stream until its first line tells which decoder it is for. Not thread-safe.
 *
 * <p>A first line that begins a JSON value and does not end it is from a server that cannot stream
 * and lays its whole answer out over several lines.
 */
final class RecognizingDecoder implements StreamDecoder {

  /** So much comes before the first line of an answer only if none ever comes. */
  private static final int MAX_KEPT_BYTES = LineSplitter.MAX_LINE_BYTES;

  private final Supplier<StreamDecoder> chat;
  private final Supplier<StreamDecoder> text;
  private final Supplier<StreamDecoder> whole;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final DataLines first = new DataLines(this::first);
  private @Nullable StreamDecoder chosen;

  RecognizingDecoder(
      Supplier<StreamDecoder> chat, Supplier<StreamDecoder> text, Supplier<StreamDecoder> whole) {
    this.chat = chat;
    this.text = text;
    this.whole = whole;
  }

  @Override
  public List<StreamEvent> feed(byte[] part) {
    if (chosen != null) {
      return chosen.feed(part);
    }
    kept.writeBytes(part);
    try {
      first.feed(part);
    } catch (LineSplitter.LineTooLongException e) {
      // The decoder chosen below meets the same line and tells it.
    }
    if (chosen == null && kept.size() <= MAX_KEPT_BYTES) {
      return List.of();
    }
    return replay();
  }

  private List<StreamEvent> replay() {
    StreamDecoder decoder = chosen == null ? text.get() : chosen;
    chosen = decoder;
    byte[] all = kept.toByteArray();
    kept.reset();
    return decoder.feed(all);
  }

  private void first(byte[] data) {
    if (chosen != null) {
      return;
    }
    try {
      JsonNode node = Json.MAPPER.readTree(data);
      chosen = (node.has("choices") ? chat : text).get();
    } catch (IOException e) {
      chosen = (beginsWithJson() ? whole : text).get();
    }
  }

  private boolean beginsWithJson() {
    String beginning = kept.toString(StandardCharsets.ISO_8859_1).stripLeading();
    return beginning.startsWith("{") || beginning.startsWith("[");
  }

  @Override
  public List<StreamEvent> end() {
    if (chosen != null) {
      return chosen.end();
    }
    first.end();
    List<StreamEvent> events = new ArrayList<>(replay());
    events.addAll(chosen == null ? List.of() : chosen.end());
    return events;
  }

  @Override
  public boolean finished() {
    return chosen != null && chosen.finished();
  }
}
