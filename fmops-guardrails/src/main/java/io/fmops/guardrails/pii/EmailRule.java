package io.fmops.guardrails.pii;

import java.util.List;

/**
 * Looks left and right of each {@code @}: the "dot-atom" form of RFC 5322, section 3.4.1, within
 * the lengths of RFC 5321, section 4.5.3.1, before a host name of at least two labels whose last
 * one is of letters. Other letters than those of ASCII end an address, so that Japanese text may
 * touch it.
 */
final class EmailRule implements Rule {

  private static final int MAX_LOCAL = 64;
  private static final int MAX_DOMAIN = 255;
  private static final int MAX_LABEL = 63;

  @Override
  public void find(Places places, List<Hit> hits) {
    String text = places.text();
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int start = at;
      while (start > 0 && at - start <= MAX_LOCAL && local(text.charAt(start - 1))) {
        start--;
      }
      while (start < at && !edge(text.charAt(start))) {
        start++;
      }
      int end = domainEnd(text, at + 1);
      if (start < at
          && at - start <= MAX_LOCAL
          && text.charAt(at - 1) != '.'
          && !text.substring(start, at).contains("..")
          && end > 0) {
        hits.add(new Hit(PiiType.EMAIL, start, end, 0.99));
      }
    }
  }

  private static boolean local(char c) {
    return Rule.alphanumeric(c) || ".!#$%&'*+/=?^_`{|}~-".indexOf(c) >= 0;
  }

  /** People put addresses into quotes, lists and links; a local part that begins so is rare. */
  private static boolean edge(char c) {
    return Rule.alphanumeric(c) || c == '_' || c == '+';
  }

  /** Where the longest host name that begins here ends, or -1. */
  private static int domainEnd(String text, int from) {
    int end = -1;
    int label = from;
    int labels = 0;
    boolean letters = true;
    for (int i = from; i <= text.length() && i - from <= MAX_DOMAIN; i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (Rule.alphanumeric(c) || (c == '-' && i > label)) {
        letters &= Rule.letter(c);
        continue;
      }
      boolean whole = i > label && i - label <= MAX_LABEL && text.charAt(i - 1) != '-';
      if (!whole) {
        return end;
      }
      labels++;
      if (labels > 1 && letters && i - label > 1) {
        end = i;
      }
      if (c != '.') {
        return end;
      }
      label = i + 1;
      letters = true;
    }
    return end;
  }
}
