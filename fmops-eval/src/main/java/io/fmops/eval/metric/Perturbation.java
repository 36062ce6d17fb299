package io.fmops.eval.metric;

import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * A change to an input that leaves its meaning: a model should answer the same. The first three are
 * those of the fmeval library, which has them from NL-Augmenter (Dhole et al., 2021); those for
 * Japanese are this library's own. Each makes its choices by a generator that it is given, so the
 * same seed changes a text in the same way on every machine. Works by code point; marks stay with
 * the character they stand on. Immutable and thread-safe.
 */
public final class Perturbation {

  private final String name;
  private final BiFunction<String, Random, String> change;

  private Perturbation(String name, BiFunction<String, Random, String> change) {
    this.name = name;
    this.change = change;
  }

  /**
   * A change of your own.
   *
   * @param name what scores call it
   * @param change changes a text, making its choices by the generator alone; thread-safe
   * @return the perturbation
   */
  public static Perturbation of(String name, BiFunction<String, Random, String> change) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(change, "change");
    return new Perturbation(name, change);
  }

  /**
   * Slips of the finger: each of the letters a to z becomes, with a probability, one whose key
   * touches its own on an English keyboard, in the same case. fmeval's butter finger, with the
   * neighbours that the keys have by their place, and never the letter itself.
   *
   * @param probability for each letter, 0 to 1; fmeval's default is 0.1
   * @return a perturbation named {@code typos}
   * @throws IllegalArgumentException if the probability is not 0 to 1
   */
  public static Perturbation typos(double probability) {
    share(probability);
    return of("typos", (text, random) -> PerturbedText.typos(text, probability, random));
  }

  /**
   * Letters in upper case: a share of the characters, chosen at random, is written in capitals,
   * which changes those that have one.
   *
   * @param share the part of the characters, 0 to 1, rounded down; fmeval's default is 0.1
   * @return a perturbation named {@code upper-case}
   * @throws IllegalArgumentException if the share is not 0 to 1
   */
  public static Perturbation upperCase(double share) {
    share(share);
    return of("upper-case", (text, random) -> PerturbedText.upperCase(text, share, random));
  }

  /**
   * Spaces added and left out.
   *
   * @param add the probability of a space after a character that is none, 0 to 1; fmeval's default
   *     is 0.05
   * @param remove the probability that a character of white space is left out, 0 to 1; fmeval's
   *     default is 0.1
   * @return a perturbation named {@code white-space}
   * @throws IllegalArgumentException if a probability is not 0 to 1
   */
  public static Perturbation whiteSpace(double add, double remove) {
    share(add);
    share(remove);
    return of("white-space", (text, random) -> PerturbedText.spaces(text, add, remove, random));
  }

  /**
   * The other kana: each hiragana becomes, with a probability, the katakana of the same sound, and
   * the other way round.
   *
   * @param probability for each kana, 0 to 1
   * @return a perturbation named {@code kana}
   * @throws IllegalArgumentException if the probability is not 0 to 1
   */
  public static Perturbation kana(double probability) {
    share(probability);
    return of("kana", (text, random) -> PerturbedText.kana(text, probability, random));
  }

  /**
   * The other width: each character that has two becomes, with a probability, the other one: ASCII
   * full-width, and katakana and Japanese punctuation half-width, or the other way round.
   *
   * @param probability for each character, 0 to 1
   * @return a perturbation named {@code width}
   * @throws IllegalArgumentException if the probability is not 0 to 1
   */
  public static Perturbation width(double probability) {
    share(probability);
    return of("width", (text, random) -> PerturbedText.width(text, probability, random));
  }

  private static void share(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the probability is " + share + "; it must be 0 to 1");
    }
  }

  /**
   * The name.
   *
   * @return what scores call it
   */
  public String name() {
    return name;
  }

  /**
   * Changes a text.
   *
   * @param text any text
   * @param seed decides about the changes
   * @return the changed text; the same for the same text and seed
   */
  public String apply(String text, long seed) {
    return change.apply(text, new Random(seed));
  }

  @Override
  public String toString() {
    return name;
  }
}
