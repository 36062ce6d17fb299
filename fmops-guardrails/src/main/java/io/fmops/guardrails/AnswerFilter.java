package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.model.Citation;
import io.fmops.model.ContentBlock;
import io.fmops.model.FailedAttempt;
import io.fmops.model.StreamEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Filters the events of one answer. Blocks come one after the other, so the beginning of one is the
 * end of the one before it. Not thread-safe.
 */
final class AnswerFilter {

  private final Guardrail guardrail;
  private final Looks looks;
  private final StageLog log;
  private final Placeholders placeholders;
  private final List<String> context;
  private final List<ActiveCheck> checks;
  private final List<ActiveCheck> partial;

  private final Queue<StreamEvent> out = new ArrayDeque<>();
  private @Nullable AnswerLane lane;
  private @Nullable Action stop;

  AnswerFilter(
      Guardrail guardrail,
      List<ActiveCheck> checks,
      Looks looks,
      StageLog log,
      Placeholders placeholders,
      List<String> context) {
    this.guardrail = guardrail;
    this.looks = looks;
    this.log = log;
    this.placeholders = placeholders;
    this.context = context;
    this.checks = checks;
    // Reasoning, quotes and arguments are no answers, so what is asked of whole answers is not
    // asked of them.
    partial =
        checks.stream().filter(check -> check.scope() != Detector.Scope.WHOLE).toList();
  }

  /** What has left and was not fetched yet. */
  Queue<StreamEvent> out() {
    return out;
  }

  /** What blocks the answer: a block or a retry. */
  Optional<Action> stop() {
    return Optional.ofNullable(stop);
  }

  /** Takes an event that is not the last. */
  void add(StreamEvent event) throws InterruptedException {
    if (event instanceof StreamEvent.Content content) {
      content(content);
    } else {
      StreamEvent.Notice notice = (StreamEvent.Notice) event;
      if (notice.type().equals(FailedAttempt.RESTART)) {
        lane = null;
      } else if (notice.value() instanceof FailedAttempt attempt) {
        attempt.problem().keepOnly(List.of(), attempt.problem().usage());
      }
      out.add(notice);
    }
  }

  private void content(StreamEvent.Content event) throws InterruptedException {
    if (event instanceof StreamEvent.CitationDelta cited) {
      out.add(new StreamEvent.CitationDelta(cited.block(), citation(cited.citation())));
      return;
    }
    if (lane == null || !lane.takes(event)) {
      end();
      if (stop != null) {
        return;
      }
      if (event instanceof StreamEvent.WholeBlock whole) {
        whole(whole);
        return;
      }
      lane = lane(event);
    }
    lane.add(event).ifPresent(out::add);
    stop = lane.stop().orElse(null);
  }

  /** The block under way has ended. */
  void end() throws InterruptedException {
    if (lane != null && stop == null) {
      lane.end().ifPresent(out::add);
      stop = lane.stop().orElse(null);
      lane = null;
    }
  }

  private AnswerLane lane(StreamEvent.Content event) {
    if (event instanceof StreamEvent.ToolCallDelta) {
      return new AnswerLane.OfToolCall(event.block(), arguments());
    }
    boolean reasoning = event instanceof StreamEvent.ReasoningDelta;
    return new AnswerLane.OfText(
        event.block(), reasoning, filter(reasoning ? partial : checks), restorer());
  }

  private ArgumentFilter arguments() {
    return new ArgumentFilter(() -> filter(partial), this::restorer);
  }

  private TextFilter filter(List<ActiveCheck> wanted) {
    return new TextFilter(wanted, context, guardrail.policy().piece(), looks, log, placeholders);
  }

  private Restorer restorer() {
    return new Restorer(placeholders.originals(), UnaryOperator.identity());
  }

  private void whole(StreamEvent.WholeBlock event) throws InterruptedException {
    ContentBlock block = event.content();
    ContentBlock passed = block;
    if (block instanceof ContentBlock.Text text) {
      String filtered = filtered(text.text(), checks);
      List<Citation> citations = new java.util.ArrayList<>();
      for (Citation citation : text.citations()) {
        citations.add(citation(citation));
      }
      passed = new ContentBlock.Text(filtered, citations);
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      String filtered = filtered(reasoning.text(), partial);
      passed = filtered.equals(reasoning.text())
          ? reasoning
          : new ContentBlock.Reasoning(filtered, Optional.empty());
    } else if (block instanceof ContentBlock.ToolCall call) {
      ArgumentFilter filter = arguments();
      passed = new ContentBlock.ToolCall(call.id(), call.name(), filter.filtered(call.arguments()));
      stop = filter.stop().orElse(stop);
    }
    if (stop == null) {
      out.add(new StreamEvent.WholeBlock(event.block(), passed));
    }
  }

  private String filtered(String text, List<ActiveCheck> wanted) throws InterruptedException {
    TextFilter filter = filter(wanted);
    Restorer restorer = restorer();
    String passed = filter.add(text) + filter.end();
    stop = filter.stop().orElse(stop);
    return restorer.add(passed) + restorer.end();
  }

  private Citation citation(Citation citation) throws InterruptedException {
    String quote = filtered(citation.quote(), partial);
    return quote.equals(citation.quote())
        ? citation
        : new Citation(citation.title(), quote, citation.location());
  }
}
