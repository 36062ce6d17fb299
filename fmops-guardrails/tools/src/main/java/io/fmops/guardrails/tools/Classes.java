package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Lexicon;
import io.fmops.guardrails.toxicity.internal.TextNormalizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the project's classes of words and adds hashes of the published list of profanities. */
final class Classes {

  /** The last of the classes whose words are hidden by spelling tricks. */
  private static final String LAST_HIDDEN = "sexual";

  private Classes() {}

  static Lexicon read(Path file, List<DataFolder.Profanity> profanities) {
    Map<String, Integer> words = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    TextNormalizer plain = new TextNormalizer(new Lexicon(Map.of(), Map.of(), 0));
    int number = 0;
    for (String line : OwnText.lines(file)) {
      number++;
      if (line.startsWith("# ")) {
        names.add(line.substring(2));
      } else if (names.isEmpty() && !line.isBlank()) {
        throw new IllegalArgumentException(
            file + ":" + number + ": words before the first `# class`");
      } else {
        for (String word : line.split(" ", -1)) {
          if (!word.isEmpty()) {
            words.putIfAbsent(plain.normalize(word).toString(), names.size());
          }
        }
      }
    }
    if (names.indexOf("group") + 1 != Lexicon.GROUP) {
      throw new IllegalArgumentException(
          file + ": `# group` must be class " + Lexicon.GROUP + " of the file");
    }
    Map<String, Integer> hashed = new LinkedHashMap<>();
    for (DataFolder.Profanity p : profanities) {
      String word = plain.normalize(p.text()).toString();
      if (word.matches("[a-z]{3,}") && !words.containsKey(word)) {
        int level = p.severity() < 1.7 ? 0 : p.severity() < 2.4 ? 1 : 2;
        int family =
            p.category().startsWith("racial") ? 0 : p.category().startsWith("sexual o") ? 1 : 2;
        hashed.putIfAbsent(
            Long.toHexString(Lexicon.hash(word)), names.size() + 1 + family * 3 + level);
      }
    }
    return new Lexicon(words, hashed, names.indexOf(LAST_HIDDEN) + 1);
  }
}
