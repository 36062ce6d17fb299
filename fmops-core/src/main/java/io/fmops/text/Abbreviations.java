package io.fmops.text;

import java.util.Set;

/** The English words that the rules for a full stop need, all in lower case. Immutable. */
final class Abbreviations {

  /** A name or an explanation always follows, so the full stop is never the end. */
  static final Set<String> GO_ON = Set.of(
      "mr", "mrs", "ms", "mx", "dr", "prof", "messrs", "mme", "mlle", "rev", "hon", "gen", "col",
      "maj", "capt", "cpt", "lt", "sgt", "cmdr", "gov", "sen", "rep", "pres", "supt", "insp", "e.g",
      "i.e", "eg", "ie", "cf", "vs", "viz", "approx", "resp", "incl", "al");

  /** The full stop is not the end if a number follows. */
  static final Set<String> BEFORE_NUMBER = Set.of(
      "no", "nos", "nr", "p", "pp", "vol", "vols", "fig", "figs", "eq", "eqs", "sec", "ch", "chap",
      "art", "para", "pt", "op", "ca", "c", "tab", "ver", "v", "jan", "feb", "mar", "apr", "jun",
      "jul", "aug", "sep", "sept", "oct", "nov", "dec");

  /** Either a part of a name or the last word, like an initial. */
  static final Set<String> PART_OF_NAME = Set.of("st", "mt", "ft", "ste");

  /**
   * Before a lower-case word, the full stop is never the end, not even in text without capitals.
   */
  static final Set<String> MIDDLE = Set.of(
      "etc", "a.m", "p.m", "inc", "ltd", "co", "corp", "jr", "sr", "dept", "est", "min", "max");

  /** Words that begin sentences and hardly ever names: after an initial, they tell its end. */
  static final Set<String> STARTERS = Set.of(
      "the",
      "a",
      "an",
      "he",
      "she",
      "it",
      "they",
      "we",
      "you",
      "i",
      "this",
      "that",
      "these",
      "those",
      "there",
      "here",
      "his",
      "her",
      "its",
      "their",
      "our",
      "my",
      "your",
      "in",
      "on",
      "at",
      "as",
      "by",
      "for",
      "from",
      "with",
      "after",
      "before",
      "when",
      "while",
      "if",
      "but",
      "and",
      "so",
      "or",
      "yet",
      "then",
      "now",
      "no",
      "not",
      "however",
      "although",
      "because",
      "since",
      "what",
      "who",
      "why",
      "how",
      "where",
      "some",
      "many",
      "most",
      "all",
      "each",
      "one",
      "two");

  private Abbreviations() {}
}
