package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.ContentBlock;
import io.fmops.model.ContentBlock.CachePoint;
import io.fmops.model.ContentBlock.Document;
import io.fmops.model.ContentBlock.Image;
import io.fmops.model.ContentBlock.Video;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MediaSource;
import io.fmops.model.RejectedInputException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class BedrockMediaTest extends AnswerFixture {

  private static final byte[] DATA = {1, 2, 3};
  private static final URI PLACE = URI.create("s3://bucket/a key".replace(" ", "%20"));

  private JsonNode sent(ContentBlock... blocks) {
    model.generate(GenerateRequest.builder().user(blocks).build());
    return lastBody()
        .field("messages")
        .orElseThrow()
        .asArray()
        .get(0)
        .field("content")
        .orElseThrow();
  }

  private static JsonNode json(String text) {
    return JsonNode.parser().parse(text);
  }

  @ParameterizedTest
  @CsvSource({"image/png, png", "IMAGE/JPEG, jpeg", "image/gif, gif", "image/webp, webp"})
  void picturesAreSentAsBytesOrByTheirPlace(String type, String format) {
    assertThat(sent(new Image(MediaSource.of(type, DATA)), new Image(MediaSource.at(type, PLACE))))
        .isEqualTo(json("""
            [{"image": {"format": "%1$s", "source": {"bytes": "AQID"}}},
             {"image": {"format": "%1$s", "source": {"s3Location": {"uri": "s3://bucket/a%%20key"}}}}]""".formatted(format)));
  }

  @ParameterizedTest
  @CsvSource({
    "application/pdf, pdf",
    "text/csv, csv",
    "application/msword, doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document, docx",
    "application/vnd.ms-excel, xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, xlsx",
    "text/html, html",
    "text/plain, txt",
    "text/markdown, md"
  })
  void documentsAreSentWithTheirNameAndWhetherTheyCanBeCited(String type, String format) {
    assertThat(sent(
            new Document("one", MediaSource.of(type, DATA), true),
            new Document("two", MediaSource.at(type, PLACE), false)))
        .isEqualTo(json("""
            [{"document": {"format": "%1$s", "name": "one", "source": {"bytes": "AQID"},
               "citations": {"enabled": true}}},
             {"document": {"format": "%1$s", "name": "two",
               "source": {"s3Location": {"uri": "s3://bucket/a%%20key"}}}}]""".formatted(format)));
  }

  @ParameterizedTest
  @CsvSource({
    "video/mp4, mp4",
    "video/quicktime, mov",
    "video/x-matroska, mkv",
    "video/webm, webm",
    "video/x-flv, flv",
    "video/mpeg, mpeg",
    "video/x-ms-wmv, wmv",
    "video/3gpp, three_gp"
  })
  void videosAreSentAsBytesOrByTheirPlace(String type, String format) {
    assertThat(sent(new Video(MediaSource.of(type, DATA)), new Video(MediaSource.at(type, PLACE))))
        .isEqualTo(json("""
            [{"video": {"format": "%1$s", "source": {"bytes": "AQID"}}},
             {"video": {"format": "%1$s", "source": {"s3Location": {"uri": "s3://bucket/a%%20key"}}}}]""".formatted(format)));
  }

  static Stream<Arguments> unsendable() {
    MediaSource tiff = MediaSource.of("image/tiff", DATA);
    return Stream.of(
        Arguments.of(new Image(tiff), "image/gif, image/jpeg, image/png, image/webp"),
        Arguments.of(new Document("x", tiff, false), "application/pdf"),
        Arguments.of(new Video(tiff), "video/mp4"),
        Arguments.of(
            new Image(MediaSource.at("image/png", URI.create("https://example.com/x.png"))),
            "s3://bucket/key"),
        Arguments.of(new CachePoint(Optional.of(Duration.ofMinutes(7))), "5 minutes and 1 hour"),
        Arguments.of(
            new ContentBlock.ToolResult("t", List.of(new CachePoint()), false),
            "beside the result"));
  }

  @ParameterizedTest
  @MethodSource("unsendable")
  void whatConverseHasNoWordForIsRefusedBeforeItIsSent(ContentBlock block, String remedy) {
    GenerateRequest request = GenerateRequest.builder().user(block).build();
    assertThatThrownBy(() -> model.generate(request))
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining(remedy);
    assertThatThrownBy(() -> model.stream(request)).isInstanceOf(RejectedInputException.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void namesOfDocumentsBecomeSuchAsConverseTakes() {
    List<String> given = List.of(
        "plain (1) [a]-b",
        "report.pdf",
        "John's  report\u3000final.docx",
        "報告書.pdf",
        "報告書 2025",
        "計画",
        "REPORT",
        "  ../../etc/passwd",
        "v1.2 notes",
        "x".repeat(300));
    List<ContentBlock> documents = new ArrayList<>();
    given.forEach(
        name -> documents.add(new Document(name, MediaSource.of("text/plain", DATA), false)));
    JsonNode content = sent(documents.toArray(new ContentBlock[0]));
    List<String> names = content.asArray().stream()
        .map(block -> BedrockModelContractTest.text(block, "document", "name"))
        .toList();
    assertThat(names)
        .containsExactly(
            "plain (1) [a]-b",
            "report",
            "John-s report final",
            "document",
            "- 2025",
            "document (2)",
            "REPORT (2)",
            "-etc-passwd",
            "v1-2 notes",
            "x".repeat(190));
    assertThat(names)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Za-z0-9()\\[\\]-]+( [A-Za-z0-9()\\[\\]-]+)*"));
  }

  @Test
  void cachePointsStandInTheirPlaces() {
    model.generate(GenerateRequest.builder()
        .systemContent(List.of(
            ContentBlock.text("a long instruction"),
            new CachePoint(Optional.of(Duration.ofHours(1))),
            BedrockContent.guarded("look at this", BedrockContent.Qualifier.GROUNDING_SOURCE)))
        .user(
            ContentBlock.text("a long text"),
            new CachePoint(Optional.of(Duration.ofMinutes(5))),
            ContentBlock.text("a question"),
            new CachePoint())
        .build());
    assertThat(lastBody().field("system").orElseThrow()).isEqualTo(json("""
            [{"text": "a long instruction"}, {"cachePoint": {"type": "default", "ttl": "1h"}},
             {"guardContent": {"text": {"text": "look at this", "qualifiers": ["grounding_source"]}}}]"""));
    assertThat(lastBody().field("messages").orElseThrow().asArray().get(0)).isEqualTo(json("""
            {"role": "user", "content": [{"text": "a long text"},
              {"cachePoint": {"type": "default", "ttl": "5m"}}, {"text": "a question"},
              {"cachePoint": {"type": "default"}}]}"""));
  }

  @Test
  void emptyTextsOfAnAnswerDoNotGoBack() {
    assertThat(sent(ContentBlock.text(""), ContentBlock.text("x"))).isEqualTo(json("""
            [{"text": "x"}]"""));
  }
}
