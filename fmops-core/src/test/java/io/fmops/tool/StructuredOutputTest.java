package io.fmops.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolChoice;
import io.fmops.model.UnavailableException;
import io.fmops.tool.StructuredOutput.Result;
import io.fmops.tool.StructuredOutput.Way;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredOutputTest {

  record Invoice(String number, BigDecimal total) {
    Invoice {
      if (total.signum() < 0) {
        throw new IllegalArgumentException("total must not be negative");
      }
    }
  }

  record Counts(Map<String, Integer> counts) {}

  record Place(String place) {}

  private static final GenerateRequest QUESTION = GenerateRequest.of("請求書");
  private static final String JSON = "{\"number\":\"第1号\",\"total\":12.50}";
  private static final Invoice INVOICE = new Invoice("第1号", new BigDecimal("12.50"));

  private final StructuredOutput<Invoice> invoices = StructuredOutput.of(Invoice.class);
  private final StructuredOutput<Invoice> prompted = invoices.by(Way.PROMPT);

  @Test
  void theProvidersJsonModeIsTheFirstWay() {
    Turns turns = new Turns().says(JSON);
    Result<Invoice> result = invoices.generate(turns.model(), QUESTION);
    assertThat(result.value()).isEqualTo(INVOICE);
    assertThat(result.repaired()).isFalse();
    assertThat(turns.asked.get(0).outputFormat().orElseThrow().schema())
        .isEqualTo(JsonType.of(Invoice.class).strictSchema());
    assertThat(result.toString()).doesNotContain("第1号");
  }

  @Test
  void aToolIsTheSecondWayAndWordsTheThirdAndTheWayIsRemembered() {
    RejectedInputException no = new RejectedInputException("no JSON mode");
    Turns turns = new Turns()
        .fails(no)
        .calls("1", "answer", JSON)
        .calls("2", "answer", JSON)
        .fails(new RejectedInputException("no tools either"))
        .says(JSON);
    assertThat(invoices.generate(turns.model(), QUESTION).value()).isEqualTo(INVOICE);
    assertThat(turns.asked.get(1).toolChoice()).isEqualTo(ToolChoice.REQUIRED);
    invoices.generate(turns.model(), QUESTION);
    assertThat(turns.asked).as("not refused again").hasSize(3);
    invoices.generate(turns.model(), QUESTION);
    assertThat(turns.asked.get(4).system().orElseThrow()).contains("\"number\"");
  }

  @Test
  void aRequestThatEveryWayIsRefusedForTellsAllRefusals() {
    Turns turns = new Turns()
        .fails(new RejectedInputException("one"))
        .fails(new RejectedInputException("two"))
        .fails(new RejectedInputException("three"));
    RejectedInputException e = catchThrowableOfType(
        RejectedInputException.class, () -> invoices.generate(turns.model(), QUESTION));
    assertThat(e).hasMessage("three");
    assertThat(e.getSuppressed()[0]).hasMessage("two");
  }

  @Test
  void aMapGoesThroughAToolBecauseJsonModesHaveNoWordsForIt() {
    Turns turns = new Turns().calls("1", "answer", "{\"counts\":{\"鳥\":2}}");
    assertThat(
            StructuredOutput.of(Counts.class).generate(turns.model(), QUESTION).value())
        .isEqualTo(new Counts(Map.of("鳥", 2)));
    assertThatThrownBy(() -> StructuredOutput.of(Counts.class).by(Way.NATIVE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "```json\n%s\n```",
        "Here {as you wished} it is:\n%s\nAnything else?",
        "\uFEFF %s",
        "{} %s",
        "%1$s and once more %1$s"
      })
  void whatStandsAroundTheJsonIsPassedOver(String around) {
    Turns turns = new Turns().says(around.formatted(JSON));
    assertThat(prompted.generate(turns.model(), QUESTION).value()).isEqualTo(INVOICE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I do not know.",
        "{\"number\":\"1\"}",
        "{\"number\":\"1\",\"total\":-1}",
        "{\"number\":\"1\",\"total\":1} or {\"number\":\"2\",\"total\":1}",
        "{\"a\":{\"number\":\"1\",\"total\":1}",
        "{\"number\":\"1\",\"number\":\"2\",\"total\":1}"
      })
  void anAnswerThatDoesNotFitIsRepairedOnce(String wrong) {
    Turns turns = new Turns().says(wrong).says(JSON);
    Result<Invoice> result = prompted.generate(turns.model(), QUESTION);
    assertThat(result.value()).isEqualTo(INVOICE);
    assertThat(result.repaired()).isTrue();
    assertThat(result.response().usage()).isEqualTo(TokenUsage.reported(20, 10));
    assertThat(result.response().cost().orElseThrow().amount()).isEqualByComparingTo("0.02");
    assertThat(turns.asked.get(1).messages()).hasSize(3);
  }

  @Test
  void theRepairTellsThePlaceAndWhatTheRecordsOwnCheckSaid() {
    Turns turns = new Turns().says("{\"number\":\"1\",\"total\":-1}").says(JSON);
    prompted.generate(turns.model(), QUESTION);
    assertThat(turns.asked.get(1).messages().get(2).text())
        .contains("$: refused by the check of Invoice: total must not be negative");
  }

  @Test
  void aSecondMismatchIsAnErrorThatHasTheTextButDoesNotTellIt() {
    Turns turns = new Turns().says("secret one").says("{\"secret\":1}");
    MalformedAnswerException e = catchThrowableOfType(
        MalformedAnswerException.class, () -> prompted.generate(turns.model(), QUESTION));
    assertThat(e)
        .hasMessageContaining("$[*]: there is no such field")
        .hasMessageNotContaining("secret");
    assertThat(e).hasNoCause();
    assertThat(e.partialContent()).containsExactly(ContentBlock.text("{\"secret\":1}"));
    assertThat(e.usage()).isEqualTo(TokenUsage.reported(20, 10));
  }

  @Test
  void aCutOffAnswerIsAnErrorAtOnceEvenIfItLooksWhole() {
    Turns turns = new Turns().turn(StopReason.MAX_TOKENS, ContentBlock.text(JSON));
    assertThatThrownBy(() -> prompted.generate(turns.model(), QUESTION))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("cut off");
    assertThat(turns.asked).hasSize(1);
  }

  @Test
  void aGuardrailsTextIsNotTakenForAnAnswer() {
    Turns turns = new Turns().turn(StopReason.GUARDRAIL, ContentBlock.text("no"));
    assertThatThrownBy(() -> prompted.generate(turns.model(), QUESTION))
        .isInstanceOf(BlockedByGuardrailException.class);
    assertThat(turns.asked).hasSize(1);
  }

  @Test
  void throughAToolTheProblemIsTheToolsResult() {
    Turns turns = new Turns().calls("1", "answer", "{}").calls("2", "answer", JSON);
    Result<Invoice> result = invoices.by(Way.TOOL).generate(turns.model(), QUESTION);
    assertThat(result.value()).isEqualTo(INVOICE);
    ContentBlock.ToolResult told =
        (ContentBlock.ToolResult) turns.asked.get(1).messages().get(2).content().get(0);
    assertThat(told.error()).isTrue();
    assertThat(told.callId()).isEqualTo("1");
    assertThat(ContentBlock.visibleText(told.content())).contains("$.number: is missing");
  }

  @Test
  void aModelThatTalksInsteadOfCallingIsToldTo() {
    Turns turns = new Turns().says("Hello").calls("2", "answer", JSON);
    assertThat(invoices.by(Way.TOOL).generate(turns.model(), QUESTION).value()).isEqualTo(INVOICE);
    assertThat(turns.asked.get(1).messages().get(2).role()).isEqualTo(Role.USER);
    assertThat(turns.asked.get(1).messages().get(2).text()).contains("exactly one call");
  }

  @Test
  void anEmptyAnswerIsAskedForOnceMore() {
    Turns turns = new Turns().turn(StopReason.END_TURN).says(JSON);
    assertThat(prompted.generate(turns.model(), QUESTION).value()).isEqualTo(INVOICE);
    assertThat(turns.asked.get(1)).isEqualTo(turns.asked.get(0));
  }

  @Test
  void aFailedRepairKeepsTheUsageOfTheFirstTurn() {
    Turns turns = new Turns().says("no").fails(new UnavailableException("down"));
    UnavailableException e = catchThrowableOfType(
        UnavailableException.class, () -> prompted.generate(turns.model(), QUESTION));
    assertThat(e.usage().total()).isEqualTo(15);
  }

  @Test
  void aListIsWrappedAndUnwrapped() {
    Turns turns = new Turns().says("{\"value\":[" + JSON + "]}");
    assertThat(StructuredOutput.listOf(Invoice.class)
            .generate(turns.model(), QUESTION)
            .value())
        .isEqualTo(List.of(INVOICE));
  }

  @Test
  void theToolsOfALoopComeBeforeTheAnswer() {
    Tool lookUp = Tool.of("look_up", "", Place.class, args -> "found");
    Turns turns = new Turns().calls("1", "look_up", "{\"place\":\"x\"}").calls("2", "answer", JSON);
    Result<Invoice> result =
        invoices.by(Way.TOOL).generate(turns.model(ToolLoop.of(lookUp)), QUESTION);
    assertThat(result.value()).isEqualTo(INVOICE);
    assertThat(turns.asked.get(1).toolChoice()).isEqualTo(ToolChoice.REQUIRED);
    assertThat(result.response().usage()).isEqualTo(TokenUsage.reported(20, 10));
  }

  @Test
  void aRequestWithToolsOfItsOwnIsRefused() {
    Tool tool = Tool.of("t", "", Place.class, args -> "x");
    assertThatThrownBy(() -> invoices.generate(
            new Turns().model(), QUESTION.toBuilder().tool(tool.definition()).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ToolLoop");
  }
}
