package io.fmops.tool;

import io.fmops.model.ContentBlock;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.Role;
import io.fmops.model.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One turn of a {@link ToolLoop}: what the model answered, and what became of the calls that it
 * asked for. Immutable and thread-safe, as far as its parts are.
 *
 * @param response the model's answer of this turn alone, with its usage, cost and notices
 * @param executions one for each call of the answer, in their order; none in the last turn
 */
public record ToolExchange(GenerateResponse response, List<ToolExecution> executions) {

  /**
   * The type of the notices that hold one; told when the turn is over, the last one just before the
   * answer is complete.
   */
  public static final String NOTICE = "fmops.tool.exchange";

  /**
   * The type of the notices that tell which calls begin now; the value is a list of
   * {@link ContentBlock.ToolCall}.
   */
  public static final String CALLING = "fmops.tool.calling";

  /** Copies the list and checks that nothing is null. */
  public ToolExchange {
    Objects.requireNonNull(response, "response");
    executions = List.copyOf(executions);
  }

  /**
   * The turns of an answer.
   *
   * @param response an answer of a model with a {@link ToolLoop}
   * @return the turns in their order; none if the answer is no loop's
   */
  public static List<ToolExchange> of(GenerateResponse response) {
    return response.notices().stream()
        .map(StreamEvent.Notice::value)
        .filter(ToolExchange.class::isInstance)
        .map(ToolExchange.class::cast)
        .toList();
  }

  /**
   * What to add to a conversation to go on from an answer: all turns of the loop, with calls and
   * results. The answer's own {@link GenerateResponse#message()} is without them.
   *
   * @param response an answer of a model with a {@link ToolLoop}
   * @return the messages in their order
   * @throws IllegalArgumentException if the answer is no loop's, or if it had so many notices that
   *     it has not kept all turns
   */
  public static List<Message> conversation(GenerateResponse response) {
    List<ToolExchange> exchanges = of(response);
    if (exchanges.isEmpty() || !exchanges.get(exchanges.size() - 1).executions().isEmpty()) {
      throw new IllegalArgumentException(
          "the answer does not hold all turns of a tool loop: it has %d of %d notices"
              .formatted(response.notices().size(), GenerateResponse.MAX_NOTICES));
    }
    List<Message> messages = new ArrayList<>();
    exchanges.forEach(exchange -> messages.addAll(exchange.messages()));
    return List.copyOf(messages);
  }

  /** The model's turn and, if there were calls, the results. */
  List<Message> messages() {
    List<Message> messages = new ArrayList<>(2);
    answer(response).ifPresent(messages::add);
    if (!executions.isEmpty()) {
      messages.add(new Message(
          Role.USER,
          executions.stream().<ContentBlock>map(ToolExecution::result).toList()));
    }
    return messages;
  }

  /**
   * An answer as a turn that providers take back. Some take only objects as arguments, so ones that
   * are nonsense are left out; the result tells the model what was wrong with them.
   */
  static Optional<Message> answer(GenerateResponse response) {
    List<ContentBlock> content = response.content().stream()
        .map(block -> block instanceof ContentBlock.ToolCall call && !isObject(call.arguments())
            ? new ContentBlock.ToolCall(call.id(), call.name(), "{}")
            : block)
        .toList();
    return content.isEmpty() ? Optional.empty() : Optional.of(new Message(Role.ASSISTANT, content));
  }

  private static boolean isObject(String json) {
    try {
      return Json.read(json).isObject();
    } catch (JsonMismatchException e) {
      return false;
    }
  }

  /** Tells what happened, not what was said. */
  @Override
  public String toString() {
    return "ToolExchange[response=%s, executions=%s]".formatted(response, executions);
  }
}
