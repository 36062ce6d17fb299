package io.fmops.guardrails.pii;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Postal addresses as they are written on envelopes in Japan and in the United States. */
final class AddressRules {

  private static final Set<String> PREFECTURES =
      Set.of(("北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
              + "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 "
              + "島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県")
          .split(" ", -1));

  private static final String NUMBER = "(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})";
  private static final String HOUSE = NUMBER + "(?: ?(?:-|ー|丁目|番地の?|番|号|条(?:東|西|南|北)?|の) ?(?:"
      + NUMBER + ")?){0,4}(?<=[0-9一二三四五六七八九十目地番号条])";
  private static final String POSTCODE = "〒 ?[0-9]{3}[-ー][0-9]{4}";

  /** From the character that ends a prefecture's name to the number of the house. */
  private static final Pattern AFTER_PREFECTURE =
      Pattern.compile("[都道府県] ?[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー]{1,8}?[市区町村郡]"
          + "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}ー ]{0,20}?" + HOUSE);

  private static final Pattern CITY = Pattern.compile(
      "(?<!\\p{IsHan})(?=[\\u4E00-\\u9FFF])[\\p{IsHan}]{1,5}[市区](?!場)[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]{2,10}"
          + "[0-9]{1,2}(?:丁目|-|ー)[0-9]{1,3}(?:(?:番地?|-|ー)(?:[0-9]{1,3}号?)?)"
          + "(?<=[0-9番地号])(?![0-9]|[-ー][0-9])");
  private static final Pattern JAPANESE_POSTCODE = Pattern.compile(POSTCODE + "(?![0-9])");
  private static final Pattern ENDS_IN_POSTCODE = Pattern.compile(POSTCODE + "\\s{0,3}$");

  private static final Set<String> STATES = Set.of(
      ("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
              + "NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR")
          .split(" ", -1));
  private static final Pattern AMERICAN = Pattern.compile("(?<![0-9A-Za-z_-])[0-9]{1,6} "
      + "(?:(?:[A-Z][a-z'.]{0,20}+|[0-9]{1,4}(?:st|nd|rd|th)) ){1,5}?"
      + "(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|Terrace"
      + "|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Square|Sq)\\b\\.?"
      + "(?:,? (?:Apt|Suite|Ste|Unit|Floor|#)\\.? ?[0-9A-Za-z]{1,6})?"
      + "(?:,? ?\\n|, ?| )(?:[A-Z][A-Za-z.'-]{1,20}+ ?){1,4},? ?"
      + "\\b([A-Z]{2}) [0-9]{5}(?:-[0-9]{4})?(?![0-9])");

  private AddressRules() {}

  static List<Rule> all() {
    return List.of(
        AddressRules::japanese,
        Rule.of(PiiType.POSTAL_ADDRESS, Places.Kind.CITY, CITY, (match, text) -> 0.8),
        Rule.of(
            PiiType.POSTAL_ADDRESS, Places.Kind.POSTCODE, JAPANESE_POSTCODE, (match, text) -> 0.8),
        Rule.of(
            PiiType.POSTAL_ADDRESS,
            Places.Kind.HOUSE,
            AMERICAN,
            (match, text) -> STATES.contains(match.group(1)) ? 0.95 : 0));
  }

  private static void japanese(Places places, List<Hit> hits) {
    String text = places.text();
    Matcher rest = AFTER_PREFECTURE.matcher(text);
    int i = places.next(Places.Kind.PREFECTURE, 0);
    while (i >= 0) {
      int start = prefecture(text, i);
      int next = i + 1;
      if (start >= 0 && rest.region(i, text.length()).lookingAt()) {
        int before = Math.max(0, start - 14);
        Matcher postcode = ENDS_IN_POSTCODE.matcher(text).region(before, start);
        int whole = postcode.find() ? postcode.start() : start;
        hits.add(new Hit(PiiType.POSTAL_ADDRESS, whole, rest.end(), 0.95));
        next = rest.end();
      }
      i = places.next(Places.Kind.PREFECTURE, next);
    }
  }

  /** Where the prefecture's name begins whose last character stands here, or -1. */
  private static int prefecture(String text, int last) {
    for (int length = 3; length <= 4; length++) {
      int start = last + 1 - length;
      if (start >= 0 && PREFECTURES.contains(text.substring(start, last + 1))) {
        return start;
      }
    }
    return -1;
  }
}
