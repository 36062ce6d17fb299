package io.fmops.testkit;

import io.fmops.prompt.InMemoryPromptStore;
import io.fmops.prompt.spi.PromptStore;

/** The store in memory keeps the promises of stores. */
class InMemoryPromptStoreTest extends PromptStoreContract {

  @Override
  protected PromptStore open() {
    return new InMemoryPromptStore();
  }
}
