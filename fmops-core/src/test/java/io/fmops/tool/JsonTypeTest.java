package io.fmops.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.JsonSchema;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("UnicodeInCode") // names in Japanese are what is tested
class JsonTypeTest {

  enum Unit {
    CELSIUS,
    FAHRENHEIT
  }

  @Description("what to look up")
  record Query(
      @Description("city and country") String place, Optional<Unit> unit, List<Stop> stops) {}

  record Stop(int number, @Description("なまえ") String 名前) {}

  record Everything(
      boolean yes,
      byte small,
      long large,
      double real,
      BigDecimal money,
      LocalDate day,
      Instant moment,
      Duration time,
      UUID id,
      URI link,
      Set<String> tags,
      Map<String, Integer> counts,
      Optional<Stop> stop,
      Payment payment) {}

  sealed interface Payment permits Card, Transfer {}

  record Card(String number) implements Payment {}

  record Transfer(String iban, Optional<String> note) implements Payment {}

  record Range(int from, int to) {
    Range {
      if (from > to) {
        throw new IllegalArgumentException("from is " + from + ", above to, which is " + to);
      }
    }
  }

  record Node(Optional<Node> next) {}

  record Generic<T>(T value) {}

  record HoldsGeneric(Generic<String> inner) {}

  record Loose(Inner inner) {
    record Inner(List<Object> things) {}
  }

  record Empty() {}

  sealed interface Clash permits Tagged {}

  record Tagged(String type) implements Clash {}

  private static JsonMismatchException wrong(Class<?> type, String json) {
    return catchThrowableOfType(
        JsonMismatchException.class, () -> JsonType.of(type).read(json));
  }

  @Test
  void theSchemaForToolsLeavesOptionalsOutOfWhatIsRequired() {
    assertThat(JsonType.of(Query.class).schema()).isEqualTo(JsonSchema.of("""
                {"type":"object","description":"what to look up","properties":{
                  "place":{"type":"string","description":"city and country"},
                  "unit":{"type":"string","enum":["CELSIUS","FAHRENHEIT"]},
                  "stops":{"type":"array","items":{"type":"object","properties":{
                    "number":{"type":"integer"},
                    "名前":{"type":"string","description":"なまえ"}},
                    "required":["number","名前"],"additionalProperties":false}}},
                 "required":["place","stops"],"additionalProperties":false}
                """));
  }

  @Test
  void theStrictSchemaRequiresEverythingAndLetsOptionalsBeNull() {
    assertThat(JsonType.of(Transfer.class).strictSchema()).isEqualTo(JsonSchema.of("""
                {"type":"object","properties":{
                  "iban":{"type":"string"},
                  "note":{"anyOf":[{"type":"string"},{"type":"null"}]}},
                 "required":["iban","note"],"additionalProperties":false}
                """));
  }

  @Test
  void theSameTypeHasTheSameTextEachTime() {
    String once = JsonType.of(Everything.class).schema().toJson();
    assertThat(JsonType.of(Everything.class).schema().toJson()).isEqualTo(once);
  }

  @Test
  void whatIsNoRecordIsWrappedIntoAnObject() {
    JsonType<List<Stop>> stops = JsonType.listOf(Stop.class);
    assertThat(stops.schema().toJson())
        .startsWith("{\"type\":\"object\",\"properties\":{\"value\"");
    assertThat(stops.read("{\"value\":[{\"number\":1,\"名前\":\"東京\"}]}"))
        .containsExactly(new Stop(1, "東京"));
    assertThatThrownBy(() -> stops.read("[]")).hasMessageContaining("$.value: is missing");
    assertThatThrownBy(() -> stops.read("{\"value\":[],\"more\":1}"))
        .hasMessageContaining("no other");
    assertThat(JsonType.of(Unit.class).read("{\"value\":\"CELSIUS\"}")).isEqualTo(Unit.CELSIUS);
  }

