package io.fmops.guardrails;

import io.fmops.model.Citation;
import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Filters what is said to a model: users' texts, what the model said before, and what tools gave.
 * Not thread-safe.
 */
final class RequestFilter {

  private final GenerateRequest request;
  private final Guardrail guardrail;
  private final Looks looks;
  private final Placeholders placeholders;
  private final StageLog input;
  private final StageLog results;
  private final List<ActiveCheck> inputChecks;
  private final List<ActiveCheck> partialChecks;
  private final List<ActiveCheck> resultChecks;

  /** Whether the message under way is of an earlier turn. */
  private boolean earlier;

  RequestFilter(Guardrail guardrail, GenerateRequest request, Looks looks) {
    this.guardrail = guardrail;
    this.request = request;
    this.looks = looks;
    placeholders = new Placeholders(() -> texts(request).anyMatch(Placeholders::hasLookalike));
    input = guardrail.log(Stage.INPUT);
    results = guardrail.log(Stage.TOOL_RESULT);
    inputChecks = guardrail.drawn(Stage.INPUT);
    partialChecks = inputChecks.stream().filter(check -> !check.answersOnly()).toList();
    resultChecks = guardrail.drawn(Stage.TOOL_RESULT);
  }

  /** What an answer may rest on: all that the model was told, but not what it said itself. */
  static List<String> sources(GenerateRequest request) {
    return Stream.concat(
            request.systemContent().stream(),
            request.messages().stream()
                .filter(message -> message.role() != Role.ASSISTANT)
                .flatMap(message -> message.content().stream()))
        .flatMap(RequestFilter::texts)
        .toList();
  }

  /** All text that a model is given, the application's own and the model's own included. */
  private static Stream<String> texts(GenerateRequest request) {
    return Stream.concat(
            request.systemContent().stream(),
            request.messages().stream().flatMap(message -> message.content().stream()))
        .flatMap(RequestFilter::texts);
  }

  private static Stream<String> texts(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return Stream.concat(Stream.of(text.text()), text.citations().stream().map(Citation::quote));
    } else if (block instanceof ContentBlock.ToolResult result) {
      return result.content().stream().flatMap(RequestFilter::texts);
    } else if (block instanceof ContentBlock.ToolCall call) {
      return Stream.of(call.arguments());
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      return Stream.of(reasoning.text());
    }
    return Stream.empty();
  }

  Placeholders placeholders() {
    return placeholders;
  }

  StageLog input() {
    return input;
  }

  StageLog results() {
    return results;
  }

  /** Whether there was anything to look at. */
  boolean looked() {
    return !inputChecks.isEmpty() || !resultChecks.isEmpty();
  }

  /**
   * Filters.
   *
   * @return what may be asked; the request itself if nothing was changed, empty if it was blocked
   */
  Optional<GenerateRequest> filtered() throws InterruptedException {
    if (!looked()) {
      return Optional.of(request);
    }
    boolean changed = false;
    List<Message> messages = new ArrayList<>(request.messages().size());
    int newest = newest(request.messages());
    for (Message message : request.messages()) {
      earlier = messages.size() < newest;
      List<ContentBlock> content = new ArrayList<>(message.content().size());
      for (ContentBlock block : message.content()) {
        Optional<ContentBlock> passed = block(message.role(), block);
        if (passed.isEmpty()) {
          return Optional.empty();
        }
        content.add(passed.get());
        changed |= passed.get() != block;
      }
      messages.add(new Message(message.role(), content));
    }
    return Optional.of(changed ? request.toBuilder().messages(messages).build() : request);
  }

  /** Where the turn begins to which the model is to answer: behind what it said last. */
  private static int newest(List<Message> messages) {
    // A last message of the model's is the beginning of its answer.
    int newest = messages.size() - 1;
    while (newest > 0 && messages.get(newest - 1).role() != Role.ASSISTANT) {
      newest--;
    }
    return newest;
  }

  private Optional<ContentBlock> block(Role role, ContentBlock block) throws InterruptedException {
    // What the model said before was let through then; only changes are made again.
    boolean changesOnly = role == Role.ASSISTANT;
    if (block instanceof ContentBlock.Text text) {
      return text(text, inputChecks, input, changesOnly);
    } else if (block instanceof ContentBlock.ToolCall call) {
      ArgumentFilter filter =
          new ArgumentFilter(() -> filter(partialChecks, input, true), Restorer.none());
      String arguments = filter.filtered(call.arguments());
      return filter.stop().isPresent()
          ? Optional.empty()
          : Optional.of(
              arguments.equals(call.arguments())
                  ? call
                  : new ContentBlock.ToolCall(call.id(), call.name(), arguments));
    } else if (block instanceof ContentBlock.Reasoning reasoning) {
      return passed(reasoning.text(), partialChecks, input, true)
          .map(text -> text.equals(reasoning.text())
              ? reasoning
              : new ContentBlock.Reasoning(text, Optional.empty()));
    } else if (block instanceof ContentBlock.ToolResult result) {
      List<ContentBlock> content = new ArrayList<>(result.content().size());
      for (ContentBlock part : result.content()) {
        Optional<ContentBlock> passed = part instanceof ContentBlock.Text text
            ? text(text, resultChecks, results, false)
            : Optional.of(part);
        if (passed.isEmpty()) {
          return Optional.empty();
        }
        content.add(passed.get());
      }
      return Optional.of(
          content.equals(result.content())
              ? result
              : new ContentBlock.ToolResult(result.callId(), content, result.error()));
    }
    return Optional.of(block);
  }

  private Optional<ContentBlock> text(
      ContentBlock.Text block, List<ActiveCheck> checks, StageLog log, boolean changesOnly)
      throws InterruptedException {
    Optional<String> passed = passed(block.text(), checks, log, changesOnly);
    if (passed.isEmpty()) {
      return Optional.empty();
    }
    List<Citation> citations = new ArrayList<>(block.citations().size());
    for (Citation citation : block.citations()) {
      Optional<String> quote = passed(citation.quote(), checks, log, changesOnly);
      if (quote.isEmpty()) {
        return Optional.empty();
      }
      citations.add(new Citation(citation.title(), quote.get(), citation.location()));
    }
    ContentBlock.Text filtered = new ContentBlock.Text(passed.get(), citations);
    return Optional.of(filtered.equals(block) ? block : filtered);
  }

  private Optional<String> passed(
      String text, List<ActiveCheck> checks, StageLog log, boolean changesOnly)
      throws InterruptedException {
    TextFilter filter = filter(checks, log, changesOnly);
    String passed = filter.whole(text);
    return filter.stop().isPresent() ? Optional.empty() : Optional.of(passed);
  }

  private TextFilter filter(List<ActiveCheck> checks, StageLog log, boolean changesOnly) {
    TextFilter filter =
        new TextFilter(checks, List.of(), guardrail.policy().piece(), looks, log, placeholders);
    if (changesOnly) {
      filter.changesOnly();
    }
    if (earlier) {
      filter.earlier();
    }
    return filter;
  }
}
