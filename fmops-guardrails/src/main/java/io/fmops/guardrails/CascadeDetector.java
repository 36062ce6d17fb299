package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A cheap detector that asks a strong one only when it is not sure itself. Not sure are findings
 * with a score in the band from {@code low} (included) to {@code high} (not included). Thread-safe
 * as far as both detectors are, which is what their kind promises.
 *
 * <ol>
 *   <li>The cheap detector looks. If none of its findings is in the band, they are the answer.
 *   <li>Else the strong one looks at the same text. Its findings take the place of those in the
 *       band, category by category: if it finds nothing in such a category, there is nothing.
 *   <li>Outside the band the cheap one decides: its findings stay as they are, and a category of
 *       which it is sure everywhere is not the strong one's to change.
 *   <li>What the strong one finds in a category of which the cheap one said nothing is kept: the
 *       cheap one may not know the category.
 * </ol>
 *
 * <p>So the cheap detector has to report scores as low as {@code low}, and both have to use the
 * same names of categories. If {@code low} is 0, a text without any finding is in the band, too. If
 * the strong detector fails, so does this one: what that means is for the policy to say, and the
 * cheap answer is known not to be good enough.
 *
 * <p>{@link #scope} is the wider of both. {@link #cost} is that of the dearer one, because a look
 * may turn out to be that, and at least {@link Detector.Cost#LOCAL}, because it may wait.
 * {@link #timeout} is the sum of both.
 */
public final class CascadeDetector implements Detector {

  private final String name;
  private final Detector cheap;
  private final Detector strong;
  private final double low;
  private final double high;

  /**
   * A cascade.
   *
   * @param name the detector's name, which all findings carry
   * @param cheap looks at every text; closed with this one
   * @param strong looks where the cheap one is not sure; closed with this one
   * @param low where the band begins, 0 to 1
   * @param high where it ends, above {@code low} and at most 1
   * @throws IllegalArgumentException if the band is not such
   */
  public CascadeDetector(String name, Detector cheap, Detector strong, double low, double high) {
    this.name = Objects.requireNonNull(name, "name");
    this.cheap = Objects.requireNonNull(cheap, "cheap");
    this.strong = Objects.requireNonNull(strong, "strong");
    if (!(low >= 0 && low < high && high <= 1)) {
      throw new IllegalArgumentException(
          "the band is from %s to %s; it must be 0 <= low < high <= 1".formatted(low, high));
    }
    this.low = low;
    this.high = high;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return cheap.scope().compareTo(strong.scope()) > 0 ? cheap.scope() : strong.scope();
  }

  @Override
  public Cost cost() {
    Cost dearer = cheap.cost().compareTo(strong.cost()) > 0 ? cheap.cost() : strong.cost();
    return dearer == Cost.INSTANT ? Cost.LOCAL : dearer;
  }

  @Override
  public boolean answersOnly() {
    return cheap.answersOnly() && strong.answersOnly();
  }

  @Override
  public Set<String> categories() {
    Set<String> both = new HashSet<>(cheap.categories());
    both.addAll(strong.categories());
    boolean known = !cheap.categories().isEmpty() && !strong.categories().isEmpty();
    return known ? both : Set.of();
  }

  @Override
  public Duration timeout() {
    return cheap.timeout().plus(strong.timeout());
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    List<Finding> answer = new ArrayList<>();
    Set<String> reported = new HashSet<>();
    Set<String> unsure = new HashSet<>();
    for (Finding finding : cheap.detect(excerpt)) {
      reported.add(finding.category());
      if (finding.score() >= low && finding.score() < high) {
        unsure.add(finding.category());
      } else {
        answer.add(named(finding));
      }
    }
    if (!unsure.isEmpty() || (low == 0 && reported.isEmpty())) {
      for (Finding finding : strong.detect(excerpt)) {
        if (unsure.contains(finding.category()) || !reported.contains(finding.category())) {
          answer.add(named(finding));
        }
      }
    }
    answer.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(answer);
  }

  private Finding named(Finding finding) {
    return new Finding(finding.category(), finding.start(), finding.end(), finding.score(), name);
  }

  @Override
  public void close() {
    try {
      cheap.close();
    } finally {
      strong.close();
    }
  }
}
