package io.fmops.guardrails;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a policy from YAML and makes its detectors. Used once, by one thread. */
final class PolicyFile {

  private static final Map<String, Stage> STAGES = new LinkedHashMap<>();

  static {
    STAGES.put("input", Stage.INPUT);
    STAGES.put("output", Stage.OUTPUT);
    STAGES.put("context", Stage.CONTEXT);
    STAGES.put("tool-result", Stage.TOOL_RESULT);
  }

  private static final List<String> POLICY_KEYS = List.of(
      "name",
      "unchecked-message",
      "version",
      "dry-run",
      "budget",
      "piece",
      "retries",
      "restore-in-tools",
      "detectors",
      "input",
      "output",
      "context",
      "tool-result");

  /** What stands beside a detector's own settings and belongs to its check. */
  private static final List<String> CHECK_KEYS =
      List.of("timeout", "on-failure", "sample", "max-running");

  /** More threads than a Java process ever has. */
  private static final int MAX_RUNNING = 1_000_000;

  private static final List<String> RULE_KEYS =
      List.of("category", "threshold", "action", "message", "feedback", "mask");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

  private final PolicyYaml yaml;
  private final DetectorMaker maker;
  private final Map<String, Check> checks = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  private PolicyFile(String name, Optional<Path> folder) {
    yaml = new PolicyYaml(name);
    maker = new DetectorMaker(yaml, folder);
  }

