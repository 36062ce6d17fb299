package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.VideoStatus.State;
import io.fmops.model.spi.BlockingCall;
import io.fmops.model.spi.VideoEngine;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MediaModelsTest {

  private static final ModelId ID = ModelId.of("toy", "painter");
  private static final Duration SOON = Duration.ofMillis(1);
  private static final MediaSource.Bytes IMAGE = MediaSource.of("image/png", new byte[] {1});

  private static VideoStatus status(State state, String failure) {
    return new VideoStatus(
        state,
        Optional.of(URI.create("s3://bucket/videos/1")),
        Optional.ofNullable(failure),
        Optional.empty(),
        Optional.empty());
  }

  /** Answers each question with the next of what it was given, and the last one for ever. */
  private static final class Scripted implements VideoEngine {
    final Deque<Supplier<VideoStatus>> answers = new ArrayDeque<>();
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public String start(VideoRequest request, CallContext context) {
      return "job-1";
    }

    @Override
    public VideoStatus status(String job, CallContext context) {
      assertThat(job).isEqualTo("job-1");
      asked.incrementAndGet();
      return (answers.size() > 1 ? answers.remove() : answers.element()).get();
    }
  }

  private final Scripted engine = new Scripted();

  private VideoJob job() {
    return VideoModel.of(ID, engine)
        .start(VideoRequest.builder("waves", URI.create("s3://bucket/videos")).build());
  }

  @Test
  void aJobIsAwaitedAcrossAFailureThatPasses() {
    engine.answers.add(() -> status(State.RUNNING, null));
    engine.answers.add(() -> {
      throw new ThrottledException("slow down");
    });
    engine.answers.add(() -> status(State.COMPLETED, null));
    assertThat(job().await(SOON, CallContext.create()).state()).isEqualTo(State.COMPLETED);
    assertThat(engine.asked).hasValue(3);
  }

  @Test
  void aJobThatFailedSaysWhy() {
    engine.answers.add(() -> status(State.FAILED, "the prompt is refused"));
    assertThatThrownBy(() -> job().await(SOON, CallContext.create()))
        .isInstanceOf(ProviderException.class)
        .hasMessage("toy:painter made no video of the job job-1: the prompt is refused");
  }

  @Test
  void aFailureThatDoesNotPassEndsTheWait() {
    engine.answers.add(() -> {
      throw new NotAuthorizedException("no access");
    });
    assertThatThrownBy(() -> job().await(SOON, CallContext.create()))
        .isInstanceOf(NotAuthorizedException.class);
    assertThat(engine.asked).hasValue(1);
  }

  @Test
  void theDeadlineEndsTheWaitBeforeTheNextQuestion() {
    engine.answers.add(() -> status(State.RUNNING, null));
    CallContext context = CallContext.create().withDeadline(Duration.ofMillis(30));
    TimedOutException e = catchThrowableOfType(
        TimedOutException.class, () -> job().await(Duration.ofHours(1), context));
    assertThat(e.limit()).isEqualTo(TimedOutException.Limit.DEADLINE);
    assertThat(engine.asked).hasValue(1);
  }

  @Test
  void cancellingAndInterruptingEndTheWait() {
    engine.answers.add(() -> status(State.RUNNING, null));
    CallContext context = CallContext.create();
    engine.answers.add(() -> {
      context.cancelToken().cancel("enough");
      return status(State.RUNNING, null);
    });
    assertThatThrownBy(() -> job().await(SOON, context))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("enough");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> job().await(Duration.ofHours(1), CallContext.create()))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aBlockedExchangeIsAbortedForEachReasonToGiveUp() {
    CallContext create = CallContext.create();
    assertThat(abortedBy(create.withDeadline(Duration.ofMillis(20))))
        .isInstanceOf(TimedOutException.class);
    Thread waiting = Thread.currentThread();
    Thread other = new Thread(waiting::interrupt);
    other.start();
    assertThat(abortedBy(create)).hasMessageContaining("was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    new Thread(() -> create.cancelToken().cancel("why not")).start();
    assertThat(abortedBy(create)).hasMessageContaining("cancelled: why not");
  }

  private static ModelException abortedBy(CallContext context) {
    CountDownLatch aborted = new CountDownLatch(1);
    return catchThrowableOfType(
        ModelException.class,
        () -> BlockingCall.run(
            ID,
            context,
            aborted::countDown,
            () -> {
              // As a socket does: deaf to interrupts, broken by the abort.
              boolean done = false;
              while (!done) {
                try {
                  done = aborted.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  done = aborted.getCount() == 0;
                  Thread.onSpinWait();
                }
              }
              throw new IllegalStateException("the socket was closed");
            },
            e -> new ProviderException("not translated")));
  }

  @Test
  void anImageThatIsMissingWithoutAReasonIsAnError() {
    ImageModel model = ImageModel.of(
        ID,
        (request, context) ->
            new ImageResponse(ID, List.of(IMAGE), List.of(), List.of(), Optional.empty()));
    assertThat(model.generate(ImageRequest.of("a fox")).content())
        .containsExactly(new ContentBlock.Image(IMAGE));
    assertThatThrownBy(
            () -> model.generate(ImageRequest.builder("a fox").count(2).build()))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("gave 1 images and 0 reasons for missing ones, but 2 were asked for");
  }

  @Test
  void requestsKeepTheirPromptsOutOfLogs() {
    assertThat(ImageRequest.of("a secret").toString()).doesNotContain("secret");
    assertThat(VideoRequest.builder("a secret", URI.create("s3://b/k")).build().toString())
        .doesNotContain("secret");
  }

  @Test
  void requestsRefuseWhatMakesNoSense() {
    assertThatThrownBy(
            () -> ImageRequest.builder("a").size(1, 1).aspectRatio(1, 1).build())
        .hasMessage("give a size or an aspect ratio, not both");
    assertThatThrownBy(() -> ImageRequest.builder("a").count(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> ImageRequest.builder("a").size(0, 5)).hasMessageContaining("0 by 5");
    assertThatThrownBy(() -> ImageRequest.of(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> VideoRequest.builder("a", URI.create("folder")))
        .hasMessageContaining("scheme");
    assertThatThrownBy(() ->
            VideoRequest.builder("a", URI.create("s3://b/k")).duration(Duration.ofMillis(1500)))
        .hasMessageContaining("whole seconds");
  }
}
