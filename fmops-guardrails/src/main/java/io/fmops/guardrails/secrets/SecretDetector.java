package io.fmops.guardrails.secrets;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds keys, tokens and passwords: tokens by the prefixes that their issuers publish, private keys
 * in PEM (RFC 7468), passwords in connection strings and assignments, and strings that look random
 * after a word that says that they are secret ({@code high-entropy}). What stands in a place of one
 * but is a reference or a placeholder, such as {@code ${PASSWORD}}, is none; neither are UUIDs,
 * commit ids, checksums and images in base64.
 *
 * <p>A private key is longer than {@link Detector#MAX_SPAN}. It is found by its header, and reaches
 * to its footer, or to the end of the text where the rest is not there (yet); lines of base64 that
 * end in such a footer are found as well. Immutable and thread-safe.
 */
public final class SecretDetector implements Detector {

  private static final Pattern HEADER =
      Pattern.compile("-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----");
  private static final Pattern FOOTER =
      Pattern.compile("-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----");
  private static final Pattern RANDOM =
      Pattern.compile("(?<![0-9A-Za-z+/_=-])[0-9A-Za-z+/_-]{20,}+={0,2}");
  private static final int MAX_RANDOM = 200;
  private static final int NEAR = 40;

  private static final List<SecretRules.Rule> RULES = SecretRules.all();
  private static final Set<String> CATEGORIES = Stream.concat(
          RULES.stream().map(SecretRules.Rule::category), Stream.of("private-key", "high-entropy"))
      .collect(Collectors.toUnmodifiableSet());

  private final String name;

  /**
   * A detector for all kinds of secrets.
   *
   * @param name the detector's name
   */
  public SecretDetector(String name) {
    this.name = Objects.requireNonNull(name, "name");
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
    return CATEGORIES;
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    String text = excerpt.text();
    List<Finding> found = new ArrayList<>();
    privateKeys(text, found);
    RULES.forEach(rule -> tokens(rule, text, found));
    random(text, found);
    found.sort(Comparator.comparingInt(Finding::start)
        .thenComparing(Finding::score, Comparator.reverseOrder())
        .thenComparing(Finding::end, Comparator.reverseOrder()));
    List<Finding> apart = new ArrayList<>();
    for (Finding finding : found) {
      Finding before = apart.isEmpty() ? null : apart.get(apart.size() - 1);
      if (before == null || before.end() <= finding.start()) {
        apart.add(finding);
      } else if (finding.score() > before.score() && finding.end() >= before.end()) {
        apart.set(apart.size() - 1, finding);
      }
    }
    return List.copyOf(apart);
  }

  private void privateKeys(String text, List<Finding> found) {
    Matcher header = HEADER.matcher(text);
    Matcher footer = FOOTER.matcher(text);
    int from = 0;
    boolean footers = true;
    while (header.find(from)) {
      footers = footers && footer.find(header.end());
      int end = footers ? footer.end() : text.length();
      found.add(new Finding("private-key", header.start(), end, 0.99, name));
      from = end;
    }
    Matcher rest = FOOTER.matcher(text);
    while (rest.find()) {
      int start = rest.start();
      while (start > 0 && body(text.charAt(start - 1))) {
        start--;
      }
      // A whole key has been found by its header.
      if (rest.start() - start >= 32) {
        found.add(new Finding("private-key", start, rest.end(), 0.9, name));
      }
    }
  }

  private static boolean body(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '+'
        || c == '/'
        || c == '='
        || c == '\n'
        || c == '\r';
  }

  private void tokens(SecretRules.Rule rule, String text, List<Finding> found) {
    if (!rule.hint().isEmpty() && !text.contains(rule.hint())) {
      return;
    }
    Matcher matcher = rule.pattern().matcher(text);
    while (matcher.find()) {
      int group = 0;
      for (int i = 1; i <= matcher.groupCount() && group == 0; i++) {
        group = matcher.start(i) >= 0 ? i : 0;
      }
      String secret = Objects.requireNonNull(matcher.group(group));
      boolean fits = rule.accepts(secret)
          && (!rule.category().equals("password") || SecretRules.passwordLike(secret));
      if (fits) {
        found.add(new Finding(
            rule.category(), matcher.start(group), matcher.end(group), rule.score(), name));
      }
    }
  }

  private void random(String text, List<Finding> found) {
    Matcher matcher = RANDOM.matcher(text);
    while (matcher.find()) {
      int start = matcher.start();
      String before = text.substring(Math.max(0, start - NEAR), start);
      if (matcher.end() - start <= MAX_RANDOM
          && SecretRules.CONTEXT.matcher(before).find()
          && !SecretRules.HARMLESS.matcher(before).find()
          && random(matcher.group())) {
        found.add(new Finding("high-entropy", start, matcher.end(), 0.75, name));
      }
    }
  }

  /** Drawn by a machine: neither words nor a number of a well-known form. */
  private static boolean random(String text) {
    boolean hexadecimal = Randomness.alphabet(text) <= 16;
    boolean uuid = text.length() == 36 && text.charAt(8) == '-' && text.charAt(13) == '-';
    if (uuid
        || SecretRules.placeholder(text)
        || text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    if (hexadecimal) {
      // A commit id has 40 digits, SHA-256 has 64.
      return text.length() != 40
          && text.length() != 64
          && text.length() >= 32
          && Randomness.entropy(text) > 3.2;
    }
    return Randomness.entropy(text) > 3.5
        && Randomness.of(text) > 0.8
        && Randomness.turns(text) * 4 > text.length();
  }
}
