package io.fmops.tool;

import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.CallContext;
import io.fmops.model.ContentBlock;
import io.fmops.model.ErrorDetails;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.OutputFormat;
import io.fmops.model.Role;
import io.fmops.model.StopReason;
import io.fmops.model.TokenUsage;
import io.fmops.model.ToolChoice;
import io.fmops.model.ToolDefinition;
import io.fmops.tool.StructuredOutput.Result;
import io.fmops.tool.StructuredOutput.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One question for a value: at most two turns. Not thread-safe. */
final class StructuredCall<T> {

  /**
   * The name of the tool and of the format; the type's own may be in letters that no provider
   * takes.
   */
  private static final String NAME = "answer";

  private final JsonType<T> type;
  private final Way way;
  private final FoundationModel model;
  private final GenerateRequest request;
  private final CallContext context;
  private final Totals totals = new Totals();

  StructuredCall(
      JsonType<T> type,
      Way way,
      FoundationModel model,
      GenerateRequest request,
      CallContext context) {
    this.type = type;
    this.way = way;
    this.model = model;
    this.request = prepared(request);
    this.context = context;
  }

  private GenerateRequest prepared(GenerateRequest asked) {
    GenerateRequest.Builder builder = asked.toBuilder();
    return switch (way) {
      case NATIVE ->
        builder.outputFormat(new OutputFormat(NAME, type.strictSchema())).build();
      // Required, not named: with a tool loop around the model, its tools come first.
      case TOOL ->
        builder
            .tool(new ToolDefinition(
                NAME, "Gives the final answer. Call it exactly once.", type.schema()))
            .toolChoice(ToolChoice.REQUIRED)
            .build();
      default -> {
        List<ContentBlock> system = new ArrayList<>(asked.systemContent());
        system.add(ContentBlock.text(
            "Answer with one JSON object and nothing else: no code fence, no words before or after it. It has to match this JSON schema:\n"
                + type.schema()));
        yield builder.systemContent(system).build();
      }
    };
  }

  Result<T> result() {
    GenerateResponse first = ask(request);
    try {
      return new Result<>(read(first), totals.sum(first), false);
    } catch (JsonMismatchException e) {
      GenerateResponse second = ask(repair(first, e));
      try {
        return new Result<>(read(second), totals.sum(second), true);
      } catch (JsonMismatchException again) {
        throw kept(
            second,
            new MalformedAnswerException(
                "%s did not answer with the JSON that was asked for, also when told so: %s"
                    .formatted(model, again.getMessage()),
                ErrorDetails.of(second),
                null));
      }
    }
  }

  private GenerateResponse ask(GenerateRequest next) {
    try {
      totals.turnBegins();
      GenerateResponse response = model.generate(next, context);
      totals.turnEnds(response);
      return response;
    } catch (ModelException e) {
      totals.used().ifPresent(e::addEarlierUsage);
      throw e;
    }
  }

  private T read(GenerateResponse response) {
    if (response.truncated()) {
      throw kept(
          response,
          new MalformedAnswerException(
              "the answer of %s was cut off (%s) before its JSON was complete; allow more tokens or ask for less"
                  .formatted(model, response.stopReason()),
              ErrorDetails.of(response),
              null));
    }
    if (response.stopReason() == StopReason.GUARDRAIL
        || response.stopReason() == StopReason.CONTENT_FILTERED) {
      throw kept(
          response,
          new BlockedByGuardrailException(
              "a guardrail or filter of %s stepped in (%s), so there is no JSON"
                  .formatted(model, response.stopReason()),
              ErrorDetails.of(response),
              null));
    }
    if (way != Way.TOOL) {
      return type.read(JsonInText.find(response.text()));
    }
    List<ContentBlock.ToolCall> calls = answers(response);
    if (calls.size() != 1) {
      throw new JsonMismatchException(
          JsonPath.ROOT,
          "the tool %s was called %d times; expected exactly one call"
              .formatted(NAME, calls.size()));
    }
    return type.read(calls.get(0).arguments());
  }

  private static List<ContentBlock.ToolCall> answers(GenerateResponse response) {
    return response.toolCalls().stream()
        .filter(call -> call.name().equals(NAME))
        .toList();
  }

  private GenerateRequest repair(GenerateResponse response, JsonMismatchException problem) {
    Optional<Message> answer = ToolExchange.answer(response);
    if (answer.isEmpty()) {
      // Nothing to speak of, and two turns of the user's in a row are refused by some providers.
      return request;
    }
    String told = "This is not what was asked for. " + problem.toModel() + "\nAnswer again, with "
        + (way == Way.TOOL
            ? "exactly one call of the tool " + NAME + " whose arguments match its schema."
            : "one JSON object that matches the schema and nothing else.");
    List<ContentBlock> content = new ArrayList<>();
    response
        .toolCalls()
        .forEach(call -> content.add(ContentBlock.ToolResult.failed(call.id(), told)));
    if (content.isEmpty()) {
      content.add(ContentBlock.text(told));
    }
    return request.toBuilder()
        .message(answer.get())
        .message(new Message(Role.USER, content))
        .build();
  }

  private <E extends ModelException> E kept(GenerateResponse response, E problem) {
    problem.keepArrived(response.content(), totals.used().orElse(TokenUsage.UNKNOWN));
    return problem;
  }
}
