package io.fmops.telemetry;

import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A call that has begun, as listeners see it. Layers further in find it in the call's context with
 * {@code context.find(ModelCall.class)}. Immutable and thread-safe.
 *
 * @param id names this call and no other
 * @param operation what is asked for
 * @param model what is asked
 * @param request the request; absent for embeddings. It holds the prompt: what listeners write goes
 *     where they write it
 * @param streaming whether the caller reads the answer as it comes
 * @param start when it began
 */
public record ModelCall(
    String id,
    Operation operation,
    ModelId model,
    Optional<GenerateRequest> request,
    boolean streaming,
    Instant start) {

  /** Kinds of calls. */
  public enum Operation {
    /** An answer to a request. */
    CHAT,
    /** Vectors of texts. */
    EMBEDDINGS
  }

  /** Checks that nothing is null. */
  public ModelCall {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(start, "start");
  }
}
