package io.fmops.guardrails;

import io.fmops.model.ModelId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One decision of a guardrail, for those who have to account for it. Immutable and thread-safe.
 *
 * @param at when
 * @param model the model that was guarded; absent for a text that was checked by itself
 * @param metadata the labels of the request, such as a tenant; empty without a request
 * @param verdict what was decided
 * @param texts the text of each of the verdict's items, in their order; empty unless the guardrail
 *     was asked to keep them
 */
public record AuditRecord(
    Instant at,
    Optional<ModelId> model,
    Map<String, String> metadata,
    Verdict verdict,
    List<String> texts) {

  /** Copies the collections and checks that nothing is null. */
  public AuditRecord {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(model, "model");
    metadata = Map.copyOf(metadata);
    Objects.requireNonNull(verdict, "verdict");
    texts = List.copyOf(texts);
  }

  /** Tells how many texts there are, not what they say. */
  @Override
  public String toString() {
    return "AuditRecord[at=%s, model=%s, metadata=%s, verdict=%s, texts=%d]"
        .formatted(at, model, metadata, verdict, texts.size());
  }
}
