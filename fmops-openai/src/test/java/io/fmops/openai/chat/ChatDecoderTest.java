package io.fmops.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.AnswerFold;
import io.fmops.testkit.WireText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatDecoderTest {

  private static final ChatServer SERVER =
      new ChatServer(ModelId.parse("test:my-endpoint?region=eu-west-1"), Optional.empty());

  private static final WireText TEXT = new WireText(
      List.of("Hel", "lo, ", "wörld\n\n", "日本", "語 🎌", "."), StopReason.END_TURN, 7, 5);

  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";

  private static final String STOP = ChatFixture.chunk("{}", "\"stop\"");

  static List<String> streams() {
    List<String> chunks = new ArrayList<>(ChatFixture.chunks(TEXT));
    chunks.add(1, ChatFixture.chunk("{\"reasoning_content\":\"思う, 🎌\"}", "null"));
    chunks.add(
        8,
        ChatFixture.chunk(
            "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\"}}]}",
            "null"));
    chunks.add(
        9,
        ChatFixture.chunk(
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}", "null"));
    String sse = String.join("", ChatFixture.serverSentEvents(chunks));
    String lines = String.join("", ChatFixture.jsonLines(chunks));
    return List.of(
        sse,
        sse.replace("\n", "\r\n"),
        sse.replace("data: ", "data:").replace("\n\n", "\n"),
        sse.replace("data: {", "event: chunk\nid: 7\nretry: 10\ndata: {"),
        lines,
        lines.strip());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static StreamDecoder decoder() {
    return new ChatCodec(SERVER).decoder(Optional.of("request-1"));
  }

  private static List<StreamEvent> decode(Iterable<byte[]> parts) {
    StreamDecoder decoder = decoder();
    List<StreamEvent> events = new ArrayList<>();
    parts.forEach(part -> events.addAll(decoder.feed(part)));
    events.addAll(decoder.end());
    return events;
  }

  private static List<StreamEvent> decode(String... lines) {
    return decode(List.of(bytes(String.join("\n", lines))));
  }

  private static GenerateResponse response(List<StreamEvent> events) {
    return ((StreamEvent.Completed) events.get(events.size() - 1)).response();
  }

  private static String text(List<StreamEvent> events) {
    return events.stream()
        .filter(StreamEvent.TextDelta.class::isInstance)
        .map(event -> ((StreamEvent.TextDelta) event).text())
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("streams")
  void everyWayOfWritingAStreamGivesTheSameEvents(String stream) {
    List<StreamEvent> events = decode(stream);
    assertThat(events)
        .containsExactly(
            new StreamEvent.ReasoningDelta(0, "思う, 🎌", ""),
            new StreamEvent.TextDelta(1, "Hel"),
            new StreamEvent.TextDelta(1, "lo, "),
            new StreamEvent.TextDelta(1, "wörld\n\n"),
            new StreamEvent.TextDelta(1, "日本"),
            new StreamEvent.TextDelta(1, "語 🎌"),
            new StreamEvent.TextDelta(1, "."),
            new StreamEvent.ToolCallDelta(2, "c1", "f", "{\"a\":"),
            new StreamEvent.ToolCallDelta(2, "", "", "1}"),
            new StreamEvent.Completed(GenerateResponse.builder(SERVER.id())
                .stopReason(StopReason.TOOL_USE, "stop")
                .usage(TokenUsage.reported(7, 5))
                .requestId("request-1")
                .build()));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void anySplitIntoTwoPartsGivesTheSameEvents(String stream) {
    List<StreamEvent> whole = decode(stream);
    byte[] bytes = bytes(stream);
    for (int at = 0; at <= bytes.length; at++) {
      assertThat(decode(List.of(
              Arrays.copyOfRange(bytes, 0, at), Arrays.copyOfRange(bytes, at, bytes.length))))
          .as("split at %d", at)
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void anySplitIntoManyPartsGivesTheSameEvents(String stream) {
    List<StreamEvent> whole = decode(stream);
    byte[] bytes = bytes(stream);
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int longest = 1 + random.nextInt(64);
      List<byte[]> parts = new ArrayList<>();
      for (int from = 0; from < bytes.length; ) {
        int to = Math.min(bytes.length, from + random.nextInt(longest + 1));
        parts.add(Arrays.copyOfRange(bytes, from, to));
        from = to;
      }
      assertThat(decode(parts)).as("seed %d", seed).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void aStreamCutAnywhereBeforeItsFinishIsTruncatedAndNeverMalformedOrWhole(String stream) {
    byte[] bytes = bytes(stream);
    int finish = bytes(stream.substring(0, stream.indexOf("\"stop\""))).length;
    for (int at = 0; at < finish; at++) {
      byte[] cut = Arrays.copyOfRange(bytes, 0, at);
      assertThatThrownBy(() -> decode(List.of(cut)))
          .as("cut at %d", at)
          .isInstanceOf(TruncatedStreamException.class);
    }
  }

  @Test
  void aStreamCutAfterItsFinishIsWholeButTellsNoUsage() {
    GenerateResponse response = response(
        decode(ChatFixture.chunk("{\"content\":\"all\"}", "null"), STOP, "{\"choices\":[],\"us"));
    assertThat(response.stopReason()).isEqualTo(StopReason.END_TURN);
    assertThat(response.usage()).isEqualTo(TokenUsage.UNKNOWN);
  }

  @Test
  void theLastLineNeedsNoLineFeed() {
    assertThat(response(decode(STOP, USAGE)).usage()).isEqualTo(TokenUsage.reported(7, 5));
  }

  @Test
  void whatComesAfterDoneIsIgnored() {
    assertThat(text(decode("data: " + STOP, "data: [DONE]", "data: <html>garbage</html>", "")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "stop, END_TURN",
    "length, MAX_TOKENS",
    "tool_calls, TOOL_USE",
    "content_filter, CONTENT_FILTERED",
    "eos_token, END_TURN",
    "stop_sequence, STOP_SEQUENCE",
    "a_word_of_tomorrow, OTHER"
  })
  void theStopReasonIsTranslatedAndKept(String word, StopReason reason) {
    GenerateResponse response = response(decode(ChatFixture.chunk("{}", "\"" + word + "\"")));
    assertThat(response.stopReason()).isEqualTo(reason);
    assertThat(response.rawStopReason()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({"'\"###\"', STOP_SEQUENCE", "128009, END_TURN", "null, END_TURN"})
  void theStopReasonOfVllmTellsAStopSequenceFromAStopToken(String value, StopReason reason) {
    assertThat(response(decode(STOP.replace(
                "\"finish_reason\"", "\"stop_reason\":" + value + ",\"finish_reason\"")))
            .stopReason())
        .isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "abort"})
  void aServerThatGivesUpInTheMiddleIsUnavailable(String word) {
    assertThatThrownBy(() -> decode(ChatFixture.chunk("{}", "\"" + word + "\"")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(word);
  }

  @Test
  void reasoningUnderBothOfItsNamesIsToldOnce() {
    List<StreamEvent> events = decode(
        ChatFixture.chunk("{\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"}", "null"),
        ChatFixture.chunk("{\"reasoning\":\", so\",\"content\":null}", "null"),
        ChatFixture.chunk("{\"content\":\"Yes\"}", "null"),
        STOP);
    assertThat(events.subList(0, 3))
        .containsExactly(
            new StreamEvent.ReasoningDelta(0, "hm", ""),
            new StreamEvent.ReasoningDelta(0, ", so", ""),
            new StreamEvent.TextDelta(1, "Yes"));
  }

  @Test
  void aCharacterSplitOverTwoChunksComesInOnePiece() {
    List<StreamEvent> events = decode(
        ChatFixture.chunk("{\"content\":\"a\\ud83c\"}", "null"),
        ChatFixture.chunk("{\"content\":\"\\udf8cb\"}", "null"),
        STOP);
    assertThat(events.subList(0, 2))
        .containsExactly(new StreamEvent.TextDelta(0, "a"), new StreamEvent.TextDelta(0, "🎌b"));
  }

  @Test
  void usageThatIsNotReportedIsUnknownAndNotZero() {
    assertThat(response(decode(STOP)).usage()).isEqualTo(TokenUsage.UNKNOWN);
    assertThat(response(decode(STOP, "{\"choices\":[],\"usage\":{\"prompt_tokens\":7}}"))
            .usage())
        .isEqualTo(TokenUsage.UNKNOWN);
  }

  @Test
  void theLastOfSeveralUsagesCounts() {
    assertThat(response(decode(
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}}",
                STOP,
                USAGE))
            .usage())
        .isEqualTo(TokenUsage.reported(7, 5));
  }

  @Test
  void aServerThatAnswersWholeToARequestForAStreamIsUnderstood() {
    List<StreamEvent> events = decode(ChatFixture.whole(TEXT));
    assertThat(text(events)).isEqualTo(String.join("", TEXT.chunks()));
    assertThat(response(events).usage()).isEqualTo(TokenUsage.reported(7, 5));
  }

  @Test
  void otherChoicesThanTheFirstAreLeftOut() {
    assertThat(text(decode(
            ChatFixture.chunk("{\"content\":\"b\"}", "null").replace("\"index\":0", "\"index\":1"),
            ChatFixture.chunk("{\"content\":\"a\"}", "null"),
            STOP)))
        .isEqualTo("a");
  }

  static List<Object[]> errors() {
    return List.of(
        new Object[] {"{\"error\":{\"message\":\"m\",\"code\":429}}", ThrottledException.class},
        new Object[] {
          "{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}",
          ThrottledException.class
        },
        new Object[] {
          "{\"error\":\"too long\",\"error_type\":\"validation\"}", RejectedInputException.class
        },
        new Object[] {
          "{\"object\":\"error\",\"message\":\"bad\",\"type\":\"BadRequestError\",\"code\":400}",
          RejectedInputException.class
        },
        new Object[] {
          "{\"error\":{\"message\":\"bad\",\"type\":\"InternalServerError\",\"code\":500}}",
          UnavailableException.class
        },
        new Object[] {"{\"error\":\"oom\",\"code\":424}", UnavailableException.class},
        new Object[] {"{\"error\":{\"message\":\"who knows\"}}", ProviderException.class});
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorLineEndsTheStreamInItsException(String line, Class<? extends ModelException> type) {
    for (String form : List.of(line, "data: " + line)) {
      StreamDecoder decoder = decoder();
      assertThat(decoder.feed(bytes(ChatFixture.chunk("{\"content\":\"so far\"}", "null") + "\n")))
          .hasSize(1);
      ModelException problem =
          catchThrowableOfType(ModelException.class, () -> decoder.feed(bytes(form + "\n")));
      assertThat(problem).isInstanceOf(type).hasMessageContaining("test:my-endpoint");
      assertThat(problem.details().requestId()).contains("request-1");
      assertThat(problem.details().code()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>no</html>",
        "data: [1, 2]",
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":[1]}}]}",
        "{\"token\":{\"text\":\"a\"}}\n{\"token\":{\"text\":\"b\"},\"generated_text\":\"ab\"}"
      })
  void whatIsNoChatStreamIsMalformedAndNotShownInTheMessage(String stream) {
    assertThatThrownBy(() -> decode(stream))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("OpenAI chat schema")
        .hasMessageNotContaining(stream);
  }

  @Test
  void aLineThatDoesNotEndIsGivenUp() {
    StreamDecoder decoder = decoder();
    byte[] mebibyte = new byte[1024 * 1024];
    Arrays.fill(mebibyte, (byte) 'x');
    assertThatThrownBy(() -> {
          for (int i = 0; i <= LineSplitter.MAX_LINE_BYTES / mebibyte.length; i++) {
            decoder.feed(mebibyte);
          }
        })
        .isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void callsOfToolsMayBeInterleavedByTheirNumbers() {
    assertThat(calls(decode(
            tools("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
            tools("{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}"),
            tools("{\"index\":0,\"function\":{\"arguments\":\"}\"}}"),
            tools("{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"[]\"}}"),
            STOP)))
        .containsExactly(
            new ContentBlock.ToolCall("a", "f", "{}"), new ContentBlock.ToolCall("b", "g", "[]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"index\":0,", ""})
  void callsThatAreNotNumberedApartAreToldApartByTheirIds(String number) {
    assertThat(calls(decode(
            tools(
                "{" + number + "\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
            tools("{" + number + "\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"[\"}}"),
            tools("{" + number + "\"function\":{\"arguments\":\"]\"}}"),
            STOP)))
        .containsExactly(
            new ContentBlock.ToolCall("a", "f", "{}"), new ContentBlock.ToolCall("b", "f", "[]"));
  }

  @Test
  void callsWithoutIdsGetDifferentOnesAndArgumentsMayBeAnObject() {
    List<ContentBlock.ToolCall> calls = calls(decode(
        tools("{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}"),
        tools("{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":2}}}"),
        STOP));
    assertThat(calls)
        .extracting(ContentBlock.ToolCall::arguments)
        .containsExactly("{\"a\":1}", "{\"a\":2}");
    assertThat(calls.get(0).id()).isNotEmpty().isNotEqualTo(calls.get(1).id());
  }

  @Test
  void aCallThatIsCutOffStaysVisibleInATruncatedAnswer() {
    List<StreamEvent> events = decode(
        tools("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"ci\"}}"),
        ChatFixture.chunk("{}", "\"length\""));
    assertThat(response(events).truncated()).isTrue();
    assertThat(calls(events)).containsExactly(new ContentBlock.ToolCall("a", "f", "{\"ci"));
  }

  @Test
  void aRefusalIsTextAndSaysThatItIsOne() {
    List<StreamEvent> events = decode(
        ChatFixture.chunk("{\"refusal\":\"I can't\"}", "null"),
        ChatFixture.chunk("{\"refusal\":\" help.\"}", "null"),
        STOP);
    assertThat(text(events)).isEqualTo("I can't help.");
    assertThat(response(events).stopReason()).isEqualTo(StopReason.CONTENT_FILTERED);
    assertThat(response(events).rawStopReason()).isEqualTo("stop");
  }

  @Test
  void logProbabilitiesAreNotices() {
    assertThat(decode(
            ChatFixture.chunk("{\"content\":\"a\"}", "null")
                .replace("\"logprobs\":null", "\"logprobs\":{\"content\":[{\"token\":\"a\"}]}"),
            STOP))
        .contains(new StreamEvent.Notice(
            "test.logprobs", Map.of("content", List.of(Map.of("token", "a")))));
  }

  private static String tools(String call) {
    return ChatFixture.chunk("{\"tool_calls\":[" + call + "]}", "null");
  }

  private static List<ContentBlock.ToolCall> calls(List<StreamEvent> events) {
    AnswerFold fold = new AnswerFold();
    events.forEach(fold::add);
    return fold.whole(response(events)).toolCalls();
  }
}
