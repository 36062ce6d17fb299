package io.fmops.tool;

import io.fmops.model.ModelId;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer that calls the tools a model asks for, gives it the results, and asks again until it
 * answers without asking for more. Immutable and thread-safe.
 *
 * <pre>{@code
 * FoundationModel assistant = model.with(ToolLoop.of(weather, calendar));
 * GenerateResponse answer = assistant.generate(GenerateRequest.of("Do I need an umbrella?"));
 * }</pre>
 *
 * <p>The calls of one turn run at the same time, on the context's executor; results are given back
 * in the order of the calls. Arguments are checked first. An unknown tool, wrong arguments, a call
 * in an answer that was {@linkplain io.fmops.model.GenerateResponse#truncated() cut off} and a
 * handler that throws or takes too long become results that tell the model so; nothing that was cut
 * off is ever run. A deadline, a cancellation and a closed stream interrupt running handlers.
 *
 * <p>The text of every turn is part of the answer, and streams as it comes. Usage and cost of the
 * answer are the sums of all turns. The calls are not part of it: every turn is told as a notice,
 * and {@link ToolExchange#of} lists them.
 *
 * <p>The request's tool choice holds for the first turn; then the model decides, unless the request
 * has tools of its own. A turn that asks for one of those ends the loop: the answer has the calls,
 * none of which were made.
 *
 * <p>It stands around retries, so that each turn is retried alone, and inside of whatever looks at
 * the whole answer.
 *
 * <p>Results are foreign text that may try to give the model orders. A tool that changes something
 * has to check for itself whether it is allowed to.
 */
public final class ToolLoop implements ModelLayer {

  private final Map<String, Tool> tools;
  private final List<Tool> inOrder;
  private final int maxTurns;
  private final int maxCalls;
  private final int maxParallel;
  private final int maxRepairs;

  private ToolLoop(Builder builder) {
    tools = Map.copyOf(builder.tools);
    if (tools.isEmpty()) {
      throw new IllegalArgumentException("a tool loop needs at least one tool");
    }
    inOrder = List.copyOf(builder.tools.values());
    maxTurns = builder.maxTurns;
    maxCalls = builder.maxCalls;
    maxParallel = builder.maxParallel;
    maxRepairs = builder.maxRepairs;
  }

  /**
   * A loop with the default limits.
   *
   * @param tools at least one, each name once
   * @return the layer
   * @throws IllegalArgumentException if there is none, or a name twice
   */
  public static ToolLoop of(Tool... tools) {
    return builder().tools(List.of(tools)).build();
  }

  /**
   * A builder without tools: 10 turns, 50 calls, 8 calls at once, 3 turns with invalid calls.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return (request, context) -> new ToolLoopSource(this, model, inner, request, context);
  }

  Map<String, Tool> tools() {
    return tools;
  }

  List<Tool> inOrder() {
    return inOrder;
  }

  int maxTurns() {
    return maxTurns;
  }

  int maxCalls() {
    return maxCalls;
  }

  int maxParallel() {
    return maxParallel;
  }

  int maxRepairs() {
    return maxRepairs;
  }

  /** Builds a {@link ToolLoop}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private int maxTurns = 10;
    private int maxCalls = 50;
    private int maxParallel = 8;
    private int maxRepairs = 3;

    private Builder() {}

    /**
     * Adds tools.
     *
     * @param more each name once
     * @return this
     * @throws IllegalArgumentException if there is a tool of that name already
     */
    public Builder tools(Collection<Tool> more) {
      for (Tool tool : more) {
        if (tools.putIfAbsent(tool.definition().name(), tool) != null) {
          throw new IllegalArgumentException(
              "there are two tools called " + tool.definition().name());
        }
      }
      return this;
    }

    /**
     * Limits how often the model is asked. A model that wants tools in the last turn, too, ends the
     * call in a {@link io.fmops.model.MalformedAnswerException}. Default: 10.
     *
     * @param turns 1 to 100
     * @return this
     */
    public Builder maxTurns(int turns) {
      maxTurns = checked("maxTurns", turns, 1, 100);
      return this;
    }

    /**
     * Limits how many calls are made. Calls past the limit are not made, and the model is told to
     * answer with what it has. Default: 50.
     *
     * @param calls 1 to 10,000
     * @return this
     */
    public Builder maxCalls(int calls) {
      maxCalls = checked("maxCalls", calls, 1, 10_000);
      return this;
    }

    /**
     * Limits how many calls of one turn run at the same time. Default: 8.
     *
     * @param calls 1 to 1,000
     * @return this
     */
    public Builder maxParallel(int calls) {
      maxParallel = checked("maxParallel", calls, 1, 1_000);
      return this;
    }

    /**
     * Limits in how many turns the model may ask for unknown tools, or with wrong or cut off
     * arguments. One more ends the call in a {@link io.fmops.model.MalformedAnswerException}.
     * Default: 3.
     *
     * @param turns 0 to 100
     * @return this
     */
    public Builder maxRepairs(int turns) {
      maxRepairs = checked("maxRepairs", turns, 0, 100);
      return this;
    }

    private static int checked(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "%s is %d; it must be from %d to %d".formatted(name, value, min, max));
      }
      return value;
    }

    /**
     * Builds the layer.
     *
     * @return the layer
     * @throws IllegalArgumentException if there is no tool
     */
    public ToolLoop build() {
      return new ToolLoop(this);
    }
  }
}
