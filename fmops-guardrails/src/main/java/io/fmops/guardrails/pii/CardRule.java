package io.fmops.guardrails.pii;

import java.util.regex.Pattern;

/**
 * Payment cards: the issuers' ranges and lengths of ISO/IEC 7812 as the networks publish them, and
 * the check digit of its annex B (Luhn, US patent 2,950,048).
 */
final class CardRule {

  private static final Pattern SHAPE = Pattern.compile("(?<![0-9A-Za-z_.]|[0-9][-,/:])"
      + "(?:[0-9]{4}([ -])[0-9]{4}\\1[0-9]{4}\\1[0-9]{4}(?:\\1[0-9]{3})?"
      + "|[0-9]{4}([ -])[0-9]{6}\\2[0-9]{4,5}"
      + "|[0-9]{14,19})"
      + "(?![0-9A-Za-z_]|[-.,/:][0-9])");

  private CardRule() {}

  static Rule rule() {
    return Rule.of(PiiType.CREDIT_CARD, Places.Kind.CARD, SHAPE, (match, text) -> {
      String digits = Rule.onlyDigits(match.group());
      if (!issued(digits) || !luhn(digits)) {
        return 0;
      }
      return digits.length() == match.end() - match.start() ? 0.8 : 0.97;
    });
  }

  private static boolean issued(String digits) {
    int length = digits.length();
    int four = Integer.parseInt(digits.substring(0, 4));
    int two = four / 100;
    int three = four / 10;
    boolean longer = length >= 16 && length <= 19;
    if (two / 10 == 4) {
      return length == 16 || length == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return length == 16;
    }
    if (two == 34 || two == 37) {
      return length == 15;
    }
    if (four >= 3528 && four <= 3589) {
      return longer;
    }
    if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) {
      return length == 14 || longer;
    }
    return longer && (four == 6011 || (three >= 644 && three <= 649) || two == 65 || two == 62);
  }

  static boolean luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int value = i % 2 == 0 ? digit : 2 * digit;
      sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
  }
}
