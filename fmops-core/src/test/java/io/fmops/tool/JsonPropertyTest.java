package io.fmops.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.ContentBlock;
import io.fmops.model.JsonSchema;
import io.fmops.model.ToolDefinition;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@SuppressWarnings("UnicodeInCode") // names in Japanese are what is tested
class JsonPropertyTest {

  enum Kind {
    甲,
    B
  }

  record Line(String text, int count, BigDecimal price) {}

  record Order(
      String name,
      Optional<Kind> kind,
      List<Line> lines,
      Map<String, Boolean> flags,
      LocalDate day) {}

  private static final JsonType<Order> ORDER = JsonType.of(Order.class);

  private static final Tool BY_HAND = Tool.of(
      new ToolDefinition("t", "", JsonSchema.of(ORDER.schema().toJson())), arguments -> "ok");

  @Property(tries = 200)
  void aValueSurvivesTheWayThroughJson(@ForAll("orders") Order order) throws Exception {
    String json = ORDER.write(order);
    assertThat(ORDER.read(json)).isEqualTo(order);
    assertThat(BY_HAND.call(json)).containsExactly(ContentBlock.text("ok"));
    assertThat(ORDER.read(JsonInText.find("Sure:\n```json\n" + json + "\n```\nAnything {else}?")
            .toString()))
        .isEqualTo(order);
  }

  @Property(tries = 500)
  void anyTextAtAllIsReadOrRefused(@ForAll String text) {
    readOrRefuse(text);
  }

  @Property(tries = 500)
  void jsonThatWasCutOrChangedIsReadOrRefused(
      @ForAll("orders") Order order, @ForAll int at, @ForAll char with) {
    String json = ORDER.write(order);
    int place = Math.floorMod(at, json.length());
    readOrRefuse(json.substring(0, place));
    readOrRefuse(json.substring(0, place) + with + json.substring(place + 1));
    readOrRefuse(json.substring(0, place) + with + json.substring(place));
  }

  @Property(tries = 500)
  void tokensInAnyOrderAreReadOrRefused(@ForAll("tokens") String text) {
    readOrRefuse(text);
  }

  private static void readOrRefuse(String text) {
    refusing(() -> ORDER.read(text));
    refusing(() -> BY_HAND.read(text));
    refusing(() -> JsonInText.find(text));
  }

  private static void refusing(Runnable read) {
    try {
      read.run();
    } catch (JsonMismatchException e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.toModel()).isNotBlank().hasSizeLessThan(1_000);
    }
  }

  @Provide
  Arbitrary<String> tokens() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"name\"",
            "\"lines\"",
            "null",
            "1e9999999999",
            "-0",
            "1.5",
            "\"\\ud800\"",
            "\"",
            " ",
            "true",
            "```",
            "\u0000",
            "\"day\":\"2026-02-30\"")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<Order> orders() {
    Arbitrary<Line> lines = Combinators.combine(
            Arbitraries.strings().ofMaxLength(8), Arbitraries.integers(), Arbitraries.bigDecimals())
        .as(Line::new);
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.of(Kind.class).optional(),
            lines.list().ofMaxSize(4),
            Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), Arbitraries.of(true, false))
                .ofMaxSize(3),
            Arbitraries.integers().between(-100_000, 100_000).map(LocalDate::ofEpochDay))
        .as(Order::new);
  }
}
