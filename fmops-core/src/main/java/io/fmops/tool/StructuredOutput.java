package io.fmops.tool;

import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a model for a value instead of text: a type in, a checked instance out. Thread-safe; make
 * one and keep it.
 *
 * <pre>{@code
 * record Invoice(String number, LocalDate date, BigDecimal total) {}
 *
 * StructuredOutput<Invoice> invoices = StructuredOutput.of(Invoice.class);
 * Invoice invoice = invoices.generate(model, GenerateRequest.of(text)).value();
 * }</pre>
 *
 * <p>The answer is checked as {@link JsonType} says. One that does not fit is told to the model,
 * once, with the place and what would be right; a second one ends the call in a
 * {@link io.fmops.model.MalformedAnswerException} that has the text as its
 * {@code partialContent()}. An answer that was cut off ends it at once.
 *
 * @param <T> the type of the value
 */
public final class StructuredOutput<T> {

  /** How a model is made to answer in JSON. */
  public enum Way {
    /**
     * The first of {@link #NATIVE}, {@link #TOOL} and {@link #PROMPT} that the model does not
     * refuse; remembered for the next call of the same model.
     */
    AUTO,
    /** The provider's own JSON mode. Not for types with a {@code Map}. */
    NATIVE,
    /** A tool that the model has to call; its arguments are the answer. */
    TOOL,
    /** Words only; a code fence and text around the JSON are passed over. Works with any model. */
    PROMPT
  }

  /** Models whose way is remembered; beyond it the way is found anew at each call. */
  private static final int MAX_REMEMBERED = 1_000;

  private final JsonType<T> type;
  private final Way way;
  private final Map<ModelId, Way> remembered = new ConcurrentHashMap<>();

  /**
   * A value and the answer that it was made of. Immutable, as far as the value is.
   *
   * @param <T> the type of the value
   * @param value the value
   * @param response the answer; its usage and cost are those of both turns if one was repaired
   * @param repaired whether the first answer did not fit
   */
  public record Result<T>(T value, GenerateResponse response, boolean repaired) {
    /** Checks that nothing is null. */
    public Result {
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(response, "response");
    }

    /** Tells what happened, not what was said. */
    @Override
    public String toString() {
      return "Result[response=%s, repaired=%s]".formatted(response, repaired);
    }
  }

  private StructuredOutput(JsonType<T> type, Way way) {
    this.type = type;
    this.way = way;
  }

  /**
   * Values of a type.
   *
   * @param <T> the type
   * @param type a record, or another type that {@link JsonType} knows
   * @return the output, by {@link Way#AUTO}
   * @throws IllegalArgumentException if the type or a part of it has no JSON, naming it
   */
  public static <T> StructuredOutput<T> of(Class<T> type) {
    return new StructuredOutput<>(JsonType.of(type), Way.AUTO);
  }

  /**
   * Lists of a type.
   *
   * @param <E> the type of the elements
   * @param element a record, or another type that {@link JsonType} knows
   * @return the output, by {@link Way#AUTO}
   * @throws IllegalArgumentException if the type or a part of it has no JSON, naming it
   */
  public static <E> StructuredOutput<List<E>> listOf(Class<E> element) {
    return new StructuredOutput<>(JsonType.listOf(element), Way.AUTO);
  }

  /**
   * The same by another way.
   *
   * @param other how the model is made to answer in JSON
   * @return the output
   * @throws IllegalArgumentException if the type has a {@code Map}, which {@link Way#NATIVE} cannot
   *     say
   */
  public StructuredOutput<T> by(Way other) {
    if (other == Way.NATIVE) {
      type.strictSchema();
    }
    return new StructuredOutput<>(type, other);
  }

  /**
   * Asks for a value.
   *
   * @param model answers
   * @param request what is asked; without tools, tool choice and output format of its own. Tools
   *     for the model to use on the way belong into a {@link ToolLoop} around it
   * @return the value and the answer
   * @throws io.fmops.model.MalformedAnswerException if the answer does not fit, twice, or was cut
   *     off by a limit
   * @throws io.fmops.model.BlockedByGuardrailException if a guardrail or the provider's filter
   *     answered in the model's place
   * @throws io.fmops.model.ModelException if the call fails
   */
  public Result<T> generate(FoundationModel model, GenerateRequest request) {
    return generate(model, request, CallContext.create());
  }

  /**
   * Asks for a value, within a deadline and a cancellation. The request's deadline holds for both
   * turns together.
   *
   * @param model answers
   * @param request what is asked, as above
   * @param context what surrounds the call
   * @return the value and the answer
   * @throws io.fmops.model.ModelException as above
   */
  public Result<T> generate(FoundationModel model, GenerateRequest request, CallContext context) {
    if (!request.tools().isEmpty() || request.outputFormat().isPresent()) {
      throw new IllegalArgumentException(
          "the request has tools or an output format of its own; put a ToolLoop around the model for tools, and leave the format to StructuredOutput");
    }
    CallContext limited = request.deadline().map(context::withDeadline).orElse(context);
    if (way != Way.AUTO) {
      return call(way, model, request, limited);
    }
    List<Way> order =
        type.strictly() ? List.of(Way.NATIVE, Way.TOOL, Way.PROMPT) : List.of(Way.TOOL, Way.PROMPT);
    Way known = remembered.getOrDefault(model.id(), order.get(0));
    RejectedInputException refusal = null;
    for (Way next : order.subList(order.indexOf(known), order.size())) {
      try {
        Result<T> result = call(next, model, request, limited);
        if (remembered.size() < MAX_REMEMBERED) {
          remembered.put(model.id(), next);
        }
        return result;
      } catch (RejectedInputException e) {
        if (refusal != null) {
          e.addSuppressed(refusal);
        }
        refusal = e;
      }
    }
    throw Objects.requireNonNull(refusal, "the order has at least one way");
  }

  private Result<T> call(
      Way by, FoundationModel model, GenerateRequest request, CallContext context) {
    return new StructuredCall<>(type, by, model, request, context).result();
  }
}
