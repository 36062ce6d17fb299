package io.fmops.eval.gate;

import io.fmops.eval.gate.GateYaml.Node;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a gate from YAML or JSON. */
final class GateFile {

  private static final List<String> GATE_KEYS =
      List.of("gate", "max-missing", "undecided", "conditions");
  private static final List<String> OF_MEASURES =
      List.of("at-least", "at-most", "not-worse-by", "not-higher-by");
  private static final List<String> OF_RUNS = List.of(
      "latency-p95-at-most",
      "cost-per-thousand-at-most",
      "error-rate-at-most",
      "truncated-at-most",
      "examples-at-least");
  private static final List<String> CONDITION_KEYS = new ArrayList<>();
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

  static {
    CONDITION_KEYS.add("measure");
    CONDITION_KEYS.addAll(OF_MEASURES);
    CONDITION_KEYS.add("by");
    CONDITION_KEYS.addAll(OF_RUNS);
  }

  private final GateYaml yaml;

  private GateFile(String source) {
    yaml = new GateYaml(source);
  }

  static Gate read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": the gate is no UTF-8 text; save it as UTF-8", e);
    }
    return parse(text, file.toString());
  }

  static Gate parse(String text, String source) {
    GateFile file = new GateFile(source);
    return file.gate(file.yaml.read(text));
  }

  private Gate gate(Node root) {
    Map<String, Node> fields = yaml.fields(root, "a gate", GATE_KEYS);
    Gate.Builder gate = Gate.builder(yaml.word(required(fields, root, "gate"), "gate"));
    @Nullable Node missing = fields.get("max-missing");
    if (missing != null) {
      gate.maxMissing(share(missing, "max-missing"));
    }
    @Nullable Node undecided = fields.get("undecided");
    if (undecided != null) {
      switch (yaml.word(undecided, "undecided")) {
        case "pass" -> gate.undecidedPasses();
        case "fail" -> {}
        default -> throw yaml.wrong(undecided, "undecided must be pass or fail");
      }
    }
    Node conditions = required(fields, root, "conditions");
    List<Node> items = yaml.items(conditions, "conditions");
    if (items.isEmpty()) {
      throw yaml.wrong(conditions, "there are no conditions; a gate needs at least one");
    }
    items.forEach(item -> gate.condition(condition(item)));
    return gate.build();
  }

  private Node required(Map<String, Node> fields, Node mapping, String key) {
    Node node = fields.get(key);
    if (node == null) {
      throw yaml.wrong(mapping, "a gate needs \"%s\"".formatted(key));
    }
    return node;
  }

  private Condition condition(Node node) {
    Map<String, Node> fields = yaml.fields(node, "a condition", CONDITION_KEYS);
    List<String> kinds = fields.keySet().stream()
        .filter(key -> OF_MEASURES.contains(key) || OF_RUNS.contains(key))
        .toList();
    if (kinds.size() != 1) {
      throw yaml.wrong(
          node,
          "a condition says one thing, but this one says %s; write one of %s, %s"
              .formatted(
                  kinds.isEmpty() ? "none" : String.join(" and ", kinds),
                  String.join(", ", OF_MEASURES),
                  String.join(", ", OF_RUNS)));
    }
    String kind = kinds.get(0);
    Node value = fields.getOrDefault(kind, node);
    return OF_RUNS.contains(kind)
        ? ofRun(fields, kind, value)
        : ofMeasure(fields, node, kind, value);
  }

  private Condition ofMeasure(Map<String, Node> fields, Node node, String kind, Node value) {
    @Nullable Node measure = fields.get("measure");
    if (measure == null) {
      throw yaml.wrong(
          node, "\"%s\" needs a \"measure\" beside it, such as accuracy".formatted(kind));
    }
    String name = yaml.word(measure, "measure");
    double limit = Double.parseDouble(yaml.number(value, kind));
    if (!Double.isFinite(limit)) {
      throw yaml.wrong(value, kind + " must be a number, such as 0.8");
    }
    if (kind.startsWith("not-")) {
      only(fields, List.of("measure", kind), kind);
      if (limit < 0) {
        throw yaml.wrong(value, kind + " must be 0 or more");
      }
      return kind.equals("not-worse-by")
          ? Condition.notWorse(name, limit)
          : Condition.notHigher(name, limit);
    }
    Bound bound = bound(fields.get("by"));
    return kind.equals("at-least")
        ? Condition.atLeast(name, limit, bound)
        : Condition.atMost(name, limit, bound);
  }

  private Bound bound(@Nullable Node by) {
    if (by == null) {
      return Bound.INTERVAL;
    }
    return switch (yaml.word(by, "by")) {
      case "interval" -> Bound.INTERVAL;
      case "value" -> Bound.VALUE;
      default -> throw yaml.wrong(by, "by must be interval or value");
    };
  }

  private Condition ofRun(Map<String, Node> fields, String kind, Node value) {
    only(fields, List.of(kind), kind);
    return switch (kind) {
      case "latency-p95-at-most" -> Condition.latencyP95AtMost(duration(value, kind));
      case "cost-per-thousand-at-most" -> {
        BigDecimal cost = new BigDecimal(yaml.number(value, kind));
        if (cost.signum() < 0) {
          throw yaml.wrong(value, kind + " must be 0 or more");
        }
        yield Condition.costPerThousandAtMost(cost);
      }
      case "error-rate-at-most" -> Condition.errorRateAtMost(share(value, kind));
      case "truncated-at-most" -> Condition.truncatedAtMost(share(value, kind));
      default -> Condition.examplesAtLeast(count(value, kind));
    };
  }

  private void only(Map<String, Node> fields, List<String> meant, String kind) {
    fields.forEach((key, value) -> {
      if (!meant.contains(key)) {
        throw yaml.wrong(value, "\"%s\" means nothing beside \"%s\"".formatted(key, kind));
      }
    });
  }

  private double share(Node node, String what) {
    double share = Double.parseDouble(yaml.number(node, what));
    if (!(share >= 0 && share <= 1)) {
      throw yaml.wrong(node, what + " is a share; it must be 0 to 1");
    }
    return share;
  }

  private long count(Node node, String what) {
    String word = yaml.word(node, what);
    if (!word.matches("[0-9]{1,15}") || Long.parseLong(word) < 1) {
      throw yaml.wrong(node, what + " must be a whole number of 1 or more");
    }
    return Long.parseLong(word);
  }

  private Duration duration(Node node, String what) {
    Matcher matcher = DURATION.matcher(yaml.word(node, what));
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw yaml.wrong(node, what + " must be a time above zero, such as 200ms, 2s or 1m");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }
}
