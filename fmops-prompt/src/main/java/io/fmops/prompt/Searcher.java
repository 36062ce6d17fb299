package io.fmops.prompt;

import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoredPrompt;
import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks through all prompts of a store, page by page, for one search. Not thread-safe. */
final class Searcher {

  private static final Logger log = LoggerFactory.getLogger(Searcher.class);
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int PAGE = 1_000;
  private static final int EXCERPT = 160;

  private static final Comparator<PromptHit> BEST_FIRST = Comparator.comparingInt(
          PromptHit::matches)
      .reversed()
      .thenComparing(hit -> hit.version().name());

  private final PromptSearch search;
  private final List<String> words;

  Searcher(PromptSearch search) {
    this.search = search;
    this.words = SPACE
        .splitAsStream(Words.normalize(search.text()).strip())
        .filter(word -> !word.isEmpty())
        .distinct()
        .toList();
  }

  List<PromptHit> in(PromptStore store) {
    PriorityQueue<PromptHit> best = new PriorityQueue<>(BEST_FIRST.reversed());
    String after = "";
    while (true) {
      List<StoredPrompt> page = store.newestAfter(after, PAGE);
      for (StoredPrompt stored : page) {
        hit(stored).ifPresent(hit -> {
          best.add(hit);
          if (best.size() > search.limit()) {
            best.remove();
          }
        });
      }
      if (page.size() < PAGE) {
        List<PromptHit> hits = new ArrayList<>(best);
        hits.sort(BEST_FIRST);
        return List.copyOf(hits);
      }
      after = page.get(page.size() - 1).info().name();
    }
  }

  private Optional<PromptHit> hit(StoredPrompt stored) {
    if (!stored.info().name().startsWith(search.prefix())) {
      return Optional.empty();
    }
    String name = Words.normalize(stored.info().name());
    String text = Words.normalize(stored.text());
    int matches = 0;
    for (String word : words) {
      int count = count(name, word) + count(text, word);
      if (count == 0) {
        return Optional.empty();
      }
      matches += count;
    }
    try {
      PromptVersion version = Versions.parse(stored);
      return version.prompt().tags().containsAll(search.tags())
          ? Optional.of(new PromptHit(version, matches, excerpt(stored.text())))
          : Optional.empty();
    } catch (PromptStoreException e) {
      // One broken prompt must not hide all others.
      log.warn("Left out of a search: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static int count(String text, String word) {
    int count = 0;
    for (int i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + word.length())) {
      count++;
    }
    return count;
  }

  private String excerpt(String text) {
    return text.lines()
        .filter(line -> words.stream().anyMatch(Words.normalize(line)::contains))
        .findFirst()
        .map(Searcher::shortened)
        .orElse("");
  }

  private static String shortened(String line) {
    String bare = line.strip();
    return bare.codePointCount(0, bare.length()) <= EXCERPT
        ? bare
        : bare.substring(0, bare.offsetByCodePoints(0, EXCERPT - 1)) + "…";
  }
}
