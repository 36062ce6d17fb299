package io.fmops.replay;

import io.fmops.model.ContentBlock;
import io.fmops.model.ModelException;
import io.fmops.model.StopReason;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedModel} answers to one call: events with pauses between them, and an end.
 * Immutable and thread-safe.
 */
public final class Reply {

  final List<Step> steps;
  final StopReason stopReason;
  final Optional<TokenUsage> usage;
  final @Nullable Supplier<? extends ModelException> failure;
  final boolean hangs;

  /** An event and how long the model is silent before it. */
  record Step(Duration silence, @Nullable StreamEvent event) {}

  private Reply(Builder builder) {
    steps = List.copyOf(builder.steps);
    stopReason = builder.stopReason;
    usage = Optional.ofNullable(builder.usage);
    failure = builder.failure;
    hangs = builder.hangs;
  }

  /**
   * A whole answer of one text.
   *
   * @param text the answer
   * @return the reply
   */
  public static Reply text(String text) {
    return builder().text(text).build();
  }

  /**
   * A call of a tool.
   *
   * @param name the tool's name
   * @param arguments its arguments, as the model writes them
   * @return the reply
   */
  public static Reply toolCall(String name, String arguments) {
    return builder().toolCall("call-1", name, arguments).build();
  }

  /**
   * A failure without any content.
   *
   * @param failure makes the exception, anew for each call
   * @return the reply
   */
  public static Reply failure(Supplier<? extends ModelException> failure) {
    return builder().fail(failure).build();
  }

  /**
   * A reply without content that ends its turn.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link Reply}. Not thread-safe. */
  public static final class Builder {
    private final List<Step> steps = new ArrayList<>();
    private Duration silence = Duration.ZERO;
    private int block = -1;
    private StopReason stopReason = StopReason.END_TURN;
    private @Nullable TokenUsage usage;
    private @Nullable Supplier<? extends ModelException> failure;
    private boolean hangs;

    private Builder() {}

    /**
     * Adds a block of text that comes in these pieces.
     *
     * @param pieces each one event
     * @return this
     */
    public Builder text(String... pieces) {
      block++;
      for (String piece : pieces) {
        event(new StreamEvent.TextDelta(block, piece));
      }
      return this;
    }

    /**
     * Adds a block of reasoning.
     *
     * @param text the reasoning
     * @param signature the provider's signature, empty for none
     * @return this
     */
    public Builder reasoning(String text, String signature) {
      block++;
      return event(new StreamEvent.ReasoningDelta(block, text, signature));
    }

    /**
     * Adds a call of a tool; the reply then ends with {@link StopReason#TOOL_USE}, unless
     * {@link #stopReason} says otherwise later.
     *
     * @param id names the call
     * @param name the tool's name
     * @param arguments its arguments, each piece one event
     * @return this
     */
    public Builder toolCall(String id, String name, String... arguments) {
      block++;
      event(new StreamEvent.ToolCallDelta(block, id, name, ""));
      for (String piece : arguments) {
        event(new StreamEvent.ToolCallDelta(block, "", "", piece));
      }
      return stopReason(StopReason.TOOL_USE);
    }

    /**
     * Adds a block in one piece, such as an image.
     *
     * @param content the block
     * @return this
     */
    public Builder block(ContentBlock content) {
      block++;
      return event(new StreamEvent.WholeBlock(block, content));
    }

    /**
     * Has the model be silent before whatever comes next.
     *
     * @param time how long
     * @return this
     */
    public Builder pause(Duration time) {
      silence = silence.plus(time);
      return this;
    }

    /**
     * Sets why the model stops. Default: {@link StopReason#END_TURN}.
     *
     * @param reason the reason
     * @return this
     */
    public Builder stopReason(StopReason reason) {
      stopReason = Objects.requireNonNull(reason, "reason");
      return this;
    }

    /**
     * Sets the usage. Default: estimated from the request and the reply, told as reported.
     *
     * @param value the usage
     * @return this
     */
    public Builder usage(TokenUsage value) {
      usage = Objects.requireNonNull(value, "usage");
      return this;
    }

    /**
     * Has the call fail after the content so far, instead of completing.
     *
     * @param problem makes the exception, anew for each call
     * @return this
     */
    public Builder fail(Supplier<? extends ModelException> problem) {
      failure = Objects.requireNonNull(problem, "problem");
      return this;
    }

    /**
     * Has the call stop sending after the content so far, until somebody gives it up.
     *
     * @return this
     */
    public Builder hang() {
      hangs = true;
      return this;
    }

    private Builder event(StreamEvent event) {
      steps.add(new Step(silence, event));
      silence = Duration.ZERO;
      return this;
    }

    /**
     * Builds the reply.
     *
     * @return the reply
     */
    public Reply build() {
      if (!silence.isZero()) {
        steps.add(new Step(silence, null));
        silence = Duration.ZERO;
      }
      return new Reply(this);
    }
  }
}
