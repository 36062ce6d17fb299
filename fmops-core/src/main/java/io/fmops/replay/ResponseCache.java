package io.fmops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Latency;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import io.fmops.model.spi.ObservedSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers answers by the content of the request, so that what was asked once is not paid for
 * again: for evaluations that are run over and over, not for talking to people.
 *
 * <pre>{@code
 * ResponseCache cache = ResponseCache.in(Path.of("target/answers")).maxAge(Duration.ofDays(30));
 * FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0").with(cache.sample(0));
 * }</pre>
 *
 * <p>A request is the same if the model's id with its options and everything that its answer
 * depends on are the same: system prompt, messages, media, parameters, tools, output format,
 * provider's own parameters. Deadline and labels may differ. An answer from the cache begins with a
 * notice {@value #NOTICE} whose value is a {@link Hit}, and nobody pays for it. Failed calls, and
 * answers with {@linkplain ContentBlock.Opaque blocks of a provider's own}, are not remembered; a
 * provider's raw object is not given back.
 *
 * <p>An answer is a file of its own in the folder, with its request, its moment and no secret taken
 * out: whoever may read the folder may read the conversations. Files are whole or not there, so
 * that several processes can share a folder. What cannot be read is asked for again, and an answer
 * that cannot be written never harms the call; both are logged. Nothing is ever deleted; the folder
 * can be, at any time. Put the cache outside of all other layers, so that retries and limits are
 * for real calls only. Immutable and thread-safe.
 */
public final class ResponseCache {

  /** The type of the notice that every answer from the cache begins with. */
  public static final String NOTICE = "fmops.cached";

  private static final Logger log = LoggerFactory.getLogger(ResponseCache.class);

  private final Path folder;
  private final Optional<Duration> maxAge;
  private final InstantSource clock;

  private ResponseCache(Path folder, Optional<Duration> maxAge, InstantSource clock) {
    this.folder = folder;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /**
   * What is known of an answer from the cache.
   *
   * @param answered when the model gave it
   * @param latency how long it took then
   */
  public record Hit(Instant answered, Latency latency) {

    /**
     * Whether a response is from a cache.
     *
     * @param response any response
     * @return what is known; absent if the model gave it just now
     */
    public static Optional<Hit> of(GenerateResponse response) {
      return response.notices().stream()
          .map(StreamEvent.Notice::value)
          .filter(Hit.class::isInstance)
          .map(Hit.class::cast)
          .findFirst();
    }
  }

  /**
   * A cache of answers of any age.
   *
   * @param folder where; made when the first answer is remembered
   * @return the cache
   */
  public static ResponseCache in(Path folder) {
    return new ResponseCache(folder, Optional.empty(), InstantSource.system());
  }

  /**
   * The same cache, in which older answers are as good as none; a new one takes their place.
   *
   * @param age the most that an answer may be old, more than 0
   * @return the cache
   * @throws IllegalArgumentException if it is not more than 0
   */
  public ResponseCache maxAge(Duration age) {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("the age is " + age + "; it must be more than 0");
    }
    return new ResponseCache(folder, Optional.of(age), clock);
  }

  /** The same cache with another clock. */
  ResponseCache at(InstantSource now) {
    return new ResponseCache(folder, maxAge, now);
  }

  /**
   * The layer that answers from the cache and remembers what is not in it.
   *
   * @param number 0, or another one for each answer that is wanted to the same request: without it,
   *     asking a model three times would give one answer three times
   * @return the layer
   * @throws IllegalArgumentException if the number is below 0
   */
  public ModelLayer sample(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("the sample is " + number + "; it must be 0 or more");
    }
    return (model, inner) -> engine(model, number, inner);
  }

  private ModelEngine engine(ModelId model, int sample, ModelEngine inner) {
    return (request, context) -> {
      JsonNode content = Entry.asRead(request, text -> text);
      Path file = file(model, sample, content);
      Remembered known = read(file, content);
      return known == null
          ? new Call(model, request, file, context.streaming(), inner.open(request, context))
          : new Playback(model, known.entry(), new StreamEvent.Notice(NOTICE, known.hit()), false);
    };
  }

  private record Remembered(Entry entry, Hit hit) {}

  private Path file(ModelId model, int sample, JsonNode content) {
    String name =
        Hash.sha256((model + "\n" + sample + "\n" + content).getBytes(StandardCharsets.UTF_8));
    return folder.resolve(name.substring(0, 2)).resolve(name.substring(2) + ".json");
  }

  private @Nullable Remembered read(Path file, JsonNode content) {
    try {
      JsonNode node = ReadableJson.JSON.readTree(Files.readString(file));
      Hit hit = new Hit(
          Instant.parse(Fields.text(node, "answered")),
          new Latency(
              Duration.ofNanos(node.path("nanos").asLong()),
              Optional.ofNullable(node.get("firstNanos"))
                  .map(nanos -> Duration.ofNanos(nanos.asLong())),
              Optional.empty()));
      Entry entry = Entry.read(node);
      boolean old =
          maxAge.isPresent() && hit.answered().plus(maxAge.get()).isBefore(clock.instant());
      return old || entry.completed() == null || !entry.request().equals(content)
          ? null
          : new Remembered(entry, hit);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | RuntimeException e) {
      log.warn("{} is no answer and is asked for again: {}", file, e.toString());
      return null;
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path into = Objects.requireNonNull(file.getParent(), "a file of the cache is in a folder");
    Files.createDirectories(into);
    Path part = into.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.writeString(part, text);
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** A call whose answer is remembered. */
  private final class Call extends ObservedSource {

    private final ModelId model;
    private final GenerateRequest request;
    private final Path file;
    private final boolean streaming;
    private final long startNanos = System.nanoTime();
    private final List<Events.Timed> events = new ArrayList<>();
    private long firstNanos = -1;

    Call(ModelId model, GenerateRequest request, Path file, boolean streaming, EventSource inner) {
      super(model, request, inner);
      this.streaming = streaming;
      this.model = model;
      this.request = request;
      this.file = file;
    }

    @Override
    protected void event(StreamEvent event) {
      long nanos = System.nanoTime() - startNanos;
      if (streaming && firstNanos < 0 && event instanceof StreamEvent.Content) {
        firstNanos = nanos;
      }
      events.add(new Events.Timed(nanos / 1_000_000, event));
    }

    @Override
    protected GenerateResponse completed(GenerateResponse whole) {
      long nanos = System.nanoTime() - startNanos;
      if (whole.content().stream().noneMatch(ContentBlock.Opaque.class::isInstance)) {
        try {
          ObjectNode node = Entry.write(
              model,
              request,
              events,
              Outcomes.write(whole, text -> text),
              true,
              nanos / 1_000_000,
              text -> text);
          node.put("answered", clock.instant().toString()).put("nanos", nanos);
          if (firstNanos >= 0) {
            node.put("firstNanos", firstNanos);
          }
          write(file, node.toString());
        } catch (IOException | RuntimeException e) {
          log.warn("an answer of {} could not be remembered", model, e);
        }
      }
      return whole;
    }
  }
}
