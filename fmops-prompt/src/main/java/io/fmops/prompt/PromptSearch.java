package io.fmops.prompt;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What prompts are looked for. Immutable and thread-safe.
 *
 * <pre>{@code
 * PromptSearch.text("返金 丁寧").under("support/").withTag("reviewed")
 * }</pre>
 *
 * @param text words with spaces between them, all of which have to be in the name or the text of a
 *     prompt; parts of words are found too, in upper and lower case, full and half width. Empty for
 *     any text.
 * @param tags tags, all of which the prompt has to have
 * @param prefix what the name has to begin with; empty for any name
 * @param limit the most prompts to be found, 1 to 1,000
 */
public record PromptSearch(String text, Set<String> tags, String prefix, int limit) {

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public PromptSearch {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(prefix, "prefix");
    tags = Set.copyOf(tags);
    if (limit < 1 || limit > 1_000) {
      throw new IllegalArgumentException("limit is " + limit + "; it must be 1 to 1,000");
    }
  }

  /**
   * Looks for words.
   *
   * @param words words with spaces between them
   * @return a search for up to 20 prompts
   */
  public static PromptSearch text(String words) {
    return new PromptSearch(words, Set.of(), "", 20);
  }

  /**
   * Looks for a tag.
   *
   * @param tag the tag as the prompt has it
   * @return a search for up to 20 prompts
   */
  public static PromptSearch tag(String tag) {
    return new PromptSearch("", Set.of(tag), "", 20);
  }

  /**
   * The same with one more tag.
   *
   * @param tag the tag as the prompt has it
   * @return the search
   */
  public PromptSearch withTag(String tag) {
    Set<String> more = new TreeSet<>(tags);
    more.add(tag);
    return new PromptSearch(text, more, prefix, limit);
  }

  /**
   * The same among some names only.
   *
   * @param start what the names begin with, such as {@code support/}
   * @return the search
   */
  public PromptSearch under(String start) {
    return new PromptSearch(text, tags, start, limit);
  }

  /**
   * The same with another limit.
   *
   * @param most the most prompts to be found, 1 to 1,000
   * @return the search
   */
  public PromptSearch atMost(int most) {
    return new PromptSearch(text, tags, prefix, most);
  }
}