  static GuardrailPolicy read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": the policy is no UTF-8 text", e);
    }
    return parse(
        text, file.toString(), Optional.ofNullable(file.toAbsolutePath().getParent()));
  }

  static GuardrailPolicy parse(String text, String name, Optional<Path> folder) {
    PolicyFile reader = new PolicyFile(name, folder);
    try {
      return reader.policy(reader.yaml.read(text), GuardrailPolicy.hash(text));
    } catch (RuntimeException e) {
      reader.checks.values().forEach(check -> check.detector().close());
      throw e;
    }
  }

  private GuardrailPolicy policy(Node root, String hash) {
    Map<String, Node> fields = yaml.fields(root, "the policy");
    yaml.onlyKnown(fields, root, POLICY_KEYS, "a policy");
    Node name = required(fields, root, "name", "the policy");
    String policyName = yaml.text(name, "name");
    if (policyName.isBlank()) {
      throw yaml.wrong(name, "name must not be blank");
    }
    GuardrailPolicy.Builder policy = GuardrailPolicy.builder(policyName)
        .version(Optional.ofNullable(fields.get("version"))
            .map(node -> yaml.text(node, "version"))
            .orElse(hash));
    Optional.ofNullable(fields.get("dry-run"))
        .ifPresent(node -> policy.dryRun(yaml.flag(node, "dry-run")));
    Optional.ofNullable(fields.get("unchecked-message"))
        .ifPresent(node -> policy.uncheckedMessage(yaml.text(node, "unchecked-message")));
    Optional.ofNullable(fields.get("budget"))
        .ifPresent(node -> policy.budget(duration(node, "budget")));
    Optional.ofNullable(fields.get("piece"))
        .ifPresent(node -> policy.piece(yaml.whole(node, "piece", 64, 4_096)));
    Optional.ofNullable(fields.get("retries"))
        .ifPresent(node -> policy.retries(yaml.whole(node, "retries", 0, 5)));
    Optional.ofNullable(fields.get("restore-in-tools"))
        .ifPresent(node ->
            policy.restoreInTools(yaml.texts(node, "restore-in-tools").toArray(String[]::new)));
    Node detectors = required(fields, root, "detectors", "the policy");
    detectors(detectors);
    STAGES.forEach((key, stage) ->
        Optional.ofNullable(fields.get(key)).ifPresent(node -> stage(policy, key, stage, node)));
    if (used.isEmpty()) {
      throw yaml.wrong(root, "no stage has a check; the policy needs one at " + STAGES.keySet());
    }
    checks.keySet().stream().filter(key -> !used.contains(key)).findFirst().ifPresent(key -> {
      throw yaml.wrong(
          PolicyYaml.keyNode((MappingNode) detectors, key),
          "no stage uses the detector \"%s\"; add a check of it or take it out".formatted(key));
    });
    return policy.build();
  }

  private Node required(Map<String, Node> fields, Node mapping, String key, String what) {
    Node node = fields.get(key);
    if (node == null) {
      throw yaml.wrong(mapping, "%s needs \"%s\"".formatted(what, key));
    }
    return node;
  }

  private Duration duration(Node node, String what) {
    Matcher matcher = DURATION.matcher(yaml.text(node, what));
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

  private void detectors(Node node) {
    yaml.fields(node, "detectors")
        .forEach((name, settings) -> checks.put(name, check(name, settings)));
  }

  private Check check(String name, Node node) {
    Map<String, Node> fields = yaml.fields(node, "detector " + name);
    Check check = Check.of(maker.make(name, node, CHECK_KEYS));
    // From here on it is closed if anything is wrong.
    checks.put(name, check);
    if (fields.containsKey("timeout")) {
      check = check.timeout(duration(fields.get("timeout"), "timeout"));
    }
    if (fields.containsKey("sample")) {
      check = check.sample(yaml.number(fields.get("sample"), "sample", 0, 1));
    }
    if (fields.containsKey("max-running")) {
      check =
          check.maxRunning(yaml.whole(fields.get("max-running"), "max-running", 1, MAX_RUNNING));
    }
    if (fields.containsKey("on-failure")) {
      Node meaning = fields.get("on-failure");
      check = check.onFailure(
          switch (yaml.text(meaning, "on-failure")) {
            case "block" -> Check.OnFailure.BLOCK;
            case "pass" -> Check.OnFailure.PASS;
            default -> throw yaml.wrong(meaning, "on-failure must be block or pass");
          });
    }
    return check;
  }

  private void stage(GuardrailPolicy.Builder policy, String key, Stage stage, Node node) {
    for (Node item : yaml.items(node, key)) {
      Map<String, Node> fields = yaml.fields(item, "a check of " + key);
      yaml.onlyKnown(fields, item, List.of("detector", "rules"), "a check of " + key);
      Node name = required(fields, item, "detector", "a check of " + key);
      Check check = checks.get(yaml.text(name, "detector"));
      if (check == null) {
        throw yaml.wrong(
            name,
            "no detector \"%s\"; the policy has %s"
                .formatted(yaml.text(name, "detector"), checks.keySet()));
      }
      List<Node> rules = yaml.items(required(fields, item, "rules", "a check of " + key), "rules");
      if (rules.isEmpty()) {
        throw yaml.wrong(item, "a check needs at least one rule");
      }
      for (Node rule : rules) {
        check = rule(check, rule);
      }
      used.add(yaml.text(name, "detector"));
      try {
        policy.check(stage, check);
      } catch (IllegalArgumentException e) {
        throw yaml.wrong(item, String.valueOf(e.getMessage()));
      }
    }
  }

  private Check rule(Check check, Node node) {
    Map<String, Node> fields = yaml.fields(node, "a rule");
    yaml.onlyKnown(fields, node, RULE_KEYS, "a rule");
    String category =
        fields.containsKey("category") ? yaml.text(fields.get("category"), "category") : Rule.ANY;
    if (category.isBlank()) {
      throw yaml.wrong(node, "category must not be blank; \"*\" stands for all others");
    }
    Check.unknown(check.detector(), category).ifPresent(problem -> {
      throw yaml.wrong(fields.getOrDefault("category", node), problem);
    });
    double threshold = fields.containsKey("threshold")
        ? yaml.number(fields.get("threshold"), "threshold", 0, 1)
        : 0.5;
    return check.on(category, threshold, action(required(fields, node, "action", "a rule"), node));
  }

  private Action action(Node action, Node rule) {
    Map<String, Node> fields = yaml.fields(rule, "a rule");
    List<String> words = new ArrayList<>(List.of("message", "feedback", "mask"));
    String wanted = yaml.text(action, "action");
    Action made = switch (wanted) {
      case "block" -> Action.block(yaml.text(own(fields, rule, words, "message"), "message"));
      case "retry" -> Action.retry(yaml.text(own(fields, rule, words, "feedback"), "feedback"));
      case "redact" -> {
        words.remove("mask");
        yield Action.redact(
            fields.containsKey("mask") ? yaml.text(fields.get("mask"), "mask") : "***");
      }
      case "replace" -> Action.replace();
      case "flag" -> Action.flag();
      default -> throw yaml.wrong(action, "action must be block, retry, replace, redact or flag");
    };
    words.stream().filter(fields::containsKey).findFirst().ifPresent(word -> {
      throw yaml.wrong(
          PolicyYaml.keyNode((MappingNode) rule, word),
          "\"%s\" means nothing for the action %s".formatted(word, wanted));
    });
    return made;
  }

  private Node own(Map<String, Node> fields, Node rule, List<String> words, String word) {
    words.remove(word);
    return required(fields, rule, word, "a rule with this action");
  }
}
