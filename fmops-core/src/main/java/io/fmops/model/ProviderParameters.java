package io.fmops.model;

/**
 * Parameters that only one provider understands: the typed door past the common ones. Each provider
 * module has its own implementation, an immutable record; a request carries at most one of each
 * class, and a provider looks only at its own, so that one request can serve a group of models of
 * several providers.
 *
 * <p>{@code toString} tells every parameter, for recordings of calls are compared by it; secrets
 * are no parameters.
 */
public interface ProviderParameters {

  /**
   * The provider that reads these.
   *
   * @return the provider's name, such as {@code bedrock}
   */
  String provider();

  /**
   * All that an answer depends on, as text, by which caches and journals tell requests apart:
   * parameters that make the same answers have the same text, in every JVM, and others have
   * another. Without labels and ids that change no answer. May hold what is private.
   *
   * @return the text; {@code toString()} if that is such a text
   */
  default String content() {
    return toString();
  }
}
