package io.fmops.guardrails.pii;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * International bank account numbers: ISO 13616-1, with the lengths of SWIFT's IBAN registry and
 * the check of ISO/IEC 7064 (MOD 97-10).
 */
final class IbanRule implements Rule {

  private static final int SHORTEST = 15;
  private static final Map<String, Integer> LENGTHS = lengths("15NO 16BE 18DK 18FI 18FO 18GL 18NL "
      + "18SD 19MK 19SI 20AT 20BA 20EE 20KZ 20LT 20LU 20XK 20MN 21CH 21HR 21LI 21LV 22BG 22BH 22CR "
      + "22DE 22GB 22GE 22IE 22ME 22RS 22VA 23AE 23GI 23IL 23IQ 23OM 23SO 23TL 24AD 24CZ 24ES 24MD "
      + "24PK 24RO 24SA 24SE 24SK 24TN 24VG 25LY 25PT 25ST 26IS 26TR 27BI 27DJ 27FR 27GR 27IT 27MC "
      + "27MR 27SM 28AL 28AZ 28BY 28CY 28DO 28GT 28HN 28HU 28LB 28NI 28PL 28SV 29BR 29EG 29PS 29QA "
      + "29UA 30JO 30KW 30MU 30YE 31MT 31SC 32LC 33RU 23FK 27MG");

  private static Map<String, Integer> lengths(String list) {
    Map<String, Integer> lengths = new HashMap<>();
    for (String entry : list.split(" ", -1)) {
      lengths.put(entry.substring(2), Integer.valueOf(entry.substring(0, 2)));
    }
    return Map.copyOf(lengths);
  }

  @Override
  public void find(Places places, List<Hit> hits) {
    String text = places.text();
    int i = places.next(Places.Kind.IBAN, 0);
    while (i >= 0 && i + SHORTEST <= text.length()) {
      boolean begins = capital(text.charAt(i))
          && capital(text.charAt(i + 1))
          && Rule.digit(text.charAt(i + 2))
          && Rule.digit(text.charAt(i + 3))
          && (i == 0 || !Rule.alphanumeric(text.charAt(i - 1)));
      Integer length = begins ? LENGTHS.get(text.substring(i, i + 2)) : null;
      int end = length == null ? -1 : end(text, i, length);
      if (end > 0) {
        hits.add(new Hit(PiiType.IBAN, i, end, 0.99));
      }
      i = places.next(Places.Kind.IBAN, Math.max(i + 1, end));
    }
  }

  /** Where the number that begins here ends, or -1 if it is none. */
  private static int end(String text, int from, int length) {
    StringBuilder number = new StringBuilder(length);
    int i = from;
    while (i < text.length() && number.length() < length) {
      char c = text.charAt(i);
      boolean space = (c == ' ' || c == '-') && number.length() % 4 == 0;
      if (capital(c) || Rule.digit(c)) {
        number.append(c);
      } else if (!space || !Rule.alphanumeric(text.charAt(i - 1))) {
        return -1;
      }
      i++;
    }
    boolean whole =
        number.length() == length && (i == text.length() || !Rule.alphanumeric(text.charAt(i)));
    return whole && remainder(number) == 1 ? i : -1;
  }

  private static int remainder(StringBuilder number) {
    int remainder = 0;
    for (int i = 0; i < number.length(); i++) {
      // The country and its check digits go to the end; a letter is the two digits 10 to 35.
      int value = Character.digit(number.charAt((i + 4) % number.length()), 36);
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder;
  }

  private static boolean capital(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
