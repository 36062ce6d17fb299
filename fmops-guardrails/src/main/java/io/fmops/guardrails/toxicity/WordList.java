package io.fmops.guardrails.toxicity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Words of the application's own that a {@link ToxicityDetector} looks for, in every disguise that
 * it undoes. Words of scripts with spaces are found as whole words, Japanese and Chinese ones
 * anywhere. Immutable and thread-safe.
 *
 * <p>As a file: UTF-8, one word or phrase a line, under a line that says what they are. What
 * follows {@code ##} is for the reader.
 *
 * <pre>
 * ## Names that this shop does not want to see
 * # brand : 1
 * Acme
 * 偽ブランド
 * # insult : 0.8
 * tosspot
 * </pre>
 */
public final class WordList {

  /**
   * A word to look for.
   *
   * @param word the word or phrase
   * @param category the category of its findings
   * @param score the score of its findings, 0 to 1
   */
  public record Entry(String word, String category, double score) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the word or the category is blank or the score is not 0
     *     to 1
     */
    public Entry {
      Objects.requireNonNull(word, "word");
      Objects.requireNonNull(category, "category");
      if (word.isBlank() || category.isBlank()) {
        throw new IllegalArgumentException("a word and its category are not blank");
      }
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("score is " + score + "; it must be 0 to 1");
      }
    }
  }

  private final List<Entry> entries;

  private WordList(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * A list of entries.
   *
   * @param entries the words
   * @return the list
   */
  public static WordList of(List<Entry> entries) {
    return new WordList(entries);
  }

  /**
   * Words of one category, with a score of 1.
   *
   * @param category the category of their findings
   * @param words the words
   * @return the list
   * @throws IllegalArgumentException if one of them is blank
   */
  public static WordList of(String category, String... words) {
    return new WordList(
        List.of(words).stream().map(w -> new Entry(w, category, 1)).toList());
  }

  /**
   * Reads a file.
   *
   * @param file in the format above
   * @return the list
   * @throws IllegalArgumentException if a line does not fit, naming file and line
   * @throws UncheckedIOException if the file cannot be read
   */
  public static WordList read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the word list " + file, e);
    }
  }

  /**
   * Reads a text.
   *
   * @param text in the format above
   * @param name what the text is called in errors
   * @return the list
   * @throws IllegalArgumentException if a line does not fit, naming the line
   */
  public static WordList parse(String text, String name) {
    List<Entry> entries = new ArrayList<>();
    String category = "";
    double score = 0;
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      String line = raw.strip();
      if (number == 1 && line.startsWith("\uFEFF")) {
        line = line.substring(1).strip();
      }
      String where = name + ":" + number + ": ";
      if (line.startsWith("##") || line.isEmpty()) {
        continue;
      }
      if (line.startsWith("# ")) {
        int colon = line.lastIndexOf(" : ");
        category = colon < 0 ? "" : line.substring(2, colon).strip();
        score = colon < 0 ? Double.NaN : number(line.substring(colon + 3).strip());
        if (category.isEmpty() || !(score >= 0 && score <= 1)) {
          throw new IllegalArgumentException(
              where + "a heading is `# category : score` with a score of 0 to 1");
        }
      } else if (category.isEmpty()) {
        throw new IllegalArgumentException(
            where + "a word before the first heading `# category : score`");
      } else {
        entries.add(new Entry(line, category, score));
      }
    }
    return new WordList(entries);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /**
   * The words, in their order.
   *
   * @return an immutable list
   */
  public List<Entry> entries() {
    return entries;
  }
}
