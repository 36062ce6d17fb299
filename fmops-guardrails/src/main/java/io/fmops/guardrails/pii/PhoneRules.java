package io.fmops.guardrails.pii;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Telephone numbers: ITU-T E.164 and E.123 with a plus, Japan's numbering plan (Ministry of
 * Internal Affairs and Communications), the North American one (NANPA) and the UK's (Ofcom).
 */
final class PhoneRules {

  private static final int NEAR = 16;

  private static final String BEFORE = "(?<![0-9A-Za-z_#+]|[0-9A-Za-z][-ー]|[0-9][.,/:(])";
  private static final String BEHIND = "(?![0-9A-Za-z_]|[-ー.,/:][0-9])";
  private static final String HYPHEN = "[-ー]";

  private static final Pattern WORDS = Pattern.compile(
      "電話|携帯|連絡先|ケータイ|℡|tel\\b|telephone|phone|mobile|\\bcell|\\bcall\\b|\\bfax\\b|ファックス|ファクス",
      Pattern.CASE_INSENSITIVE);

  private static final Pattern PLUS = Pattern.compile("(?<![0-9A-Za-z_.+])"
      + "\\+[1-9][0-9]{0,2}(?:[ .-]?(?:\\([0-9]{1,4}\\)|[0-9]{1,12})){1,6}" + BEHIND);

  private static final Pattern MOBILE =
      Pattern.compile(BEFORE + "0[5-9]0(?:([-ー ]?)[0-9]{4}\\1[0-9]{4})" + BEHIND);
  private static final Pattern LANDLINE = Pattern.compile(BEFORE
      + "(?:0[1-9][0-9]{0,3}" + HYPHEN + "[0-9]{1,4}" + HYPHEN + "[0-9]{3,4}"
      + "|\\(0[1-9][0-9]{0,3}\\) ?[0-9]{1,4}[- ー][0-9]{4}"
      + "|0[1-9][0-9]{0,3}\\([0-9]{1,4}\\) ?[0-9]{4})" + BEHIND);

  private static final Pattern AMERICAN = Pattern.compile(BEFORE + "(?:1[-. ])?"
      + "(?:\\([2-9][0-9]{2}\\) ?[2-9][0-9]{2}[-. ][0-9]{4}"
      + "|[2-9][0-9]{2}([-. ])[2-9][0-9]{2}\\1[0-9]{4})" + BEHIND);
  private static final Pattern BRITISH = Pattern.compile(BEFORE
      + "(?:\\(0[1-378][0-9]{1,3}\\)|0[1-378][0-9]{1,3}) [0-9]{3,4}(?: ?[0-9]{3,4})" + BEHIND);
  private static final Pattern BARE = Pattern.compile(BEFORE + "[02-9][0-9]{9,10}" + BEHIND);

  private PhoneRules() {}

  static List<Rule> all() {
    return List.of(
        Rule.of(PiiType.PHONE, Places.Kind.PLUS, PLUS, (match, text) -> plus(match.group())),
        Rule.of(
            PiiType.PHONE,
            Places.Kind.PHONE,
            MOBILE,
            (match, text) -> match.group(1).isEmpty() ? 0.8 : 0.95),
        Rule.of(
            PiiType.PHONE, Places.Kind.PHONE, LANDLINE, (match, text) -> landline(match.group())),
        Rule.of(
            PiiType.PHONE,
            Places.Kind.PHONE,
            AMERICAN,
            (match, text) -> american(match.group(), said(text, match.start()))),
        Rule.of(
            PiiType.PHONE,
            Places.Kind.PHONE,
            BRITISH,
            (match, text) -> Rule.digits(match.group()) == 11 ? 0.9 : 0),
        Rule.of(
            PiiType.PHONE,
            Places.Kind.PHONE,
            BARE,
            (match, text) -> said(text, match.start()) ? 0.85 : 0));
  }

  private static boolean said(String text, int place) {
    return Rule.after(WORDS, text, place, NEAR);
  }

  /** A plus before a mere amount has no separators, and is seldom ten digits long. */
  private static double plus(String number) {
    int digits = Rule.digits(number);
    boolean separated = digits < number.length() - 1;
    if (digits > 15 || digits < (separated ? 8 : 10)) {
      return 0;
    }
    if (number.startsWith("+1") && digits != 11) {
      return 0;
    }
    if (number.startsWith("+81")) {
      int national = digits - 2 - (number.contains("(0)") ? 1 : 0);
      return national >= 9 && national <= 11 ? 0.97 : 0;
    }
    return 0.93;
  }

  /** Area code and exchange have six digits together, or it is one of the services. */
  private static double landline(String number) {
    int digits = Rule.digits(number);
    if (number.startsWith("0120") || number.startsWith("0570")) {
      return digits == 10 ? 0.9 : 0;
    }
    if (number.startsWith("0800")) {
      return digits == 11 ? 0.9 : 0;
    }
    return digits == 10 && Rule.digit(number.charAt(number.length() - 4)) ? 0.92 : 0;
  }

  /** Three numbers with spaces between them may be any three numbers. */
  private static double american(String number, boolean said) {
    boolean written =
        number.indexOf('-') > 0 || number.indexOf('.') > 0 || number.indexOf('(') >= 0;
    return said ? 0.95 : written ? 0.85 : 0;
  }
}
