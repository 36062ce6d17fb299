package io.fmops.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.JournalRun;
import io.fmops.chain.spi.RunHeader;
import io.fmops.chain.spi.RunState;
import io.fmops.model.ModelId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's side of its journal: what was written before, and what is written now. Thread-safe. */
final class RunLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunLog.class);

  private final String runId;
  private final JournalRun run;
  private final Map<String, String> steps = new HashMap<>();
  private final Map<String, Decision> decisions = new HashMap<>();
  private final boolean wasFinished;

  /** What failed steps used, in earlier processes and in this one. */
  private final List<JournaledStep> lostBefore = new ArrayList<>(0);

  private final Queue<JournaledStep> lost = new ConcurrentLinkedQueue<>();

  /**
   * A run that was just opened.
   *
   * @throws JournalException if an entry makes no sense
   */
  RunLog(String runId, JournalRun run) {
    this.runId = runId;
    this.run = run;
    for (JournalEntry entry : run.entries()) {
      if (entry.type() == JournalEntry.Type.STEP) {
        steps.put(entry.step(), entry.data());
      } else if (entry.type() == JournalEntry.Type.DECISION) {
        decisions.put(entry.step(), decision(runId, entry));
      } else if (entry.type() == JournalEntry.Type.FAILED && !entry.data().isEmpty()) {
        tree(runId, entry).path("lost").forEach(step -> lostBefore.add(journaled(step)));
      }
    }
    wasFinished = InMemoryJournal.state(run.entries()) == RunState.FINISHED;
    if (!run.entries().isEmpty() && !wasFinished) {
      append(JournalEntry.Type.RESUMED, "", "");
    }
  }

  String runId() {
    return runId;
  }

  /** What steps that failed in earlier processes used; it was paid for, too. */
  List<JournaledStep> lostBefore() {
    return lostBefore;
  }

  /** A step has failed; what it used is written down with the failure of the run. */
  void lost(JournaledStep step) {
    if (step.usage().isPresent()) {
      lost.add(step);
    }
  }

  RunHeader header() {
    return run.header();
  }

  /** The output of a step that has finished before; null if it has not. */
  @Nullable
  Object replay(Step<?, ?> step, Node node, RunBudget budget) {
    String path = node.path();
    String data = steps.get(path);
    if (data == null) {
      return null;
    }
    try {
      JsonNode told = Values.JSON.readTree(data);
      JournaledStep known = journaled(told);
      Object output = step.read(told.path("output").asText());
      node.replays(known);
      budget.replayed(known);
      return output;
    } catch (JsonProcessingException | RuntimeException e) {
      throw new JournalException(
          "what the run \"%s\" wrote of the step \"%s\" cannot be read: %s"
              .formatted(
                  runId, path, e instanceof JsonProcessingException ? "no JSON" : e.getMessage()),
          e);
    }
  }

  private static JournaledStep journaled(JsonNode told) {
    return new JournaledStep(
        Instant.parse(told.path("start").asText()),
        Duration.parse(told.path("duration").asText()),
        Optional.ofNullable(told.path("prompt").textValue()),
        Optional.ofNullable(told.path("model").textValue()).map(ModelId::parse),
        told.has("usage") ? Optional.of(Usages.usage(told.path("usage"))) : Optional.empty(),
        told.has("cost") ? Optional.of(Usages.cost(told.path("cost"))) : Optional.empty(),
        told.path("attempts").asInt(1));
  }

  /** Writes that a step has finished. When this returns, it is never run again. */
  void finished(Step<?, ?> step, Node node, Object raw, Instant runStart, long runStartNanos) {
    JournaledStep known = node.journaled(runStart, runStartNanos);
    ObjectNode data = Values.JSON.createObjectNode();
    try {
      data.put("output", step.write(raw));
    } catch (RuntimeException e) {
      throw new JournalException(
          "the output of the step \"%s\" cannot be written into a journal: %s"
              .formatted(node.path(), e.getMessage()),
          e);
    }
    write(known, data);
    append(JournalEntry.Type.STEP, node.path(), data.toString());
  }

  private static void write(JournaledStep known, ObjectNode data) {
    data.put("start", known.start().toString()).put("duration", known.duration().toString());
    known.prompt().ifPresent(prompt -> data.put("prompt", prompt));
    known.model().ifPresent(model -> data.put("model", model.toString()));
    known.usage().ifPresent(usage -> data.set("usage", Usages.write(usage)));
    known.cost().ifPresent(cost -> data.set("cost", Usages.write(cost)));
    data.put("attempts", known.attempts());
  }

  /** What a person has answered. */
  Optional<Decision> decision(String path) {
    return Optional.ofNullable(decisions.get(path));
  }

  void waits(PendingDecision question) {
    append(JournalEntry.Type.WAITING, question.step(), question(question));
  }

  void finished() {
    if (!wasFinished) {
      append(JournalEntry.Type.FINISHED, "", "");
    }
  }

  /** Tells of a failure as well as it can: the failure itself is what the caller has to hear. */
  void failed(String path, String what) {
    try {
      ObjectNode data = Values.JSON.createObjectNode().put("what", what);
      ArrayNode used = data.putArray("lost");
      lost.forEach(step -> write(step, used.addObject()));
      append(JournalEntry.Type.FAILED, path, data.toString());
    } catch (RuntimeException e) {
      log.warn("the failure of the run {} could not be written into its journal", runId, e);
    }
  }

  private void append(JournalEntry.Type type, String step, String data) {
    run.append(new JournalEntry(type, step, data, Instant.now()));
  }

  @Override
  public void close() {
    run.close();
  }

  static String question(PendingDecision question) {
    ObjectNode data = Values.JSON.createObjectNode().put("question", question.question());
    ArrayNode choices = data.putArray("choices");
    question.choices().forEach(choices::add);
    return data.toString();
  }

  static PendingDecision question(String runId, String chain, JournalEntry entry) {
    JsonNode data = tree(runId, entry);
    List<String> choices = new ArrayList<>();
    data.path("choices").forEach(choice -> choices.add(choice.asText()));
    return new PendingDecision(
        runId, chain, entry.step(), data.path("question").asText(), choices, entry.at());
  }

  static String write(Decision decision) {
    return Values.write(decision);
  }

  private static Decision decision(String runId, JournalEntry entry) {
    try {
      return (Decision) Values.read(entry.data());
    } catch (RuntimeException e) {
      throw unreadable(runId, entry, e);
    }
  }

  private static JsonNode tree(String runId, JournalEntry entry) {
    try {
      return Values.JSON.readTree(entry.data());
    } catch (JsonProcessingException e) {
      throw unreadable(runId, entry, e);
    }
  }

  private static JournalException unreadable(String runId, JournalEntry entry, Exception cause) {
    return new JournalException(
        "the entry %s of the run \"%s\" for the step \"%s\" cannot be read"
            .formatted(entry.type(), runId, entry.step()),
        cause);
  }
}
