package io.fmops.eval.assertion;

import io.fmops.eval.dataset.Assertion;
import io.fmops.model.JsonSchema;
import io.fmops.tool.JsonMismatchException;
import io.fmops.tool.SchemaCheck;
import java.util.List;
import java.util.Set;

/** Whether JSON fits the schema that an assertion has as its value. Stateless. */
final class SchemaOutcome {

  private SchemaOutcome() {}

  static boolean has(Assertion assertion) {
    return assertion
        .value()
        .filter(json -> !json.equals("null") && !json.equals("\"\""))
        .isPresent();
  }

  /** Holds if one of the JSON texts fits. */
  static AssertionOutcome of(Assertion assertion, List<String> found) {
    SchemaCheck check;
    try {
      // A text has the schema in it, as in CSV files.
      check = SchemaCheck.of(
          JsonSchema.of(assertion.text().orElseGet(() -> assertion.value().orElse(""))));
    } catch (IllegalArgumentException e) {
      return new AssertionOutcome.Unchecked(
          "the schema of %s cannot be read: %s".formatted(assertion.type(), e.getMessage()));
    }
    Set<String> unchecked = check.unchecked();
    if (!unchecked.isEmpty()) {
      return new AssertionOutcome.Unchecked(
          "the schema of %s says %s, which cannot be checked; give a check for it"
              .formatted(assertion.type(), unchecked));
    }
    String problem = "the answer has no JSON in it";
    for (String json : found) {
      try {
        check.check(json);
        return AssertionOutcome.of(true, "the JSON fits the schema");
      } catch (JsonMismatchException e) {
        problem = "the JSON does not fit the schema: " + e.getMessage();
      }
    }
    return AssertionOutcome.of(false, problem);
  }
}
