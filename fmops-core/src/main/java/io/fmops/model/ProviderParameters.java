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
}
