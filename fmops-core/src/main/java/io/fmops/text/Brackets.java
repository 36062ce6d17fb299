package io.fmops.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The Japanese brackets of a text that are closed in the line in which they are opened. Crossing
 * ones are left out, so what is left is nested. Immutable.
 */
final class Brackets {

  /** The n-th opens, the n-th closes. */
  private static final String OPENERS = "「『（【〈《｢";

  private static final String CLOSERS = "」』）】〉》｣";

  private final BitSet opens = new BitSet();
  private final BitSet closes = new BitSet();

  Brackets(String text) {
    int[] open = new int[OPENERS.length()];
    List<Integer> stack = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SentenceScanner.ordinary(c)) {
        continue;
      }
      if (SentenceScanner.isLineBreak(c)) {
        stack.clear();
        Arrays.fill(open, 0);
        continue;
      }
      int opener = OPENERS.indexOf(c);
      int closer = CLOSERS.indexOf(c);
      if (opener >= 0) {
        stack.add(i);
        open[opener]++;
      } else if (closer >= 0 && open[closer] > 0) {
        // Counting first keeps this linear: no search is in vain, and what is popped stays out.
        int kind;
        int position;
        do {
          position = stack.remove(stack.size() - 1);
          kind = OPENERS.indexOf(text.charAt(position));
          open[kind]--;
        } while (kind != closer);
        opens.set(position);
        closes.set(i);
      }
    }
  }

  boolean opens(int index) {
    return opens.get(index);
  }

  boolean closes(int index) {
    return closes.get(index);
  }
}
