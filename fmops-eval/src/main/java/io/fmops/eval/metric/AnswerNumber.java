package io.fmops.eval.metric;

import io.fmops.text.Words;
import java.util.List;
import java.util.Optional;

/**
 * A number that stands in a text. Reads digits of every width, commas between groups of three
 * digits, a decimal point, an exponent, a sign (or マイナス) also before a currency sign, a percent
 * sign, and the Japanese units 千, 万, 億 and 兆 after digits, also in a row: 1億2,000万. Not read are
 * fractions, raised and circled digits, numbers in words or kanji or before 十 and 割, and digits
 * behind a Latin letter, which belong to a name (H2O). Linear time.
 *
 * @param value the number as it is written, before the percent sign
 * @param percent whether a percent sign follows
 */
record AnswerNumber(double value, boolean percent) {

  private static final String CURRENCIES = "$¥€£₩₹";
  private static final String MINUS = "マイナス";
  private static final String UNITS = "万億兆";
  private static final double[] FACTORS = {1e4, 1e8, 1e12};
  private static final List<String> PERCENT = List.of("%", "percent", "パーセント");

  /** The last number in a text. */
  static Optional<AnswerNumber> last(String text) {
    String normal = Words.normalize(withoutOtherNumbers(text)).replace('\u2212', '-');
    AnswerNumber last = null;
    int i = 0;
    while (i < normal.length()) {
      if (begins(normal, i)) {
        Scan scan = new Scan(normal, i);
        AnswerNumber number = scan.number();
        if (scan.unread()) {
          // Half of a number would be another one.
          last = null;
        } else if (Double.isFinite(number.value)) {
          last = number;
        }
        i = scan.position;
      } else {
        // All of what belongs to a name, as in x12 or v1.25.
        boolean skipped = digit(normal.charAt(i));
        i++;
        while (skipped && i < normal.length() && inNumber(normal, i)) {
          i++;
        }
      }
    }
    return Optional.ofNullable(last);
  }

  /** Normalised, 42 with a raised or circled 1 behind it would be 421. */
  private static String withoutOtherNumbers(String text) {
    StringBuilder plain = new StringBuilder(text);
    for (int i = 0; i < plain.length(); i++) {
      if (Character.getType(plain.charAt(i)) == Character.OTHER_NUMBER) {
        plain.setCharAt(i, ' ');
      }
    }
    return plain.toString();
  }

  /** Whether two numbers may mean the same: a percent sign that only one has may be understood. */
  boolean near(AnswerNumber reference, double absolute, double relative) {
    return near(fraction(), reference.fraction(), absolute, relative)
        || (percent != reference.percent && near(value, reference.value, absolute, relative));
  }

  private double fraction() {
    return percent ? value / 100 : value;
  }

  /** For people: the number as it was read. */
  String written() {
    return value + (percent ? "%" : "");
  }

  private static boolean near(double value, double reference, double absolute, double relative) {
    return Math.abs(value - reference) <= Math.max(absolute, relative * Math.abs(reference));
  }

  private static boolean begins(String text, int i) {
    boolean point = text.charAt(i) == '.' && i + 1 < text.length() && digit(text.charAt(i + 1));
    if (!point && !digit(text.charAt(i))) {
      return false;
    }
    char before = i == 0 ? ' ' : text.charAt(i - 1);
    // Words are in lower case by now. A digit before ends a number that could not be read on.
    return !(before >= 'a' && before <= 'z') && before != '_' && !(point && digit(before));
  }

  private static boolean inNumber(String text, int i) {
    return digit(text.charAt(i))
        || (text.charAt(i) == '.' && i + 1 < text.length() && digit(text.charAt(i + 1)));
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Reads one number from where it begins. */
  private static final class Scan {

    private final String text;
    private int position;

    Scan(String text, int position) {
      this.text = text;
      this.position = position;
    }

    /** Whether a unit follows that is not read. */
    boolean unread() {
      return "十割".indexOf(at(position)) >= 0;
    }

    AnswerNumber number() {
      boolean negative = negative(position);
      double value = japanese();
      int end = position;
      while (at(end) == ' ' && end < text.length()) {
        end++;
      }
      for (String sign : PERCENT) {
        if (text.startsWith(sign, end)) {
          position = end + sign.length();
          return new AnswerNumber(negative ? -value : value, true);
        }
      }
      return new AnswerNumber(negative ? -value : value, false);
    }

    /** Parts with ever smaller units; without any unit it is just the number. */
    private double japanese() {
      double sum = 0;
      double least = Double.POSITIVE_INFINITY;
      do {
        int begin = position;
        double part = thousands();
        int unit = UNITS.indexOf(at(position));
        if (unit < 0) {
          return sum + part;
        }
        if (FACTORS[unit] >= least) {
          position = begin;
          return sum;
        }
        least = FACTORS[unit];
        sum += part * least;
        position++;
      } while (digit(at(position)));
      return sum;
    }

    private double thousands() {
      double number = decimal();
      if (at(position) != '千') {
        return number;
      }
      position++;
      return number * 1_000 + (digit(at(position)) ? decimal() : 0);
    }

    /**
     * A minus, perhaps before a currency sign, that is no dash between two words or numbers; or the
     * triangle that stands for it in Japanese accounts.
     */
    private boolean negative(int begin) {
      if (text.startsWith(MINUS, begin - MINUS.length())) {
        return true;
      }
      int i = begin - 1;
      if (i >= 0 && CURRENCIES.indexOf(text.charAt(i)) >= 0) {
        i--;
      }
      if (i >= 0 && (text.charAt(i) == '▲' || text.charAt(i) == '△')) {
        return true;
      }
      if (i < 0 || text.charAt(i) != '-') {
        return false;
      }
      if (i == 0) {
        return true;
      }
      char before = text.charAt(i - 1);
      return !Character.isLetterOrDigit(before) || Words.unspaced(before);
    }

    private double decimal() {
      StringBuilder digits = new StringBuilder();
      digits(digits);
      // Before the first comma stand one to three digits, and behind each one three.
      boolean grouped = digits.length() >= 1 && digits.length() <= 3;
      while (grouped && group()) {
        digits.append(text, position + 1, position + 4);
        position += 4;
      }
      if (at(position) == '.' && digit(at(position + 1))) {
        digits.append('.');
        position++;
        digits(digits);
      }
      exponent(digits);
      return Double.parseDouble(digits.toString());
    }

    private boolean group() {
      return at(position) == ','
          && digit(at(position + 1))
          && digit(at(position + 2))
          && digit(at(position + 3))
          && !digit(at(position + 4));
    }

    private void exponent(StringBuilder digits) {
      if (at(position) != 'e') {
        return;
      }
      int sign = at(position + 1) == '-' || at(position + 1) == '+' ? 1 : 0;
      if (digit(at(position + 1 + sign))) {
        digits.append(text, position, position + 1 + sign);
        position += 1 + sign;
        digits(digits);
      }
    }

    private void digits(StringBuilder digits) {
      while (digit(at(position))) {
        digits.append(text.charAt(position++));
      }
    }

    private char at(int i) {
      return i < text.length() ? text.charAt(i) : ' ';
    }
  }
}
