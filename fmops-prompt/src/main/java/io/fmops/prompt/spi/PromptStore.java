package io.fmops.prompt.spi;

import io.fmops.prompt.Change;
import io.fmops.prompt.LabelConflictException;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.VersionNotFoundException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the versions, labels and uses of prompts. A store knows texts and names, not templates:
 * {@code PromptCatalog} parses and prints. It is tested by {@code PromptStoreContract} of
 * fmops-testkit.
 *
 * <p><b>Versions</b> of a name are numbered from 1 without gaps and never change or go away. A name
 * has every text at most once. A prompt exists when it has a version.
 *
 * <p><b>Labels</b> of a name point at one of its versions each. They move one at a time, by
 * compare-and-set; every move is kept.
 *
 * <p><b>Concurrency.</b> A store is thread-safe, and several processes, each with a store of its
 * own over the same place, may read and write at once. All changes of one name are as if they had
 * been made one after the other, and each is seen whole or not at all; each read sees all changes
 * that had returned before it began, in whichever process. Nothing is promised about the order of
 * changes of different names.
 *
 * <p><b>Durability.</b> When a method that changes something returns, the change is kept: it
 * outlives the process and, as far as the place can tell, the machine. A process that is killed
 * leaves each of its unfinished changes done or not done.
 *
 * <p><b>Names and labels.</b> Every method checks them first, before it touches the place: an
 * illegal name or label is the error that {@code PromptName} throws. Names are compared by code
 * point. A store may refuse to add a name that differs from an existing one only in upper and lower
 * case, but must not mix the two up.
 *
 * <p><b>Errors.</b> {@link PromptStoreException} if the place cannot be reached, holds something
 * that is broken, or the store is closed. Its message has names and numbers, but no text of a
 * prompt. Methods that look something up give an empty answer for what there is not.
 */
public interface PromptStore extends AutoCloseable {

  /**
   * Adds a text as the next version, unless the prompt already has a version with this text,
   * whichever it is: then nothing changes, and that version is returned with its own change. Two
   * callers that add the same text at once get the same version, and one of them made it.
   *
   * @param name the prompt's name
   * @param text the version's text: 1 to 1,000,000 {@code char}s, without U+0000 and without half
   *     characters
   * @param change who adds it, when, and why
   * @return the version
   * @throws IllegalArgumentException if the text is none of that kind
   * @throws PromptStoreException if the store failed; the text may have been added nevertheless
   */
  AddedPrompt add(String name, String text, Change change);

  /**
   * A version by its number.
   *
   * @param name the prompt's name
   * @param number any number
   * @return the version, if there is one
   */
  Optional<StoredPrompt> version(String name, int number);

  /**
   * The version with the highest number.
   *
   * @param name the prompt's name
   * @return the version; empty if there is no such prompt
   */
  Optional<StoredPrompt> newest(String name);

  /**
   * The version that a label points at, read in one piece: never a version that the label had left
   * before the call began.
   *
   * @param name the prompt's name
   * @param label the label
   * @return the version; empty if there is no such prompt or label
   */
  Optional<StoredPrompt> labelled(String name, String label);

  /**
   * All versions, without their texts.
   *
   * @param name the prompt's name
   * @return the first version first; empty if there is no such prompt
   */
  List<VersionInfo> versions(String name);

  /**
   * The versions whose hash begins with some digits.
   *
   * @param name the prompt's name
   * @param prefix 4 to 64 lower-case hexadecimal digits
   * @return the lower number first; empty if there is none
   * @throws IllegalArgumentException if the prefix is anything else
   */
  List<VersionInfo> versionsByHash(String name, String prefix);

  /**
   * Where the labels are.
   *
   * @param name the prompt's name
   * @return the version's number for each label, in the labels' natural order; empty if there is no
   *     such prompt
   */
  Map<String, Integer> labels(String name);

  /**
   * Moves, makes or takes away a label, if it is still where the move begins.
   *
   * @param move from where to where
   * @throws LabelConflictException if the label is elsewhere; nothing has changed then
   * @throws VersionNotFoundException if there is no such prompt, or it has no version with the
   *     number to move to; nothing has changed then. This is checked before the label is.
   * @throws PromptStoreException if the store failed; the label may have moved nevertheless
   */
  void moveLabel(LabelMove move);

  /**
   * All moves of all labels of a prompt.
   *
   * @param name the prompt's name
   * @return in the order in which they were made; empty if there is no such prompt
   */
  List<LabelMove> labelMoves(String name);

  /**
   * Keeps that something used a version. The same kind and user are kept once for a version, with
   * the moment that was told first.
   *
   * @param use the use
   * @return whether it was new
   * @throws VersionNotFoundException if there is no such version
   */
  boolean addUse(PromptUse use);

  /**
   * What used a version.
   *
   * @param name the prompt's name
   * @param number the version's number
   * @return in the order in which they were told; empty if there is no such version
   */
  List<PromptUse> uses(String name, int number);

  /**
   * The names of all prompts.
   *
   * @return in the natural order of strings, each once
   */
  List<String> names();

  /**
   * The newest versions of many prompts, page by page: for search, which looks at all texts. A
   * prompt that is there during the whole walk is seen once.
   *
   * @param name where the page begins: names after this one in the natural order of strings; the
   *     empty text for the first page
   * @param limit the most prompts on a page, at least 1
   * @return by name, fewer than the limit only on the last page
   */
  List<StoredPrompt> newestAfter(String name, int limit);

  /**
   * Tells cheaply whether anything has changed: for each name a token that is the same as before if
   * and only if no version was added and no label was moved in between. Uses do not count. Tokens
   * of different stores or names have nothing to say to each other.
   *
   * @param names any names, up to 1,000
   * @return a token for each of those that exist
   */
  Map<String, String> revisions(Collection<String> names);

  /**
   * What people have written where the prompts are kept, without adding it. Stores where nobody can
   * write by hand have nothing to say here.
   *
   * @return by name
   */
  default List<PromptDraft> drafts() {
    return List.of();
  }

  /**
   * Tells that a draft has become the prompt's newest version, so that it is a draft no longer.
   *
   * @param draft as {@link #drafts()} gave it; if the person has written on since, the draft stays
   */
  default void settle(PromptDraft draft) {}

  /**
   * Lets go of the place. Later calls of other methods end in {@link PromptStoreException}; closing
   * again does nothing.
   */
  @Override
  void close();
}
