package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BudgetExceededException;
import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.ContentBlock;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TokenUsage;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import io.fmops.resilience.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChainAsModelTest {

  private static final ModelId ID = ModelId.of("chain", "two");

  private static FoundationModel model(Reply... replies) {
    ScriptedModel.Builder script = ScriptedModel.builder();
    for (Reply reply : replies) {
      script.reply(reply);
    }
    FoundationModel inner = script.build().model();
    return Chain.<String>named("c")
        .then(Steps.ask("one", inner, GenerateRequest::of))
        .then(Steps.ask("two", inner, GenerateRequest::of))
        .build()
        .asModel(ID, Chain::text);
  }

  private static Reply usage(long input, long output, String... pieces) {
    return Reply.builder()
        .text(pieces)
        .usage(TokenUsage.reported(input, output))
        .build();
  }

  @Test
  void itsAnswerHasTheSumsAndTheTrace() {
    GenerateResponse response =
        model(usage(5, 1, "x"), usage(7, 2, "an", "swer")).generate(GenerateRequest.of("q"));
    assertThat(response.text()).isEqualTo("answer");
    assertThat(response.model()).isEqualTo(ID);
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(12, 3));
    Trace trace = response.notices().stream()
        .filter(notice -> notice.type().equals(Trace.NOTICE))
        .map(notice -> (Trace) notice.value())
        .findFirst()
        .orElseThrow();
    assertThat(trace.steps()).extracting(TraceStep::path).containsExactly("one", "two");
  }

  @Test
  void theMetadataOfTheRequestGoesToAllCallsInsideButNotThePromptItCameFrom() {
    ScriptedModel script =
        ScriptedModel.builder().reply(usage(1, 1, "x")).reply(usage(1, 1, "y")).build();
    FoundationModel chain = Chain.<String>named("c")
        .then(Steps.ask("one", script.model(), GenerateRequest::of))
        .then(Steps.ask(
            "two",
            script.model(),
            text -> GenerateRequest.builder()
                .user(text)
                .metadata("feature", "its own")
                .build()))
        .build()
        .asModel(ID, Chain::text);
    var unused = chain.generate(GenerateRequest.builder()
        .user("q")
        .metadata("tenant", "acme")
        .metadata("feature", "outer")
        .metadata("fmops.prompt", "p@1#0")
        .build());
    assertThat(script.requests())
        .extracting(GenerateRequest::metadata)
        .containsExactly(
            Map.of("tenant", "acme", "feature", "outer"),
            Map.of("tenant", "acme", "feature", "its own"));
  }

  @Test
  void streamedAndWholeAnswersAreTheSame() {
    Reply last = Reply.builder()
        .reasoning("because", "sig")
        .text("an", "swer")
        .usage(TokenUsage.reported(7, 2))
        .build();
    GenerateResponse whole = model(usage(5, 1, "x"), last).generate(GenerateRequest.of("q"));
    try (ModelStream stream = model(usage(5, 1, "x"), last).stream(GenerateRequest.of("q"))) {
      List<String> texts = new ArrayList<>();
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          texts.add(delta.text());
        }
      }
      assertThat(texts).containsExactly("an", "swer");
      assertThat(stream.response()).isEqualTo(whole);
      assertThat(whole.content()).hasSize(2);
    }
  }

  @Test
  void aFailureIsTheModelsOwnWithTheStepBesideIt() {
    FoundationModel model =
        model(usage(5, 1, "x"), Reply.failure(() -> new ThrottledException("slow down")));
    ModelException e =
        catchThrowableOfType(ModelException.class, () -> model.generate(GenerateRequest.of("q")));
    assertThat(e).isInstanceOf(ThrottledException.class).hasMessage("slow down");
    assertThat(e.retryable()).isTrue();
    assertThat(e.usage()).isEqualTo(TokenUsage.reported(5, 1).plus(TokenUsage.estimated(0, 0)));
    assertThat(e.attempts()).isEqualTo(1);
    assertThat(e.getSuppressed()).singleElement().isInstanceOf(ChainException.class);
    ChainException told = (ChainException) e.getSuppressed()[0];
    assertThat(told.step()).isEqualTo("two");
    assertThat(told.trace().find("one").orElseThrow().output()).contains("x");
  }

  @Test
  void aFailureOfAFunctionIsOneOfTheProvider() {
    FoundationModel model = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", text -> {
          throw new java.io.IOException("secret");
        }))
        .build()
        .asModel(ID, Chain::text);
    assertThatThrownBy(() -> model.generate(GenerateRequest.of("q")))
        .isInstanceOf(ProviderException.class)
        .hasMessage("the chain \"c\" failed at the step \"f\": IOException")
        .cause()
        .isInstanceOf(ChainException.class);
  }

  @Test
  void aCancelledCallTellsWhatEarlierStepsUsed() {
    FoundationModel model =
        model(usage(50, 10, "x"), Reply.builder().text("fir").hang().build());
    try (ModelStream stream = model.stream(GenerateRequest.of("q"))) {
      Iterator<StreamEvent> events = stream.iterator();
      events.next();
      stream.close();
      CancelledException e = catchThrowableOfType(CancelledException.class, events::next);
      assertThat(e.usage().input()).isGreaterThanOrEqualTo(51);
      assertThat(e.usage().output()).isGreaterThanOrEqualTo(11);
      assertThat(e.partialContent()).containsExactly(ContentBlock.text("fir"));
    }
  }

  @Test
  void theCallersTokenAndDeadlineEndTheRun() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(2);
    CountDownLatch inside = new CountDownLatch(1);
    FoundationModel model = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", text -> {
          inside.countDown();
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return text;
        }))
        .build()
        .asModel(ID, Chain::text);
    assertThatThrownBy(() -> model.generate(
            GenerateRequest.builder().user("q").deadline(Duration.ofMillis(80)).build()))
        .isInstanceOf(TimedOutException.class);
    CancelToken token = new CancelToken();
    Thread canceller = new Thread(() -> {
      try {
        inside.await();
        Thread.sleep(30);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      token.cancel("enough");
    });
    canceller.start();
    assertThatThrownBy(() ->
            model.generate(GenerateRequest.of("q"), CallContext.create().withCancelToken(token)))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("enough");
    canceller.join();
    assertThat(interrupted.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
  }

  @RepeatedTest(20)
  void aFunctionThatIsSlowToHearItsDeadlineStillTimesOut() {
    // The interrupt stays to be seen for long; whoever watches the thread must not take it for one
    // of the caller's.
    FoundationModel model = Chain.<String>named("c")
        .then(Steps.<String, String>function("f", text -> {
          long until = System.nanoTime() + 90_000_000L;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          return text;
        }))
        .build()
        .asModel(ID, Chain::text);
    GenerateRequest request =
        GenerateRequest.builder().user("q").deadline(Duration.ofMillis(50)).build();
    assertThatThrownBy(() -> model.generate(request)).isInstanceOf(TimedOutException.class);
    assertThatThrownBy(() -> model.with(Retry.builder().maxAttempts(1).build()).generate(request))
        .isInstanceOf(TimedOutException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aCutOffLastAnswerOfGenerateIsACutOffAnswer() {
    FoundationModel inner = ScriptedModel.builder()
        .otherwise(
            Reply.builder().text("half").stopReason(StopReason.MAX_TOKENS).build())
        .build()
        .model();
    FoundationModel model = Chain.<String>named("c")
        .then(Steps.generate("g", inner, GenerateRequest::of))
        .build()
        .asModel(ID, Chain::text);
    assertThat(model.generate(GenerateRequest.of("q")).truncated()).isTrue();
    try (ModelStream stream = model.stream(GenerateRequest.of("q"))) {
      assertThat(stream.response().truncated()).isTrue();
    }
  }

  @Test
  void onlyOneTextIsTakenUnlessAFunctionSaysOtherwise() {
    FoundationModel model = model();
    assertRefused(model, GenerateRequest.builder().system("s").user("u").build(), "system text");
    assertRefused(
        model, GenerateRequest.builder().user("a").assistant("b").user("c").build(), "3 turns");
    assertRefused(
        model,
        GenerateRequest.builder()
            .message(new Message(Role.USER, List.of(new ContentBlock.Opaque("other", "x", "y"))))
            .build(),
        "other");
  }

  private static void assertRefused(FoundationModel model, GenerateRequest request, String what) {
    assertThatThrownBy(() -> model.generate(request))
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining(what);
  }

  @Test
  void limitsHoldForEachCall() {
    FoundationModel inner =
        ScriptedModel.builder().otherwise(usage(100, 50, "x")).build().model();
    FoundationModel model = Chain.<String>named("c")
        .then(Steps.ask("one", inner, GenerateRequest::of))
        .then(Steps.ask("two", inner, GenerateRequest::of))
        .build()
        .asModel(ID, Chain::text, RunOptions.create().maxTokens(120));
    for (int i = 0; i < 2; i++) {
      ModelException e =
          catchThrowableOfType(ModelException.class, () -> model.generate(GenerateRequest.of("q")));
      assertThat(e).isInstanceOf(BudgetExceededException.class);
      assertThat(e.usage().total()).isEqualTo(150);
    }
  }

  @Test
  void aChainThatWaitsForAPersonIsNoModel() {
    FoundationModel model = Chain.<String>named("c")
        .then(Steps.<String>approval("ok", text -> "?"))
        .build()
        .asModel(ID, Chain::text);
    assertThatThrownBy(() -> model.generate(GenerateRequest.of("q")))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("\"ok\"")
        .hasMessageContaining("takes a journal");
    assertThatThrownBy(() -> Chain.<String>named("c")
            .then(Steps.<String, String>function("f", text -> text))
            .build()
            .asModel(ID, Chain::text, RunOptions.journaled(new InMemoryJournal(), "r")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
