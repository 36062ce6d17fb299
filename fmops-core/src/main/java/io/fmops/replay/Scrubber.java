package io.fmops.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is recorded. {@link #standard()} knows the common forms of keys and
 * tokens; what else is secret in a prompt or an answer (names, account numbers) is added with
 * {@link #alsoPattern} and {@link #alsoValue}. The same scrubber is used for reading, so that a
 * request with another key still matches. Immutable and thread-safe.
 */
public final class Scrubber {

  /** What stands in a recording where a secret was. */
  public static final String MASK = "[scrubbed]";

  /** Each of bounded length, so that no text makes them slow. */
  private static final List<Pattern> STANDARD = List.of(
      Pattern.compile("-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\\s]{0,20000}"
          + "(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?"),
      Pattern.compile("\\b(?:AKIA|ASIA|ABSK)[A-Za-z0-9+/=]{12,200}"),
      Pattern.compile("\\bsk-[A-Za-z0-9_-]{16,200}"),
      Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{30,255}"),
      Pattern.compile("\\bxox[abprs]-[A-Za-z0-9-]{10,200}"),
      Pattern.compile(
          "\\beyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{8,4000}"),
      Pattern.compile("(?i)(?<=\\bbearer )[A-Za-z0-9._~+/=-]{16,4000}"),
      Pattern.compile("(?i)(?<=\\b(?:password|passwd|secret|api[_-]?key|access[_-]?key|token)"
          + "[\"']{0,1}[ ]{0,1}[:=][ ]{0,1}[\"']{0,1})[^\\s\"',;]{6,500}"));

  private final List<Pattern> patterns;

  private Scrubber(List<Pattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * Private keys, AWS access keys, bearer tokens, JSON Web Tokens, keys and tokens of common
   * services, and what follows {@code password=}, {@code secret:} and the like.
   *
   * @return the scrubber
   */
  public static Scrubber standard() {
    return new Scrubber(STANDARD);
  }

  /**
   * This scrubber and a pattern of one's own.
   *
   * @param secret all that it matches is replaced
   * @return a new scrubber
   */
  public Scrubber alsoPattern(Pattern secret) {
    List<Pattern> more = new ArrayList<>(patterns);
    more.add(Objects.requireNonNull(secret, "secret"));
    return new Scrubber(more);
  }

  /**
   * This scrubber and a value, such as the one of an environment variable.
   *
   * @param secret replaced wherever it stands
   * @return a new scrubber
   * @throws IllegalArgumentException if the value is shorter than 4 characters, which would take
   *     harmless text away
   */
  public Scrubber alsoValue(String secret) {
    if (secret.length() < 4) {
      throw new IllegalArgumentException("a value to scrub must have at least 4 characters");
    }
    return alsoPattern(Pattern.compile(Pattern.quote(secret)));
  }

  /**
   * The text without secrets.
   *
   * @param text any text
   * @return the text with {@value #MASK} where a secret was
   */
  public String scrub(String text) {
    String clean = text;
    for (Pattern pattern : patterns) {
      clean = pattern.matcher(clean).replaceAll(MASK);
    }
    return clean;
  }
}
