package io.fmops.replay;

import io.fmops.model.ContentBlock;
import io.fmops.model.FailedAttempt;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
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
 * provider's own parameters. Deadline and labels may differ. What else makes a model answer
 * otherwise, such as a guardrail around it or the inside of a chain, the id does not tell: give
 * such models a {@link #variant} of the cache. An answer from the cache has a notice
 * {@value #NOTICE} whose value is a {@link Hit}, and nobody pays for it.
 *
 * <p>Not remembered are failed calls, answers with {@linkplain ContentBlock.Opaque blocks of a
 * provider's own}, and answers with notices whose values are more than what JSON has, such as a
 * guardrail's verdict. A provider's raw object is not given back, and nothing is told of attempts
 * that failed before the answer.
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
  private final String variant;
  private final Optional<Duration> maxAge;
  private final InstantSource clock;

  private ResponseCache(
      Path folder, String variant, Optional<Duration> maxAge, InstantSource clock) {
    this.folder = folder;
    this.variant = variant;
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
     * @return what is known; absent if the model gave it just now, as it also did if a layer asked
     *     again because it did not take what the cache had
     */
    public static Optional<Hit> of(GenerateResponse response) {
      Optional<Hit> hit = Optional.empty();
      for (StreamEvent.Notice notice : response.notices()) {
        if (notice.value() instanceof Hit found) {
          hit = Optional.of(found);
        } else if (notice.value() instanceof FailedAttempt) {
          hit = Optional.empty();
        }
      }
      return hit;
    }
  }

  /**
   * A cache of answers of any age.
   *
   * @param folder where; made when the first answer is remembered
   * @return the cache
   */
  public static ResponseCache in(Path folder) {
    return new ResponseCache(
        Objects.requireNonNull(folder, "folder"), "", Optional.empty(), InstantSource.system());
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
    return new ResponseCache(folder, variant, Optional.of(age), clock);
  }

  /**
   * The same cache for a model that answers otherwise than its id tells: one with a guardrail
   * around it, a chain of a certain version. Variants of different names share no answers.
   *
   * @param name names what is different, such as {@code guardrail-v3}
   * @return the cache
   */
  public ResponseCache variant(String name) {
    return new ResponseCache(folder, Objects.requireNonNull(name, "name"), maxAge, clock);
  }

  /** The same cache with another clock. */
  ResponseCache at(InstantSource now) {
    return new ResponseCache(folder, variant, maxAge, now);
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
    checkSample(number);
    return (model, inner) -> engine(model, number, inner);
  }

  private static void checkSample(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("the sample is " + number + "; it must be 0 or more");
    }
  }

  private ModelEngine engine(ModelId model, int sample, ModelEngine inner) {
    return (request, context) -> {
      Optional<GenerateResponse> known = find(model, request, sample);
      return known.isPresent()
          ? new Playback(model, CachedAnswer.entry(known.get()))
          : new Call(model, request, sample, context.streaming(), inner.open(request, context));
    };
  }

  /**
   * Looks for an answer.
   *
   * @param model the model's id
   * @param request what is asked
   * @param sample which of several answers to the same request
   * @return the answer with the latency that it had and a notice that is a {@link Hit}; absent if
   *     there is none that can be used
   * @throws IllegalArgumentException if the sample is below 0
   */
  public Optional<GenerateResponse> find(ModelId model, GenerateRequest request, int sample) {
    checkSample(sample);
    String content = RequestContent.of(request);
    Path file = file(model, sample, content);
    try {
      CachedAnswer answer = CachedAnswer.read(Files.readString(file));
      boolean old = maxAge
          .filter(age -> Duration.between(answer.answered(), clock.instant()).compareTo(age) > 0)
          .isPresent();
      return old || !answer.request().equals(content)
          ? Optional.empty()
          : Optional.of(answer.response());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      log.warn("{} is no answer and is asked for again: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /**
   * Remembers an answer, if it is one that can be; never fails.
   *
   * @param model the model's id
   * @param request what was asked
   * @param sample which of several answers to the same request
   * @param response a whole answer, with the latency that it had
   * @throws IllegalArgumentException if the sample is below 0
   */
  public void remember(
      ModelId model, GenerateRequest request, int sample, GenerateResponse response) {
    checkSample(sample);
    try {
      String content = RequestContent.of(request);
      Optional<String> text = CachedAnswer.write(model, content, response, clock.instant());
      if (text.isPresent()) {
        write(file(model, sample, content), text.get());
      }
    } catch (IOException | RuntimeException e) {
      log.warn("an answer of {} could not be remembered", model, e);
    }
  }

  private Path file(ModelId model, int sample, String content) {
    String identity =
        "%s\n%s\n%d\n%s".formatted(model, Hash.sha256(bytes(variant)), sample, content);
    String name = Hash.sha256(bytes(identity));
    return folder.resolve(name.substring(0, 2)).resolve(name.substring(2) + ".json");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path file, String text) throws IOException {
    Path into = Objects.requireNonNull(file.getParent(), "a file of the cache is in a folder");
    Files.createDirectories(into);
    Path part = into.resolve(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.write(part, bytes(text));
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
    private final int sample;
    private final boolean streaming;
    private final long startNanos = System.nanoTime();
    private long firstNanos = -1;

    Call(ModelId model, GenerateRequest request, int sample, boolean streaming, EventSource inner) {
      super(model, request, inner);
      this.model = model;
      this.request = request;
      this.sample = sample;
      this.streaming = streaming;
    }

    @Override
    protected void event(StreamEvent event) {
      if (streaming && firstNanos < 0 && event instanceof StreamEvent.Content) {
        firstNanos = System.nanoTime() - startNanos;
      }
    }

    @Override
    protected GenerateResponse completed(GenerateResponse whole) {
      Latency latency = new Latency(
          Duration.ofNanos(System.nanoTime() - startNanos),
          firstNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(firstNanos)),
          whole.latency().server());
      remember(model, request, sample, whole.toBuilder().latency(latency).build());
      return whole;
    }
  }
}
