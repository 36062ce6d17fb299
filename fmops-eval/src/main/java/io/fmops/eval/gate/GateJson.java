package io.fmops.eval.gate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.eval.stats.Estimate;

/** A gate's result as JSON. */
final class GateJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ALL = Integer.MAX_VALUE;

  private GateJson() {}

  static String of(GateResult result) {
    ObjectNode json = JSON.createObjectNode()
        .put("gate", plain(result.gate()))
        .put("outcome", GateText.word(result.outcome()))
        .put("passed", result.passed())
        .put("exitStatus", result.exitStatus())
        .put("candidate", plain(result.candidate()));
    result.baseline().ifPresent(name -> json.put("baseline", plain(name)));
    json.put("examples", result.examples());
    ArrayNode conditions = json.putArray("conditions");
    for (ConditionResult condition : result.conditions()) {
      ObjectNode each = conditions
          .addObject()
          .put("condition", plain(condition.condition()))
          .put("outcome", GateText.word(condition.outcome()))
          .put("words", plain(condition.words()));
      condition.moreExamples().ifPresent(more -> each.put("moreExamples", more));
    }
    ArrayNode comparisons = json.putArray("comparisons");
    result.comparisons().forEach(compared -> add(comparisons.addObject(), compared));
    return json.toPrettyString() + "\n";
  }

  private static void add(ObjectNode json, Comparison compared) {
    json.put("measure", plain(compared.measure()));
    add(json.putObject("candidate"), compared.candidate());
    add(json.putObject("baseline"), compared.baseline());
    add(json.putObject("difference"), compared.difference());
    json.put("higher", compared.higher())
        .put("lower", compared.lower())
        .put("same", compared.same())
        .put("missing", compared.missing())
        .put("changed", compared.changed())
        .put("added", compared.added());
    ArrayNode most = json.putArray("most");
    for (ExampleChange change : compared.most()) {
      most.addObject()
          .put("example", plain(change.id()))
          .put("before", change.before())
          .put("after", change.after())
          .put("input", plain(change.input()))
          .put("outputBefore", plain(change.outputBefore()))
          .put("outputAfter", plain(change.outputAfter()));
    }
  }

  private static void add(ObjectNode json, Estimate estimate) {
    json.put("value", estimate.value())
        .put("low", estimate.low())
        .put("high", estimate.high())
        .put("n", estimate.n());
  }

  /** Half characters cannot be written as UTF-8. */
  private static String plain(String text) {
    return Words.line(text, ALL);
  }
}
