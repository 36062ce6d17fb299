package io.fmops.chain;

import io.fmops.chain.spi.Journal;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunState;
import io.fmops.chain.spi.RunSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The questions that runs in a journal wait for: to be shown to people and answered, in any
 * process, also one that does not have the chains. A decision is written down and the run stays
 * where it is until somebody calls {@link Chain#resume}. Thread-safe.
 *
 * <pre>{@code
 * Approvals approvals = Approvals.in(journal);
 * for (PendingDecision asked : approvals.waiting(100)) {
 *   approvals.decide(asked, Decision.APPROVE, "hanako", "読みました");
 * }
 * }</pre>
 */
public final class Approvals {

  private final Journal journal;

  private Approvals(Journal journal) {
    this.journal = Objects.requireNonNull(journal, "journal");
  }

  /**
   * The questions in a journal.
   *
   * @param journal where the runs are
   * @return the questions
   */
  public static Approvals in(Journal journal) {
    return new Approvals(journal);
  }

  /**
   * All that waits.
   *
   * @param runs from how many runs at most, those that began first
   * @return the questions, those of one run together
   * @throws JournalException if the journal fails
   */
  public List<PendingDecision> waiting(int runs) {
    List<PendingDecision> all = new ArrayList<>();
    for (RunSummary run : journal.list(RunState.WAITING, runs)) {
      all.addAll(waiting(run));
    }
    return all;
  }

  /**
   * What one run waits for.
   *
   * @param runId names the run
   * @return the questions; none if it waits for nothing, or there is no such run
   * @throws JournalException if the journal fails
   */
  public List<PendingDecision> waiting(String runId) {
    return journal
        .find(runId)
        .filter(run -> run.state() == RunState.WAITING)
        .map(this::waiting)
        .orElse(List.of());
  }

  private List<PendingDecision> waiting(RunSummary run) {
    return open(run.runId(), run.chain(), journal.entries(run.runId()));
  }

  private static List<PendingDecision> open(
      String runId, String chain, List<JournalEntry> entries) {
    Map<String, PendingDecision> open = new LinkedHashMap<>();
    for (JournalEntry entry : entries) {
      if (entry.type() == JournalEntry.Type.WAITING) {
        open.put(entry.step(), RunLog.question(runId, chain, entry));
      } else if (entry.type() == JournalEntry.Type.DECISION) {
        open.remove(entry.step());
      }
    }
    return List.copyOf(open.values());
  }

  /**
   * Writes a decision down. When this returns, it is as durable as the journal can make it.
   *
   * @param asked the question
   * @param choice one of its choices
   * @param who decided; not blank
   * @param comment why, or what is to be different; may be empty
   * @return the decision
   * @throws IllegalArgumentException if the choice is none of the question's, or nobody is named
   * @throws IllegalStateException if the run does not wait for this any more, such as because
   *     somebody else has decided
   * @throws RunInUseException if somebody has the run in hand just now
   * @throws JournalException if the journal fails
   */
  public Decision decide(PendingDecision asked, String choice, String who, String comment) {
    if (!asked.choices().contains(choice)) {
      throw new IllegalArgumentException(
          "the choice \"%s\" is none of %s, which the step \"%s\" asks for"
              .formatted(choice, asked.choices(), asked.step()));
    }
    Decision decision = new Decision(choice, who, comment, Instant.now());
    Optional<JournalRun> found = journal.reopen(asked.runId());
    if (found.isEmpty()) {
      throw new IllegalStateException("there is no run \"%s\"".formatted(asked.runId()));
    }
    try (JournalRun run = found.get()) {
      List<PendingDecision> open = open(asked.runId(), run.header().chain(), run.entries());
      if (open.stream().noneMatch(other -> other.step().equals(asked.step()))) {
        throw new IllegalStateException(
            "the run \"%s\" does not wait for a decision at the step \"%s\" any more"
                .formatted(asked.runId(), asked.step()));
      }
      run.append(new JournalEntry(
          JournalEntry.Type.DECISION, asked.step(), RunLog.write(decision), decision.at()));
      // As long as it waits for another decision, it is to be found among those that wait.
      open.stream()
          .filter(other -> !other.step().equals(asked.step()))
          .findFirst()
          .ifPresent(other -> run.append(new JournalEntry(
              JournalEntry.Type.WAITING, other.step(), RunLog.question(other), other.since())));
    }
    return decision;
  }
}
