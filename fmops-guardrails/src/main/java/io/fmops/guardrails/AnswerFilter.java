package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.model.Citation;
import io.fmops.model.ContentBlock;
import io.fmops.model.FailedAttempt;
import io.fmops.model.StreamEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Filters the events of one answer. The beginning of a text is the end of the text before it, and
 * it is looked at together with that text's end, as they are read as one. Tool calls may grow side
 * by side; they are held until the answer is whole, and what comes behind one waits for it. Not
 * thread-safe.
 */
final class AnswerFilter {

  /** What servers make up as ids of calls. Detectors of keys would take some of these for keys. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{0,128}");

  private final Guardrail guardrail;
  private final Looks looks;
  private final StageLog log;
  private final Placeholders placeholders;
  private final Restorer restorer;
  private final List<String> context;
  private final Set<String> tools;
  private final List<ActiveCheck> checks;
  private final List<ActiveCheck> partial;
  private final List<ActiveCheck> argumentChecks;

  private final Queue<StreamEvent> out = new ArrayDeque<>();
  private final List<StreamEvent.Notice> foreign = new ArrayList<>(0);
  private final Queue<AnswerLane> lanes = new ArrayDeque<>();
  private final Map<Integer, AnswerLane.OfToolCall> calls = new HashMap<>();
  private AnswerLane.@Nullable OfText speaking;
  private String textTail = "";
  private String reasoningTail = "";
  private @Nullable Action stop;

  /**
   * A filter.
   *
   * @param context what the answer should rest on
   * @param tools the names of the request's tools
   */
  AnswerFilter(
      Guardrail guardrail,
      List<ActiveCheck> checks,
      Looks looks,
      StageLog log,
      Placeholders placeholders,
      List<String> context,
      Set<String> tools) {
    this.guardrail = guardrail;
    this.looks = looks;
    this.log = log;
    this.placeholders = placeholders;
    this.context = context;
    this.tools = tools;
    this.checks = checks;
    // Before anything of the answer is replaced, which stays replaced.
    restorer = new Restorer(placeholders.originals(), UnaryOperator.identity());
    // What is asked of whole answers is not asked of reasoning, quotes and arguments.
    partial = checks.stream().filter(check -> !check.answersOnly()).toList();
    argumentChecks =
        partial.stream().filter(check -> check.scope() != Detector.Scope.WHOLE).toList();
  }

  /** What has left and was not fetched yet. */
  Queue<StreamEvent> out() {
    return out;
  }

  /**
   * What others told beside the answer, which may repeat it as the model wrote it: the tokens, a
   * chain's trace, the turns of a tool loop.
   */
  List<StreamEvent.Notice> foreign() {
    return foreign;
  }

  /** What blocks the answer: a block or a retry. */
  Optional<Action> stop() {
    return Optional.ofNullable(stop);
  }

  /** Takes an event that is not the last. */
  void add(StreamEvent event) throws InterruptedException {
    if (event instanceof StreamEvent.Content content) {
      content(content);
      drain();
      return;
    }
    StreamEvent.Notice notice = (StreamEvent.Notice) event;
    if (notice.type().equals(FailedAttempt.RESTART)) {
      lanes.clear();
      calls.clear();
      speaking = null;
      textTail = "";
      reasoningTail = "";
    } else if (notice.value() instanceof FailedAttempt attempt) {
      attempt.problem().keepOnly(List.of(), attempt.problem().usage());
    } else if (!(notice.value() instanceof Verdict) && !checks.isEmpty()) {
      foreign.add(notice);
      return;
    }
    out.add(notice);
  }

  /** The answer is whole. */
  void end() throws InterruptedException {
    endSpeaking();
    for (AnswerLane lane : List.copyOf(lanes)) {
      if (stop == null && lane instanceof AnswerLane.OfToolCall call) {
        call.leave(passed(call.call()));
      }
    }
    drain();
  }

  private void drain() {
    while (stop == null && !lanes.isEmpty()) {
      AnswerLane first = lanes.element();
      out.addAll(first.waiting());
      first.waiting().clear();
      if (!first.done()) {
        return;
      }
      lanes.remove();
    }
  }

