package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.Citation;
import io.fmops.model.Citation.InDocument;
import io.fmops.model.Citation.Unit;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MediaSource;
import io.fmops.model.Message;
import io.fmops.model.ModelStream;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.testkit.loopback.EventStreamFrames;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;

class BedrockContentTest extends AnswerFixture {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "end_turn, END_TURN",
    "stop_sequence, STOP_SEQUENCE",
    "max_tokens, MAX_TOKENS",
    "model_context_window_exceeded, CONTEXT_WINDOW_EXCEEDED",
    "tool_use, TOOL_USE",
    "guardrail_intervened, GUARDRAIL",
    "content_filtered, CONTENT_FILTERED",
    "a_word_of_tomorrow, OTHER"
  })
  void everyStopReasonIsKnownAndKeepsItsOwnWord(String word, StopReason reason) {
    whole = Wire.converse(Wire.text("x"), word, USAGE);
    streamed = Wire.stream(List.of(Wire.text("x")), word, USAGE);
    for (GenerateResponse response : List.of(model.generate(REQUEST), stream())) {
      assertThat(response.stopReason()).isEqualTo(reason);
      assertThat(response.rawStopReason()).isEqualTo(word);
    }
  }

  @Test
  void everySdkStopReasonIsMapped() {
    for (var reason :
        software.amazon.awssdk.services.bedrockruntime.model.StopReason.knownValues()) {
      assertThat(Answers.stopReason(reason)).isNotNull();
    }
  }

  @Test
  void cachedTokensAreCountedApart() {
    String usage = """
        {"inputTokens": 3, "outputTokens": 4, "totalTokens": 1010,
         "cacheReadInputTokens": 1000, "cacheWriteInputTokens": 3}""";
    whole = Wire.converse(Wire.text("x"), "end_turn", usage);
    streamed = Wire.stream(List.of(Wire.text("x")), "end_turn", usage);
    TokenUsage expected = new TokenUsage(3, 4, 1000, 3, TokenUsage.Source.REPORTED);
    assertThat(model.generate(REQUEST).usage()).isEqualTo(expected);
    assertThat(stream().usage()).isEqualTo(expected);
    assertThat(expected.total()).isEqualTo(1010);
  }

  @Test
  void theAnswerCarriesTheRequestIdTheServersLatencyAndTheSdksObject() {
    GenerateResponse response = model.generate(REQUEST);
    assertThat(response.requestId()).contains("request-1");
    assertThat(response.latency().server()).contains(Duration.ofMillis(321));
    assertThat(response.raw(ConverseResponse.class)).isPresent();
    GenerateResponse streamedResponse = stream();
    assertThat(streamedResponse.requestId()).contains("request-1");
    assertThat(streamedResponse.latency().server()).contains(Duration.ofMillis(321));
    assertThat(streamedResponse.raw(ConverseStreamMetadataEvent.class)).isPresent();
  }

  @Test
  void reasoningComesWithItsSignatureBeforeTheText() {
    whole = Wire.converse("""
        {"reasoningContent": {"reasoningText": {"text": "let me think", "signature": "c2ln"}}},
        {"reasoningContent": {"redactedContent": "AAEC"}},
        {"text": "42"}""", "end_turn", USAGE);
    streamed = List.of(
        Wire.start(),
        Wire.delta(0, "{\"reasoningContent\": {\"text\": \"let me \"}}"),
        Wire.delta(0, "{\"reasoningContent\": {\"text\": \"think\"}}"),
        Wire.delta(0, "{\"reasoningContent\": {\"signature\": \"c2ln\"}}"),
        Wire.blockStop(0),
        Wire.delta(1, "{\"reasoningContent\": {\"redactedContent\": \"AAEC\"}}"),
        Wire.blockStop(1),
        Wire.delta(2, Wire.text("42")),
        Wire.blockStop(2),
        Wire.stop("end_turn"),
        Wire.metadata(USAGE));
    GenerateResponse response = model.generate(REQUEST);
    assertThat(response.text()).isEqualTo("42");
    assertThat(response.content()).hasSize(3);
    assertThat(response.content().get(0))
        .isEqualTo(new ContentBlock.Reasoning("let me think", Optional.of("c2ln")));
    assertThat(response.content().get(1)).isInstanceOf(ContentBlock.Opaque.class);
    assertThat(stream().content()).isEqualTo(response.content());
  }

  @Test
  void reasoningGoesBackUnchangedAndInItsPlace() {
    reasoningComesWithItsSignatureBeforeTheText();
    List<ContentBlock> answer = stream().content();
    model.generate(GenerateRequest.builder()
        .user("six times seven?")
        .message(new Message(Role.ASSISTANT, answer))
        .user("why?")
        .build());
    JsonNode turn = lastBody().field("messages").orElseThrow().asArray().get(1);
    assertThat(turn).isEqualTo(JsonNode.parser().parse("""
            {"role": "assistant", "content": [
              {"reasoningContent": {"reasoningText": {"text": "let me think", "signature": "c2ln"}}},
              {"reasoningContent": {"redactedContent": "AAEC"}},
              {"text": "42"}]}"""));
  }

  @Test
  void eventTypesOfTomorrowArePassedOver() {
    List<byte[]> frames = new ArrayList<>(streamed);
    frames.add(1, EventStreamFrames.event("hologramStart", "{\"x\": 1}"));
    frames.add(2, Wire.delta(0, "{\"hologram\": {}}"));
    streamed = frames;
    assertThat(stream().text()).isEqualTo("fine");
  }

  @Test
  void citationsBelongToTheirText() {
    String sources = """
        [{"title": "a book", "sourceContent": [{"text": "it is "}, {"text": "written"}],
          "location": {"documentPage": {"documentIndex": 1, "start": 3, "end": 4}}},
         {"source": "a log", "location": {"documentChar": {"documentIndex": 0, "start": 7, "end": 9}}},
         {"location": {"web": {"url": "https://example.com/", "domain": "example.com"}}},
         {"location": {"documentChunk": {"documentIndex": 2, "start": 0, "end": 1}}},
         {"location": {"searchResultLocation": {"searchResultIndex": 4, "start": 1, "end": 2}}},
         {"location": {"hologram": {}}}]""";
    whole = Wire.converse("""
        {"citationsContent": {"content": [{"text": "as "}, {"text": "written"}], "citations": %s}},
        {"text": ". 以上"}""".formatted(sources), "end_turn", USAGE);
    List<byte[]> frames = new ArrayList<>(List.of(
        Wire.start(), Wire.delta(0, Wire.text("as ")), Wire.delta(0, Wire.text("written"))));
    JsonNode.parser()
        .parse(sources)
        .asArray()
        .forEach(source -> frames.add(Wire.delta(0, "{\"citation\": " + source + "}")));
    frames.addAll(List.of(
        Wire.blockStop(0),
        Wire.delta(1, Wire.text(". 以上")),
        Wire.blockStop(1),
        Wire.stop("end_turn"),
        Wire.metadata(USAGE)));
    streamed = frames;
    GenerateResponse response = model.generate(REQUEST);
    assertThat(response.content())
        .containsExactly(
            new ContentBlock.Text(
                "as written",
                List.of(
                    citation("a book", "it is written", new InDocument(1, Unit.PAGE, 3, 4)),
                    citation("a log", "", new InDocument(0, Unit.CHARACTER, 7, 9)),
                    citation(null, "", new Citation.AtAddress("https://example.com/")),
                    citation(null, "", new InDocument(2, Unit.CHUNK, 0, 1)),
                    citation(null, "", new InDocument(4, Unit.CHUNK, 1, 2)),
                    new Citation(Optional.empty(), "", Optional.empty()))),
            ContentBlock.text(". 以上"));
    assertThat(stream().content()).isEqualTo(response.content());

    model.generate(GenerateRequest.builder()
        .user("is it?")
        .message(response.message())
        .user("sure?")
        .build());
    assertThat(lastBody().field("messages").orElseThrow().asArray().get(1))
        .isEqualTo(JsonNode.parser().parse("""
            {"role": "assistant", "content": [{"text": "as written"}, {"text": ". 以上"}]}"""));
  }

  private static Citation citation(@Nullable String title, String quote, Citation.Location place) {
    return new Citation(Optional.ofNullable(title), quote, Optional.of(place));
  }

  @Test
  void picturesThatTheModelMadeArePictures() {
    whole = Wire.converse("""
        {"image": {"format": "png", "source": {"bytes": "AAECAw=="}}},
        {"image": {"format": "jpeg", "source": {"s3Location": {"uri": "s3://b/k"}}}},
        {"image": {"format": "png", "error": {"message": "no room"}}}""", "end_turn", USAGE);
    streamed = List.of(
        Wire.start(),
        Wire.blockStart(0, "{\"image\": {\"format\": \"png\"}}"),
        Wire.delta(0, "{\"image\": {\"source\": {\"bytes\": \"AAE=\"}}}"),
        Wire.delta(0, "{\"image\": {\"source\": {\"bytes\": \"AgM=\"}}}"),
        Wire.blockStop(0),
        Wire.blockStart(1, "{\"image\": {\"format\": \"jpeg\"}}"),
        Wire.delta(1, "{\"image\": {\"source\": {\"s3Location\": {\"uri\": \"s3://b/k\"}}}}"),
        Wire.blockStop(1),
        Wire.blockStart(2, "{\"image\": {\"format\": \"png\"}}"),
        Wire.delta(2, "{\"image\": {\"error\": {\"message\": \"no room\"}}}"),
        Wire.blockStop(2),
        Wire.stop("end_turn"),
        Wire.metadata(USAGE));
    GenerateResponse response = model.generate(REQUEST);
    assertThat(response.content().subList(0, 2))
        .containsExactly(
            new ContentBlock.Image(MediaSource.of("image/png", new byte[] {0, 1, 2, 3})),
            new ContentBlock.Image(MediaSource.at("image/jpeg", URI.create("s3://b/k"))));
    assertThat(response.content().get(2)).isInstanceOf(ContentBlock.Opaque.class);
    assertThat(stream().content()).isEqualTo(response.content());
  }

  @Test
  void aCharacterThatIsSplitOverTwoEventsIsGivenWhole() {
    streamed = Wire.stream(
        List.of("{\"text\": \"a\\ud83c\"}", "{\"text\": \"\\udf8cb\"}"), "end_turn", USAGE);
    try (ModelStream stream = model.stream(REQUEST)) {
      List<String> texts = new ArrayList<>();
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          texts.add(delta.text());
        }
      }
      assertThat(texts).containsExactly("a", "🎌b");
    }
  }
}
