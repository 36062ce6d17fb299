package io.fmops.resilience;

import io.fmops.model.FailedAttempt;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Makes one model of several: asks the first, and the next one if that fails. Defaults: every
 * retryable error leads on, as do {@link ModelNotFoundException}, {@link NotAuthorizedException},
 * {@link MalformedAnswerException} and {@link ProviderException}, which are a model's own trouble.
 *
 * <p>What would be the same with every model does not lead on: rejected input, a guardrail's block,
 * a passed deadline, a budget, a cancelled call. A stream is led on only before its first content.
 * The response's {@link io.fmops.model.GenerateResponse#model()} is the one that served; why the
 * others did not is told by a {@link FailedAttempt} for each. If all fail, the last error is
 * thrown, with the earlier ones suppressed.
 *
 * <p>The group's id is {@code group:} and its name; closing it closes its models. A request with
 * pictures, tools or an output format may be beyond a weaker model: say with
 * {@link Builder#model(FoundationModel, Predicate)} what each takes. Thread-safe.
 */
public final class Fallback {

  /** The provider in the ids of groups. */
  static final String GROUP = "group";

  private Fallback() {}

  /**
   * A builder with the defaults.
   *
   * @param name names the group: not empty, without spaces and question marks
   * @return a new builder
   * @throws ModelNotFoundException if the name cannot be a part of a model's id
   */
  public static Builder builder(String name) {
    return new Builder(ModelId.of(GROUP, name));
  }

  /**
   * Whether an error leads on by default.
   *
   * @param problem how a model failed
   * @return true if another model may do better
   */
  public static boolean leadsOn(ModelException problem) {
    return problem.retryable()
        || problem instanceof ModelNotFoundException
        || problem instanceof NotAuthorizedException
        || problem instanceof MalformedAnswerException
        || problem instanceof ProviderException;
  }

  /** Collects the models. Not thread-safe. */
  public static final class Builder {

    private final ModelId id;
    private final List<ModelGroup.Member> members = new ArrayList<>();
    private Predicate<ModelException> leadsOn = Fallback::leadsOn;

    private Builder(ModelId id) {
      this.id = id;
    }

    /**
     * The next model in the order of asking.
     *
     * @param model takes every request
     * @return this
     */
    public Builder model(FoundationModel model) {
      return model(model, request -> true);
    }

    /**
     * The next model in the order of asking, for some requests.
     *
     * @param model asked for what it takes, left out for all else
     * @param takes whether the model can take a request, such as {@code r -> r.tools().isEmpty()}
     * @return this
     */
    public Builder model(FoundationModel model, Predicate<GenerateRequest> takes) {
      members.add(new ModelGroup.Member(Objects.requireNonNull(model, "model"), 1, takes));
      return this;
    }

    /**
     * Which errors lead on to the next model. Default: {@link Fallback#leadsOn}.
     *
     * @param condition true if another model shall be asked
     * @return this
     */
    public Builder when(Predicate<ModelException> condition) {
      leadsOn = Objects.requireNonNull(condition, "condition");
      return this;
    }

    /**
     * The models as one.
     *
     * @return a model
     * @throws IllegalArgumentException if there is none
     */
    public FoundationModel build() {
      List<ModelGroup.Member> all = List.copyOf(members);
      if (all.isEmpty()) {
        throw new IllegalArgumentException(id + " needs at least one model");
      }
      return FoundationModel.of(
          id,
          new ModelGroup(id, "fallback", all, request -> ModelGroup.taking(all, request), leadsOn));
    }
  }
}
