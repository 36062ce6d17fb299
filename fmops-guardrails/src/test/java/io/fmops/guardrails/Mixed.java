package io.fmops.guardrails;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Texts of phrases that are found, of the same a little damaged, and of noise between them. */
public final class Mixed {

  private static final String NOISE =
      "0123456789 -ー.()/,:+@_#〒様さんの市区名MDabf=\"'\n\t、。「」１２－＠：é\u0301\u200Bﾞ…";

  private Mixed() {}

  /**
   * Up to twelve phrases, in their order by chance.
   *
   * @param phrases what is found, or something near to it
   * @return the texts
   */
  public static Arbitrary<String> texts(List<String> phrases) {
    Arbitrary<String> piece = Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.of(phrases)),
        Tuple.of(4, damaged(phrases)),
        Tuple.of(1, Arbitraries.strings().withChars(NOISE).ofMaxLength(8)),
        Tuple.of(1, Arbitraries.strings().ofMaxLength(4)));
    Arbitrary<String> between = Arbitraries.of("", "", " ", "\n", "、", "。", ". ", ": ", "-", "1");
    return Combinators.combine(piece, between)
        .as((phrase, glue) -> phrase + glue)
        .list()
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces));
  }

  private static Arbitrary<String> damaged(List<String> phrases) {
    return Combinators.combine(Arbitraries.of(phrases), Arbitraries.longs())
        .as((phrase, seed) -> damage(phrase, new Random(seed)));
  }

  private static String damage(String phrase, Random random) {
    StringBuilder text = new StringBuilder(phrase);
    int at = random.nextInt(phrase.length());
    switch (random.nextInt(5)) {
      case 0 -> text.setCharAt(at, NOISE.charAt(random.nextInt(NOISE.length())));
      case 1 -> text.insert(at, NOISE.charAt(random.nextInt(NOISE.length())));
      case 2 -> text.setLength(at);
      case 3 -> text.delete(0, at);
      default -> {
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          text.setCharAt(i, c > ' ' && c < 0x7F ? (char) (c + 0xFEE0) : c);
        }
      }
    }
    return text.toString();
  }
}
