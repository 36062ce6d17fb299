package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fmops.chain.spi.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApprovalsTest {

  private final AtomicInteger drafts = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();

  @TempDir
  private Path folder;

  private Chain<String, String> letters() {
    return Chain.<String>named("letters")
        .then(Steps.<String, String>function("draft", text -> {
          drafts.incrementAndGet();
          return "拝啓 " + text;
        }))
        .then(Steps.<String>approval("承認", letter -> "Send this?\n" + letter))
        .then(Steps.<String, String>function("send", letter -> {
          sent.incrementAndGet();
          return "sent: " + letter;
        }))
        .build();
  }

  @Test
  void aRunWaitsIsApprovedElsewhereAndGoesOn() {
    ChainResult<String> waits =
        letters().run("x", RunOptions.journaled(FolderJournal.in(folder), "r"));
    assertThat(waits.finished()).isFalse();
    assertThat(waits.trace().state()).isEqualTo(StepState.WAITING);
    assertThat(waits.trace().find("承認").orElseThrow().state()).isEqualTo(StepState.WAITING);
    assertThatThrownBy(waits::output)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("承認");

    Approvals approvals = Approvals.in(FolderJournal.in(folder));
    List<PendingDecision> asked = approvals.waiting(10);
    assertThat(asked).isEqualTo(approvals.waiting("r")).singleElement().satisfies(question -> {
      assertThat(question.question()).isEqualTo("Send this?\n拝啓 x");
      assertThat(question.choices()).containsExactly("approve", "reject");
      assertThat(question.chain()).isEqualTo("letters");
      assertThat(question.step()).isEqualTo("承認");
    });
    approvals.decide(asked.get(0), Decision.APPROVE, "花子", "よし");
    assertThat(approvals.waiting(10)).isEmpty();
    assertThat(sent).hasValue(0);

    ChainResult<String> done = letters().resume(FolderJournal.in(folder), "r");
    assertThat(done.output()).isEqualTo("sent: 拝啓 x");
    assertThat(drafts).hasValue(1);
    assertThat(done.trace().find("承認").orElseThrow().output().orElseThrow())
        .contains("花子")
        .contains("よし");
  }

  @Test
  void aResumedRunThatIsNotDecidedWaitsOn() {
    InMemoryJournal journal = new InMemoryJournal();
    letters().run("x", RunOptions.journaled(journal, "r"));
    assertThat(letters().resume(journal, "r").finished()).isFalse();
    assertThat(journal.find("r").orElseThrow().state()).isEqualTo(RunState.WAITING);
    assertThat(Approvals.in(journal).waiting("r")).hasSize(1);
    assertThat(drafts).hasValue(1);
  }

  @Test
  void aRejectedRunFailsAndTellsWho() {
    InMemoryJournal journal = new InMemoryJournal();
    letters().run("x", RunOptions.journaled(journal, "r"));
    Approvals approvals = Approvals.in(journal);
    approvals.decide(approvals.waiting("r").get(0), Decision.REJECT, "hanako", "too short");
    ChainException e =
        catchThrowableOfType(ChainException.class, () -> letters().resume(journal, "r"));
    assertThat(e)
        .hasMessageContaining("step \"承認\"")
        .hasMessageContaining("hanako did not approve")
        .hasCauseInstanceOf(NotApprovedException.class);
    assertThat(((NotApprovedException) e.getCause()).decision().comment()).isEqualTo("too short");
    assertThat(sent).hasValue(0);
    assertThatThrownBy(() -> letters().resume(journal, "r"))
        .as("a decision stands")
        .hasCauseInstanceOf(NotApprovedException.class);
  }

  @Test
  void aDecisionIsMadeOnceAndByAChoiceOfTheQuestion() {
    InMemoryJournal journal = new InMemoryJournal();
    letters().run("x", RunOptions.journaled(journal, "r"));
    Approvals approvals = Approvals.in(journal);
    PendingDecision asked = approvals.waiting("r").get(0);
    assertThatThrownBy(() -> approvals.decide(asked, "maybe", "hanako", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[approve, reject]");
    assertThatThrownBy(() -> approvals.decide(asked, Decision.APPROVE, " ", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("who");
    approvals.decide(asked, Decision.APPROVE, "hanako", "");
    assertThatThrownBy(() -> approvals.decide(asked, Decision.REJECT, "taro", ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("any more");
    assertThat(letters().resume(journal, "r").finished()).isTrue();
  }

  @Test
  void aDecisionIsNotMadeWhileTheRunIsInSomebodysHands() {
    InMemoryJournal journal = new InMemoryJournal();
    Chain<String, String> chain = Chain.<String>named("c")
        .then(Flows.<String, String>parallel(
            "p",
            List.of(
                Steps.<String>approval("ok", text -> "?"),
                Steps.<String, String>function("meanwhile", text -> {
                  Approvals approvals = Approvals.in(journal);
                  assertThatThrownBy(() -> approvals.decide(
                          approvals.waiting("r").get(0), Decision.APPROVE, "a", ""))
                      .isInstanceOf(RunInUseException.class);
                  return text;
                }))))
        .then(Steps.<List<String>, String>function("join", all -> String.join("", all)))
        .build();
    assertThat(chain.run("x", RunOptions.journaled(journal, "r").maxParallel(1)).finished())
        .isFalse();
  }

  @Test
  void stepsBesideAWaitingOneGoOnAndSeveralQuestionsAreAnsweredOneByOne() {
    InMemoryJournal journal = new InMemoryJournal();
    AtomicInteger worked = new AtomicInteger();
    Chain<String, List<String>> chain = Chain.<String>named("c")
        .<List<String>>then(Flows.<String, String>parallel(
            "p",
            List.of(
                Steps.<String>decision("color", text -> "Which?", "red", "青")
                    .with((text, decision) -> decision.choice()),
                Steps.<String, String>function("work", text -> {
                  worked.incrementAndGet();
                  return "worked";
                }),
                Steps.<String>approval("ok", text -> "Ok?"))))
        .build();
    RunOptions options = RunOptions.journaled(journal, "r");
    ChainResult<List<String>> first = chain.run("x", options);
    assertThat(first.waiting())
        .extracting(PendingDecision::step)
        .containsExactlyInAnyOrder("p/color", "p/ok");
    assertThat(first.trace().find("p").orElseThrow().state()).isEqualTo(StepState.WAITING);
    assertThat(worked).hasValue(1);
    Approvals approvals = Approvals.in(journal);
    PendingDecision color = approvals.waiting("r").stream()
        .filter(asked -> asked.step().equals("p/color"))
        .findFirst()
        .orElseThrow();
    approvals.decide(color, "青", "hanako", "");
    assertThat(approvals.waiting(10))
        .as("it still waits for the other")
        .extracting(PendingDecision::step)
        .containsExactly("p/ok");
    approvals.decide(approvals.waiting(10).get(0), Decision.APPROVE, "taro", "");
    assertThat(chain.resume(options).output()).containsExactly("青", "worked", "x");
    assertThat(worked).hasValue(1);
  }

  @Test
  void withoutAJournalNobodyCanBeWaitedFor() {
    assertThatThrownBy(() -> letters().run("x"))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("step \"承認\"")
        .hasMessageContaining("RunOptions.journaled");
  }

  @Test
  void aQuestionOfARunThatIsGoneCannotBeAnswered() {
    InMemoryJournal journal = new InMemoryJournal();
    letters().run("x", RunOptions.journaled(journal, "r"));
    PendingDecision asked = Approvals.in(journal).waiting("r").get(0);
    journal.delete("r");
    assertThatThrownBy(() -> Approvals.in(journal).decide(asked, Decision.APPROVE, "a", ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no run \"r\"");
  }
}