  private void content(StreamEvent.Content event) throws InterruptedException {
    if (event instanceof StreamEvent.CitationDelta cited) {
      StreamEvent passed = new StreamEvent.CitationDelta(cited.block(), citation(cited.citation()));
      if (speaking != null && speaking.block() == cited.block()) {
        speaking.waiting().add(passed);
      } else {
        lanes.add(new AnswerLane.Passing(cited.block(), passed));
      }
    } else if (event instanceof StreamEvent.ToolCallDelta delta) {
      AnswerLane.OfToolCall call = calls.get(delta.block());
      if (call == null) {
        endSpeaking();
        call = new AnswerLane.OfToolCall(delta.block());
        calls.put(delta.block(), call);
        lanes.add(call);
      }
      call.add(delta);
    } else if (event instanceof StreamEvent.WholeBlock whole) {
      endSpeaking();
      if (stop == null) {
        lanes.add(new AnswerLane.Passing(
            whole.block(), new StreamEvent.WholeBlock(whole.block(), whole(whole.content()))));
      }
    } else {
      spoken(event);
    }
  }

  private void spoken(StreamEvent.Content event) throws InterruptedException {
    AnswerLane.OfText lane = speaking;
    if (lane == null || !lane.takes(event)) {
      endSpeaking();
      boolean reasoning = event instanceof StreamEvent.ReasoningDelta;
      TextFilter filter = filter(reasoning ? partial : checks);
      filter.behind(reasoning ? reasoningTail : textTail);
      lane = new AnswerLane.OfText(event.block(), reasoning, filter, restorer.fresh());
      speaking = lane;
      lanes.add(lane);
    }
    if (stop == null) {
      lane.add(event);
      stop = lane.stop().orElse(null);
    }
  }

  private void endSpeaking() throws InterruptedException {
    AnswerLane.OfText lane = speaking;
    if (lane != null && stop == null) {
      lane.end();
      stop = lane.stop().orElse(null);
      if (lane.reasoning()) {
        reasoningTail = lane.tail();
      } else {
        textTail = lane.tail();
      }
      speaking = null;
    }
  }

  private ContentBlock.ToolCall passed(ContentBlock.ToolCall call) throws InterruptedException {
    Set<String> restoring = guardrail.policy().restoreInTools();
    boolean restores = restoring.contains(call.name()) || restoring.contains(Rule.ANY);
    ArgumentFilter filter = new ArgumentFilter(
        () -> filter(argumentChecks), restores ? restorer.fresh() : Restorer.none());
    String arguments = filter.filtered(call.arguments());
    stop = filter.stop().orElse(stop);
    if (stop != null) {
      return call;
    }
    // Another name than those the model was given is a text of its own.
    String name = tools.contains(call.name()) ? call.name() : looked(call.name());
    if (!ID.matcher(call.id()).matches() && !looked(call.id()).equals(call.id())) {
      // It ties the result to the call: changed it would be of no use.
      log.unchecked();
      stop = Action.block(log.message());
    }
    return new ContentBlock.ToolCall(call.id(), name, arguments);
  }

  private String looked(String text) throws InterruptedException {
    TextFilter filter = filter(argumentChecks);
    String passed = filter.whole(text);
    stop = filter.stop().orElse(stop);
    return passed;
  }

  private TextFilter filter(List<ActiveCheck> wanted) {
    return new TextFilter(wanted, context, guardrail.policy().piece(), looks, log, placeholders);
  }

  private ContentBlock whole(ContentBlock block) throws InterruptedException {
    if (block instanceof ContentBlock.Text text) {
      String filtered = filtered(text.text(), checks, textTail);
      textTail = TextFilter.tail(textTail + text.text());
      List<Citation> citations = new ArrayList<>();
      for (Citation citation : text.citations()) {
        citations.add(citation(citation));
      }
      return new ContentBlock.Text(filtered, citations);
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      String filtered = filtered(reasoning.text(), partial, reasoningTail);
      reasoningTail = TextFilter.tail(reasoningTail + reasoning.text());
      return filtered.equals(reasoning.text())
          ? reasoning
          : new ContentBlock.Reasoning(filtered, Optional.empty());
    } else if (block instanceof ContentBlock.ToolCall call) {
      return passed(call);
    }
    return block;
  }

  private String filtered(String text, List<ActiveCheck> wanted, String before)
      throws InterruptedException {
    TextFilter filter = filter(wanted);
    filter.behind(before);
    String passed = filter.whole(text);
    stop = filter.stop().orElse(stop);
    return restorer.fresh().whole(passed);
  }

  private Citation citation(Citation citation) throws InterruptedException {
    String quote = filtered(citation.quote(), argumentChecks, "");
    Optional<String> title = citation.title();
    if (title.isPresent()) {
      title = Optional.of(filtered(title.get(), argumentChecks, ""));
    }
    Optional<Citation.Location> location = citation.location();
    if (location.isPresent() && location.get() instanceof Citation.AtAddress place) {
      location = Optional.of(new Citation.AtAddress(filtered(place.address(), argumentChecks, "")));
    }
    return new Citation(title, quote, location);
  }
}
