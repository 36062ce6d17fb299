package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.ThrottledException;
import io.fmops.model.TokenUsage;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;
import io.fmops.model.spi.AnswerFold;
import io.fmops.openai.chat.StreamDecoder;
import io.fmops.testkit.WireText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every server's answers, whole and in streams that are split anywhere. */
class TextAnswersTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hi");
  private static final WireText TEXT =
      new WireText(List.of("Hé", "llo ", "日本語", "🎌", "\n."), StopReason.END_TURN, 7, 5);

  private static PayloadCodec codec(String options) {
    return new Codecs(Map.of(), Map.of())
        .of(Endpoint.of(ModelId.parse("sagemaker:my-endpoint" + options)));
  }

  private static GenerateResponse folded(List<StreamEvent> events) {
    AnswerFold fold = new AnswerFold();
    events.forEach(fold::add);
    return fold.whole(((StreamEvent.Completed) events.get(events.size() - 1)).response());
  }

  private static GenerateResponse whole(String options, String answer) {
    return folded(
        codec(options).decode(REQUEST, answer.getBytes(StandardCharsets.UTF_8), Optional.empty()));
  }

  private static List<StreamEvent> read(String options, List<byte[]> parts) {
    StreamDecoder decoder = codec(options).decoder(REQUEST, Optional.empty());
    List<StreamEvent> events = new ArrayList<>();
    parts.forEach(part -> events.addAll(decoder.feed(part)));
    events.addAll(decoder.end());
    return events;
  }

  private static GenerateResponse stream(String options, String answer) {
    return folded(read(options, List.of(answer.getBytes(StandardCharsets.UTF_8))));
  }

  private static String lines(TextWire wire) {
    return String.join("", wire.lines(TEXT));
  }

  @ParameterizedTest
  @EnumSource
  void aWholeAnswerIsReadWhateverCodecAsked(TextWire wire) {
    for (String options : new String[] {"", "?codec=tgi", "?codec=lmi"}) {
      GenerateResponse response = whole(options, wire.whole(TEXT));
      assertThat(response.text()).isEqualTo("Héllo 日本語🎌\n.");
      assertThat(response.stopReason()).isEqualTo(StopReason.END_TURN);
      assertThat(response.usage()).isEqualTo(TokenUsage.reported(7, 5));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamSplitAtAnyByteGivesTheSameEvents(TextWire wire) {
    byte[] bytes = lines(wire).getBytes(StandardCharsets.UTF_8);
    List<StreamEvent> expected = read("", List.of(bytes));
    GenerateResponse response = folded(expected);
    assertThat(response.text()).isEqualTo("Héllo 日本語🎌\n.");
    assertThat(response.stopReason()).isEqualTo(StopReason.END_TURN);
    assertThat(response.usage()).isEqualTo(TokenUsage.reported(7, 5));
    for (int at = 1; at < bytes.length; at++) {
      assertThat(read(
              "",
              List.of(
                  Arrays.copyOfRange(bytes, 0, at), Arrays.copyOfRange(bytes, at, bytes.length))))
          .as("split at %d", at)
          .isEqualTo(expected);
    }
  }

  @Property(tries = 200)
  void aStreamSplitIntoAnyPiecesGivesTheSameEvents(
      @ForAll TextWire wire,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 40) Integer> sizes) {
    byte[] bytes = lines(wire).getBytes(StandardCharsets.UTF_8);
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; from < bytes.length; i++) {
      int to = Math.min(bytes.length, from + sizes.get(i % sizes.size()));
      parts.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    assertThat(read("", parts)).isEqualTo(read("", List.of(bytes)));
  }

  @ParameterizedTest
  @EnumSource
  void aStreamCutAtAnyByteBeforeItsLastLineIsTruncated(TextWire wire) {
    List<String> lines = wire.lines(TEXT);
    byte[] bytes = lines(wire).getBytes(StandardCharsets.UTF_8);
    int end = bytes.length;
    for (int i = lines.size() - 1; ; i--) {
      String line = lines.get(i);
      end -= line.getBytes(StandardCharsets.UTF_8).length;
      if (!line.isBlank()) {
        break;
      }
    }
    for (int at = 0; at <= end; at++) {
      byte[] cut = Arrays.copyOf(bytes, at);
      assertThatThrownBy(() -> read("", List.of(cut)))
          .as("cut at %d", at)
          .isInstanceOf(TruncatedStreamException.class);
    }
  }

  @Test
  void aStreamThatTellsItsEndTwiceHasItsTextOnce() {
    GenerateResponse response = stream("", """
        {"token":{"id":1,"text":"a","log_prob":-1}}
        {"token":{"id":2,"text":"b","log_prob":-1},"generated_text":"ab"}
        """);
    assertThat(response.text()).isEqualTo("ab");
    assertThat(response.stopReason()).isEqualTo(StopReason.OTHER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"generation\":{\"role\":\"assistant\",\"content\":\"Yes\"}}]",
        "[{\"generation\":\"Yes\"}]",
        "[{\"generated_text\":\"Yes\"}]",
        "[[{\"generated_text\":\"Yes\"}]]",
        "{\"generated_texts\":[\"Yes\",\"No\"]}",
      })
  void jumpStartsAnswersAreReadWholeAndWhereTheyComeAsAStream(String answer) {
    assertThat(whole("", answer).text()).isEqualTo("Yes");
    assertThat(whole("", answer).usage()).isEqualTo(TokenUsage.UNKNOWN);
    assertThat(stream("", answer).text()).isEqualTo("Yes");
    String laidOut = ChatWire.json(answer).toPrettyString();
    assertThat(stream("", laidOut).text()).isEqualTo("Yes");
    assertThatThrownBy(() -> stream("", laidOut.substring(0, laidOut.length() / 2)))
        .isInstanceOf(TruncatedStreamException.class);
  }

  @Test
  void halfACountIsCompletedByAnEstimate() {
    GenerateResponse response = whole(
        "?codec=tgi",
        "[{\"generated_text\":\"a\",\"details\":{\"finish_reason\":\"length\",\"generated_tokens\":9}}]");
    assertThat(response.truncated()).isTrue();
    assertThat(response.usage().output()).isEqualTo(9);
    assertThat(response.usage().input()).isPositive();
    assertThat(response.usage().source()).isEqualTo(TokenUsage.Source.ESTIMATED);
  }

  @Test
  void aStreamThatNeverTellsItsEndNeedsToBeDeclared() {
    String lines = "{\"outputs\":[\"Hel\"]}\n{\"outputs\":[\"lo\"]}\n";
    assertThatThrownBy(() -> stream("?codec=lmi", lines))
        .isInstanceOf(TruncatedStreamException.class)
        .hasMessageContaining("end=unmarked");
    GenerateResponse response = stream("?codec=lmi&end=unmarked", lines);
    assertThat(response.text()).isEqualTo("Hello");
    assertThat(response.stopReason()).isEqualTo(StopReason.OTHER);
    assertThatThrownBy(() -> stream("?codec=lmi&end=unmarked", ""))
        .isInstanceOf(TruncatedStreamException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "abort"})
  void anAnswerThatTheServerGaveUpIsNoAnswer(String word) {
    String details = "\"details\":{\"finish_reason\":\"" + word + "\"}}";
    assertThatThrownBy(() -> whole("?codec=lmi", "{\"generated_text\":\"a\"," + details))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(word);
    assertThatThrownBy(() ->
            stream("?codec=lmi", "{\"token\":{\"text\":\"a\"},\"generated_text\":\"a\"," + details))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void errorsInsideAnswersAreRaised() {
    assertThatThrownBy(
            () -> stream(
                "?codec=tgi",
                "data:{\"token\":{\"text\":\"a\"}}\n\ndata:{\"error\":\"Model is overloaded\",\"error_type\":\"overloaded\"}\n\n"))
        .isInstanceOf(ThrottledException.class)
        .matches(problem -> ((ModelException) problem).retryable());
    assertThatThrownBy(() -> whole("", "{\"error\":\"bad\",\"code\":422}"))
        .isInstanceOf(RejectedInputException.class);
    assertThatThrownBy(() -> stream("", "{\"error\":{\"message\":\"lost\",\"code\":500}}\n"))
        .isInstanceOf(UnavailableException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "7", "\"text\"", "{\"answer\":\"x\"}", "<html>", ""})
  void whatIsOfNoKnownFormIsMalformed(String answer) {
    assertThatThrownBy(() -> whole("?codec=tgi", answer))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("generated_text");
    if (!answer.isEmpty()) {
      assertThatThrownBy(() -> stream("?codec=tgi", answer + "\n"))
          .isInstanceOf(MalformedAnswerException.class);
    }
  }

  @Test
  void theChatSchemaIsRecognizedToo() {
    assertThat(whole("?codec=tgi", ChatWire.whole(TEXT)).text()).isEqualTo("Héllo 日本語🎌\n.");
    for (List<String> lines : List.of(
        ChatWire.serverSentEvents(ChatWire.chunks(TEXT)),
        ChatWire.jsonLines(ChatWire.chunks(TEXT)))) {
      GenerateResponse response = stream("?codec=lmi", String.join("", lines));
      assertThat(ContentBlock.visibleText(response.content())).isEqualTo("Héllo 日本語🎌\n.");
      assertThat(response.usage()).isEqualTo(TokenUsage.reported(7, 5));
    }
  }
}
