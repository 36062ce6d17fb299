package io.fmops.eval.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The ratings that {@link BradleyTerry} found. Immutable and thread-safe.
 *
 * <p>The intervals of two players may overlap although one is surely better, because part of their
 * uncertainty is common to both: {@link #difference} has the interval to look at.
 */
public final class Ranking {

  /**
   * A player and how it is rated.
   *
   * @param name the player
   * @param rating on the Elo scale, with its interval; {@code n} is the number of this player's
   *     comparisons, or 1 if it has none
   */
  public record Player(String name, Estimate rating) {}

  private final Comparisons comparisons;
  private final Bootstrap bootstrap;
  private final PlayerReplicates replicates;
  private final List<Player> players;

  Ranking(Comparisons comparisons, double prior, Bootstrap bootstrap) {
    this.comparisons = comparisons;
    this.bootstrap = bootstrap;
    this.replicates = new PlayerReplicates(comparisons, prior, bootstrap);
    List<Player> rated = new ArrayList<>();
    for (String name : comparisons.players()) {
      int number = rated.size();
      long n = Math.max(1, comparisons.of(number));
      rated.add(new Player(name, estimate(n, ratings -> ratings[number])));
    }
    rated.sort(Comparator.<Player>comparingDouble(player -> -player.rating().value())
        .thenComparing(Player::name));
    this.players = List.copyOf(rated);
  }

  private Estimate estimate(long n, ToDoubleFunction<double[]> figure) {
    return Replicates.estimates(bootstrap, replicates.figure(n, figure)).get(0);
  }

  /**
   * All players, the best first. Across {@link #groups()} the order means nothing.
   *
   * @return the players with their ratings
   */
  public List<Player> players() {
    return players;
  }

  /**
   * Who can be compared with whom: players are in one group if comparisons connect them, directly
   * or through others.
   *
   * @return the groups, one if all is well, the best player of each first
   */
  public List<List<String>> groups() {
    Map<Integer, List<String>> groups = new LinkedHashMap<>();
    for (Player player : players) {
      groups
          .computeIfAbsent(replicates.group(number(player.name())), group -> new ArrayList<>())
          .add(player.name());
    }
    return groups.values().stream().map(List::copyOf).toList();
  }

  /**
   * How much higher one player is rated than another.
   *
   * @param first a player
   * @param second another one
   * @return the points, with their interval, {@code n} being all comparisons; empty if the players
   *     are in different groups
   * @throws IllegalArgumentException if a player is unknown
   */
  public Optional<Estimate> difference(String first, String second) {
    int a = number(first);
    int b = number(second);
    return replicates.group(a) == replicates.group(b)
        ? Optional.of(estimate(comparisons.total(), ratings -> ratings[a] - ratings[b]))
        : Optional.empty();
  }

  /**
   * How probable it is that one player is found better than another, ties counted as half.
   *
   * @param first a player
   * @param second another one
   * @return the probability, with its interval, {@code n} being all comparisons; empty if the
   *     players are in different groups
   * @throws IllegalArgumentException if a player is unknown
   */
  public Optional<Estimate> winProbability(String first, String second) {
    int a = number(first);
    int b = number(second);
    return replicates.group(a) == replicates.group(b)
        ? Optional.of(
            estimate(comparisons.total(), ratings -> Elo.expected(ratings[a], ratings[b])))
        : Optional.empty();
  }

  private int number(String player) {
    int number = comparisons.players().indexOf(player);
    if (number < 0) {
      throw new IllegalArgumentException("\"%.60s\" is none of the %d players"
          .formatted(player, comparisons.players().size()));
    }
    return number;
  }
}
