package io.fmops.guardrails.pii;

import java.util.regex.Pattern;

/** Numbers that states give to persons. */
final class IdRules {

  private static final int NEAR = 40;

  private static final String BEFORE = "(?<![0-9A-Za-z_.+]|[0-9][-,/:])";
  private static final String BEHIND = "(?![0-9A-Za-z_]|[-.,/:][0-9])";

  private static final Pattern MY_NUMBER = Pattern.compile(
      BEFORE + "(?:[0-9]{12}|[0-9]{4}([ -])[0-9]{4}\\1[0-9]{4}(?![ -][0-9]))" + BEHIND);
  private static final Pattern MY_NUMBER_WORDS =
      Pattern.compile("マイナンバー|個人番号|my ?number|individual number", Pattern.CASE_INSENSITIVE);

  private static final Pattern SSN =
      Pattern.compile(BEFORE + "(?:[0-9]{9}|[0-9]{3}([ -])[0-9]{2}\\1[0-9]{4})" + BEHIND);
  private static final Pattern SSN_WORDS =
      Pattern.compile("\\bSSN|\\bsocial security|社会保障番号", Pattern.CASE_INSENSITIVE);

  private IdRules() {}

  static Rule myNumber() {
    return Rule.of(PiiType.MY_NUMBER, Places.Kind.MY_NUMBER, MY_NUMBER, (match, text) -> {
      String digits = Rule.onlyDigits(match.group());
      if (!myNumberCheck(digits) || digits.chars().distinct().count() < 3) {
        return 0;
      }
      if (Rule.after(MY_NUMBER_WORDS, text, match.start(), NEAR)) {
        return 0.97;
      }
      // One number of eleven passes the check by chance, and plain ones of 12 digits are common.
      return match.end() - match.start() > 12 ? 0.6 : 0;
    });
  }

  /**
   * The check digit of article 5 of Japan's ministerial ordinance no. 85 of 2014 (Ministry of
   * Internal Affairs and Communications).
   */
  static boolean myNumberCheck(String digits) {
    int sum = 0;
    for (int n = 1; n <= 11; n++) {
      sum += (digits.charAt(11 - n) - '0') * (n <= 6 ? n + 1 : n - 5);
    }
    int remainder = sum % 11;
    return digits.charAt(11) - '0' == (remainder <= 1 ? 0 : 11 - remainder);
  }

  /** Which numbers can be given out: US Social Security Administration, POMS RM 10201.035. */
  static Rule ssn() {
    return Rule.of(PiiType.US_SSN, Places.Kind.SSN, SSN, (match, text) -> {
      String digits = Rule.onlyDigits(match.group());
      String area = digits.substring(0, 3);
      boolean valid = !area.equals("000")
          && !area.equals("666")
          && area.charAt(0) != '9'
          && !digits.startsWith("00", 3)
          && !digits.endsWith("0000");
      if (!valid) {
        return 0;
      }
      if (Rule.after(SSN_WORDS, text, match.start(), NEAR)) {
        return 0.97;
      }
      return match.group().indexOf('-') > 0 ? 0.85 : 0;
    });
  }
}
