package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A layer that answers from a recording and never calls the model. A request is answered by the
 * first recorded call of the same model and the same request that has not been played yet; when all
 * have been played, by the last of them again. Any other request is a {@link ReplayMismatchError}
 * that shows what has changed.
 *
 * <pre>{@code
 * Replay replay = Replay.builder(Path.of("src/test/resources/summary.json")).build();
 * FoundationModel model = replay.model("bedrock:amazon.nova-lite-v1:0");
 * }</pre>
 *
 * <p>Deadlines, labels and the options of the model's id may differ. Every answer has a notice
 * {@value #NOTICE}, so that nobody pays for it. Thread-safe.
 */
public final class Replay implements ModelLayer {

  /** The type of the notice that every replayed answer begins with; its value is the file. */
  public static final String NOTICE = "fmops.replayed";

  private final Path file;
  private final Scrubber scrubber;
  private final double similarity;
  private final boolean recordedTiming;
  private final List<Entry> entries;

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Integer> played = new HashSet<>();

  private Replay(Builder builder) {
    file = builder.file;
    scrubber = builder.scrubber;
    similarity = builder.similarity;
    recordedTiming = builder.recordedTiming;
    entries = RecordingFile.read(file);
  }

  /**
   * A builder for strict replay at once: only equal requests are answered, without waiting.
   *
   * @param file a recording, made by a {@link Recorder}
   * @return a new builder
   */
  public static Builder builder(Path file) {
    return new Builder(file);
  }

  /**
   * Replays the file if there is one; else records it. Delete the file to record again.
   *
   * @param file the recording, now or soon
   * @return a {@link Replay} or a {@link Recorder}
   * @throws IllegalArgumentException if the file is no recording
   */
  public static ModelLayer orRecord(Path file) {
    return Files.exists(file) ? builder(file).build() : Recorder.to(file);
  }

  /**
   * A model that answers from the recording, without a provider.
   *
   * @param id the id of a model that was recorded; options do not matter
   * @return the model
   */
  public FoundationModel model(String id) {
    ModelId parsed = ModelId.parse(id);
    return FoundationModel.of(parsed, engine(parsed));
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return engine(model);
  }

  private ModelEngine engine(ModelId model) {
    return (request, context) -> new Playback(
        model,
        find(Outcomes.withoutOptions(model), Entry.asRead(request, scrubber::scrub)),
        new StreamEvent.Notice(NOTICE, file.toString()),
        recordedTiming);
  }

  private Entry find(String model, JsonNode request) {
    lock.lock();
    try {
      int last = -1;
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        if (entry.model().equals(model) && entry.request().equals(request)) {
          last = i;
          if (played.add(i)) {
            return entry;
          }
        }
      }
      if (last >= 0) {
        return entries.get(last);
      }
      return nearestOrFail(model, request);
    } finally {
      lock.unlock();
    }
  }

  private Entry nearestOrFail(String model, JsonNode request) {
    String asked = ReadableJson.write(request, "");
    int nearest = -1;
    double best = -1;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      double near = Similarity.of(ReadableJson.write(entry.request(), ""), asked)
          - (entry.model().equals(model) ? 0 : 1)
          - (played.contains(i) ? 1e-9 : 0);
      if (nearest < 0 || near > best) {
        nearest = i;
        best = near;
      }
    }
    if (nearest >= 0 && best >= similarity - 1e-6 && similarity < 1) {
      played.add(nearest);
      return entries.get(nearest);
    }
    throw new ReplayMismatchError(mismatch(model, asked, nearest));
  }

  private String mismatch(String model, String asked, int nearest) {
    String remedy = "\nIf the change is meant, delete the recording and record it again.";
    if (nearest < 0) {
      return "the recording %s has no calls, but %s was asked:\n%s%s"
          .formatted(file, model, asked, remedy);
    }
    Entry entry = entries.get(nearest);
    return "a request to %s is not in the recording %s; the nearest is call %d (- recorded, + asked):\n%s%s"
        .formatted(
            model,
            file,
            nearest + 1,
            LineDiff.of(
                "model : " + entry.model() + "\n" + ReadableJson.write(entry.request(), ""),
                "model : " + model + "\n" + asked),
            remedy);
  }

  /** Builds a {@link Replay}. Not thread-safe. */
  public static final class Builder {
    private final Path file;
    private Scrubber scrubber = Scrubber.standard();
    private double similarity = 1;
    private boolean recordedTiming;

    private Builder(Path file) {
      this.file = Objects.requireNonNull(file, "file");
    }

    /**
     * Sets what takes secrets out; the same as in recording. Default: the standard one.
     *
     * @param value the scrubber
     * @return this
     */
    public Builder scrubber(Scrubber value) {
      scrubber = Objects.requireNonNull(value, "scrubber");
      return this;
    }

    /**
     * Has a request that was not recorded answered by the most similar one of the same model.
     * Similarity is the share of common words (Dice's coefficient over words with their
     * repetitions) of the requests as they are recorded, parameters and tools included. Default: 1,
     * only equal requests.
     *
     * @param least 0 to 1; 0.9 forgives a changed word in a sentence or two
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder similarity(double least) {
      if (!(least >= 0 && least <= 1)) {
        throw new IllegalArgumentException("similarity is " + least + "; it must be 0 to 1");
      }
      similarity = least;
      return this;
    }

    /**
     * Has answers come as slowly as they were recorded. Default: at once.
     *
     * @return this
     */
    public Builder recordedTiming() {
      recordedTiming = true;
      return this;
    }

    /**
     * Reads the recording.
     *
     * @return the layer
     * @throws IllegalArgumentException if the file is missing or no recording, naming the line
     */
    public Replay build() {
      return new Replay(this);
    }
  }
}
