package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Makes detectors of the type {@code pattern}. Settings: {@code patterns}, for each category a
 * regular expression or a list of them; {@code ignore-case}, by default false. Stateless and
 * thread-safe.
 */
public final class PatternDetectorFactory implements DetectorFactory {

  /** For the service loader. */
  public PatternDetectorFactory() {}

  @Override
  public String type() {
    return "pattern";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    int flags = settings.flag("ignore-case").orElse(false)
        ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE
        : 0;
    Map<String, Pattern> patterns = new LinkedHashMap<>();
    settings
        .textsByName("patterns")
        .forEach((category, expressions) ->
            patterns.put(category, compile(category, expressions, flags, settings)));
    if (patterns.isEmpty()) {
      throw settings.wrong("patterns", "give at least one category with an expression");
    }
    try {
      return new PatternDetector(name, patterns);
    } catch (IllegalArgumentException e) {
      throw settings.wrong("patterns", String.valueOf(e.getMessage()));
    }
  }

  private static Pattern compile(
      String category, List<String> expressions, int flags, DetectorSettings settings) {
    try {
      // Each by itself first, so that a bracket of one is not closed in another.
      expressions.forEach(expression -> {
        Pattern unused = Pattern.compile(expression, flags);
      });
      return Pattern.compile(
          expressions.size() == 1
              ? expressions.get(0)
              : "(?:" + String.join(")|(?:", expressions) + ")",
          flags);
    } catch (PatternSyntaxException e) {
      throw settings.wrong(
          "patterns",
          "the expression for \"%s\" is wrong near %d: %s"
              .formatted(category, e.getIndex(), e.getDescription()));
    }
  }
}
