package io.fmops.replay;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.StreamEvent;
import io.fmops.model.TokenUsage;
import io.fmops.model.spi.AnswerFold;
import io.fmops.model.spi.LayerSource;
import io.fmops.text.TokenEstimate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A model whose answers the test writes, and that remembers what it was asked. A request is
 * answered by the first rule that it meets, else by the next reply in line, else by the default
 * reply; if there is none, the test is wrong and gets an {@link AssertionError}. Thread-safe.
 *
 * <pre>{@code
 * ScriptedModel script = ScriptedModel.builder()
 *     .reply(Reply.failure(() -> new ThrottledException("slow down")))
 *     .reply(Reply.text("東京です。"))
 *     .build();
 * FoundationModel model = script.model();
 * }</pre>
 */
public final class ScriptedModel {

  private final ModelId id;
  private final List<Rule> rules;
  private final @Nullable Reply otherwise;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Reply> line;
  private final List<GenerateRequest> requests = new ArrayList<>();

  private record Rule(Predicate<GenerateRequest> condition, Reply reply) {}

  private ScriptedModel(Builder builder) {
    id = builder.id;
    rules = List.copyOf(builder.rules);
    line = new ArrayDeque<>(builder.line);
    otherwise = builder.otherwise;
  }

  /**
   * A builder of a model {@code scripted:model} without any reply.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A model that always answers the same.
   *
   * @param text the answer
   * @return the script
   */
  public static ScriptedModel answering(String text) {
    return builder().otherwise(Reply.text(text)).build();
  }

  /**
   * The model.
   *
   * @return each time a new model over the same script
   */
  public FoundationModel model() {
    return FoundationModel.of(id, (request, context) -> new Call(request, take(request)));
  }

  /**
   * What was asked, in the order in which the calls began.
   *
   * @return a copy
   */
  public List<GenerateRequest> requests() {
    lock.lock();
    try {
      return List.copyOf(requests);
    } finally {
      lock.unlock();
    }
  }

  private Reply take(GenerateRequest request) {
    lock.lock();
    try {
      requests.add(request);
      for (Rule rule : rules) {
        if (rule.condition().test(request)) {
          return rule.reply();
        }
      }
      Reply next = line.poll();
      next = next == null ? otherwise : next;
      if (next == null) {
        throw new AssertionError(
            "the script of %s has no reply for call %d".formatted(id, requests.size()));
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private final class Call extends LayerSource {
    private final GenerateRequest request;
    private final Reply reply;
    private final AnswerFold fold = new AnswerFold();
    private int step;

    Call(GenerateRequest request, Reply reply) {
      super(id);
      this.request = request;
      this.reply = reply;
    }

    @Override
    public StreamEvent next() throws InterruptedException {
      throwIfGivenUp();
      while (step < reply.steps.size()) {
        Reply.Step now = reply.steps.get(step++);
        if (!now.silence().isZero()) {
          pause(now.silence());
        }
        StreamEvent event = now.event();
        if (event != null) {
          fold.add(event);
          return event;
        }
      }
      if (reply.hangs) {
        while (true) {
          pause(Duration.ofHours(1));
        }
      }
      if (reply.failure != null) {
        ModelException problem = reply.failure.get();
        throw problem;
      }
      return new StreamEvent.Completed(GenerateResponse.builder(id)
          .stopReason(reply.stopReason, reply.stopReason.name().toLowerCase(Locale.ROOT))
          .usage(reply.usage.orElseGet(this::usage))
          .build());
    }

    private TokenUsage usage() {
      long output = fold.content().stream()
          .mapToLong(block -> TokenEstimate.of(block.toString()))
          .sum();
      return TokenUsage.reported(request.estimatedInputTokens(), output);
    }
  }

  /** Builds a {@link ScriptedModel}. Not thread-safe. */
  public static final class Builder {
    private ModelId id = ModelId.of("scripted", "model");
    private final List<Rule> rules = new ArrayList<>();
    private final List<Reply> line = new ArrayList<>();
    private @Nullable Reply otherwise;

    private Builder() {}

    /**
     * Sets the model's id.
     *
     * @param value the id, of whatever provider the test pretends
     * @return this
     */
    public Builder id(String value) {
      id = ModelId.parse(value);
      return this;
    }

    /**
     * Adds a reply to the line: each answers one call.
     *
     * @param reply the next reply
     * @return this
     */
    public Builder reply(Reply reply) {
      line.add(Objects.requireNonNull(reply, "reply"));
      return this;
    }

    /**
     * Adds a rule, which answers any number of calls.
     *
     * @param condition which requests it answers; must not throw
     * @param reply the reply
     * @return this
     */
    public Builder when(Predicate<GenerateRequest> condition, Reply reply) {
      rules.add(new Rule(condition, Objects.requireNonNull(reply, "reply")));
      return this;
    }

    /**
     * Sets the reply to all other calls. Default: none.
     *
     * @param reply the reply
     * @return this
     */
    public Builder otherwise(Reply reply) {
      otherwise = Objects.requireNonNull(reply, "reply");
      return this;
    }

    /**
     * Builds the script.
     *
     * @return the script
     */
    public ScriptedModel build() {
      return new ScriptedModel(this);
    }
  }
}
