package io.fmops.telemetry;

import io.fmops.model.GenerateRequest;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How much money, how many tokens, or both a key may use in a window of time.
 *
 * <pre>{@code
 * Budget.perLabel("tenant", BudgetWindow.DAY).money("25.00").tokens(10_000_000)
 * }</pre>
 *
 * <p>Immutable; thread-safe if the function of the key is.
 *
 * @param name names the budget in messages and in the store; each one of a layer has its own
 * @param key whose budget a request is booked on; absent if the budget is not for this request
 * @param window the time the limits are for
 * @param money the most money, in the currency of the price list; absent for no limit
 * @param tokens the most tokens, cached ones included; absent for no limit
 */
public record Budget(
    String name,
    Function<GenerateRequest, Optional<String>> key,
    BudgetWindow window,
    Optional<BigDecimal> money,
    Optional<Long> tokens) {

  /** The key of requests that do not have the label; they have one budget together. */
  public static final String UNLABELLED = "(none)";

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is negative or the name is empty
   */
  public Budget {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(window, "window");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a budget needs a name");
    }
    if (money.filter(m -> m.signum() < 0).isPresent()
        || tokens.filter(t -> t < 0).isPresent()) {
      throw new IllegalArgumentException(
          "the limits of the budget %s are %s and %s tokens; they must be 0 or more"
              .formatted(name, money, tokens));
    }
  }

  /**
   * A budget for each value of a label of the request's metadata, without a limit yet. Requests
   * without the label are booked on {@value #UNLABELLED}.
   *
   * @param label the label, such as {@code tenant}, {@code user} or {@code feature}; also the name
   * @param window the time the limits are for
   * @return the budget
   */
  public static Budget perLabel(String label, BudgetWindow window) {
    return per(
        label, request -> Optional.of(request.metadata().getOrDefault(label, UNLABELLED)), window);
  }

  /**
   * A budget for each value of a function, without a limit yet.
   *
   * @param name the budget's name
   * @param key whose budget a request is booked on; empty if this budget is not for the request
   * @param window the time the limits are for
   * @return the budget
   */
  public static Budget per(
      String name, Function<GenerateRequest, Optional<String>> key, BudgetWindow window) {
    return new Budget(name, key, window, Optional.empty(), Optional.empty());
  }

  /**
   * One budget for all requests together, without a limit yet.
   *
   * @param name the budget's name
   * @param window the time the limits are for
   * @return the budget
   */
  public static Budget forAll(String name, BudgetWindow window) {
    return per(name, request -> Optional.of("all"), window);
  }

  /**
   * The same budget with a limit of money.
   *
   * @param limit a decimal such as {@code 25.00}, in the currency of the price list, 0 or more
   * @return a new budget
   * @throws IllegalArgumentException if it is no such decimal
   */
  public Budget money(String limit) {
    try {
      return new Budget(name, key, window, Optional.of(new BigDecimal(limit)), tokens);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the limit \"%s\" of the budget %s is no decimal such as 25.00".formatted(limit, name),
          e);
    }
  }

  /**
   * The same budget with a limit of tokens, input, output and cached ones together.
   *
   * @param limit 0 or more
   * @return a new budget
   */
  public Budget tokens(long limit) {
    return new Budget(name, key, window, money, Optional.of(limit));
  }
}
