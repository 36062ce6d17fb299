package io.fmops.eval.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.Models;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StreamEvent;
import io.fmops.model.StreamEvent.TextDelta;
import io.fmops.model.TimedOutException;
import io.fmops.model.spi.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BaselineSourceTest {

  private static final ModelId ID = ModelId.of("baseline", "lead-3");

  @Test
  void aStreamGivesAnEventForEachToken() {
    assertThat(deltas("Two words. 四字熟語\ud83d\ude00"))
        .containsExactly("Two ", "words", ". ", "四", "字", "熟", "語", "\ud83d\ude00");
  }

  @Test
  void aWholeAnswerIsOneEvent() throws InterruptedException {
    EventSource source =
        new BaselineSource(ID, (prompt, checkpoint) -> "two words", GenerateRequest.of("x"), false);
    assertThat(source.next()).isEqualTo(new TextDelta(0, "two words"));
    assertThat(source.next()).isInstanceOf(StreamEvent.Completed.class);
  }

  @Test
  void nothingIsComputedBeforeTheFirstEventIsAskedFor() {
    EventSource source = new BaselineEngine(ID, (prompt, checkpoint) -> {
          throw new AssertionError("computed");
        })
        .open(GenerateRequest.of("x"), CallContext.create());
    source.close();
    assertThatExceptionOfType(CancelledException.class).isThrownBy(source::next);
  }

  @Test
  void closingEndsAComputationAtItsNextStep() throws Exception {
    CountDownLatch computing = new CountDownLatch(1);
    EventSource source = endless(computing);
    FutureTask<StreamEvent> next = new FutureTask<>(source::next);
    new Thread(next).start();
    computing.await();
    source.close();
    source.close();
    assertThat(next)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(CancelledException.class);
  }

  @Test
  void anInterruptEndsAComputationAtItsNextStep() throws Exception {
    CountDownLatch computing = new CountDownLatch(1);
    FutureTask<StreamEvent> next = new FutureTask<>(endless(computing)::next);
    Thread thread = new Thread(next);
    thread.start();
    computing.await();
    thread.interrupt();
    assertThat(next)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void aDeadlineEndsAComputation() {
    FoundationModel model =
        FoundationModel.of(ID, new BaselineEngine(ID, BaselineSourceTest::forever));
    assertThatExceptionOfType(TimedOutException.class)
        .isThrownBy(() -> model.generate(
            GenerateRequest.builder().user("x").deadline(Duration.ofMillis(50)).build()));
  }

  @Test
  void reasoningInEarlierTurnsIsPassedOver() {
    GenerateRequest request = GenerateRequest.builder()
        .user("a")
        .message(new Message(
            Role.ASSISTANT,
            List.of(
                new ContentBlock.Reasoning("hmm, b?", Optional.empty()), ContentBlock.text("yes"))))
        .user("c")
        .build();
    assertThat(Ask.model("majority", request)).isEqualTo("yes");
  }

  @Test
  void contentThatIsNotTextIsRejectedInAnyTurn() {
    GenerateRequest request = GenerateRequest.builder()
        .message(new Message(
            Role.USER,
            List.of(ContentBlock.text("a"), new ContentBlock.Opaque("bedrock", "image", "raw"))))
        .user("b")
        .build();
    assertThatExceptionOfType(RejectedInputException.class)
        .isThrownBy(() -> Ask.model("lead-3", request))
        .withMessage("baseline:lead-3 reads text only,"
            + " and the request holds a block of another kind: image of bedrock");
  }

  private static EventSource endless(CountDownLatch computing) {
    Algorithm algorithm = (prompt, checkpoint) -> {
      computing.countDown();
      return forever(prompt, checkpoint);
    };
    return new BaselineSource(ID, algorithm, GenerateRequest.of("x"), true);
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static String forever(Prompt prompt, Checkpoint checkpoint) throws InterruptedException {
    while (true) {
      checkpoint.check();
      TimeUnit.NANOSECONDS.sleep(1);
    }
  }

  private static List<String> deltas(String document) {
    List<String> deltas = new ArrayList<>();
    try (FoundationModel model = Models.open(ID);
        ModelStream stream = model.stream(GenerateRequest.of(document))) {
      for (StreamEvent event : stream) {
        if (event instanceof TextDelta delta) {
          deltas.add(delta.text());
        } else {
          assertThat(event).isInstanceOf(StreamEvent.Completed.class);
        }
      }
    }
    return deltas;
  }
}
