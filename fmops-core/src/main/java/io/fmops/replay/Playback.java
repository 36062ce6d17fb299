package io.fmops.replay;

import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.LayerSource;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A recorded call once more, behind a notice that says where it comes from, if there is one. */
final class Playback extends LayerSource {

  private final ModelId model;
  private final Entry entry;
  private final StreamEvent.@Nullable Notice origin;
  private final boolean recordedTiming;
  private final long startNanos = System.nanoTime();
  private int next = -1;

  /** Plays a call that says itself where it comes from, at once. */
  Playback(ModelId model, Entry entry) {
    this(model, entry, null, false);
  }

  Playback(
      ModelId model, Entry entry, StreamEvent.@Nullable Notice origin, boolean recordedTiming) {
    super(model);
    this.model = model;
    this.entry = entry;
    this.origin = origin;
    this.recordedTiming = recordedTiming;
  }

  @Override
  public StreamEvent next() throws InterruptedException {
    throwIfGivenUp();
    if (next < 0) {
      next = 0;
      if (origin != null) {
        return origin;
      }
    }
    int now = next++;
    if (now < entry.events().size()) {
      waitUntil(entry.events().get(now).atMillis());
      return entry.events().get(now).event();
    }
    waitUntil(entry.atMillis());
    if (entry.completed() != null) {
      return new StreamEvent.Completed(entry.completed());
    }
    // Made anew for each call: an exception keeps what had arrived when it was thrown.
    throw copy(Objects.requireNonNull(entry.failed(), "an entry has one outcome"));
  }

  private ModelException copy(ModelException recorded) {
    return Outcomes.readFailed(Outcomes.write(recorded, text -> text), model);
  }

  private void waitUntil(long atMillis) throws InterruptedException {
    if (recordedTiming) {
      long left = atMillis * 1_000_000 - (System.nanoTime() - startNanos);
      if (left > 0) {
        pause(Duration.ofNanos(left));
      }
    }
  }
}
