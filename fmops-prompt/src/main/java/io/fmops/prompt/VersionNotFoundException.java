package io.fmops.prompt;

/** The catalog has no such prompt, version or label. */
public final class VersionNotFoundException extends CatalogException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that names what was looked for.
   *
   * @param message one line that says what there is not, and what there is instead
   */
  public VersionNotFoundException(String message) {
    super(message, null);
  }
}
