package io.fmops.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.guardrails.Action;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatScreenTest {

  private final StringWriter shown = new StringWriter();

  private static Verdict verdict(Verdict.Outcome outcome, String category) {
    return new Verdict(
        Stage.TOOL_RESULT,
        outcome,
        List.of(
            new Verdict.Item(new Finding(category, 0, 1, 0.5, "d"), 0, Action.flag(), false),
            new Verdict.Item(new Finding(category, 2, 3, 0.75, "d"), 0, Action.flag(), false)),
        List.of(new Verdict.Failure("slow", "no answer within its 50 ms", false)),
        "",
        "p",
        "v1",
        false,
        Duration.ZERO);
  }

  @Test
  void findingsOfACategoryAreToldOnceWithTheBestScoreAndFailuresAreTold() {
    new ChatScreen(new PrintWriter(shown), false)
        .verdicts(List.of(verdict(Verdict.Outcome.FLAGGED, "insult")));
    assertThat(shown.toString().strip())
        .isEqualTo(
            "[tool-result flagged (insult flag 0.75, slow failed: no answer within its 50 ms);"
                + " policy p v1]");
  }

  @Test
  void colourIsForTerminalsAndTellsTheStrongestOutcome() {
    ChatScreen screen = new ChatScreen(new PrintWriter(shown), true);
    screen.prompt();
    screen.verdicts(
        List.of(verdict(Verdict.Outcome.BLOCKED, "a"), verdict(Verdict.Outcome.PASSED, "b")));
    assertThat(shown.toString()).startsWith("> \u001b[31m[").contains("\u001b[0m");
  }

  @Test
  void whatATerminalWouldObeyIsShownAsUnknown() {
    ChatScreen screen = new ChatScreen(new PrintWriter(shown), true);
    screen.text("a\u001b[2J\u202Eb\r\u009B2J\n\tか😀");
    assertThat(shown).hasToString("a\uFFFD[2J\uFFFDb\uFFFD\uFFFD2J\n\tか😀");
  }

  @Test
  void aModelWithoutVerdictsShowsNone() {
    new ChatScreen(new PrintWriter(shown), true).verdicts(List.of());
    assertThat(shown.toString()).isEmpty();
  }
}
