package io.fmops.eval.metric;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sets of words that mean the same, known by the words' stems. Immutable and thread-safe. */
final class Synonyms {

  static final Synonyms NONE = new Synonyms(0);

  private static final int[] NO_SETS = {};

  private final Map<String, int[]> setsByStem = new HashMap<>();
  private final int size;

  private Synonyms(int size) {
    this.size = size;
  }

  static Synonyms read(Path file, Tokenization tokenization) throws IOException {
    List<List<String>> sets = new ArrayList<>();
    List<String> places = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      Vocabulary words = new Vocabulary();
      PythonText.words(line, words);
      if (words.size() > 0 && !line.startsWith("#")) {
        sets.add(Arrays.stream(words.take()).mapToObj(words::token).toList());
        places.add("line " + number + " of " + file);
      }
    }
    return of(sets, places, tokenization);
  }

  static Synonyms of(Collection<Set<String>> sets, Tokenization tokenization) {
    List<String> places = sets.stream().map(Set::toString).toList();
    return of(List.copyOf(sets), places, tokenization);
  }

  private static Synonyms of(
      List<? extends Collection<String>> sets, List<String> places, Tokenization tokenization) {
    Synonyms synonyms = new Synonyms(sets.size());
    for (int set = 0; set < sets.size(); set++) {
      for (String word : sets.get(set)) {
        synonyms.add(set, stem(word, places.get(set), tokenization));
      }
    }
    return synonyms;
  }

  private static String stem(String word, String place, Tokenization tokenization) {
    Vocabulary tokens = new Vocabulary();
    tokenization.cut(word, tokens);
    if (tokens.take().length != 1) {
      throw new IllegalArgumentException(
          "\"%.60s\" in %.200s is not one word in the tokenization %s, so it would never match"
              .formatted(word, place, tokenization));
    }
    return PorterStemmer.stem(tokens.token(0));
  }

  private void add(int set, String stem) {
    int[] sets = sets(stem);
    if (sets.length == 0 || sets[sets.length - 1] != set) {
      int[] more = Arrays.copyOf(sets, sets.length + 1);
      more[sets.length] = set;
      setsByStem.put(stem, more);
    }
  }

  /** The sets in which a word with a stem is. */
  int[] sets(String stem) {
    return setsByStem.getOrDefault(stem, NO_SETS);
  }

  /** How many sets there are. */
  int size() {
    return size;
  }
}
