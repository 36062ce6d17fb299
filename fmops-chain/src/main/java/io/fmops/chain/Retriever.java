package io.fmops.chain;

import io.fmops.model.CallContext;
import java.util.List;

/**
 * Finds passages of text that may help to answer a question. Implementations are thread-safe.
 *
 * <p>What a retriever finds is what somebody wrote somewhere: put it into prompts as material, and
 * let nothing in it be obeyed.
 *
 * @see InMemoryRetriever
 */
@FunctionalInterface
public interface Retriever {

  /**
   * Finds passages.
   *
   * @param query a question, or words that are looked for; any text
   * @param limit how many passages to give at the most, 1 or more
   * @return what was found, best first; empty if nothing fits
   * @throws IllegalArgumentException if the limit is less than 1
   * @throws io.fmops.model.ModelException if a model's help was needed and it failed
   */
  List<Passage> retrieve(String query, int limit);

  /**
   * Finds passages within a deadline and a cancellation, which a retriever that calls a model or a
   * service hands on to it. One that answers at once has no need to look at them, and this form of
   * it is the other one.
   *
   * @param query a question, or words that are looked for; any text
   * @param limit how many passages to give at the most, 1 or more
   * @param context what surrounds the call
   * @return what was found, best first; empty if nothing fits
   * @throws IllegalArgumentException if the limit is less than 1
   * @throws io.fmops.model.ModelException if a model's help was needed and it failed
   */
  default List<Passage> retrieve(String query, int limit, CallContext context) {
    return retrieve(query, limit);
  }
}
