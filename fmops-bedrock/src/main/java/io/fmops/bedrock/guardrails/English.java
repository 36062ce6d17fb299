package io.fmops.bedrock.guardrails;

/** A simple check of a text's language, by script. Stateless. */
final class English {

  private English() {}

  /**
   * Whether a text may be English: at least half of its letters are Latin, or it has none, as a
   * number has none. French may be English by this; Japanese may not.
   */
  static boolean mayBe(String text) {
    int latin = 0;
    int other = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      if (Character.isLetter(point)) {
        if (Character.UnicodeScript.of(point) == Character.UnicodeScript.LATIN) {
          latin++;
        } else {
          other++;
        }
      }
      i += Character.charCount(point);
    }
    return latin >= other;
  }
}
