package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Detectors for tests of policies. */
final class TestDetectors {

  private TestDetectors() {}

  /** Finds what a regular expression matches. */
  static Detector pattern(String category, String regex) {
    return new PatternDetector(category + "-detector", Map.of(category, Pattern.compile(regex)));
  }

  /** Finds the whole sentence that holds a word. */
  static Detector sentence(String category, String word) {
    return of(
        category,
        Detector.Scope.SENTENCE,
        Detector.Cost.INSTANT,
        excerpt -> excerpt.text().contains(word)
            ? List.of(new Finding(category, 0, excerpt.text().length(), 0.9, category))
            : List.of());
  }

  /** Finds each place of a word, in the whole text only. */
  static Detector whole(String category, String word) {
    return of(category, Detector.Scope.WHOLE, Detector.Cost.INSTANT, excerpt -> {
      List<Finding> findings = new ArrayList<>();
      int at = excerpt.text().indexOf(word);
      while (at >= 0) {
        findings.add(new Finding(category, at, at + word.length(), 1, category));
        at = excerpt.text().indexOf(word, at + 1);
      }
      return findings;
    });
  }

  static Detector of(
      String name,
      Detector.Scope scope,
      Detector.Cost cost,
      Function<Excerpt, List<Finding>> detect) {
    return new Detector() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Finding> detect(Excerpt excerpt) {
        return detect.apply(excerpt);
      }

      @Override
      public Scope scope() {
        return scope;
      }

      @Override
      public Cost cost() {
        return cost;
      }
    };
  }
}
