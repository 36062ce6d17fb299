package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import java.util.Map;
import java.util.stream.Collectors;

/** What judges are told of an example, unless its owner says otherwise. Stateless. */
final class Inputs {

  private Inputs() {}

  /** The one input as it is, or all of them by name. */
  static String of(Example example) {
    Map<String, String> fields = example.fields();
    return fields.size() == 1
        ? fields.values().iterator().next()
        : fields.entrySet().stream()
            .map(field -> field.getKey() + ": " + field.getValue())
            .collect(Collectors.joining("\n"));
  }
}
