package io.fmops.guardrails;

import io.fmops.model.CallContext;
import io.fmops.model.CancelledException;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.spi.EventSource;
import io.fmops.model.spi.ModelEngine;
import io.fmops.model.spi.ModelLayer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy at work: around a model, or on single texts. Thread-safe; one guardrail serves many
 * models and calls.
 *
 * <p>Around a model it looks at the texts of the request's messages and of tools' results before
 * the model is asked, and at the answer, its reasoning and its tool calls before they are handed
 * over. What it changed is changed for the model, too. What the system text and the tools say is
 * the application's own and is not looked at, and neither are images, documents, ids of tool calls
 * that are plain ones, and blocks of the provider's own. Notices may repeat an answer, and so leave
 * only if nothing in it was changed. A call that is blocked ends in a
 * {@link io.fmops.model.BlockedByGuardrailException}, whose verdict
 * {@link Verdict#of(io.fmops.model.BlockedByGuardrailException)} gives; the verdicts on an answered
 * call are on its response ({@link Verdict#of(io.fmops.model.GenerateResponse)}).
 *
 * <p>In a stream text leaves sentence by sentence, at most two pieces of
 * {@link GuardrailPolicy#piece()} chars and 132 chars after it came (more while a finding has not
 * ended, or if there are invisible characters), and at its end if a detector wants to see all of
 * it; what leaves is what would leave of the whole text. A block ends the model's call.
 *
 * <p>Layers further in, such as telemetry or a recorder, see text as the model said it. So the
 * guardrail belongs inside of those that may see only filtered text, and outside of retries.
 */
public final class Guardrail implements ModelLayer {

  private static final Logger LOG = LoggerFactory.getLogger(Guardrail.class);

  private final GuardrailPolicy policy;
  private final Map<Stage, List<ActiveCheck>> checks = new EnumMap<>(Stage.class);
  private final List<AuditSink> sinks;
  private final boolean keepTexts;
  private final @Nullable Executor executor;

  private Guardrail(Builder builder) {
    policy = builder.policy;
    sinks = List.copyOf(builder.sinks);
    keepTexts = builder.keepTexts;
    executor = builder.executor;
    for (Stage stage : Stage.values()) {
      checks.put(stage, policy.checks(stage).stream().map(ActiveCheck::new).toList());
    }
  }

  /**
   * A guardrail without an audit.
   *
   * @param policy what it does
   * @return the guardrail
   */
  public static Guardrail of(GuardrailPolicy policy) {
    return builder(policy).build();
  }

  /**
   * A builder: no audit, the call's own threads for detectors that wait.
   *
   * @param policy what it does
   * @return a new builder
   */
  public static Builder builder(GuardrailPolicy policy) {
    return new Builder(policy);
  }

  /**
   * What it does.
   *
   * @return the policy
   */
  public GuardrailPolicy policy() {
    return policy;
  }

  /**
   * Checks a single text.
   *
   * @param stage whose checks are used
   * @param text any text
   * @return what may go on, and the verdict; a retry blocks here
   * @throws CancelledException if the thread was interrupted, which it still is then
   */
  public Filtered check(Stage stage, String text) {
    return check(new Excerpt(text, stage, List.of()));
  }

  /**
   * Checks a single text with what is known about it.
   *
   * @param excerpt the text; its stage says whose checks are used
   * @return what may go on, and the verdict; a retry blocks here
   * @throws CancelledException if the thread was interrupted, which it still is then
   */
  public Filtered check(Excerpt excerpt) {
    return check(excerpt, CallContext.create());
  }

  /**
   * Checks a single text with what surrounds it. Of the context, its threads run the detectors and
   * the audit is given it; its deadline and its token are not heard, as the policy's budget bounds
   * the time, and an interrupt ends it.
   *
   * @param excerpt the text; its stage says whose checks are used
   * @param context what surrounds the call for which the text is checked
   * @return what may go on, and the verdict; a retry blocks here
   * @throws CancelledException if the thread was interrupted, which it still is then
   */
  public Filtered check(Excerpt excerpt, CallContext context) {
    StageLog log = log(excerpt.stage());
    Placeholders placeholders = new Placeholders(() -> Placeholders.hasLookalike(excerpt.text()));
    TextFilter filter = new TextFilter(
        drawn(excerpt.stage()),
        excerpt.context(),
        policy.piece(),
        looks(context),
        log,
        placeholders);
    String text;
    try {
      text = filter.whole(excerpt.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("the thread was interrupted while detectors looked at a text");
    }
    audit(Optional.empty(), Map.of(), log, context);
    return new Filtered(
        log.blocked() ? "" : text,
        log.verdict(),
        log.blocked() ? Map.of() : placeholders.originals());
  }

  @Override
  public ModelEngine around(ModelId model, ModelEngine inner) {
    return new ModelEngine() {
      @Override
      public EventSource open(GenerateRequest request, CallContext context) {
        return new GuardedSource(Guardrail.this, model, inner, request, context);
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }

  StageLog log(Stage stage) {
    return new StageLog(stage, policy, keepTexts);
  }

  Looks looks(CallContext context) {
    return new Looks(executor == null ? context.executor() : executor, nanos(policy.budget()));
  }

  private static long nanos(Duration time) {
    return time.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : time.toNanos();
  }

  /** The checks that look at this call, after the draw. */
  List<ActiveCheck> drawn(Stage stage) {
    List<ActiveCheck> all = checks.getOrDefault(stage, List.of());
    if (all.stream().allMatch(check -> check.check().sample() >= 1)) {
      return all;
    }
    ThreadLocalRandom chance = ThreadLocalRandom.current();
    return all.stream()
        .filter(check -> chance.nextDouble() < check.check().sample())
        .toList();
  }

  void audit(
      Optional<ModelId> model, Map<String, String> metadata, StageLog log, CallContext context) {
    if (sinks.isEmpty()) {
      return;
    }
    AuditRecord decision =
        new AuditRecord(Instant.now(), model, metadata, log.verdict(), log.texts());
    for (AuditSink sink : sinks) {
      try {
        sink.decided(decision, context);
      } catch (RuntimeException e) {
        LOG.error("the audit of a decision failed: {}", decision.verdict(), e);
      }
    }
  }

  /** Builds a {@link Guardrail}. Not thread-safe. */
  public static final class Builder {
    private final GuardrailPolicy policy;
    private final List<AuditSink> sinks = new ArrayList<>();
    private boolean keepTexts;
    private @Nullable Executor executor;

    private Builder(GuardrailPolicy policy) {
      this.policy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * Adds somebody who hears of every decision. Default: nobody.
     *
     * @param sink hears of decisions
     * @return this
     */
    public Builder audit(AuditSink sink) {
      sinks.add(Objects.requireNonNull(sink, "sink"));
      return this;
    }

    /**
     * Has the audit keep the text of each finding: personal data, secrets and abuse as they were
     * written. Default: no.
     *
     * @param value true to keep them
     * @return this
     */
    public Builder auditTexts(boolean value) {
      keepTexts = value;
      return this;
    }

    /**
     * Sets the threads for detectors that wait. Default: those of the call's context.
     *
     * @param value runs detectors
     * @return this
     */
    public Builder executor(Executor value) {
      executor = Objects.requireNonNull(value, "executor");
      return this;
    }

    /**
     * Builds the guardrail.
     *
     * @return the guardrail
     */
    public Guardrail build() {
      return new Guardrail(this);
    }
  }
}
