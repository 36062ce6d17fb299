package io.fmops.guardrails.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the model card from its template and the figures. Stateless. */
final class Card {

  private Card() {}

  static String write(Measurement measured, Corpus corpus, List<String> validation, long bytes) {
    Map<String, String> values = Map.of(
        "{planted}", String.join("\n", measured.planted()),
        "{bytes}", String.format(Locale.ROOT, "%,d", bytes),
        "{settings}", Settings.DEFAULT.toString(),
        "{sizes}", sizes(corpus),
        "{kinds}",
            corpus.split().kinds().stream()
                .sorted()
                .map(k -> "`" + k + "`")
                .collect(Collectors.joining(", ")),
        "{figures}", String.join("\n", measured.figures()),
        "{questions}", String.join("\n", measured.questions()),
        "{categories}", String.join("\n", measured.categories()),
        "{evasion}", String.join("\n", measured.evasion()),
        "{validation}", String.join("\n", validation));
    String card = template();
    for (Map.Entry<String, String> value : values.entrySet()) {
      card = card.replace(value.getKey(), value.getValue());
    }
    return card;
  }

  private static String sizes(Corpus corpus) {
    Map<String, int[]> sizes = new TreeMap<>();
    corpus.train().forEach(r -> sizes.computeIfAbsent(r.source(), s -> new int[2])[0]++);
    corpus.held().forEach(r -> sizes.computeIfAbsent(r.source(), s -> new int[2])[1]++);
    return sizes.entrySet().stream()
        .map(e -> "| %s | %d | %d |".formatted(e.getKey(), e.getValue()[0], e.getValue()[1]))
        .collect(Collectors.joining("\n"));
  }

  private static String template() {
    try (InputStream in = Card.class.getResourceAsStream("card.md")) {
      if (in == null) {
        throw new IllegalStateException("card.md is not beside the class; the jar is incomplete");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read card.md from the jar", e);
    }
  }
}
