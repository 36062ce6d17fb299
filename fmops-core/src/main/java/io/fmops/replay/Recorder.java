package io.fmops.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.CancelledException;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.model.spi.ObservedSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A layer that writes every call into a file that people can read and {@link Replay} plays: what
 * was asked, each event with its moment, and how the call ended, failures included. Secrets are
 * taken out. A call that was given up before its end is not written, for its answer is not known.
 *
 * <pre>{@code
 * FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0")
 *     .with(Recorder.to(Path.of("src/test/resources/summary.json")));
 * }</pre>
 *
 * <p>Not in the file: deadlines, the request's labels, the options of the model's id; objects of a
 * provider's own ({@code Opaque} blocks are written as text, notices other than text are left out).
 * A recording that cannot be written never harms the call; it is logged. Thread-safe; one recorder
 * can be put around several models.
 */
public final class Recorder implements ModelLayer {

  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  private final RecordingFile file;
  private final Scrubber scrubber;

  private Recorder(RecordingFile file, Scrubber scrubber) {
    this.file = file;
    this.scrubber = scrubber;
  }

  /**
   * Begins a recording, over whatever the file held; {@link Scrubber#standard()} takes secrets out.
   *
   * @param file a file; folders are made
   * @return the layer
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public static Recorder to(Path file) {
    return to(file, Scrubber.standard());
  }

  /**
   * Begins a recording, over whatever the file held.
   *
   * @param file a file; folders are made
   * @param scrubber takes secrets out
   * @return the layer
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public static Recorder to(Path file, Scrubber scrubber) {
    return new Recorder(RecordingFile.create(file), Objects.requireNonNull(scrubber, "scrubber"));
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return (request, context) -> {
      Call call;
      try {
        call = new Call(model, request, inner.open(request, context));
      } catch (ModelException e) {
        write(model, request, List.of(), Outcomes.write(e, scrubber::scrub), false, 0);
        throw e;
      }
      return call;
    };
  }

  private void write(
      ModelId model,
      GenerateRequest request,
      List<Events.Timed> events,
      ObjectNode outcome,
      boolean completed,
      long atMillis) {
    try {
      file.append(
          Entry.write(model, request, events, outcome, completed, atMillis, scrubber::scrub));
    } catch (RuntimeException e) {
      log.error("a call of {} could not be recorded", model, e);
    }
  }

  private final class Call extends ObservedSource {
    private final ModelId model;
    private final GenerateRequest request;
    private final long startNanos = System.nanoTime();
    private final List<Events.Timed> events = new ArrayList<>();

    Call(ModelId model, GenerateRequest request, EventSource inner) {
      super(model, request, inner);
      this.model = model;
      this.request = request;
    }

    @Override
    protected void event(StreamEvent event) {
      events.add(new Events.Timed(millis(), event));
    }

    @Override
    protected GenerateResponse completed(GenerateResponse whole) {
      write(model, request, events, Outcomes.write(whole, scrubber::scrub), true, millis());
      return whole;
    }

    @Override
    protected void failed(ModelException problem) {
      if (!(problem instanceof CancelledException)) {
        write(
            model,
            request,
            List.copyOf(events),
            Outcomes.write(problem, scrubber::scrub),
            false,
            millis());
      }
    }

    private long millis() {
      return (System.nanoTime() - startNanos) / 1_000_000;
    }
  }
}
