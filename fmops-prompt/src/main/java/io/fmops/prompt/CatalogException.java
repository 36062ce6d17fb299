package io.fmops.prompt;

import org.jspecify.annotations.Nullable;

/** Something that the catalog cannot do; the subclass says why. */
public abstract sealed class CatalogException extends RuntimeException
    permits LabelConflictException, PromptStoreException, VersionNotFoundException {

  private static final long serialVersionUID = 1L;

  CatalogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
