package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fmops.model.Cost;
import io.fmops.model.ModelId;
import io.fmops.model.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceJsonTest {

  private final String json = SampleTraces.rich().toJson();

  @Test
  void whatIsReadEqualsWhatWasWritten() {
    Trace read = Trace.fromJson(json);
    assertThat(read).isEqualTo(SampleTraces.rich());
    assertThat(read.toJson()).isEqualTo(json);
  }

  @Property(tries = 300)
  void anyTraceComesBackAsItWas(@ForAll("traces") Trace trace) {
    assertThat(Trace.fromJson(trace.toJson())).isEqualTo(trace);
  }

  @Test
  void theJsonIsReadableAndExact() {
    assertThat(json)
        .startsWith("{\n  \"runId\" : \"run-2026/<1>\",\n")
        .endsWith("}\n")
        .contains("\"start\" : \"2026-02-03T04:05:06.123456789Z\"")
        .contains("\"duration\" : \"PT3.02S\"")
        .contains("\"state\" : \"failed\"")
        .contains("\"kind\" : \"map_reduce\"")
        .contains("\"path\" : \"要約/parts[1]\"")
        .contains("\"amount\" : \"0.000047\"")
        .doesNotContain("null");
  }

  @Test
  void fieldsOfALaterVersionAreLeftOut() {
    String later = json.replace("\"runId\"", "\"colour\" : {\"a\" : [1]}, \"runId\"");
    assertThat(Trace.fromJson(later)).isEqualTo(SampleTraces.rich());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"runId\" : \"run-2026/<1>\"|\"x\" : 1|trace.runId is missing; expected a text",
        "\"state\" : \"replayed\"|\"state\" : \"gone\"|trace.steps[0].state is something else; expected one of running, finished, failed, cancelled, waiting, replayed",
        "\"duration\" : \"PT1.5S\"|\"duration\" : \"1.5\"|trace.steps[0].duration is something else; expected a duration such as PT1.5S",
        "\"attempts\" : 4|\"attempts\" : -4|trace.steps[2].steps[1].attempts is something else; expected a whole number from 0 to 2147483647",
        "\"attempts\" : 4|\"attempts\" : 4.5|trace.steps[2].steps[1].attempts is something else; expected a whole number from 0 to 2147483647",
        "\"source\" : \"estimated\"|\"source\" : 3|trace.steps[2].steps[1].usage.source is something else; expected a text",
        "\"estimated\" : false|\"estimated\" : 0|trace.steps[1].steps[0].cost.estimated is something else; expected true or false",
        "\"amount\" : \"0.000047\"|\"amount\" : \"-1\"|trace.steps[2].steps[0].cost.amount is something else; expected an amount of 0 or more such as 0.0012",
        "\"amount\" : \"0.000047\"|\"amount\" : \"1e999999999\"|trace.steps[2].steps[0].cost.amount is something else; expected an amount of 0 or more such as 0.0012",
        "\"model\" : \"baseline:echo\"|\"model\" : \"\"|trace.steps[1].steps[0].model is something else; expected an id such as provider:model",
        "\"cacheRead\" : 1024|\"cacheRead\" : \"many\"|trace.steps[2].steps[0].usage.cacheRead is something else; expected a whole number from 0 to 9223372036854775807",
      })
  void whatIsWrongIsToldWithItsPlace(String right, String wrong, String message) {
    assertThat(json).contains(right);
    int at = json.indexOf(right);
    String broken = json.substring(0, at) + wrong + json.substring(at + right.length());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.fromJson(broken))
        .withMessage(message);
  }

  @Test
  void whatIsNoJsonIsToldWithoutItsText() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.fromJson("{\"runId\" : secret }"))
        .withMessageStartingWith("this is no trace: it is no JSON")
        .withMessageContaining("line 1")
        .withMessageNotContaining("secret")
        .withNoCause();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.fromJson(""))
        .withMessage("trace is no JSON object");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.fromJson("[]"))
        .withMessage("trace is no JSON object");
    assertThatIllegalArgumentException().isThrownBy(() -> Trace.fromJson(json + "{}"));
    assertThatIllegalArgumentException().isThrownBy(() -> Trace.fromJson("[".repeat(100_000)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Trace.fromJson(json.replace("\"runId\"", "\"runId\" : \"a\", \"runId\"")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trace.fromJson(json.replaceFirst("\"steps\" : \\[", "\"steps\" : [7, ")))
        .withMessage("trace.steps[0] is no JSON object");
  }

  @Provide
  Arbitrary<Trace> traces() {
    return Combinators.combine(texts(), texts(), instants(), durations(), states(), steps(3))
        .as(Trace::new);
  }

  private static Arbitrary<List<TraceStep>> steps(int depth) {
    if (depth == 0) {
      return Arbitraries.just(List.of());
    }
    Arbitrary<TraceStep.Builder> bare = Combinators.combine(
            texts(), texts(), Arbitraries.of(StepKind.values()), instants())
        .as(TraceStep::builder);
    return Combinators.combine(
            bare, durations(), states(), texts(), usages(), costs(), models(), steps(depth - 1))
        .as((step, duration, state, text, usage, cost, model, inner) -> step.duration(duration)
            .state(state)
            .input(text)
            .output(text.length() % 2 == 0 ? text + text : null)
            .prompt(text.length() % 3 == 0 ? text : null)
            .error(text.length() % 5 == 0 ? text : null)
            .attempts(1 + text.length())
            .usage(usage)
            .cost(cost)
            .model(model)
            .steps(inner)
            .build())
        .list()
        .ofMaxSize(3);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(30), Arbitraries.of("", "要約", SampleTraces.HOSTILE));
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE / 2).map(n -> Instant.EPOCH.plusNanos(n));
  }

  private static Arbitrary<Duration> durations() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofNanos);
  }

  private static Arbitrary<StepState> states() {
    return Arbitraries.of(StepState.values());
  }

  private static Arbitrary<TokenUsage> usages() {
    Arbitrary<Long> counts = Arbitraries.longs().between(0, Long.MAX_VALUE);
    return Combinators.combine(
            counts, counts, counts, counts, Arbitraries.of(TokenUsage.Source.values()))
        .as(TokenUsage::new)
        .injectNull(0.3);
  }

  private static Arbitrary<Cost> costs() {
    return Combinators.combine(
            Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.TEN.pow(20))
                .ofScale(15),
            Arbitraries.of("USD", "JPY"),
            Arbitraries.integers().between(0, 40_000),
            Arbitraries.of(true, false))
        .as((amount, currency, day, estimated) ->
            new Cost(amount, currency, LocalDate.ofEpochDay(day), estimated))
        .injectNull(0.3);
  }

  private static Arbitrary<ModelId> models() {
    return Arbitraries.of("baseline:echo", "bedrock:amazon.nova-lite-v1:0?region=eu-west-1&x=a%26b")
        .map(ModelId::parse)
        .injectNull(0.3);
  }
}
