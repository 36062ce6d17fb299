package io.fmops.guardrails.tools;

import java.util.List;
import java.util.SplittableRandom;

/** The ways to disguise a text that the detector has to undo, for training and for measuring. */
enum Evasion {
  /** Letters of random case. */
  CASE {
    @Override
    void letter(int c, SplittableRandom random, StringBuilder to) {
      to.appendCodePoint(
          random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
    }
  },
  /** Full-width Latin letters, half-width katakana, mathematical letters. */
  WIDTH {
    @Override
    void letter(int c, SplittableRandom random, StringBuilder to) {
      int half = HALF_OF.indexOf(c >= 0x3041 && c <= 0x3096 ? c + 0x60 : c);
      if (half >= 0) {
        to.append((char) (0xFF66 + half));
      } else if (c >= 'a' && c <= 'z' && random.nextInt(2) == 0) {
        to.appendCodePoint(0x1D41A + c - 'a');
      } else if (c > ' ' && c < 0x7F) {
        to.append((char) (c + 0xFEE0));
      } else {
        to.appendCodePoint(c);
      }
    }
  },
  /** Zero-width characters, soft hyphens and direction marks between letters. */
  INVISIBLE {
    @Override
    void letter(int c, SplittableRandom random, StringBuilder to) {
      to.appendCodePoint(c);
      if (random.nextInt(2) == 0) {
        to.append("\u200B\u200C\u200D\u2060\u00AD\u200E".charAt(random.nextInt(6)));
      }
    }
  },
  /** Combining marks on letters. */
  MARKS {
    @Override
    void letter(int c, SplittableRandom random, StringBuilder to) {
      to.appendCodePoint(c);
      for (int i = random.nextInt(4); i > 0; i--) {
        to.append((char) (0x300 + random.nextInt(0x6F)));
      }
    }
  },
  /** Cyrillic and Greek letters that look like Latin ones. */
  LOOK_ALIKES {
    @Override
    void letter(int c, SplittableRandom random, StringBuilder to) {
      int at = "aeiocpxysHKMTBv".indexOf(c);
      to.appendCodePoint(at >= 0 && random.nextInt(4) > 0 ? "аеіосрхуѕНКМТВν".charAt(at) : c);
    }
  },
  /** Digits and signs that look like letters. */
  LEET {
    @Override
    void letter(int c, SplittableRandom random, StringBuilder to) {
      int at = "aeiost".indexOf(c);
      to.appendCodePoint(at >= 0 && random.nextInt(3) > 0 ? "431057".charAt(at) : c);
    }
  },
  /** Letters of some words, or all Japanese characters, apart. */
  SPACED {
    @Override
    String word(String word, SplittableRandom random) {
      if (word.codePointCount(0, word.length()) < 3 || random.nextInt(3) > 0) {
        return word;
      }
      char gap = " .-_".charAt(random.nextInt(4));
      return String.join(
          String.valueOf(gap), word.codePoints().mapToObj(Character::toString).toList());
    }

    @Override
    void japanese(int c, SplittableRandom random, StringBuilder to) {
      to.appendCodePoint(c);
      if (random.nextInt(3) == 0) {
        to.append(" ・.".charAt(random.nextInt(3)));
      }
    }
  },
  /** Letters repeated, kana drawn out. */
  STRETCHED {
    @Override
    String word(String word, SplittableRandom random) {
      if (word.length() < 3 || random.nextInt(5) < 2) {
        return word;
      }
      int at = 1 + random.nextInt(word.length() - 1);
      return word.substring(0, at)
          + word.substring(at - 1, at).repeat(2 + random.nextInt(4))
          + word.substring(at);
    }

    @Override
    void japanese(int c, SplittableRandom random, StringBuilder to) {
      to.appendCodePoint(c);
      if (c >= 0x3041 && c <= 0x3093 && random.nextInt(6) == 0) {
        to.append("ーー〜".charAt(random.nextInt(3)));
      }
    }
  },
  /** One letter of some words masked. */
  MASKED {
    @Override
    String word(String word, SplittableRandom random) {
      if (word.length() < 4 || random.nextInt(3) > 0) {
        return word;
      }
      int at = 1 + random.nextInt(word.length() - 2);
      return word.substring(0, at) + "*#_-".charAt(random.nextInt(4)) + word.substring(at + 1);
    }

    @Override
    void japanese(int c, SplittableRandom random, StringBuilder to) {
      to.append(random.nextInt(12) == 0 ? "○" : Character.toString(c));
    }
  },
  /** Hiragana as katakana, small kana as large ones. */
  KANA {
    @Override
    void japanese(int c, SplittableRandom random, StringBuilder to) {
      int small = "ぁぃぅぇぉっゃゅょ".indexOf(c);
      int large = small >= 0 && random.nextBoolean() ? c + 1 : c;
      to.appendCodePoint(large >= 0x3041 && large <= 0x3096 ? large + 0x60 : large);
    }
  };

  /** The disguises of which normalising leaves something; the others are undone altogether. */
  static final List<Evasion> LOSSY = List.of(LEET, SPACED, STRETCHED, MASKED);

  private static final String HALF_OF = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

  /** Disguises a text; the same text always in the same way. */
  String apply(String text) {
    SplittableRandom random = new SplittableRandom(Row.draw(name(), text));
    StringBuilder to = new StringBuilder(text.length() * 2);
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (japanese(c)) {
        japanese(c, random, to);
        i += Character.charCount(c);
      } else if (c < 0x80 && Character.isLetter(c)) {
        int end = i;
        while (end < text.length()
            && text.charAt(end) < 0x80
            && Character.isLetter(text.charAt(end))) {
          end++;
        }
        to.append(word(text.substring(i, end), random));
        i = end;
      } else {
        to.appendCodePoint(c);
        i += Character.charCount(c);
      }
    }
    return to.toString();
  }

  private static boolean japanese(int c) {
    return (c >= 0x3041 && c <= 0x30FA) || (c >= 0x4E00 && c <= 0x9FFF);
  }

  /** Disguises a word of ASCII letters: letter by letter. */
  String word(String word, SplittableRandom random) {
    StringBuilder to = new StringBuilder();
    word.chars().forEach(c -> letter(c, random, to));
    return to.toString();
  }

  /** Disguises a Japanese character: as any letter. */
  void japanese(int c, SplittableRandom random, StringBuilder to) {
    letter(c, random, to);
  }

  /** Disguises a letter: not at all. */
  void letter(int c, SplittableRandom random, StringBuilder to) {
    to.appendCodePoint(c);
  }
}
