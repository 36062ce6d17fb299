package io.fmops.resilience;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes one model of several, of which each call asks one: by weight, as for a canary, or the
 * cheapest. Defaults: weights by chance, every model takes every request, and a failure of the
 * chosen one is the call's.
 *
 * <p>The response's {@link io.fmops.model.GenerateResponse#model()} is the one that served. The
 * group's id is {@code group:} and its name; closing it closes its models. Thread-safe.
 */
public final class Routing {

  private Routing() {}

  /**
   * Chooses by weight: a model of weight 5 beside one of weight 95 gets a twentieth of the calls.
   *
   * @param name names the group: not empty, without spaces and question marks
   * @return a new builder
   * @throws ModelNotFoundException if the name cannot be a part of a model's id
   */
  public static Builder byWeight(String name) {
    return new Builder(ModelId.of(Fallback.GROUP, name), null);
  }

  /**
   * Chooses the model that is the cheapest for the request; the first of several.
   *
   * @param name names the group: not empty, without spaces and question marks
   * @param estimate what a request will cost with a model, in one currency for all; thread-safe
   * @return a new builder, whose weights do not matter
   * @throws ModelNotFoundException if the name cannot be a part of a model's id
   */
  public static Builder byCost(
      String name, BiFunction<ModelId, GenerateRequest, BigDecimal> estimate) {
    return new Builder(
        ModelId.of(Fallback.GROUP, name), Objects.requireNonNull(estimate, "estimate"));
  }

  /** Collects the models. Not thread-safe. */
  public static final class Builder {

    private final ModelId id;
    private final @Nullable BiFunction<ModelId, GenerateRequest, BigDecimal> estimate;
    private final List<ModelGroup.Member> members = new ArrayList<>();
    private Function<GenerateRequest, Optional<String>> key = request -> Optional.empty();
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    private Predicate<ModelException> leadsOn = problem -> false;

    private Builder(
        ModelId id, @Nullable BiFunction<ModelId, GenerateRequest, BigDecimal> estimate) {
      this.id = id;
      this.estimate = estimate;
    }

    /**
     * One more model, of weight 1.
     *
     * @param model takes every request
     * @return this
     */
    public Builder model(FoundationModel model) {
      return model(model, 1, request -> true);
    }

    /**
     * One more model.
     *
     * @param model takes every request
     * @param weight its share of the calls in relation to the others', 0 or more
     * @return this
     * @throws IllegalArgumentException if the weight is negative or not finite
     */
    public Builder model(FoundationModel model, double weight) {
      return model(model, weight, request -> true);
    }

    /**
     * One more model, for some requests.
     *
     * @param model asked for what it takes, left out for all else
     * @param weight its share of the calls in relation to the others', 0 or more
     * @param takes whether the model can take a request, such as {@code r -> r.tools().isEmpty()}
     * @return this
     * @throws IllegalArgumentException if the weight is negative or not finite
     */
    public Builder model(FoundationModel model, double weight, Predicate<GenerateRequest> takes) {
      if (!(weight >= 0 && weight <= 1e9)) {
        throw new IllegalArgumentException(
            "the weight of %s is %s; it must be from 0 to 1e9".formatted(model.id(), weight));
      }
      members.add(new ModelGroup.Member(model, weight, takes));
      return this;
    }

    /**
     * Sends all requests with the same value to the same model, in every process and as long as the
     * models and weights stay the same. Requests without a value are spread by chance.
     *
     * @param metadataKey a key of {@link GenerateRequest#metadata()}, such as {@code user}
     * @return this
     */
    public Builder stickyBy(String metadataKey) {
      Objects.requireNonNull(metadataKey, "metadataKey");
      key = request -> Optional.ofNullable(request.metadata().get(metadataKey));
      return this;
    }

    /**
     * The chance that spreads requests. Default: the calling thread's own.
     *
     * @param generator thread-safe if calls come from several threads
     * @return this
     */
    public Builder random(RandomGenerator generator) {
      random = generator::nextDouble;
      return this;
    }

    /**
     * Asks the other models if the chosen one fails, the cheaper or earlier ones first, as
     * {@link Fallback} does. Models of weight 0 are asked last.
     *
     * @return this
     */
    public Builder fallback() {
      leadsOn = Fallback::leadsOn;
      return this;
    }

    /**
     * The models as one.
     *
     * @return a model
     * @throws IllegalArgumentException if there is none, or if all weights are 0
     */
    public FoundationModel build() {
      List<ModelGroup.Member> all = List.copyOf(members);
      if (all.stream().noneMatch(member -> member.weight() > 0)) {
        throw new IllegalArgumentException(id + " needs at least one model with a weight above 0");
      }
      BiFunction<ModelId, GenerateRequest, BigDecimal> price = estimate;
      Function<GenerateRequest, Optional<String>> sticky = key;
      DoubleSupplier chance = random;
      Function<GenerateRequest, List<ModelGroup.Member>> order = price == null
          ? request -> byWeight(
              ModelGroup.taking(all, request),
              sticky.apply(request).map(this::share).orElseGet(chance::getAsDouble))
          : request -> byPrice(ModelGroup.taking(all, request), request, price);
      return FoundationModel.of(id, new ModelGroup(id, "routing", all, order, leadsOn));
    }

    private static List<ModelGroup.Member> byPrice(
        List<ModelGroup.Member> taking,
        GenerateRequest request,
        BiFunction<ModelId, GenerateRequest, BigDecimal> price) {
      // Each is asked for its price once, because an estimate may take its time.
      Map<ModelGroup.Member, BigDecimal> prices = taking.stream()
          .distinct()
          .collect(Collectors.toMap(m -> m, m -> price.apply(m.model().id(), request)));
      return taking.stream().sorted(Comparator.comparing(prices::get)).toList();
    }

    /** The chosen one, and then the others in their order. */
    private static List<ModelGroup.Member> byWeight(List<ModelGroup.Member> taking, double point) {
      double sum = taking.stream().mapToDouble(ModelGroup.Member::weight).sum();
      double left = point * sum;
      ModelGroup.Member chosen = null;
      for (ModelGroup.Member member : taking) {
        if (member.weight() > 0) {
          chosen = member;
          left -= member.weight();
          if (left < 0) {
            break;
          }
        }
      }
      List<ModelGroup.Member> order = new ArrayList<>(taking);
      order.sort(Comparator.comparing((ModelGroup.Member member) -> member.weight() == 0));
      if (chosen != null) {
        order.remove(chosen);
        order.add(0, chosen);
      }
      return order;
    }

    /**
     * Spreads values evenly over 0 to 1: FNV-1a, finished as in SplitMix64. The group's name makes
     * groups independent of each other.
     */
    private double share(String value) {
      long hash = 0xcbf29ce484222325L;
      for (byte b : (id.name() + '\0' + value).getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
      }
      hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
      hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
      hash ^= hash >>> 31;
      return (hash >>> 11) * 0x1.0p-53;
    }
  }
}
