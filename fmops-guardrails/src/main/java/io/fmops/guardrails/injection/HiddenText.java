package io.fmops.guardrails.injection;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.text.FoldedText;
import java.util.ArrayList;
import java.util.List;

/**
 * Characters that people do not see and models read. Unicode's tag characters (UTS #51: in flags
 * only), runs of variation selectors, runs of zero-width characters, words with zero-width
 * characters between their Latin letters, and orders to turn the direction of text around (Boucher
 * and Anderson, "Trojan source", USENIX Security 2023). What emoji, Arabic and Indic scripts need
 * is left alone. Stateless and thread-safe.
 */
final class HiddenText {

  private static final int MANY = 4;
  private static final int BLACK_FLAG = 0x1F3F4;

  private HiddenText() {}

  static List<Finding> find(String text, String detector) {
    List<Finding> findings = new ArrayList<>();
    int run = 0;
    int before = 0;
    int splits = 0;
    int firstSplit = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      if (!FoldedText.invisible(codePoint)) {
        boolean letter = latin(codePoint);
        if (run > 0 || !letter) {
          splits = letter && latin(before) ? splits : 0;
        }
        before = codePoint;
        i += Character.charCount(codePoint);
        run = 0;
        continue;
      }
      int end = runEnd(text, i);
      if (telling(text, i, end, before)) {
        findings.add(new Finding("hidden-text", i, end, 0.95, detector));
        splits = 0;
      } else if (latin(before) && end < text.length() && latin(text.codePointAt(end))) {
        firstSplit = splits == 0 ? i : firstSplit;
        splits++;
        if (splits == 2) {
          findings.add(new Finding("hidden-text", firstSplit, end, 0.8, detector));
        }
      }
      run = end - i;
      i = end;
    }
    return findings;
  }

  private static int runEnd(String text, int start) {
    int i = start;
    while (i < text.length() && FoldedText.invisible(text.codePointAt(i))) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }

  /** Whether a run of invisible characters says something or turns something around. */
  private static boolean telling(String text, int start, int end, int before) {
    int tags = 0;
    int selectors = 0;
    int others = 0;
    boolean turned = false;
    for (int i = start; i < end; ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      tags += FoldedText.tag(codePoint) ? 1 : 0;
      selectors += FoldedText.variationSelector(codePoint) ? 1 : 0;
      others += !FoldedText.tag(codePoint) && !FoldedText.variationSelector(codePoint) ? 1 : 0;
      turned |= codePoint == 0x202D || codePoint == 0x202E;
    }
    // Flags of regions are up to six tags and an end mark after a black flag.
    boolean flag = before == BLACK_FLAG && tags <= 6;
    return (tags > 0 && !flag) || selectors >= MANY || (tags == 0 && others >= MANY) || turned;
  }

  private static boolean latin(int codePoint) {
    return codePoint < 0x250 && Character.isLetter(codePoint);
  }
}
