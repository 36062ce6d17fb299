package io.fmops.guardrails.pii;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of persons that a title, a form's label or an honorific gives away. */
final class NameRules {

  /**
   * The most frequent surnames of Japan, most of them shared by several hundred thousand people.
   */
  private static final Set<String> SURNAMES =
      Set.of(("佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 阿部 "
              + "森 池田 橋本 石川 山下 小川 石井 長谷川 後藤 岡田 近藤 前田 藤田 遠藤 青木 坂本 村上 太田 金子 藤井 "
              + "福田 西村 三浦 竹内 中川 岡本 松田 原田 中野 小野 田村 藤原 中山 石田 小島 和田 森田 内田 柴田 酒井 原 "
              + "高木 横山 安藤 宮崎 上田 島田 工藤 大野 宮本 杉山 今井 丸山 増田 高田 村田 平野 大塚 菅原 武田 新井 小山 "
              + "野口 桜井 千葉 岩崎 佐野 谷口 上野 松井 河野 市川 渡部 野村 菊地 木下 斉藤 渡邊 渡邉 齋藤 齊藤 浜田")
          .split(" ", -1));

  private static final BitSet SURNAME_INITIALS = new BitSet();

  static {
    SURNAMES.forEach(surname -> SURNAME_INITIALS.set(surname.charAt(0)));
  }

  private static final Pattern HONORIFIC = Pattern.compile("様|さま|さん|氏(?!名)|殿|くん|君|ちゃん");
  private static final int LONGEST = 8;
  private static final int LONGEST_SURNAME = 3;
  private static final Set<String> ROLES =
      Set.of("部長", "課長", "社長", "会長", "係長", "店長", "先生", "教授", "医師", "選手", "家", "屋", "組", "店");

  private static final Pattern LABELLED =
      Pattern.compile("(?<![A-Za-z])(?:氏名|お名前)(?:\\((?:漢字|カナ)\\))? ?[::] ?"
          + "([\\p{IsHan}\\p{IsKatakana}々ー]{1,6} ?[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}々ー]{1,6})"
          + "(?= *(?:\\R|$|[、。,;)]))");

  private static final String WORD =
      "[A-Z](?:[a-z]{1,20}|'[A-Z][a-z]{1,18}|[a-z]{1,3}[A-Z][a-z]{1,16})(?:-[A-Z][a-z]{1,20})?";
  private static final Pattern TITLED =
      Pattern.compile("(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\\.? (" + WORD
          + "(?: [A-Z]\\.)?(?: " + WORD + "){0,2})(?![A-Za-z])");
  private static final Set<String> NOBODY = Set.of(
      "President",
      "Chairman",
      "Speaker",
      "Minister",
      "Mayor",
      "Justice",
      "Right",
      "Wrong",
      "Universe",
      "World",
      "Who",
      "Pepper",
      "Strange",
      "Robot",
      "Bean",
      "Potato",
      "Office",
      "Excel",
      "Word");
  private static final Pattern TOLD =
      Pattern.compile("(?<![A-Za-z])(?i:my name is|full name:|customer name:|patient name:) ?("
          + WORD + "(?: [A-Z]\\.)? " + WORD + "(?: " + WORD + ")?)(?![A-Za-z])");

  private NameRules() {}

  static List<Rule> all() {
    return List.of(
        NameRules::honoured,
        (places, hits) -> named(LABELLED, Places.Kind.LABEL, 0.9, places, hits),
        (places, hits) -> named(TITLED, Places.Kind.TITLE, 0.85, places, hits),
        (places, hits) -> named(TOLD, Places.Kind.TOLD, 0.9, places, hits));
  }

  private static void named(
      Pattern pattern, Places.Kind kind, double score, Places places, List<Hit> hits) {
    Rule.each(places, kind, pattern, match -> {
      String first = match.group(1).split(" ", 2)[0];
      if (!NOBODY.contains(first)) {
        hits.add(new Hit(PiiType.PERSON_NAME, match.start(1), match.end(1), score));
      }
      return true;
    });
  }

  /** Surname, perhaps a given name, honorific; the honorific is not part of the name. */
  private static void honoured(Places places, List<Hit> hits) {
    String text = places.text();
    Rule.each(places, Places.Kind.HONORIFIC, HONORIFIC, honorific -> {
      int end = honorific.start();
      if (end > 0 && text.charAt(end - 1) == ' ') {
        end--;
      }
      int start = nameStart(text, end);
      if (start >= 0) {
        hits.add(new Hit(PiiType.PERSON_NAME, start, end, 0.85));
      }
      return true;
    });
  }

  private static int nameStart(String text, int end) {
    for (int start = Math.max(0, end - LONGEST); start < end; start++) {
      boolean begins = start == 0 || !nameChar(text.charAt(start - 1));
      int surname = begins ? surname(text, start, end) : 0;
      if (surname > 0 && given(text.substring(start + surname, end))) {
        return start;
      }
    }
    return -1;
  }

  /** The length of the surname that begins here. */
  private static int surname(String text, int start, int end) {
    if (!SURNAME_INITIALS.get(text.charAt(start))) {
      return 0;
    }
    for (int length = Math.min(LONGEST_SURNAME, end - start); length > 0; length--) {
      if (SURNAMES.contains(text.substring(start, start + length))) {
        return length;
      }
    }
    return 0;
  }

  /** Whether it may be a given name, or nothing at all. */
  private static boolean given(String rest) {
    String name = rest.startsWith(" ") ? rest.substring(1) : rest;
    if (name.isEmpty()) {
      return rest.isEmpty();
    }
    boolean hiragana = name.chars().allMatch(c -> c >= 0x3041 && c <= 0x3096);
    if (hiragana) {
      return rest.length() > name.length() && name.length() >= 2 && name.length() <= 4;
    }
    return name.length() <= 3
        && name.chars().allMatch(c -> nameChar((char) c))
        && ROLES.stream().noneMatch(name::endsWith);
  }

  private static boolean nameChar(char c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || c == '々' || (c >= 0x30A1 && c <= 0x30FC);
  }
}
