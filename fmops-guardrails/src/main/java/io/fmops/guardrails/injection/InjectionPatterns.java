package io.fmops.guardrails.injection;

import io.fmops.guardrails.text.Literals;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Turns of phrase that hardly anybody uses but to give a model orders. Over folded text. */
final class InjectionPatterns {

  private static final String RULES =
      "(?:instructions?|prompts?|rules|guidelines|directions|orders|directives|polic(?:y|ies)|restrictions)";
  private static final String EARLIER =
      "(?:previous|prior|earlier|above|preceding|original|initial|system)";
  private static final String JA_RULES = "(?:指示|命令|ルール|規則|制約|設定|ガイドライン|プロンプト|ポリシー)";

  /** What a turn of phrase is for. */
  enum Kind {
    ATTACK,
    JAILBREAK
  }

  /**
   * A turn of phrase.
   *
   * @param kind what it is for
   * @param pattern what it looks like
   * @param needs each match has at least one word of each of these groups
   */
  private record Phrase(Kind kind, Pattern pattern, List<List<String>> needs) {}

  private static final String RULE_WORDS =
      "instruction, prompt, rules, guidelines, directions, orders, directives, polic, restrictions";

  /** In the order in which they are asked. */
  private static final List<Phrase> PHRASES = List.of(
      jailbreak(
          "\\b(?:enable|activate|enter|switch to)\\b.{0,12}\\b(?:jailbreak|jailbroken|god|unrestricted|no-filter|dan) mode",
          "jailbreak mode, jailbroken mode, god mode, unrestricted mode, no-filter mode, dan mode"),
      jailbreak(
          "\\byou are (?:now )?(?:dan\\b|an? (?:unrestricted|unfiltered|uncensored|jailbroken)\\b)",
          "you are",
          "dan, unrestricted, unfiltered, uncensored, jailbroken"),
      jailbreak("\\bdo anything now\\b", "do anything now"),
      jailbreak(
          "(?:制限のない|無制限の|検閲されていない|フィルターのない|倫理観を持たない)(?:ai|人工知能|アシスタント|モデル).{0,12}"
              + "(?:です|として|なりき|演じ|振る舞)",
          "制限のない, 無制限の, 検閲されていない, フィルターのない, 倫理観を持たない"),
      jailbreak("(?:脱獄|無制限|無検閲)モード(?:起動|を有効|に切り替え|で答え)", "脱獄モード, 無制限モード, 無検閲モード"),
      attack(
          "\\b(?:ignore|disregard|forget|override|bypass|discard)\\b.{0,12}\\b(?:all|any|every|your|the|these|those)\\b"
              + ".{0,20}\\b" + EARLIER + "\\b.{0,12}\\b" + RULES + "\\b.{0,3}"
              + "(?:\\band\\b|\\byou\\b|[.!,:;]|$)",
          "ignore, disregard, forget, override, bypass, discard",
          RULE_WORDS),
      attack(
          "\\b(?:ignore|disregard|forget)\\b.{0,8}\\byour (?:previous |prior |original |system |safety )?"
              + RULES + "\\b",
          "ignore, disregard, forget",
          RULE_WORDS),
      attack(
          "\\b(?:print|reveal|show|repeat|output|display|dump|leak|tell)\\b.{0,20}\\byour (?:full |entire |exact |hidden "
              + "|secret |initial |original )?(?:system prompt|system message|initial prompt|hidden instructions)",
          "system prompt, system message, initial prompt, hidden instructions"),
      attack(
          "<\\|(?:im_start|im_end|system|endoftext)\\|>|\\[/?inst\\]|<<sys>>|</?system>|\\[system\\]",
          "<|, [inst], [/inst], <<sys>>, <system>, </system>, [system]"),
      attack(
          "(?:これまで|今まで|いままで|以前|上記|前|先ほど|これより前|元)の" + JA_RULES
              + ".{0,6}(?:無視して|忘れて|破棄し|従わ(?:ない|ず))(?!.{0,4}(?:と書|という|とは|」))",
          "無視して, 忘れて, 破棄し, 従わ"),
      attack(
          "システム(?:プロンプト|メッセージ)を.{0,10}(?:出力|表示|教え|見せ|開示|繰り返)(?:して|しなさい|せよ|て|なさい)",
          "システムプロンプトを, システムメッセージを"));

  private static final List<List<String>> GROUPS =
      PHRASES.stream().flatMap(phrase -> phrase.needs().stream()).toList();
  private static final Literals WORDS =
      new Literals(GROUPS.stream().flatMap(List::stream).toList());
  /** By word, the bit of its group. */
  private static final long[] GROUP = LongStream.range(0, GROUPS.size())
      .flatMap(i -> GROUPS.get((int) i).stream().mapToLong(word -> 1L << i))
      .toArray();

  private InjectionPatterns() {}

  private static Phrase attack(String regex, String... needs) {
    return new Phrase(Kind.ATTACK, Pattern.compile(regex, Pattern.DOTALL), groups(needs));
  }

  private static Phrase jailbreak(String regex, String... needs) {
    return new Phrase(Kind.JAILBREAK, Pattern.compile(regex, Pattern.DOTALL), groups(needs));
  }

  /** Each group's words have a comma between them. */
  private static List<List<String>> groups(String... needs) {
    return Stream.of(needs).map(words -> List.of(words.split(", ", -1))).toList();
  }

  /** What a text has a turn of phrase for, if for anything. Its words tell most of it soon. */
  static Optional<Kind> in(String folded) {
    long[] seen = new long[1];
    WORDS.find(folded, (word, start) -> seen[0] |= GROUP[word]);
    return seen[0] == 0 ? Optional.empty() : in(folded, seen[0]);
  }

  /** The same by the expressions alone. */
  static Optional<Kind> withoutWords(String folded) {
    return in(folded, -1L);
  }

  private static Optional<Kind> in(String folded, long seen) {
    long bit = 1;
    for (Phrase phrase : PHRASES) {
      long next = bit << phrase.needs().size();
      long needs = next - bit;
      if ((seen & needs) == needs && phrase.pattern().matcher(folded).find()) {
        return Optional.of(phrase.kind());
      }
      bit = next;
    }
    return Optional.empty();
  }
}
