package io.fmops.chain.otel;

import io.fmops.chain.StepKind;
import io.fmops.chain.StepStart;
import io.fmops.chain.StepState;
import io.fmops.chain.TraceStep;
import io.fmops.model.Cost;
import io.fmops.model.TokenUsage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a span tells of a step. Stateless. */
final class StepAttributes {

  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
  static final AttributeKey<String> WORKFLOW = AttributeKey.stringKey("gen_ai.workflow.name");
  static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
  static final AttributeKey<String> TOOL_ARGUMENTS =
      AttributeKey.stringKey("gen_ai.tool.call.arguments");
  static final AttributeKey<String> TOOL_RESULT = AttributeKey.stringKey("gen_ai.tool.call.result");
  static final AttributeKey<String> QUERY = AttributeKey.stringKey("gen_ai.retrieval.query.text");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  // What the conventions have no name for.
  static final AttributeKey<String> RUN_ID = AttributeKey.stringKey("fmops.run.id");
  static final AttributeKey<String> CHAIN = AttributeKey.stringKey("fmops.chain");
  static final AttributeKey<String> PATH = AttributeKey.stringKey("fmops.step.path");
  static final AttributeKey<String> KIND = AttributeKey.stringKey("fmops.step.kind");
  static final AttributeKey<String> STATE = AttributeKey.stringKey("fmops.step.state");
  static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("fmops.step.attempts");
  static final AttributeKey<String> MODEL = AttributeKey.stringKey("fmops.step.model");
  static final AttributeKey<String> PROMPT = AttributeKey.stringKey("fmops.prompt");
  static final AttributeKey<String> INPUT = AttributeKey.stringKey("fmops.step.input");
  static final AttributeKey<String> OUTPUT = AttributeKey.stringKey("fmops.step.output");

  /** Errors begin with the simple name of an exception. */
  private static final Pattern EXCEPTION = Pattern.compile("([\\p{L}_$][\\p{L}\\p{N}_$]*)(: .*)?");

  private StepAttributes() {}

  static String spanName(StepStart step) {
    return operation(step.kind()).orElse(lower(step.kind())) + " " + step.name();
  }

  private static Optional<String> operation(StepKind kind) {
    return switch (kind) {
      case CHAIN -> Optional.of("invoke_workflow");
      case TOOL -> Optional.of("execute_tool");
      case RETRIEVE -> Optional.of("retrieval");
      default -> Optional.empty();
    };
  }

  static Attributes of(StepStart step) {
    AttributesBuilder all = Attributes.builder()
        .put(RUN_ID, step.runId())
        .put(CHAIN, step.chain())
        .put(KIND, lower(step.kind()));
    operation(step.kind()).ifPresent(name -> all.put(OPERATION, name));
    if (!step.path().isEmpty()) {
      all.put(PATH, step.path());
    }
    if (step.kind() == StepKind.CHAIN) {
      all.put(WORKFLOW, step.name());
    } else if (step.kind() == StepKind.TOOL) {
      all.put(TOOL, step.name());
    }
    return all.build();
  }

  static Attributes of(StepStart step, TraceStep outcome) {
    AttributesBuilder all = Attributes.builder().put(STATE, lower(outcome.state()));
    outcome.prompt().ifPresent(version -> all.put(PROMPT, version));
    outcome.model().ifPresent(model -> all.put(MODEL, model.toString()));
    if (outcome.attempts() > 1) {
      all.put(ATTEMPTS, (long) outcome.attempts());
    }
    if (outcome.state() != StepState.REPLAYED) {
      outcome.usage().ifPresent(usage -> usage(all, "fmops.step", usage));
      outcome.cost().ifPresent(cost -> cost(all, "fmops.step", cost));
    }
    if (step.path().isEmpty()) {
      Spent spent = Spent.in(outcome);
      spent.usage().ifPresent(usage -> usage(all, "fmops.run", usage));
      spent.cost().ifPresent(cost -> cost(all, "fmops.run", cost));
    }
    if (outcome.state() == StepState.FAILED || outcome.state() == StepState.CANCELLED) {
      all.put(ERROR_TYPE, errorType(outcome).orElse(lower(outcome.state())));
    }
    return all.build();
  }

  private static void usage(AttributesBuilder all, String prefix, TokenUsage usage) {
    if (usage.source() == TokenUsage.Source.UNKNOWN) {
      return;
    }
    // As on the spans of calls, cached tokens count among the input tokens.
    all.put(prefix + ".input_tokens", usage.input() + usage.cacheRead() + usage.cacheWrite());
    all.put(prefix + ".output_tokens", usage.output());
    if (usage.source() == TokenUsage.Source.ESTIMATED) {
      all.put(prefix + ".usage.estimated", true);
    }
  }

  private static void cost(AttributesBuilder all, String prefix, Cost cost) {
    all.put(prefix + ".cost", cost.amount().doubleValue());
    all.put(prefix + ".cost.currency", cost.currency());
    if (cost.estimated()) {
      all.put(prefix + ".cost.estimated", true);
    }
  }

  /** The step's own, else that of the inner step that made it fail. */
  private static Optional<String> errorType(TraceStep step) {
    Optional<String> own = step.error()
        .map(EXCEPTION::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
    return own.or(() -> errorType(step.steps(), step.state()));
  }

  private static Optional<String> errorType(List<TraceStep> steps, StepState state) {
    return steps.stream()
        .filter(inner -> inner.state() == state)
        .map(StepAttributes::errorType)
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Attributes content(TraceStep outcome) {
    AttributesBuilder all = Attributes.builder();
    AttributeKey<String> input = switch (outcome.kind()) {
      case TOOL -> TOOL_ARGUMENTS;
      case RETRIEVE -> QUERY;
      default -> INPUT;
    };
    outcome.input().ifPresent(text -> all.put(input, text));
    AttributeKey<String> output = outcome.kind() == StepKind.TOOL ? TOOL_RESULT : OUTPUT;
    outcome.output().ifPresent(text -> all.put(output, text));
    return all.build();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
