package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import io.fmops.guardrails.spi.DetectorSettings;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Detectors of words by category, for policy files of tests. */
public final class WordsFactory implements DetectorFactory {

  static final AtomicInteger OPEN = new AtomicInteger();

  @Override
  public String type() {
    return "words";
  }

  @Override
  public Detector create(String name, DetectorSettings settings) {
    Map<String, Pattern> patterns = new TreeMap<>();
    settings
        .textsByName("words")
        .forEach((category, words) -> patterns.put(
            category,
            Pattern.compile(words.stream().map(Pattern::quote).collect(Collectors.joining("|")))));
    settings
        .path("file")
        .ifPresent(path -> patterns.put("path", Pattern.compile(Pattern.quote(path.toString()))));
    settings
        .flag("shout")
        .filter(on -> on)
        .ifPresent(on -> patterns.put("shout", Pattern.compile("[A-Z]{5,}")));
    settings
        .whole("least", 1, 9)
        .ifPresent(least -> patterns.put("digits", Pattern.compile("\\d{%d,}".formatted(least))));
    if (patterns.isEmpty()) {
      throw settings.wrong("words", "there are no words; give a list for each category");
    }
    PatternDetector found = new PatternDetector(name, patterns);
    OPEN.incrementAndGet();
    return new Detector() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public java.util.List<Finding> detect(Excerpt excerpt) {
        return found.detect(excerpt);
      }

      @Override
      public Set<String> categories() {
        return found.categories();
      }

      @Override
      public Scope scope() {
        return Scope.SPAN;
      }

      @Override
      public void close() {
        OPEN.decrementAndGet();
      }
    };
  }
}
