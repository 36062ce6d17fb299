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

  private static final int MIN_RANDOM = 20;
  private static final int MAX_RANDOM = 200;
  private static final int NEAR = 40;

  private static final Set<String> CATEGORIES = Stream.concat(
          SecretRules.ALL.stream().map(SecretRules.Rule::category),
          Stream.of("private-key", "high-entropy"))
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
    return find(Hints.of(excerpt.text()));
  }

  List<Finding> find(Hints hints) {
    List<Finding> found = new ArrayList<>();
    privateKeys(hints, found);
    SecretRules.ALL.forEach(rule -> tokens(rule, hints, found));
    longWords(hints.text(), (start, end) -> random(start, end, hints, found));
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

  private void privateKeys(Hints hints, List<Finding> found) {
    if (!hints.any(SecretRules.HEADER) && !hints.any(SecretRules.FOOTER)) {
      return;
    }
    String text = hints.text();
    Matcher header = SecretRules.HEADER.pattern().matcher(text);
    Matcher footer = SecretRules.FOOTER.pattern().matcher(text);
    int from = 0;
    boolean footers = true;
    while (hints.find(header, from)) {
      footers = footers && hints.find(footer, header.end());
      int end = footers ? footer.end() : text.length();
      found.add(new Finding("private-key", header.start(), end, 0.99, name));
      from = end;
    }
    for (int i = 0; hints.find(footer, i); i = footer.end()) {
      int start = footer.start();
      while (start > 0 && body(text.charAt(start - 1))) {
        start--;
      }
      // A whole key has been found by its header.
      if (footer.start() - start >= 32) {
        found.add(new Finding("private-key", start, footer.end(), 0.9, name));
      }
    }
  }

  private static boolean alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean body(char c) {
    return alphanumeric(c) || c == '+' || c == '/' || c == '=' || c == '\n' || c == '\r';
  }

  private void tokens(SecretRules.Rule rule, Hints hints, List<Finding> found) {
    if (!hints.any(rule.hint())) {
      return;
    }
    Matcher matcher = rule.hint().pattern().matcher(hints.text());
    for (int i = 0; hints.find(matcher, i); i = matcher.end()) {
      int group = 0;
      for (int g = 1; g <= matcher.groupCount() && group == 0; g++) {
        group = matcher.start(g) >= 0 ? g : 0;
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

  /** Takes a place. */
  interface Sink {
    void found(int start, int end);
  }

  /**
   * The words of at least twenty letters, digits and {@code +/_-}, with up to two equals signs that
   * they end in, unless one stands before them. Every twentieth char tells whether there may be
   * one.
   */
  static void longWords(String text, Sink sink) {
    int i = MIN_RANDOM - 1;
    while (i < text.length()) {
      int end = i;
      if (part(text.charAt(i))) {
        int start = i;
        while (start > 0 && part(text.charAt(start - 1))) {
          start--;
        }
        while (end < text.length() && part(text.charAt(end))) {
          end++;
        }
        if (end - start >= MIN_RANDOM && (start == 0 || text.charAt(start - 1) != '=')) {
          int padding = text.startsWith("==", end) ? 2 : text.startsWith("=", end) ? 1 : 0;
          sink.found(start, end + padding);
        }
      }
      i = end + MIN_RANDOM;
    }
  }

  private static boolean part(char c) {
    return alphanumeric(c) || c == '+' || c == '/' || c == '_' || c == '-';
  }

  private void random(int start, int end, Hints hints, List<Finding> found) {
    int near = Math.max(0, start - NEAR);
    if (end - start > MAX_RANDOM || !hints.any(SecretRules.CONTEXT, near, start)) {
      return;
    }
    String before = hints.text().substring(near, start);
    if (SecretRules.CONTEXT.pattern().matcher(before).find()
        && !SecretRules.HARMLESS.matcher(before).find()
        && random(hints.text().substring(start, end))) {
      found.add(new Finding("high-entropy", start, end, 0.75, name));
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
