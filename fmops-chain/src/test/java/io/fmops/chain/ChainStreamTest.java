package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.StreamEvent;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChainStreamTest {

  private static FoundationModel replying(Reply... replies) {
    ScriptedModel.Builder script = ScriptedModel.builder();
    for (Reply reply : replies) {
      script.reply(reply);
    }
    return script.build().model();
  }

  private static Chain<String, String> twoSteps(FoundationModel model) {
    return Chain.<String>named("c")
        .then(Steps.ask("one", model, GenerateRequest::of))
        .then(Steps.ask("two", model, GenerateRequest::of))
        .build();
  }

  private static Reply usage(long input, long output, String... pieces) {
    return Reply.builder()
        .text(pieces)
        .usage(TokenUsage.reported(input, output))
        .build();
  }

  private static String text(StreamEvent event) {
    return event instanceof StreamEvent.TextDelta delta ? delta.text() : "";
  }

  @Test
  void theLastStepsEventsComeAsTheyAreAndTheOthersAnswersDoNot() {
    FoundationModel model = replying(usage(5, 1, "hidden"), usage(7, 2, "Hel", "lo", "。"));
    try (ChainStream<String> stream = twoSteps(model).stream("x")) {
      List<String> texts = new ArrayList<>();
      StreamEvent last = null;
      for (StreamEvent event : stream) {
        texts.add(text(event));
        last = event;
      }
      assertThat(texts).containsExactly("Hel", "lo", "。", "");
      assertThat(((StreamEvent.Completed) last).response().usage())
          .isEqualTo(TokenUsage.reported(12, 3));
      assertThat(stream.result().output()).isEqualTo("Hello。");
      assertThat(stream.result().trace().state()).isEqualTo(StepState.FINISHED);
      assertThat(stream.result().trace().find("two").orElseThrow().output()).contains("Hello。");
    }
  }

  @Test
  void theFirstPieceIsReadWhileTheLastStepStillGoesOn() {
    FoundationModel model =
        replying(Reply.text("x"), Reply.builder().text("first").hang().build());
    try (ChainStream<String> stream = twoSteps(model).stream("x")) {
      assertThat(text(stream.iterator().next())).isEqualTo("first");
    }
  }

  @Test
  void aStreamGoesThroughBranchesAndInnerChains() {
    FoundationModel model = replying(Reply.builder().text("a", "b").build());
    Chain<String, String> inner = Chain.<String>named("inner")
        .then(Steps.<String, String>function("f", text -> text))
        .then(Steps.ask("ask", model, GenerateRequest::of))
        .build();
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Flows.route(
            "r", text -> "x", Map.of("x", inner.asStep().from((String text) -> text + "!"))))
        .build();
    try (ChainStream<String> stream = chain.stream("in")) {
      List<String> texts = new ArrayList<>();
      stream.forEach(event -> texts.add(text(event)));
      assertThat(texts).containsExactly("a", "b", "");
      assertThat(stream.result().output()).isEqualTo("ab");
      assertThat(stream.result().trace().find("r/inner/ask").orElseThrow().state())
          .isEqualTo(StepState.FINISHED);
    }
  }

  @Test
  void anOutputThatIsNoModelsComesInOnePiece() {
    Chain<String, Integer> chain =
        Chain.<String>named("c").then(Steps.compute("length", String::length)).build();
    try (ChainStream<Integer> stream = chain.stream("four")) {
      List<StreamEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertThat(events).hasSize(2);
      assertThat(text(events.get(0))).isEqualTo("4");
      assertThat(stream.result().output()).isEqualTo(4);
    }
  }

  @Test
  void anOutputThatIsPutTogetherComesInOnePiece() {
    FoundationModel model = replying(Reply.builder().text("a", "b").build());
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.ask("ask", model, (String s) -> GenerateRequest.of(s))
            .with((input, answer) -> input + ":" + answer))
        .build();
    try (ChainStream<String> stream = chain.stream("in")) {
      List<String> texts = new ArrayList<>();
      stream.forEach(event -> texts.add(text(event)));
      assertThat(texts).containsExactly("in:ab", "");
      assertThat(stream.result().output()).isEqualTo("in:ab");
    }
  }

  @Test
  void theResultCanBeHadWithoutReading() {
    try (ChainStream<String> stream =
        twoSteps(replying(Reply.text("a"), Reply.text("b"))).stream("x")) {
      assertThat(stream.result().output()).isEqualTo("b");
      assertThat(stream.result()).isSameAs(stream.result());
    }
  }

  @Test
  void aStreamThatBreaksNamesTheStepAndKeepsTheAnswersBeforeIt() {
    FoundationModel model = replying(
        Reply.text("one"),
        Reply.builder()
            .text("half")
            .fail(() -> new TruncatedStreamException("the stream broke"))
            .build());
    try (ChainStream<String> stream = twoSteps(model).stream("x")) {
      Iterator<StreamEvent> events = stream.iterator();
      assertThat(text(events.next())).isEqualTo("half");
      ChainException e = catchThrowableOfType(ChainException.class, events::next);
      assertThat(e)
          .hasMessageContaining("step \"two\": TruncatedStreamException: the stream broke")
          .hasCauseInstanceOf(TruncatedStreamException.class);
      assertThat(e.trace().find("one").orElseThrow().output()).contains("one");
      assertThat(e.trace().find("two").orElseThrow().state()).isEqualTo(StepState.FAILED);
      assertThatThrownBy(stream::result).isSameAs(e);
    }
  }

  @Test
  void aStepBeforeTheLastThatFailsIsToldBeforeAnyEvent() {
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", text -> {
          throw new IllegalStateException("x");
        }))
        .then(Steps.ask("two", replying(), GenerateRequest::of))
        .build();
    try (ChainStream<String> stream = chain.stream("x")) {
      assertThatThrownBy(stream.iterator()::next)
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("step \"f\": IllegalStateException");
    }
  }

  @Test
  void closingGivesTheRunUpAndEndsItsJournal() {
    InMemoryJournal journal = new InMemoryJournal();
    FoundationModel model =
        replying(Reply.text("x"), Reply.builder().text("first").hang().build());
    ChainStream<String> stream = twoSteps(model).stream("x", RunOptions.journaled(journal, "r"));
    Iterator<StreamEvent> events = stream.iterator();
    events.next();
    stream.close();
    assertThatThrownBy(events::next)
        .isInstanceOf(ChainException.class)
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(journal.entries("r"))
        .extracting(entry -> entry.type() + " " + entry.step())
        .containsExactly("STEP one", "FAILED two");
    FoundationModel again = replying(Reply.text("second try"));
    assertThat(twoSteps(again).resume(journal, "r").output()).isEqualTo("second try");
  }

  @Test
  void closingFromAnotherThreadEndsAStepThatIsRunning() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("sleep", text -> {
          inside.countDown();
          Thread.sleep(60_000);
          return text;
        }))
        .build();
    try (ChainStream<String> stream = chain.stream("x")) {
      CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(
          () -> catchThrowableOfType(Throwable.class, stream::result));
      inside.await();
      stream.close();
      Throwable problem = reader.get(10, TimeUnit.SECONDS);
      assertThat(problem)
          .isInstanceOf(ChainException.class)
          .hasMessageContaining("\"sleep\"")
          .hasCauseInstanceOf(CancelledException.class);
    }
  }

  @Test
  void aDeadlineEndsAStream() {
    FoundationModel model =
        replying(Reply.text("x"), Reply.builder().text("first").hang().build());
    RunOptions options = RunOptions.create().deadline(Duration.ofMillis(100));
    try (ChainStream<String> stream = twoSteps(model).stream("x", options)) {
      ChainException e = catchThrowableOfType(ChainException.class, stream::result);
      assertThat(e).hasCauseInstanceOf(TimedOutException.class);
      assertThat(e.step()).isEqualTo("two");
    }
  }

  @Test
  void aTokenCancelledBeforehandKeepsTheRunFromBeginning() {
    CancelToken token = new CancelToken();
    token.cancel("not needed");
    assertThatThrownBy(
            () -> twoSteps(replying()).stream("x", RunOptions.create().cancelToken(token)))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("not needed")
        .hasCauseInstanceOf(CancelledException.class);
  }

  @Test
  void aRunThatWaitsEndsTheStreamWithoutContent() {
    InMemoryJournal journal = new InMemoryJournal();
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String>approval("ok", text -> "Is it ok?"))
        .build();
    try (ChainStream<String> stream = chain.stream("x", RunOptions.journaled(journal, "r"))) {
      List<StreamEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertThat(events).singleElement().isInstanceOf(StreamEvent.Completed.class);
      assertThat(stream.result().finished()).isFalse();
      assertThat(stream.result().waiting()).hasSize(1);
    }
  }

  @Test
  void aStreamedStepIsWrittenDownAndNotAskedForAgain() {
    InMemoryJournal journal = new InMemoryJournal();
    RunOptions options = RunOptions.journaled(journal, "r");
    try (ChainStream<String> stream =
        twoSteps(replying(Reply.text("a"), Reply.text("b"))).stream("x", options)) {
      assertThat(stream.result().output()).isEqualTo("b");
    }
    try (ChainStream<String> stream = twoSteps(replying()).stream("x", options)) {
      List<String> texts = new ArrayList<>();
      stream.forEach(event -> texts.add(text(event)));
      assertThat(texts).containsExactly("b", "");
      assertThat(stream.result().trace().steps())
          .extracting(TraceStep::state)
          .containsExactly(StepState.REPLAYED, StepState.REPLAYED);
    }
  }

  @Test
  void aRunInSomebodyElsesHandsIsToldAsThat() {
    InMemoryJournal journal = new InMemoryJournal();
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", text -> {
          try (ChainStream<String> second =
              twoSteps(replying()).stream("x", RunOptions.journaled(journal, "r"))) {
            assertThatThrownBy(second::result).isInstanceOf(RunInUseException.class);
          }
          return text;
        }))
        .build();
    assertThat(chain.run("x", RunOptions.journaled(journal, "r")).output()).isEqualTo("x");
  }
}
