package io.fmops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.JsonSchema;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolDefinition;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.spi.ModelLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordAndReplayTest {

  private static final String MODEL = "bedrock:some.model-v1:0";

  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("calls.json");
  }

  private static FoundationModel scripted(Reply... replies) {
    ScriptedModel.Builder builder =
        ScriptedModel.builder().id(MODEL + "?region=eu-west-1&profile=mine");
    for (Reply reply : replies) {
      builder.reply(reply);
    }
    return builder.build().model();
  }

  private FoundationModel replayed() {
    return Replay.builder(file()).build().model(MODEL);
  }

  @Test
  void anAnswerIsReplayedWithAllItsContentAndItsEventsOneByOne() {
    Reply reply = Reply.builder()
        .reasoning("まず考える。", "c2ln")
        .text("空は", "青い\nです", "。🎌")
        .toolCall("t1", "look_up", "{\"q\":", "\"空\"}")
        .block(new ContentBlock.Image(MediaSource.of("image/png", new byte[] {1, 2, 3})))
        .usage(new TokenUsage(7, 5, 3, 2, TokenUsage.Source.REPORTED))
        .build();
    GenerateRequest request = GenerateRequest.builder()
        .system("一文で。")
        .user(
            ContentBlock.text("なぜ?\n二行目"),
            new ContentBlock.Image(MediaSource.of("image/png", new byte[] {9})))
        .tool(new ToolDefinition("look_up", "finds", JsonSchema.of("{\"type\":\"object\"}")))
        .temperature(0.5)
        .maxTokens(100)
        .build();
    List<StreamEvent> recorded = events(scripted(reply).with(Recorder.to(file())), request);
    List<StreamEvent> again = events(replayed(), request);

    assertThat(again.get(0))
        .isEqualTo(new StreamEvent.Notice(Replay.NOTICE, file().toString()));
    assertThat(again.subList(1, again.size() - 1))
        .isEqualTo(recorded.subList(0, recorded.size() - 1));
    GenerateResponse was = ((StreamEvent.Completed) recorded.get(recorded.size() - 1)).response();
    GenerateResponse is = ((StreamEvent.Completed) again.get(again.size() - 1)).response();
    assertThat(is.content()).isEqualTo(was.content());
    assertThat(is.usage()).isEqualTo(was.usage());
    assertThat(is.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(is.toolCalls())
        .containsExactly(new ContentBlock.ToolCall("t1", "look_up", "{\"q\":\"空\"}"));
  }

  private static List<StreamEvent> events(FoundationModel model, GenerateRequest request) {
    List<StreamEvent> events = new ArrayList<>();
    try (ModelStream stream = model.stream(request)) {
      stream.forEach(events::add);
    }
    return events;
  }

  @Test
  void aFailureIsReplayedWithItsKindItsDetailsAndWhatHadArrived() {
    ErrorDetails details = new ErrorDetails(
        Optional.empty(),
        Optional.of("ThrottlingException"),
        Optional.of(429),
        Optional.of("req-1"),
        Optional.of(Duration.ofSeconds(3)));
    FoundationModel flaky = scripted(
            Reply.failure(() -> new ThrottledException("slow down", details, null)),
            Reply.builder()
                .text("half an ans")
                .fail(() -> new TruncatedStreamException("broke off"))
                .build())
        .with(Recorder.to(file()));
    GenerateRequest request = GenerateRequest.of("why?");
    assertThatThrownBy(() -> flaky.generate(request)).isInstanceOf(ThrottledException.class);
    assertThatThrownBy(() -> flaky.generate(request)).isInstanceOf(TruncatedStreamException.class);

    FoundationModel model = replayed();
    ModelException first =
        catchThrowableOfType(ModelException.class, () -> model.generate(request));
    assertThat(first).isInstanceOf(ThrottledException.class).hasMessage("slow down");
    assertThat(first.details().retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(first.details().httpStatus()).contains(429);
    assertThat(first.details().requestId()).contains("req-1");
    ModelException second =
        catchThrowableOfType(ModelException.class, () -> model.generate(request));
    assertThat(second).isInstanceOf(TruncatedStreamException.class);
    assertThat(ContentBlock.visibleText(second.partialContent())).isEqualTo("half an ans");
  }

  @Test
  void equalRequestsAreAnsweredInTheOrderInWhichTheyWereRecordedAndThenByTheLast() {
    FoundationModel model =
        scripted(Reply.text("one"), Reply.text("two")).with(Recorder.to(file()));
    GenerateRequest request = GenerateRequest.of("again");
    model.generate(request);
    model.generate(request);

    FoundationModel replayed = replayed();
    assertThat(IntStream.range(0, 4).mapToObj(i -> replayed.generate(request).text()))
        .containsExactly("one", "two", "two", "two");
  }

  @Test
  void deadlineLabelsAndOptionsOfTheModelMayDiffer() {
    scripted(Reply.text("yes")).with(Recorder.to(file())).generate(GenerateRequest.of("really?"));
    GenerateRequest request = GenerateRequest.builder()
        .user("really?")
        .deadline(Duration.ofMinutes(1))
        .metadata("tenant", "a")
        .build();
    assertThat(replayed().generate(request).text()).isEqualTo("yes");
  }

  @Test
  void aChangedRequestFailsWithTheDifference() {
    scripted(Reply.text("x"))
        .with(Recorder.to(file()))
        .generate(GenerateRequest.builder()
            .system("Be brief.")
            .user("first\nsecond\nthird")
            .build());
    GenerateRequest changed =
        GenerateRequest.builder().system("Be brief.").user("first\nTWO\nthird").build();
    assertThatThrownBy(() -> replayed().generate(changed))
        .isInstanceOf(ReplayMismatchError.class)
        .hasMessageContaining("the nearest is call 1")
        .hasMessageContaining("-         \"second\",\n+         \"TWO\",")
        .hasMessageContaining(file().toString());
  }

  @Test
  void anotherModelOrAnotherParameterIsAnotherRequest() {
    scripted(Reply.text("x")).with(Recorder.to(file())).generate(GenerateRequest.of("q"));
    assertThatThrownBy(() -> Replay.builder(file())
            .similarity(0.1)
            .build()
            .model("bedrock:other")
            .generate(GenerateRequest.of("q")))
        .isInstanceOf(ReplayMismatchError.class)
        .hasMessageContaining("- model : bedrock:some.model-v1:0\n+ model : bedrock:other");
    assertThatThrownBy(() ->
            replayed().generate(GenerateRequest.builder().user("q").maxTokens(5).build()))
        .isInstanceOf(ReplayMismatchError.class)
        .hasMessageContaining("maxTokens");
  }

  @Test
  void bySimilarityTheNearestRequestAnswers() {
    FoundationModel model =
        scripted(Reply.text("weather"), Reply.text("poem")).with(Recorder.to(file()));
    model.generate(GenerateRequest.of("What will the weather in Kyoto be on the first of May?"));
    model.generate(GenerateRequest.of("今日の天気について短い詩を書いてください。"));

    FoundationModel near = Replay.builder(file()).similarity(0.8).build().model(MODEL);
    assertThat(near.generate(GenerateRequest.of("今日の天気について短い詩を書いて下さい。")).text()).isEqualTo("poem");
    assertThat(near.generate(
                GenerateRequest.of("What will the weather in Kyoto be on the second of May?"))
            .text())
        .isEqualTo("weather");
    assertThatThrownBy(() -> near.generate(GenerateRequest.of("Something else entirely")))
        .isInstanceOf(ReplayMismatchError.class);
  }

  @Test
  void secretsAreNotInTheFileAlsoWhereAnAnswerSpreadsThemOverPieces() throws IOException {
    String key = "AKIAIOSFODNN7EXAMPLE";
    Reply reply =
        Reply.builder().text("your key is AKIAIOSF", "ODNN7EXAMPLE", ", no?").build();
    scripted(reply)
        .with(Recorder.to(file(), Scrubber.standard().alsoValue("山田太郎")))
        .generate(GenerateRequest.of("password: hunter2secret for 山田太郎, key " + key));
    String text = Files.readString(file());
    assertThat(text)
        .doesNotContain("AKIAIOSF")
        .doesNotContain("ODNN7EXAMPLE")
        .doesNotContain("hunter2secret")
        .doesNotContain("山田")
        .contains(Scrubber.MASK);

    FoundationModel replayed = Replay.builder(file())
        .scrubber(Scrubber.standard().alsoValue("山田太郎"))
        .build()
        .model(MODEL);
    GenerateRequest otherKey =
        GenerateRequest.of("password: another-secret for 山田太郎, key AKIAZZZZZZZZZZZZZZZZ");
    assertThat(replayed.generate(otherKey).text())
        .isEqualTo("your key is " + Scrubber.MASK + ", no?");
  }

  @Test
  void aCallThatWasGivenUpIsNotRecorded() {
    FoundationModel model = scripted(
            Reply.builder().text("begin").hang().build(), Reply.text("whole"))
        .with(Recorder.to(file()));
    try (ModelStream stream = model.stream(GenerateRequest.of("q"))) {
      stream.iterator().next();
    }
    model.generate(GenerateRequest.of("q"));
    assertThat(replayed().generate(GenerateRequest.of("q")).text()).isEqualTo("whole");
  }

  @Test
  void theFirstRunRecordsAndEveryLaterOneReplays() {
    ScriptedModel script =
        ScriptedModel.builder().id(MODEL).reply(Reply.text("from the model")).build();
    for (int run = 0; run < 3; run++) {
      ModelLayer layer = Replay.orRecord(file());
      assertThat(script.model().with(layer).generate(GenerateRequest.of("q")).text())
          .isEqualTo("from the model");
    }
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void manyThreadsRecordIntoOneFile() {
    FoundationModel model = ScriptedModel.builder()
        .id(MODEL)
        .otherwise(Reply.text("ok"))
        .build()
        .model()
        .with(Recorder.to(file()));
    List<CompletableFuture<GenerateResponse>> calls = IntStream.range(0, 50)
        .mapToObj(i -> model.generateAsync(GenerateRequest.of("question " + i)))
        .toList();
    calls.forEach(CompletableFuture::join);
    FoundationModel replayed = replayed();
    for (int i = 0; i < 50; i++) {
      assertThat(replayed.generate(GenerateRequest.of("question " + i)).text()).isEqualTo("ok");
    }
  }

  @Test
  void recordedTimingWaitsAsTheModelDidAndCanBeGivenUp() {
    scripted(Reply.builder().pause(Duration.ofMillis(120)).text("late").build())
        .with(Recorder.to(file()))
        .generate(GenerateRequest.of("q"));
    FoundationModel slow = Replay.builder(file()).recordedTiming().build().model(MODEL);
    GenerateResponse response = slow.generate(GenerateRequest.of("q"));
    assertThat(response.latency().total()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    assertThatThrownBy(() -> slow.generate(
            GenerateRequest.of("q"), CallContext.create().withDeadline(Duration.ofMillis(20))))
        .isInstanceOf(io.fmops.model.TimedOutException.class);
  }

  @Test
  void aWrongFileIsToldWithItsLineAndWhatWouldBeRight() throws IOException {
    assertThatThrownBy(this::replayed)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no recording at " + file());
    Files.writeString(file(), "{}");
    assertThatThrownBy(this::replayed).hasMessageContaining("line 1: expected \"[\"");
    scripted(Reply.text("x")).with(Recorder.to(file())).generate(GenerateRequest.of("q"));
    String good = Files.readString(file());
    Files.writeString(
        file(), good.replace("\"stopReason\" : \"END_TURN\"", "\"stopReason\" : \"END\""));
    assertThatThrownBy(this::replayed)
        .hasMessageContaining(
            file() + ", line 2: call 1: \"stopReason\" is \"END\"; expected one of");
    Files.writeString(file(), good.substring(0, good.length() - 12));
    assertThatThrownBy(this::replayed).hasMessageContaining("not JSON, after 0 whole calls");
  }

  @Property(tries = 200)
  void anyTextSurvivesRecordingAndReplay(@ForAll String question, @ForAll List<String> pieces)
      throws IOException {
    Path somewhere = Files.createTempFile("recording", ".json");
    try {
      // Half a character cannot be written in UTF-8.
      String[] whole = pieces.stream().map(RecordAndReplayTest::whole).toArray(String[]::new);
      Scrubber none = Scrubber.standard();
      FoundationModel model =
          scripted(Reply.builder().text(whole).build()).with(Recorder.to(somewhere, none));
      GenerateRequest request = GenerateRequest.of("q" + whole(question));
      GenerateResponse first = model.generate(request);
      GenerateResponse again = Replay.builder(somewhere).build().model(MODEL).generate(request);
      assertThat(again.text()).isEqualTo(none.scrub(first.text()));
    } finally {
      Files.delete(somewhere);
    }
  }

  private static String whole(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
