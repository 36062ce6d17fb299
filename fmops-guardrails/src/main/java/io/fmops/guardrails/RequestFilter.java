package io.fmops.guardrails;

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
  private final List<ActiveCheck> resultChecks;

  RequestFilter(Guardrail guardrail, GenerateRequest request, Looks looks) {
    this.guardrail = guardrail;
    this.request = request;
    this.looks = looks;
    placeholders = new Placeholders(() -> texts(request).anyMatch(Placeholders::hasLookalike));
    input = guardrail.log(Stage.INPUT);
    results = guardrail.log(Stage.TOOL_RESULT);
    inputChecks = guardrail.drawn(Stage.INPUT);
    resultChecks = guardrail.drawn(Stage.TOOL_RESULT);
  }

  /** All text that a model is given, the application's own included. */
  static Stream<String> texts(GenerateRequest request) {
    return Stream.concat(
            request.systemContent().stream(),
            request.messages().stream().flatMap(message -> message.content().stream()))
        .flatMap(block -> block instanceof ContentBlock.ToolResult result
            ? result.content().stream()
            : Stream.of(block))
        .flatMap(block ->
            block instanceof ContentBlock.Text text ? Stream.of(text.text()) : Stream.empty());
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
    for (Message message : request.messages()) {
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

  private Optional<ContentBlock> block(Role role, ContentBlock block) throws InterruptedException {
    if (block instanceof ContentBlock.Text text) {
      // What the model said before was let through then; only changes are made again.
      return text(text, inputChecks, input, role == Role.ASSISTANT);
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
    TextFilter filter =
        new TextFilter(checks, List.of(), guardrail.policy().piece(), looks, log, placeholders);
    if (changesOnly) {
      filter.changesOnly();
    }
    String text = filter.add(block.text()) + filter.end();
    if (filter.stop().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        text.equals(block.text()) ? block : new ContentBlock.Text(text, block.citations()));
  }
}
