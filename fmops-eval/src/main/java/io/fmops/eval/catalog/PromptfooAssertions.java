package io.fmops.eval.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fmops.eval.assertion.AssertionEvaluator;
import io.fmops.eval.dataset.Assertion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads assertions of promptfoo's. Used by one thread. */
final class PromptfooAssertions {

  private static final String SET = "assert-set";
  private static final int MAX_DEPTH = 10;
  private static final int MAX_ASSERTIONS = 10_000;

  /** What runs a program or asks somebody on the network. */
  static final Set<String> CODE = Set.of("javascript", "python", "ruby", "webhook");

  /** Types of promptfoo's that nothing here checks, unless somebody gives a check for them. */
  private static final Set<String> OTHERS = Set.of(
      "answer-relevance",
      "classifier",
      "contains-html",
      "contains-sql",
      "contains-xml",
      "finish-reason",
      "gleu",
      "guardrails",
      "is-html",
      "is-refusal",
      "is-sql",
      "is-valid-function-call",
      "is-valid-openai-function-call",
      "is-valid-openai-tools-call",
      "is-xml",
      "max-score",
      "meteor",
      "moderation",
      "perplexity",
      "perplexity-score",
      "pi",
      "skill-used",
      "similar",
      "similar:dot",
      "similar:euclidean",
      "tool-call-f1",
      "word-count");

  /** Kinds of types: what happened on the way to the answer, attacks, and a user's own. */
  private static final List<String> OTHER_KINDS =
      List.of("trajectory:", "trace-", "promptfoo:", "x-");

  /** What can be asked without a value. */
  private static final Set<String> WITHOUT_VALUE =
      Set.of("is-json", "contains-json", "latency", "cost");

  private static final Set<String> LEFT_OUT = Set.of("provider", "rubricPrompt", "config");
  private static final Set<String> CHANGES_MEANING =
      Set.of("transform", "contextTransform", "normalizeUnicode");

  private final PromptfooReader reader;

  PromptfooAssertions(PromptfooReader reader) {
    this.reader = reader;
  }

  /** All the types that promptfoo's documentation has and that are data. */
  static Set<String> types() {
    Set<String> types = new LinkedHashSet<>(AssertionEvaluator.builtIn());
    types.addAll(AssertionEvaluator.judged());
    types.addAll(OTHERS);
    return types;
  }

  List<Assertion> read(List<Config> items, Map<String, String> vars) {
    return read(items, vars, 0);
  }

  private List<Assertion> read(List<Config> items, Map<String, String> vars, int depth) {
    List<Assertion> assertions = new ArrayList<>();
    for (Config item : items) {
      Config.Entries entries = reader.resolved(item).map("an assertion");
      if (depth > MAX_DEPTH || assertions.size() > MAX_ASSERTIONS) {
        // A template may name itself, or two that name two each.
        throw entries
            .at()
            .problem("sets of assertions go on for more than %d levels or %,d assertions"
                .formatted(MAX_DEPTH, MAX_ASSERTIONS));
      }
      String type = entries.required("type", "an assertion").text("an assertion's type");
      if (type.equals(SET)) {
        assertions.addAll(set(entries, vars, depth));
      } else {
        assertions.add(assertion(entries, type, vars));
      }
    }
    return assertions;
  }

  /**
   * A set without a threshold holds if all of it does, and counts with its own weight; so do its
   * assertions one by one, when they share that weight among them.
   */
  private List<Assertion> set(Config.Entries entries, Map<String, String> vars, int depth) {
    entries.onlyKnown(Set.of("type", "assert", "weight", "threshold", "metric"), SET);
    for (String key : List.of("threshold", "metric")) {
      Optional<Config> value = entries.get(key);
      if (value.isPresent()) {
        throw value
            .get()
            .at()
            .problem("an assert-set with a %s is not read; write its assertions as those of a test"
                .formatted(key));
      }
    }
    List<Assertion> inner = read(entries.required("assert", SET).list("assert"), vars, depth + 1);
    double weight = entries.get("weight").map(w -> w.number("weight")).orElse(1.0);
    double sum = inner.stream().mapToDouble(Assertion::weight).sum();
    return sum == 0
        ? inner
        : inner.stream().map(a -> a.withWeight(a.weight() * weight / sum)).toList();
  }

