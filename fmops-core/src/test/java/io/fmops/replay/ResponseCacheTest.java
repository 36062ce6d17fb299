package io.fmops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.model.Latency;
import io.fmops.model.MediaSource;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolDefinition;
import io.fmops.model.spi.EventSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseCacheTest {

  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

  @TempDir
  Path folder;

  private final AtomicInteger calls = new AtomicInteger();

  private ResponseCache cache() {
    return ResponseCache.in(folder.resolve("answers")).at(InstantSource.fixed(NOW));
  }

  /** Says the number of the call. */
  private FoundationModel counting(String id) {
    ModelId model = ModelId.parse(id);
    return FoundationModel.of(
        model,
        (request, context) -> ScriptedModel.builder()
            .id(id)
            .reply(Reply.text("answer " + calls.incrementAndGet()))
            .build()
            .model()
            .engine()
            .open(request, context));
  }

  private FoundationModel counting() {
    return counting("bedrock:some.model-v1:0");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void theSameRequestIsAskedOnce() {
    GenerateRequest request = GenerateRequest.of("東京の天気は?");
    GenerateResponse first = counting().with(cache().sample(0)).generate(request);
    GenerateResponse second = counting().with(cache().sample(0)).generate(request);
    assertThat(calls).hasValue(1);
    assertThat(second).isEqualTo(first);
    assertThat(ResponseCache.Hit.of(first)).isEmpty();
    ResponseCache.Hit hit = ResponseCache.Hit.of(second).orElseThrow();
    assertThat(hit.answered()).isEqualTo(NOW);
    assertThat(hit.latency().total())
        .isPositive()
        .isLessThanOrEqualTo(first.latency().total());
    assertThat(hit.latency().timeToFirstToken()).isEmpty();
  }

  @Test
  void deadlineAndLabelsMakeNoOtherRequest() {
    GenerateRequest request = GenerateRequest.of("hello");
    counting().with(cache().sample(0)).generate(request);
    counting()
        .with(cache().sample(0))
        .generate(request.toBuilder()
            .deadline(Duration.ofMinutes(1))
            .metadata("user", "somebody")
            .build());
    assertThat(calls).hasValue(1);
  }

  @Test
  void whateverTheAnswerDependsOnMakesAnotherRequest() {
    GenerateRequest base = GenerateRequest.of("hello");
    List<GenerateRequest> requests = List.of(
        base,
        GenerateRequest.of("hello "),
        base.toBuilder().system("be brief").build(),
        base.toBuilder()
            .parameters(new InferenceParameters(
                Optional.of(10), Optional.empty(), Optional.empty(), List.of()))
            .build(),
        base.toBuilder()
            .message(new Message(
                Role.USER,
                List.of(new ContentBlock.Image(MediaSource.of("image/png", new byte[] {1, 2})))))
            .build(),
        base.toBuilder()
            .message(new Message(
                Role.USER,
                List.of(new ContentBlock.Image(MediaSource.of("image/png", new byte[] {1, 3})))))
            .build(),
        base.toBuilder()
            .tool(new ToolDefinition("clock", "tells the time", JsonSchema.of("{}")))
            .build());
    FoundationModel model = counting().with(cache().sample(0));
    requests.forEach(model::generate);
    requests.forEach(model::generate);
    assertThat(calls).hasValue(requests.size());
    counting("bedrock:some.model-v1:0?region=eu-west-1").with(cache().sample(0)).generate(base);
    assertThat(calls).hasValue(requests.size() + 1);
  }

  @Test
  void eachSampleIsAnAnswerOfItsOwn() {
    GenerateRequest request = GenerateRequest.of("hello");
    List<String> answers = new ArrayList<>();
    for (int sample : List.of(0, 1, 2, 0, 1, 2)) {
      answers.add(counting().with(cache().sample(sample)).generate(request).text());
    }
    assertThat(answers)
        .containsExactly("answer 1", "answer 2", "answer 3", "answer 1", "answer 2", "answer 3");
  }

  @Test
  void anAnswerThatIsTooOldIsAskedForAgainAndReplaced() {
    GenerateRequest request = GenerateRequest.of("hello");
    ResponseCache day = cache().maxAge(Duration.ofDays(1));
    assertThat(counting().with(day.sample(0)).generate(request).text()).isEqualTo("answer 1");
    ResponseCache next = day.at(InstantSource.fixed(NOW.plus(Duration.ofHours(24))));
    assertThat(counting().with(next.sample(0)).generate(request).text()).isEqualTo("answer 1");
    ResponseCache later = day.at(InstantSource.fixed(NOW.plus(Duration.ofHours(25))));
    assertThat(counting().with(later.sample(0)).generate(request).text()).isEqualTo("answer 2");
    assertThat(counting().with(later.sample(0)).generate(request).text()).isEqualTo("answer 2");
  }

  @Test
  void everythingThatCameComesAgainWholeAndAsAStream() {
    AtomicInteger opened = new AtomicInteger();
    FoundationModel scripted = ScriptedModel.builder()
        .id("bedrock:some.model-v1:0")
        .reply(Reply.builder()
            .reasoning("the user is in a hurry", "sig")
            .text("Wait", ", \uD83D\uDE00", "\n I look.")
            .toolCall("call-1", "clock", "{\"zone\":", "\"Asia/Tokyo\"}")
            .block(new ContentBlock.Image(MediaSource.of("image/png", new byte[] {1, 2, 3})))
            .usage(TokenUsage.reported(12, 34))
            .stopReason(StopReason.TOOL_USE)
            .build())
        .build()
        .model();
    FoundationModel model = FoundationModel.of(scripted.id(), (request, context) -> {
          opened.incrementAndGet();
          return scripted.engine().open(request, context);
        })
        .with(cache().sample(0));
    List<GenerateResponse> responses = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (ModelStream stream = model.stream(GenerateRequest.of("what time is it?"))) {
        StreamEvent last = null;
        for (StreamEvent event : stream) {
          last = event;
        }
        responses.add(((StreamEvent.Completed) last).response());
      }
    }
    assertThat(opened).hasValue(1);
    assertThat(responses.get(1)).isEqualTo(responses.get(0));
    assertThat(responses.get(1).content()).hasSize(4);
    assertThat(responses.get(1).usage()).isEqualTo(TokenUsage.reported(12, 34));
    assertThat(ResponseCache.Hit.of(responses.get(1)).orElseThrow().latency().timeToFirstToken())
        .isPresent();
  }

  @Test
  void aFailedCallIsNotRemembered() {
    FoundationModel model = ScriptedModel.builder()
        .reply(Reply.failure(() -> new ThrottledException("slow down", ErrorDetails.NONE, null)))
        .reply(Reply.builder()
            .text("half")
            .fail(() -> new ThrottledException("slow down", ErrorDetails.NONE, null))
            .build())
        .reply(Reply.text("whole"))
        .build()
        .model()
        .with(cache().sample(0));
    GenerateRequest request = GenerateRequest.of("hello");
    assertThatThrownBy(() -> model.generate(request)).isInstanceOf(ThrottledException.class);
    assertThatThrownBy(() -> model.generate(request)).isInstanceOf(ThrottledException.class);
    assertThat(model.generate(request).text()).isEqualTo("whole");
    assertThat(ResponseCache.Hit.of(model.generate(request))).isPresent();
  }

  @Test
  void anAnswerThatIsGivenUpIsNotRemembered() throws IOException {
    FoundationModel model = counting().with(cache().sample(0));
    try (ModelStream stream = model.stream(GenerateRequest.of("hello"))) {
      stream.iterator().next();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void blocksOfAProvidersOwnAreNotRemembered() throws IOException {
    FoundationModel model = ScriptedModel.builder()
        .reply(Reply.builder()
            .block(new ContentBlock.Opaque("bedrock", "thing", new Object()))
            .build())
        .build()
        .model()
        .with(cache().sample(0));
    model.generate(GenerateRequest.of("hello"));
    assertThat(files()).isEmpty();
  }

  @Test
  void aFileThatIsNoAnswerIsAskedForAgain() throws IOException {
    GenerateRequest request = GenerateRequest.of("hello");
    FoundationModel model = counting().with(cache().sample(0));
    model.generate(request);
    Path file = files().get(0);
    String good = Files.readString(file);
    for (String bad : List.of("", "{", "{}", good.substring(0, good.length() / 2), "null", "[1]")) {
      Files.writeString(file, bad);
      int before = calls.get();
      assertThat(model.generate(request).text()).isEqualTo("answer " + (before + 1));
      assertThat(ResponseCache.Hit.of(model.generate(request))).isPresent();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenNeverHarmsTheCall() throws IOException {
    Path blocked = Files.writeString(folder.resolve("file"), "not a folder");
    FoundationModel model = counting().with(ResponseCache.in(blocked).sample(0));
    assertThat(model.generate(GenerateRequest.of("hello")).text()).isEqualTo("answer 1");
    assertThat(model.generate(GenerateRequest.of("hello")).text()).isEqualTo("answer 2");
  }

  @Test
  void nothingButAnswersIsLeftBehind() throws IOException {
    FoundationModel model = counting().with(cache().sample(0));
    for (int i = 0; i < 20; i++) {
      model.generate(GenerateRequest.of("question " + i % 10));
    }
    assertThat(files()).hasSize(10).allMatch(file -> file.toString().endsWith(".json"));
  }

  @Test
  void whatAStreamTookBackDoesNotComeBackFromTheCache() {
    ModelId id = ModelId.parse("bedrock:some.model-v1:0");
    FoundationModel restarted = FoundationModel.of(id, (request, context) -> {
      calls.incrementAndGet();
      Iterator<StreamEvent> events = List.<StreamEvent>of(
              new StreamEvent.TextDelta(0, "Hel"),
              new StreamEvent.Notice(FailedAttempt.RESTART, id),
              new StreamEvent.TextDelta(0, "Hello"),
              new StreamEvent.Completed(GenerateResponse.builder(id).build()))
          .iterator();
      return new EventSource() {
        @Override
        public StreamEvent next() {
          return events.next();
        }

        @Override
        public void close() {}
      };
    });
    FoundationModel model = restarted.with(cache().sample(0));
    GenerateRequest request = GenerateRequest.of("hello");
    assertThat(model.generate(request).text()).isEqualTo("Hello");
    assertThat(model.generate(request).text()).isEqualTo("Hello");
    assertThat(calls).hasValue(1);
  }

  @Test
  void noticesOfJsonComeBackAndAnswersWithOthersAreNotRemembered() throws IOException {
    ModelId id = ModelId.parse("bedrock:some.model-v1:0");
    GenerateRequest request = GenerateRequest.of("hello");
    ResponseCache cache = cache();
    Map<String, Object> value = Map.of("tokens", List.of(Map.of("token", "a", "logprob", -0.25)));
    GenerateResponse answer = GenerateResponse.builder(id)
        .content(List.of(ContentBlock.text("a")))
        .notices(List.of(new StreamEvent.Notice("openai.logprobs", value)))
        .build();
    cache.remember(id, request, 0, answer);
    GenerateResponse found = cache.find(id, request, 0).orElseThrow();
    assertThat(found.notices().get(1).type()).isEqualTo("openai.logprobs");
    assertThat(found.notices().get(1).value().toString()).isEqualTo(value.toString());
    cache.remember(
        id,
        request,
        1,
        answer.toBuilder()
            .notices(List.of(new StreamEvent.Notice("verdict", Optional.of(1))))
            .build());
    assertThat(cache.find(id, request, 1)).isEmpty();
  }

  @Test
  void variantsShareNoAnswers() {
    GenerateRequest request = GenerateRequest.of("hello");
    counting().with(cache().sample(0)).generate(request);
    counting().with(cache().variant("guarded").sample(0)).generate(request);
    counting().with(cache().variant("guarded").sample(0)).generate(request);
    assertThat(calls).hasValue(2);
  }

  @Test
  void anAnswerThatALayerDidNotTakeIsNoHit() {
    ResponseCache.Hit hit = new ResponseCache.Hit(NOW, Latency.ZERO);
    StreamEvent.Notice found = new StreamEvent.Notice(ResponseCache.NOTICE, hit);
    ModelId id = ModelId.parse("bedrock:some.model-v1:0");
    GenerateResponse response =
        GenerateResponse.builder(id).notices(List.of(found)).build();
    assertThat(ResponseCache.Hit.of(response)).contains(hit);
    StreamEvent.Notice refused = new FailedAttempt(
            id, new ThrottledException("no", ErrorDetails.NONE, null), "guardrail")
        .notice();
    assertThat(ResponseCache.Hit.of(
            response.toBuilder().notices(List.of(found, refused)).build()))
        .isEmpty();
  }

  @Test
  void theLongestAgeIsEverAndNoError() {
    GenerateRequest request = GenerateRequest.of("hello");
    ResponseCache ever = cache().maxAge(ChronoUnit.FOREVER.getDuration());
    counting().with(ever.sample(0)).generate(request);
    counting().with(ever.sample(0)).generate(request);
    assertThat(calls).hasValue(1);
  }

  @Test
  void agesAndSamplesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> cache().maxAge(Duration.ZERO))
        .hasMessage("the age is PT0S; it must be more than 0");
    assertThatThrownBy(() -> cache().sample(-1))
        .hasMessage("the sample is -1; it must be 0 or more");
  }
}
