package io.fmops.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.GenerateRequest;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the arguments of tool calls. */
class ArgumentFilterTest {

  private static final String EMAIL = "[a-z0-9]+@[a-z]+\\.org";

  private static String sent(GuardrailPolicy policy, String asked, String arguments) {
    return ScriptedModel.builder()
        .reply(Reply.toolCall("mail", arguments))
        .build()
        .model()
        .with(Guardrail.of(policy))
        .generate(GenerateRequest.of(asked))
        .toolCalls()
        .get(0)
        .arguments();
  }

  private static GuardrailPolicy output(String regex, Action action) {
    return GuardrailPolicy.builder("test")
        .output(Check.of(TestDetectors.pattern("found", regex)).onAny(0.5, action))
        .build();
  }

  private static String redacted(String arguments) {
    return sent(output(EMAIL + "|4111\\d{4}|[0-9]e99", Action.redact("***")), "?", arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Values, names and numbers, each by itself.
        "{\"a\": \"bob@x.org\", \"n\": 1.50} | {\"a\":\"***\",\"n\":1.50}",
        "{\"bob@x.org\": [1, true, null]} | {\"***\":[1,true,null]}",
        "{\"a\": 41111234, \"b\": [-7, 1E5, 0.10]} | {\"a\":\"***\",\"b\":[-7,1E5,0.10]}",
        "41111234 | \"***\"",
        "\"bob\\u0040x.org\" | \"***\"",
        "{\"a\": [\"bob@x.org\", 1e99999999999]} | {\"a\":[\"***\",\"***999999999\"]}",
        // Names that would become one, and values that hide one another.
        "{\"a@x.org\": 1, \"b@x.org\": 2} | {\"***\": 1, \"***\": 2}",
        "{\"a\":\"bob@x.org\",\"a\":\"x\"} | {\"a\":\"***\",\"a\":\"x\"}",
        "{\"a\":\"bob\\u0040x.org\",\"\\u0061\":\"x\"} | {\"a\":\"***\",\"a\":\"x\"}",
        // No JSON: as written, and with its escapes read.
        "{\"a\":\"bob@x.org\"} {} | {\"a\":\"***\"} {}",
        "{\"a\":\"bob\\u0040x.org\"} {} | {\"a\":\"***\"} {}",
        "{\"a\":\"bob\\u0040x.org\",\"n\":NaN} | {\"a\":\"***\",\"n\":NaN}",
        "{\"a\":\"bob@x.org\",\"b\":\"eve\\u0040x.org | {\"a\":\"***\",\"b\":\"***",
        "mail bob@x.org \\n \\u00 \\q | mail *** \\n \\u00 \\q",
      })
  void whatIsFoundIsChangedWhereverItStands(String arguments, String expected) {
    assertThat(redacted(arguments)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{\"a\": [ 1.50, \"x\\u0041\" ], \"b\": 1e400 }",
        "{\"a\": \"\\ud800\", \"a\": 1}",
        "{} {}",
        "\\",
        "\\u12"
      })
  void whatHoldsNothingLeavesAsItWasWritten(String arguments) {
    assertThat(redacted(arguments)).isEqualTo(arguments);
  }

  @ParameterizedTest
  @ValueSource(ints = {999, 1_000, 1_001, 100_000})
  void deepJsonIsLookedAtToo(int depth) {
    String deep = "[".repeat(depth) + "\"bob\\u0040x.org\"" + "]".repeat(depth);
    assertThat(redacted(deep)).contains("***").doesNotContain("bob");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"bob@x.org\": 1}",
        "{\"bob\\u0040x.org\": 1, \"bob\\u0040x.org\": 1}",
        "[\"bob\\u0040x.org\""
      })
  void whatBlocksBlocksInNamesAndInBrokenJson(String arguments) {
    assertThatThrownBy(() -> sent(output(EMAIL, Action.block("no")), "?", arguments))
        .isInstanceOf(BlockedByGuardrailException.class)
        .hasMessage("no");
  }

  @Test
  void placeholdersStayUnlessThePolicyNamesTheTool() {
    GuardrailPolicy.Builder policy = GuardrailPolicy.builder("test")
        .input(Check.of(TestDetectors.pattern("email", EMAIL)).onAny(0.5, Action.replace()));
    String arguments = "{\"to\": \"[EMAIL_1]\", \"count\": 1.50}";
    String restored = "{\"to\":\"bob@x.org\",\"count\":1.50}";
    assertThat(sent(policy.build(), "Ask bob@x.org", arguments)).isEqualTo(arguments);
    assertThat(sent(policy.restoreInTools("fetch").build(), "Ask bob@x.org", arguments))
        .isEqualTo(arguments);
    assertThat(sent(policy.restoreInTools("crm", "mail").build(), "Ask bob@x.org", arguments))
        .isEqualTo(restored);
    assertThat(sent(policy.restoreInTools(Rule.ANY).build(), "Ask bob@x.org", arguments))
        .isEqualTo(restored);
  }

  @Test
  void placeholdersAreRestoredInNamesAndValues() {
    GuardrailPolicy policy = GuardrailPolicy.builder("test")
        .restoreInTools("mail")
        .input(Check.of(TestDetectors.pattern("email", EMAIL)).onAny(0.5, Action.replace()))
        .build();
    assertThat(sent(policy, "Ask bob@x.org", "{\"[EMAIL_1]\": {\"to\": \"to [EMAIL_1]\"}}"))
        .isEqualTo("{\"bob@x.org\":{\"to\":\"to bob@x.org\"}}");
    assertThat(sent(policy, "Ask bob@x.org", "{\"[EMAIL_1]\": 1, \"bob@x.org\": 2}"))
        .isEqualTo("{\"bob@x.org\": 1, \"bob@x.org\": 2}");
    assertThat(sent(policy, "Ask bob@x.org", "to: [EMAIL_1]")).isEqualTo("to: bob@x.org");
  }

  @Test
  void whatIsReplacedInArgumentsStaysReplaced() {
    assertThat(sent(output(EMAIL, Action.replace()), "?", "[\"bob@x.org\", \"eve@x.org\"]"))
        .isEqualTo("[\"[FOUND_1]\",\"[FOUND_2]\"]");
  }

  @Property(tries = 300)
  void anyTextIsTakenAndLeavesUnchangedIfNothingIsFound(@ForAll String text) {
    GuardrailPolicy policy = output("\u0001never\u0001", Action.redact("***"));
    assertThat(sent(policy, "?", text)).isEqualTo(text);
    assertThat(sent(policy, "?", "{\"a\":\"" + text)).isEqualTo("{\"a\":\"" + text);
  }
}