  private Assertion assertion(Config.Entries entries, String written, Map<String, String> vars) {
    Origin at = entries.at();
    String type = written.equals("similar:cosine") ? "similar" : written;
    Assertion assertion;
    try {
      assertion = Assertion.of(type);
    } catch (IllegalArgumentException e) {
      throw at.problem(String.valueOf(e.getMessage()), e);
    }
    checkType(at, assertion.type());
    for (Map.Entry<String, Config> entry : entries.entries().entrySet()) {
      Config value = entry.getValue();
      String key = entry.getKey();
      try {
        assertion = switch (key) {
          case "type" -> assertion;
          case "value" -> value.isNull() ? assertion : withValue(assertion, value, vars);
          case "threshold" -> assertion.withThreshold(value.number("threshold"));
          case "weight" -> assertion.withWeight(value.number("weight"));
          case "metric" ->
            assertion.withMetric(Variables.all(value.at(), value.text("metric"), vars));
          default -> {
            if (CHANGES_MEANING.contains(key)) {
              throw value
                  .at()
                  .problem(
                      "%s of an assertion is not read; without it the assertion means something"
                              .formatted(key)
                          + " else");
            }
            reader.note(
                value.at(),
                LEFT_OUT.contains(key)
                    ? key + " of an assertion is left out"
                    : "%s of an assertion is unknown and left out".formatted(Origin.quote(key)));
            yield assertion;
          }
        };
      } catch (IllegalArgumentException e) {
        throw value.at().problem(String.valueOf(e.getMessage()), e);
      }
    }
    if (assertion.value().isEmpty()
        && AssertionEvaluator.builtIn().contains(assertion.type())
        && !WITHOUT_VALUE.contains(assertion.type())) {
      throw at.problem("%s needs a value".formatted(written));
    }
    return assertion;
  }

  private void checkType(Origin at, String type) {
    if (CODE.contains(type)) {
      throw at.problem(
          ("an assertion of the type %s is code, which is not run; give it a type of your own that"
                  + " begins with x-, and a check in Java for that type")
              .formatted(type));
    }
    if (!types().contains(type) && OTHER_KINDS.stream().noneMatch(type::startsWith)) {
      throw at.problem("there is no assertion of the type %s%s"
          .formatted(Origin.quote(type), Origin.didYouMean(type, types())));
    }
    if (!AssertionEvaluator.builtIn().contains(type) && !type.equals("similar")) {
      reader.note(
          at,
          AssertionEvaluator.judged().contains(type)
              ? "%s is unscored until a judge is given as its check".formatted(type)
              : "%s is unscored until a check is given for it".formatted(type));
    }
  }

  private Assertion withValue(Assertion assertion, Config value, Map<String, String> vars) {
    if (value instanceof Config.Items list) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      list.items().forEach(item -> {
        Config content = content(item);
        array.add(
            item.isText() && content == item
                ? TextNode.valueOf(Variables.all(item.at(), item.toText(), vars))
                : content.toJson());
      });
      return assertion.withValue(array.toString());
    }
    Config content = content(value);
    if (value.isText() && content == value) {
      return assertion.withValue(
          TextNode.valueOf(Variables.all(value.at(), value.toText(), vars)).toString());
    }
    return assertion.withValue(content.toJson().toString());
  }

  /** The value, or what the file has that it names. */
  private Config content(Config value) {
    if (!value.isText() || !value.toText().startsWith(PromptfooReader.FILE)) {
      return value;
    }
    String name = value.toText().substring(PromptfooReader.FILE.length());
    if (PromptfooReader.isCode(name)) {
      throw value
          .at()
          .problem("%s is code, which is not run; write its value".formatted(Origin.quote(name)));
    }
    return reader.content(value.at(), name);
  }
}
