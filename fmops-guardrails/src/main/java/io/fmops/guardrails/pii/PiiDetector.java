package io.fmops.guardrails.pii;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.text.FoldedText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds personal data by its shape, its check digits and the words beside it; see {@link PiiType}
 * for what and how sure. Full-width and half-width forms are the same, and zero-width characters in
 * between hide nothing. Where two kinds fit the same characters, the one that comes first in
 * {@link PiiType} is told. Scores are estimates by hand: 0.95 and more has a check digit or words
 * that say what it is, 0.8 a shape of its own, less than that may be something else.
 *
 * <p>It knows English and Japanese ways of writing; names of persons without any sign of it are not
 * found. Immutable and thread-safe.
 */
public final class PiiDetector implements Detector {

  private final String name;
  private final Set<String> categories;
  private final List<Rule> rules;

  /**
   * A detector for all types.
   *
   * @param name the detector's name
   */
  public PiiDetector(String name) {
    this(name, EnumSet.allOf(PiiType.class), List.of());
  }

  /**
   * A detector for some types.
   *
   * @param name the detector's name
   * @param types what to look for
   * @param names names of persons to find wherever they stand, in any case and width; looked for if
   *     the types have {@link PiiType#PERSON_NAME}
   * @throws IllegalArgumentException if there are no types, or a name is empty or longer than 100
   *     chars
   */
  public PiiDetector(String name, Set<PiiType> types, Collection<String> names) {
    this.name = Objects.requireNonNull(name, "name");
    if (types.isEmpty()) {
      throw new IllegalArgumentException("there is no type to look for; give at least one");
    }
    categories = types.stream().map(PiiType::category).collect(Collectors.toUnmodifiableSet());
    NameList list = new NameList(names);
    this.rules =
        EnumSet.copyOf(types).stream().flatMap(type -> rules(type, list)).toList();
  }

  private static Stream<Rule> rules(PiiType type, NameList names) {
    return switch (type) {
      case IBAN -> Stream.of(new IbanRule());
      case CREDIT_CARD -> Stream.of(CardRule.rule());
      case MY_NUMBER -> Stream.of(IdRules.myNumber());
      case US_SSN -> Stream.of(IdRules.ssn());
      case EMAIL -> Stream.of(new EmailRule());
      case IP_ADDRESS -> Stream.of(IpRules.v4(), IpRules.v6());
      case POSTAL_ADDRESS -> AddressRules.all().stream();
      case PHONE -> PhoneRules.all().stream();
      case PERSON_NAME -> Stream.concat(Stream.of(names), NameRules.all().stream());
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return Scope.SPAN;
  }

  @Override
  public Cost cost() {
    return Cost.INSTANT;
  }

  @Override
  public Set<String> categories() {
    return categories;
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    FoldedText folded = FoldedText.keepingCase(excerpt.text());
    return find(folded, Places.of(folded.text()));
  }

  List<Finding> find(FoldedText folded, Places places) {
    List<Hit> hits = new ArrayList<>();
    rules.forEach(rule -> rule.find(places, hits));
    // The longest first, of the same place the type that comes first.
    hits.sort(Comparator.comparingInt(Hit::start)
        .thenComparing(Hit::type)
        .thenComparing(Hit::end, Comparator.reverseOrder()));
    List<Finding> findings = new ArrayList<>();
    for (Hit hit : apart(hits)) {
      findings.add(new Finding(
          hit.type().category(),
          folded.start(hit.start()),
          folded.end(hit.end()),
          hit.score(),
          name));
    }
    return List.copyOf(findings);
  }

  /** Of hits that overlap, the one whose type comes first, or else the longer one. */
  private static List<Hit> apart(List<Hit> sorted) {
    List<Hit> apart = new ArrayList<>();
    for (Hit hit : sorted) {
      Hit before = apart.isEmpty() ? null : apart.get(apart.size() - 1);
      if (before == null || before.end() <= hit.start()) {
        apart.add(hit);
      } else if (better(hit, before)) {
        apart.set(apart.size() - 1, hit);
      }
    }
    return apart;
  }

  private static boolean better(Hit hit, Hit before) {
    int types = hit.type().compareTo(before.type());
    return types < 0 || (types == 0 && hit.end() - hit.start() > before.end() - before.start());
  }
}
