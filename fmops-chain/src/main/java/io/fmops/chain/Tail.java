package io.fmops.chain;

import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelStream;
import org.jspecify.annotations.Nullable;

/** How the last step of a stream goes on: it has a value, or a model call that is to be read. */
sealed interface Tail<O> {

  /** It has ended; with the answer that the value was made of, if it was just that. */
  record Value<O>(O value, @Nullable GenerateResponse answer) implements Tail<O> {
    Value(O value) {
      this(value, null);
    }
  }

  /** Its output is what a model is answering just now. */
  record Call<O>(ModelStream stream, Ending<O> ending) implements Tail<O> {}

  /** What comes after the call. Exactly one of the two is called, once. */
  interface Ending<O> {

    /** The call has its answer. */
    O finish(GenerateResponse response);

    /** The call has failed; gives what to throw. */
    RuntimeException fail(Throwable problem);
  }
}
