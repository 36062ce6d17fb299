package io.fmops.guardrails.chain;

import io.fmops.chain.Guard;
import io.fmops.chain.Passage;
import io.fmops.chain.Retriever;
import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Filtered;
import io.fmops.guardrails.Guardrail;
import io.fmops.guardrails.Stage;
import io.fmops.model.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Puts a guardrail to work within a chain: as the guard of a step, and around a retriever. A model
 * of a chain is guarded as any other, by {@code model.with(guardrail)}. Stateless.
 */
public final class ChainGuards {

  private ChainGuards() {}

  /**
   * Guards a step's text. A text that is blocked ends the run with the policy's message, a text
   * that is changed goes on as it was changed. What placeholders stand in for is not brought back
   * at a later step, and an answer that should be asked for again is blocked.
   *
   * <pre>{@code
   * Steps.guard("polite", ChainGuards.guard(guardrail, Stage.OUTPUT))
   * }</pre>
   *
   * @param guardrail looks at the texts
   * @param stage whose checks are used
   * @return the guard; thread-safe
   */
  public static Guard guard(Guardrail guardrail, Stage stage) {
    Objects.requireNonNull(guardrail, "guardrail");
    Objects.requireNonNull(stage, "stage");
    return text -> {
      Filtered filtered = guardrail.check(stage, text);
      if (!filtered.passes()) {
        return new Guard.Blocked(filtered.verdict().message());
      }
      return filtered.text().equals(text) ? new Guard.Pass() : new Guard.Replaced(filtered.text());
    };
  }

  /**
   * Filters what a retriever finds by the policy's checks of {@link Stage#CONTEXT}, each passage by
   * itself. A passage that is blocked, or of which nothing is left, is dropped, so that there may
   * be fewer than asked for; one that is changed goes on as it was changed. The guardrail's audit
   * hears of each. A passage's id and metadata are not looked at.
   *
   * @param retriever finds passages
   * @param guardrail looks at them
   * @return a retriever; thread-safe
   */
  public static Retriever retriever(Retriever retriever, Guardrail guardrail) {
    Objects.requireNonNull(retriever, "retriever");
    Objects.requireNonNull(guardrail, "guardrail");
    return new Retriever() {
      @Override
      public List<Passage> retrieve(String query, int limit) {
        return filtered(retriever.retrieve(query, limit), CallContext.create());
      }

      @Override
      public List<Passage> retrieve(String query, int limit, CallContext context) {
        return filtered(retriever.retrieve(query, limit, context), context);
      }

      private List<Passage> filtered(List<Passage> found, CallContext context) {
        List<Passage> passed = new ArrayList<>(found.size());
        for (Passage passage : found) {
          Filtered text =
              guardrail.check(new Excerpt(passage.text(), Stage.CONTEXT, List.of()), context);
          if (text.text().equals(passage.text())) {
            passed.add(passage);
          } else if (text.passes() && !text.text().isBlank()) {
            passed.add(new Passage(passage.id(), text.text(), passage.score(), passage.metadata()));
          }
        }
        return List.copyOf(passed);
      }
    };
  }
}
