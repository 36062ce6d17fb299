package io.fmops.guardrails.otel;

import io.fmops.guardrails.AuditRecord;
import io.fmops.guardrails.AuditSink;
import io.fmops.guardrails.Verdict;
import io.fmops.model.CallContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An audit that counts decisions and writes them on spans. Never tells any part of a text, also if
 * the guardrail was asked to keep them.
 *
 * <pre>{@code
 * model
 *     .with(Guardrail.builder(policy).audit(GuardrailTelemetry.of(openTelemetry)).build())
 *     .with(Telemetry.builder().listener(GenAiTelemetry.builder(openTelemetry).build()).build());
 * }</pre>
 *
 * <p>The metrics are {@code fmops.guardrail.decisions} (by policy, stage, outcome and dry run),
 * {@code fmops.guardrail.findings} (by policy, stage, category, detector and action),
 * {@code fmops.guardrail.failures} (by policy, stage, detector and whether that blocked), each a
 * counter, and {@code fmops.guardrail.duration}, a histogram of the seconds that looking took.
 * Findings in earlier turns of a conversation, which each call repeats, are not counted again.
 * Categories beyond {@value #MAX_CATEGORIES} names count as {@code _OTHER}. The conventions for
 * generative AI (1.40) have no names for any of these.
 *
 * <p>Each decision is an event {@code fmops.guardrail} on the span of the {@link Context} in the
 * call's context, which is the model call's if a {@code GenAiTelemetry} is further out and the
 * step's in a chain, else on this thread's current span. Thread-safe.
 */
public final class GuardrailTelemetry implements AuditSink {

  /** Names of categories that metrics tell apart; each one costs memory in every exporter. */
  static final int MAX_CATEGORIES = 100;

  static final String EVENT = "fmops.guardrail";

  private static final String SCOPE = "io.fmops.guardrails";
  private static final String OTHER = "_OTHER";
  private static final double NANOS = 1e9;

  static final AttributeKey<String> POLICY = AttributeKey.stringKey("fmops.guardrail.policy");
  static final AttributeKey<String> VERSION = AttributeKey.stringKey("fmops.guardrail.version");
  static final AttributeKey<String> STAGE = AttributeKey.stringKey("fmops.guardrail.stage");
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("fmops.guardrail.outcome");
  static final AttributeKey<Boolean> DRY_RUN = AttributeKey.booleanKey("fmops.guardrail.dry_run");
  static final AttributeKey<String> CATEGORY = AttributeKey.stringKey("fmops.guardrail.category");
  static final AttributeKey<String> DETECTOR = AttributeKey.stringKey("fmops.guardrail.detector");
  static final AttributeKey<String> ACTION = AttributeKey.stringKey("fmops.guardrail.action");
  static final AttributeKey<Boolean> BLOCKED = AttributeKey.booleanKey("fmops.guardrail.blocked");
  static final AttributeKey<List<String>> CATEGORIES =
      AttributeKey.stringArrayKey("fmops.guardrail.categories");
  static final AttributeKey<Long> FINDINGS = AttributeKey.longKey("fmops.guardrail.findings");
  static final AttributeKey<Long> EARLIER =
      AttributeKey.longKey("fmops.guardrail.earlier_findings");
  static final AttributeKey<List<String>> FAILED =
      AttributeKey.stringArrayKey("fmops.guardrail.failed_detectors");

  private static final List<Double> SECONDS =
      List.of(0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

  private final LongCounter decisions;
  private final LongCounter findings;
  private final LongCounter failures;
  private final DoubleHistogram duration;
  private final Set<String> categories = ConcurrentHashMap.newKeySet();

  private GuardrailTelemetry(Meter meter) {
    decisions = counter(meter, "decisions", "{decision}", "Decisions of guardrails.");
    findings = counter(meter, "findings", "{finding}", "Findings that policies have rules for.");
    failures = counter(meter, "failures", "{failure}", "Detectors that could not tell.");
    duration = meter
        .histogramBuilder("fmops.guardrail.duration")
        .setDescription("How long looking took.")
        .setUnit("s")
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  private static LongCounter counter(Meter meter, String name, String unit, String description) {
    return meter
        .counterBuilder("fmops.guardrail." + name)
        .setDescription(description)
        .setUnit(unit)
        .build();
  }

  /**
   * An audit for telemetry.
   *
   * @param openTelemetry where metrics go
   * @return the audit
   */
  public static GuardrailTelemetry of(OpenTelemetry openTelemetry) {
    return new GuardrailTelemetry(openTelemetry.getMeter(SCOPE));
  }

  @Override
  public void decided(AuditRecord decision) {
    decided(decision, CallContext.create());
  }

  @Override
  public void decided(AuditRecord decision, CallContext context) {
    Verdict verdict = decision.verdict();
    Attributes place =
        Attributes.of(POLICY, verdict.policy(), STAGE, verdict.stage().word());
    count(verdict, place);
    Context surroundings = context.find(Context.class).orElseGet(Context::current);
    Span.fromContext(surroundings).addEvent(EVENT, event(verdict, place));
  }

  private void count(Verdict verdict, Attributes place) {
    Attributes outcome = place.toBuilder()
        .put(OUTCOME, verdict.outcome().word())
        .put(DRY_RUN, verdict.dryRun())
        .build();
    decisions.add(1, outcome);
    duration.record(verdict.elapsed().toNanos() / NANOS, outcome);
    for (Verdict.Item item : verdict.items()) {
      if (item.earlier()) {
        continue;
      }
      findings.add(
          1,
          place.toBuilder()
              .put(CATEGORY, bounded(item.finding().category()))
              .put(DETECTOR, item.finding().detector())
              .put(ACTION, item.action().word())
              .build());
    }
    for (Verdict.Failure failure : verdict.failures()) {
      failures.add(
          1,
          place.toBuilder()
              .put(DETECTOR, failure.detector())
              .put(BLOCKED, failure.blocked())
              .build());
    }
  }

  private static Attributes event(Verdict verdict, Attributes place) {
    AttributesBuilder event = place.toBuilder()
        .put(VERSION, verdict.version())
        .put(OUTCOME, verdict.outcome().word())
        .put(DRY_RUN, verdict.dryRun())
        .put(FINDINGS, verdict.items().stream().filter(item -> !item.earlier()).count())
        .put(EARLIER, verdict.items().stream().filter(Verdict.Item::earlier).count());
    List<String> found = verdict.items().stream()
        .map(item -> item.finding().category())
        .distinct()
        .limit(MAX_CATEGORIES)
        .toList();
    if (!found.isEmpty()) {
      event.put(CATEGORIES, found);
    }
    List<String> failed =
        verdict.failures().stream().map(Verdict.Failure::detector).distinct().toList();
    if (!failed.isEmpty()) {
      event.put(FAILED, failed);
    }
    return event.build();
  }

  private String bounded(String category) {
    // A few more than the bound may slip in at once; that is still a bound.
    boolean known = categories.contains(category)
        || (categories.size() < MAX_CATEGORIES && categories.add(category))
        || categories.contains(category);
    return known ? category : OTHER;
  }
}
