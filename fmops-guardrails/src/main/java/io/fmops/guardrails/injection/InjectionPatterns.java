package io.fmops.guardrails.injection;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns of phrase that hardly anybody uses but to give a model orders. Over folded text. */
final class InjectionPatterns {

  private static final String RULES =
      "(?:instructions?|prompts?|rules|guidelines|directions|orders|directives|polic(?:y|ies)|restrictions)";
  private static final String EARLIER =
      "(?:previous|prior|earlier|above|preceding|original|initial|system)";
  private static final String JA_RULES = "(?:指示|命令|ルール|規則|制約|設定|ガイドライン|プロンプト|ポリシー)";

  /** Each match of an attack has one of these. */
  private static final List<String> ATTACK_WORDS = List.of(
      "ignore",
      "disregard",
      "forget",
      "override",
      "bypass",
      "discard",
      "prompt",
      "system",
      "hidden instructions",
      "<|",
      "[inst]",
      "[/inst]",
      "<<sys>>",
      "無視",
      "忘れ",
      "破棄",
      "従わ",
      "システム");

  private static final List<String> JAILBREAK_WORDS =
      List.of(" mode", "you are", "do anything now", "制限のない", "無制限", "検閲", "フィルター", "倫理観", "脱獄");

  private static final List<Pattern> ATTACKS = compile(
      "\\b(?:ignore|disregard|forget|override|bypass|discard)\\b.{0,12}\\b(?:all|any|every|your|the|these|those)\\b"
          + ".{0,20}\\b" + EARLIER + "\\b.{0,12}\\b" + RULES + "\\b.{0,3}"
          + "(?:\\band\\b|\\byou\\b|[.!,:;]|$)",
      "\\b(?:ignore|disregard|forget)\\b.{0,8}\\byour (?:previous |prior |original |system |safety )?"
          + RULES + "\\b",
      "\\b(?:print|reveal|show|repeat|output|display|dump|leak|tell)\\b.{0,20}\\byour (?:full |entire |exact |hidden "
          + "|secret |initial |original )?(?:system prompt|system message|initial prompt|hidden instructions)",
      "<\\|(?:im_start|im_end|system|endoftext)\\|>|\\[/?inst\\]|<<sys>>|</?system>|\\[system\\]",
      "(?:これまで|今まで|いままで|以前|上記|前|先ほど|これより前|元)の" + JA_RULES
          + ".{0,6}(?:無視して|忘れて|破棄し|従わ(?:ない|ず))(?!.{0,4}(?:と書|という|とは|」))",
      "システム(?:プロンプト|メッセージ)を.{0,10}(?:出力|表示|教え|見せ|開示|繰り返)(?:して|しなさい|せよ|て|なさい)");

  private static final List<Pattern> JAILBREAKS = compile(
      "\\b(?:enable|activate|enter|switch to)\\b.{0,12}\\b(?:jailbreak|jailbroken|god|unrestricted|no-filter|dan) mode",
      "\\byou are (?:now )?(?:dan\\b|an? (?:unrestricted|unfiltered|uncensored|jailbroken)\\b)",
      "\\bdo anything now\\b",
      "(?:制限のない|無制限の|検閲されていない|フィルターのない|倫理観を持たない)(?:ai|人工知能|アシスタント|モデル).{0,12}"
          + "(?:です|として|なりき|演じ|振る舞)",
      "(?:脱獄|無制限|無検閲)モード(?:起動|を有効|に切り替え|で答え)");

  private InjectionPatterns() {}

  private static List<Pattern> compile(String... expressions) {
    return Stream.of(expressions)
        .map(expression -> Pattern.compile(expression, Pattern.DOTALL))
        .toList();
  }

  static boolean attack(String folded) {
    return any(ATTACK_WORDS, ATTACKS, folded);
  }

  static boolean jailbreak(String folded) {
    return any(JAILBREAK_WORDS, JAILBREAKS, folded);
  }

  /** Most sentences have none of the words, which is told much sooner. */
  private static boolean any(List<String> words, List<Pattern> patterns, String folded) {
    for (String word : words) {
      if (folded.contains(word)) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(folded).find());
      }
    }
    return false;
  }
}
