package io.fmops.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.text.TokenEstimate;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content, media, citations, tools, formats, sizes. */
class ValuesTest {

  private static final JsonSchema OBJECT = JsonSchema.of("{\"type\":\"object\"}");
  private static final ToolDefinition TOOL = new ToolDefinition("look_up", "調べる", OBJECT);

  @Test
  void mediaIsCopiedInAndOut() {
    byte[] data = {1, 2};
    MediaSource.Bytes bytes = MediaSource.of("IMAGE/PNG", data);
    data[0] = 9;
    bytes.data()[1] = 9;
    assertThat(bytes.data()).containsExactly(1, 2);
    assertThat(bytes.mediaType()).isEqualTo("image/png");
    assertThat(bytes)
        .isEqualTo(MediaSource.of("image/png", new byte[] {1, 2}))
        .hasSameHashCodeAs(MediaSource.of("image/png", new byte[] {1, 2}))
        .isNotEqualTo(MediaSource.of("image/gif", new byte[] {1, 2}))
        .isNotEqualTo(MediaSource.of("image/png", new byte[] {1, 3}))
        .hasToString("image/png, 2 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "png", "image/", "/png", "image/png; charset=x", "画像/png", "image/png\n"})
  void malformedMediaTypesAreRefused(String type) {
    assertThatThrownBy(() -> MediaSource.of(type, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one like image/png");
  }

  @Test
  void mediaNeedsDataOrAnAddressWithAScheme() {
    assertThatThrownBy(() -> MediaSource.of("image/png", new byte[0]))
        .hasMessageContaining("no data");
    assertThatThrownBy(() -> MediaSource.at("video/mp4", URI.create("bucket/key")))
        .hasMessageContaining("scheme such as s3:");
    assertThat(MediaSource.at("VIDEO/mp4", URI.create("s3://b/k")).mediaType())
        .isEqualTo("video/mp4");
  }

  @Test
  void contentIsCheckedAndCopied() {
    assertThatThrownBy(
            () -> new ContentBlock.Document("　", MediaSource.of("text/plain", new byte[1]), false))
        .hasMessageContaining("not blank");
    List<ContentBlock> content = new ArrayList<>(List.of(ContentBlock.text("a")));
    ContentBlock.ToolResult result = new ContentBlock.ToolResult("1", content, false);
    content.clear();
    assertThat(result).isEqualTo(ContentBlock.ToolResult.of("1", "a"));
    assertThat(ContentBlock.ToolResult.failed("1", "why").error()).isTrue();
    assertThatThrownBy(() -> new ContentBlock.ToolResult("1", List.of(result), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no calls or results");
  }

  @Test
  void onlyTextIsVisible() {
    assertThat(ContentBlock.visibleText(List.of(
            new ContentBlock.Reasoning("hm", Optional.empty()),
            ContentBlock.text("は"),
            new ContentBlock.ToolCall("1", "t", "{}"),
            new ContentBlock.CachePoint(),
            ContentBlock.text("い"))))
        .isEqualTo("はい");
    assertThat(ContentBlock.visibleText(List.of())).isEmpty();
  }

  @Test
  void textWithSourcesIsNotTextWithout() {
    Citation citation = new Citation(
        Optional.of("題"),
        "quote",
        Optional.of(new Citation.InDocument(0, Citation.Unit.PAGE, 1, 2)));
    assertThat(new ContentBlock.Text("a", List.of(citation)))
        .isNotEqualTo(new ContentBlock.Text("a"));
  }

  @Test
  void schemasAreEqualWhateverTheirLayout() {
    assertThat(JsonSchema.of("{ \"type\" :\n\"object\" }"))
        .isEqualTo(OBJECT)
        .hasSameHashCodeAs(OBJECT);
    assertThat(OBJECT).hasToString("{\"type\":\"object\"}");
    assertThat(JsonSchema.of("{\"type\":\"string\"}")).isNotEqualTo(OBJECT);
  }

  @Test
  void whatIsNoSchemaIsRefused() {
    assertThatThrownBy(() -> JsonSchema.of("[]")).hasMessageContaining("must be a JSON object");
    assertThatThrownBy(() -> JsonSchema.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonSchema.of("{\n\"a\"}")).hasMessageContaining("line 2");
    assertThatThrownBy(() -> JsonSchema.of("{} {}")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonSchema.of("{\"type\":\"string\",\"type\":\"object\"}"))
        .as("which of the two is meant?")
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonSchema.of("{\"a\":".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 500)
  void anyTextIsASchemaOrRefused(@ForAll String text) {
    try {
      assertThat(JsonSchema.of(JsonSchema.of(text).toJson())).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "名", "a.b"})
  void namesThatProvidersDoNotTakeAreRefused(String name) {
    assertThatThrownBy(() -> new ToolDefinition(name, "", OBJECT))
        .hasMessageContaining("expected 1 to 64 letters");
    assertThatThrownBy(() -> new OutputFormat(name, OBJECT))
        .hasMessageContaining("expected 1 to 64 letters");
    assertThatThrownBy(() -> new ToolDefinition("x".repeat(65), "", OBJECT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aToolChoiceNeedsTheToolItNames() {
    GenerateRequest.Builder builder = GenerateRequest.builder().user("u");
    assertThatThrownBy(() -> builder.toolChoice(ToolChoice.REQUIRED).build())
        .hasMessageContaining("the tools of the request are []");
    assertThatThrownBy(
            () -> builder.tool(TOOL).toolChoice(ToolChoice.tool("other")).build())
        .hasMessageContaining("[look_up]");
    assertThat(builder.toolChoice(ToolChoice.tool("look_up")).build().toolChoice())
        .isEqualTo(ToolChoice.tool("look_up"));
    assertThat(GenerateRequest.of("u").toolChoice()).isEqualTo(ToolChoice.AUTO);
  }

  @Test
  void aRequestKeepsToolsFormatAndSystemContentThroughItsBuilder() {
    GenerateRequest request = GenerateRequest.builder()
        .systemContent(List.of(ContentBlock.text("s"), new ContentBlock.CachePoint()))
        .user(ContentBlock.text("a"), new ContentBlock.CachePoint(Optional.of(Duration.ofHours(1))))
        .tool(TOOL)
        .tool(new ToolDefinition("look_up", "replaced", OBJECT))
        .outputFormat(new OutputFormat("f", OBJECT))
        .build();
    assertThat(request.tools()).hasSize(1);
    assertThat(request.tools().get(0).description()).isEqualTo("replaced");
    assertThat(request.system()).contains("s");
    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(request.toBuilder().outputFormat(new OutputFormat("g", OBJECT)).build())
        .isNotEqualTo(request);
    assertThatThrownBy(() -> GenerateRequest.builder()
            .systemContent(List.of(new ContentBlock.ToolCall("1", "t", "{}"))))
        .hasMessageContaining("ToolCall");
  }

  @Test
  void aResponseTellsItsCallsNoticesAndCost() {
    ContentBlock.ToolCall call = new ContentBlock.ToolCall("1", "t", "{}");
    Cost cost = new Cost(new BigDecimal("0.1"), "USD", LocalDate.EPOCH, false);
    StreamEvent.Notice notice = new StreamEvent.Notice("x", 1);
    GenerateResponse response = GenerateResponse.builder(ScriptedEngine.ID)
        .content(List.of(ContentBlock.text("a"), call))
        .notices(List.of(notice))
        .cost(cost)
        .build();
    assertThat(response.toolCalls()).containsExactly(call);
    assertThat(response.message().content()).hasSize(2);
    assertThat(response.toBuilder().build().notices()).containsExactly(notice);
    assertThat(response.toBuilder().build()).isEqualTo(response);
    assertThat(response.toBuilder().cost(null).build()).isNotEqualTo(response);
    assertThatThrownBy(() -> GenerateResponse.builder(ScriptedEngine.ID).build().message())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void earlierExchangesAddToTheUsageOfAFailure() {
    ModelException e = new UnavailableException("down");
    e.addEarlierUsage(TokenUsage.reported(1, 2));
    e.keepArrived(List.of(), TokenUsage.reported(10, 20));
    e.addEarlierUsage(TokenUsage.reported(100, 200));
    assertThat(e.usage()).isEqualTo(TokenUsage.reported(111, 222));
  }

  @Property(tries = 500)
  void tokensAreEstimatedForAnyTextAndGrowWithIt(@ForAll String text, @ForAll String more) {
    long tokens = TokenEstimate.of(text);
    assertThat(tokens).isBetween(text.isEmpty() ? 0L : 1L, 2L * text.length());
    // A pair of surrogates that meets at the seam is one character, whose tokens count once.
    assertThat(TokenEstimate.of(text + " " + more)).isGreaterThanOrEqualTo(tokens);
  }

  @Test
  void tokensAreRoughlyThoseOfTheModels() {
    assertThat(TokenEstimate.of("The quick brown fox jumps over the lazy dog.")).isBetween(9L, 13L);
    assertThat(TokenEstimate.of("吾輩は猫である。名前はまだ無い。")).isBetween(10L, 18L);
    assertThat(TokenEstimate.of("🙂")).isEqualTo(2);
  }

  @Test
  void everyPartOfARequestCountsInItsEstimate() {
    GenerateRequest small = GenerateRequest.of("hi");
    long base = small.estimatedInputTokens();
    assertThat(base).isPositive();
    byte[] kilobytes = new byte[40_000];
    for (GenerateRequest larger : List.of(
        small.toBuilder().system("be kind").build(),
        small.toBuilder().tool(TOOL).build(),
        small.toBuilder().outputFormat(new OutputFormat("f", OBJECT)).build(),
        small.toBuilder().assistant("yes").build(),
        small.toBuilder()
            .user(new ContentBlock.Image(MediaSource.of("image/png", kilobytes)))
            .build(),
        small.toBuilder()
            .user(new ContentBlock.Document("d", MediaSource.of("text/plain", kilobytes), false))
            .build(),
        small.toBuilder().user(ContentBlock.ToolResult.of("1", "text")).build())) {
      assertThat(larger.estimatedInputTokens()).isGreaterThan(base);
    }
  }

  @Test
  void costsAddUpInOneCurrencyByTheOlderPriceList() {
    Cost exact = new Cost(new BigDecimal("0.1"), "USD", LocalDate.of(2026, 1, 2), false);
    Cost estimated = new Cost(new BigDecimal("0.02"), "USD", LocalDate.of(2026, 1, 1), true);
    Cost both = new Cost(new BigDecimal("0.12"), "USD", LocalDate.of(2026, 1, 1), true);
    assertThat(exact.plus(estimated)).isEqualTo(both).isEqualTo(estimated.plus(exact));
    Cost yen = new Cost(BigDecimal.ONE, "JPY", LocalDate.of(2026, 1, 1), false);
    assertThatThrownBy(() -> exact.plus(yen))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JPY");
  }
}