  @Test
  void aValueOfEveryKindSurvivesTheWayThroughJson() {
    Everything value = new Everything(
        true,
        (byte) -7,
        Long.MAX_VALUE,
        0.1,
        new BigDecimal("12.50"),
        LocalDate.of(2026, 11, 25),
        Instant.parse("2026-11-25T01:02:03Z"),
        Duration.ofMinutes(90),
        UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
        URI.create("https://example.com/a?b=c"),
        Set.of("一", "two"),
        Map.of("鍵", 1),
        Optional.of(new Stop(3, "é")),
        new Transfer("DE00", Optional.empty()));
    JsonType<Everything> type = JsonType.of(Everything.class);
    assertThat(type.read(type.write(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | $.number: is missing, but it is required",
        "{\"number\":1} | $.名前: is missing, but it is required",
        "{\"number\":1,\"名前\":null} | $.名前: expected a string but found null",
        "{\"number\":\"1\",\"名前\":\"a\"} | $.number: expected a whole number from -2147483648 to 2147483647 but found a string",
        "{\"number\":2147483648,\"名前\":\"a\"} | $.number: expected a whole number from -2147483648 to 2147483647 but found a number",
        "{\"number\":1.5,\"名前\":\"a\"} | $.number: expected a whole number from -2147483648 to 2147483647 but found a number",
        "{\"number\":1e999999999,\"名前\":\"a\"} | $.number: expected a whole number from -2147483648 to 2147483647 but found a number",
        "{\"number\":1,\"名前\":\"a\",\"secret\":1} | $[*]: there is no such field; the fields are number, 名前",
        "[] | $: expected an object but found an array",
        "3 | $: expected an object but found a number",
        "'' | $: there is nothing; expected a JSON object",
      })
  void aMismatchNamesThePlaceAndWhatWouldBeRight(String json, String message) {
    assertThat(wrong(Stop.class, json)).hasMessage(message);
  }

  @Test
  void aWholeNumberMayBeWrittenWithADot() {
    assertThat(JsonType.of(Stop.class).read("{\"number\":3.0,\"名前\":\"a\"}").number())
        .isEqualTo(3);
  }

  @Test
  void placesInListsAndMapsAreTold() {
    assertThat(wrong(Query.class, "{\"place\":\"a\",\"stops\":[{\"number\":1,\"名前\":\"a\"},{}]}"))
        .hasMessageStartingWith("$.stops[1].number: ");
    assertThat(wrong(Query.class, "{\"place\":\"a\",\"stops\":[],\"unit\":\"KELVIN\"}"))
        .hasMessage("$.unit: expected one of \"CELSIUS\", \"FAHRENHEIT\" but found a string");
  }

  @Test
  void whatTheModelWroteIsToldToTheModelOnly() {
    JsonMismatchException e = wrong(Stop.class, "{\"number\":1,\"名前\":\"a\",\"secret\":1}");
    assertThat(e).hasMessageNotContaining("secret");
    assertThat(e.path()).isEqualTo("$[*]");
    assertThat(e.toModel()).contains("$[\"secret\"]");
    JsonMismatchException cut = wrong(Stop.class, "{\"" + "k".repeat(100_000) + "\":1}");
    assertThat(cut.toModel()).hasSizeLessThan(1_000);
    assertThat(wrong(Stop.class, "{\"number\": secret}")).hasMessageNotContaining("secret");
  }

  @Test
  void theCheckOfTheRecordItselfCounts() {
    JsonMismatchException e = wrong(Range.class, "{\"from\":2,\"to\":1}");
    assertThat(e).hasMessage("$: refused by the check of Range");
    assertThat(e.toModel()).contains("from is 2, above to, which is 1");
  }

  @Test
  void optionalsMayBeNullOrAbsent() {
    JsonType<Transfer> type = JsonType.of(Transfer.class);
    Transfer without = new Transfer("x", Optional.empty());
    assertThat(type.read("{\"iban\":\"x\",\"note\":null}")).isEqualTo(without);
    assertThat(type.read("{\"iban\":\"x\"}")).isEqualTo(without);
  }

  @Test
  void aSealedInterfaceIsReadByTheNameOfItsRecord() {
    JsonType<Payment> type = JsonType.of(Payment.class);
    assertThat(type.read("{\"value\":{\"type\":\"Card\",\"number\":\"1\"}}"))
        .isEqualTo(new Card("1"));
    assertThat(type.read(type.write(new Card("2")))).isEqualTo(new Card("2"));
    assertThatThrownBy(() -> type.read("{\"value\":{\"type\":\"Cash\"}}"))
        .hasMessageContaining("$.value.type: expected one of \"Card\", \"Transfer\"");
    assertThatThrownBy(() -> JsonType.of(Clash.class)).hasMessageContaining("component type");
  }

  @Test
  void duplicateKeysAreRefused() {
    assertThat(wrong(Range.class, "{\"from\":1,\"from\":2,\"to\":3}"))
        .hasMessageContaining("duplicate key");
  }

  @Test
  void whateverIsNestedTooDeepIsRefused() {
    String bomb = "[".repeat(10_000) + "]".repeat(10_000);
    assertThat(wrong(Stop.class, bomb)).hasMessageContaining("nested deeper than 100");
    assertThat(wrong(Stop.class, "{\"a\":".repeat(10_000))).hasMessageContaining("nested deeper");
  }

  @Test
  void aMegabyteIsTaken() {
    String long1 = "あ".repeat(1_000_000);
    assertThat(JsonType.of(Stop.class)
            .read("{\"number\":1,\"名前\":\"" + long1 + "\"}")
            .名前())
        .isEqualTo(long1);
  }

  @Test
  void typesWithoutJsonAreRefusedByName() {
    assertThatThrownBy(() -> JsonType.of(Node.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contains itself (component next of");
    assertThatThrownBy(() -> JsonType.of(Loose.class))
        .hasMessageContaining("java.lang.Object has no JSON schema (component inner.things of");
    assertThatThrownBy(() -> JsonType.of(HoldsGeneric.class)).hasMessageContaining("Generic");
    assertThatThrownBy(() -> JsonType.of(Thread.class)).hasMessageContaining("java.lang.Thread");
  }

  @Test
  void aMapHasNoStrictSchema() {
    assertThatThrownBy(() -> JsonType.of(Everything.class).strictSchema())
        .hasMessageContaining("Map");
  }

  @Test
  void aRecordWithoutComponentsIsAnEmptyObject() {
    assertThat(JsonType.of(Empty.class).read("{}")).isEqualTo(new Empty());
    assertThat(wrong(Empty.class, "{\"a\":1}")).hasMessageContaining("without fields");
  }
}
