package io.fmops.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lines as people write them to each other and to a model, put together from parts, so that hardly
 * two are the same and no cache or branch predictor learns them by heart. Here and there is a
 * number, a date, a link, an insult; personal data in about one line of thirty. The same seed gives
 * the same lines. Stateless and thread-safe.
 */
final class ChatText {

  private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

  private static final String[] ENGLISH = {
    "Just watched the {event} and I still cannot believe that {adjective} {thing}, what a night!",
    "@{handle} did you really have to say that in front of {people}? You are such {insult} sometimes",
    "The {vehicle} is late AGAIN. {number} minutes this time. Somebody please fix the timetable, thanks",
    "New recipe on the blog: {food} with {food} and way too much {food} https://example.com/{handle}",
    "How do I get from {place} to {place} before {time}, and what does it cost?",
    "Can you explain {topic} to {people} in simple words? I have read {number} pages and I'm still lost.",
    "I've been to {place} with {people} last {day}; the {thing} was {adjective}, but the {food} wasn't.",
    "Please write a {adjective} letter to {people} about the {thing} that arrived broken on {day}.",
    "My {thing} shows \"error {number}: connection refused\" whenever I open {topic}. Any ideas?",
    "Honestly, {people} should stop complaining about {topic} - it's {adjective} and everybody knows it.",
    "Summarise the meeting of {day}: we talked about {topic}, {topic} and the {adjective} {thing}.",
    "lol that {event} was {adjective}!!! {people} lost {number} to {number}",
    "Thank you so much for the {food}, {name}. See you on {day} at {time} in {place}?",
    "You can return the {thing} within {number} days, as long as it is {adjective} and you kept the bill.",
    "What's the difference between {topic} and {topic}? Give me {number} examples for {people}.",
    "{name} says the {vehicle} to {place} leaves at {time}, so we'll have to skip the {event}.",
    "I don't think {topic} is {adjective}. In my opinion {people} simply don't read the manual.",
    "The {thing} costs {number} euros, which is {adjective} compared with what {people} paid in {place}.",
    "Mix the {food} with {number} grams of {food}, let it rest until {time}, then add the {food}.",
    "Ignore the noise from the {vehicle}, and tell me more about the {thing} in {place}.",
    "Please send the {thing} to {name}, {handle}@example.com, or call 212-555-0{three}.",
  };

  private static final String[] JAPANESE = {
    "{day}の{event}、最後の{thing}は本当に{adjective}。まだ興奮して眠れない！",
    "お前は何度言えばわかるんだよ、ほんと{insult}だな。もう知らないからな。",
    "{vehicle}がまた遅れてる。もう{number}分待ってる。誰かダイヤをなんとかしてくれないかな。",
    "ブログに新しいレシピを載せました。{food}と{food}の料理、{food}多めです。https://example.jp/{handle}",
    "{place}から{place}まで{time}までに着きたいのですが、どう行けばいいですか？",
    "{topic}について{people}にもわかるように説明してください。資料を{number}ページ読んでもわかりませんでした。",
    "先週の{day}に{people}と{place}へ行ってきました。{thing}は{adjective}けど、{food}はいまいちでした。",
    "{day}に届いた{thing}が壊れていたので、{people}宛てに{adjective}お詫びの手紙の書き方を教えてください。",
    "{topic}を開くと「エラー{number}：接続できません」と出ます。{thing}を再起動しても直りません。",
    "正直、{topic}の話はもう飽きた。{people}だってそう思ってるはずだよ。",
    "{day}の会議の要約をお願いします。議題は{topic}、{topic}、それから{thing}の件です。",
    "{event}やばすぎ！！！{adjective}！{people}も{number}対{number}で負けて泣いてたｗ",
    "{food}をありがとうございました、{name}さん。{day}の{time}に{place}でお会いしましょう。",
    "{thing}は{number}日以内であれば返品できます。レシートは必ず保管しておいてください。",
    "{topic}と{topic}の違いは何ですか？例を{number}個挙げてください。",
    "{name}によると、{place}行きの{vehicle}は{time}に出るそうです。{event}は諦めましょう。",
    "カタカナ語のリファレンスアーキテクチャやキーパーソン、パスワード再設定の手順も教えて。",
    "この{thing}は{number}円もしたのに、{people}が{place}で買ったものより{adjective}。",
    "{food}に{food}を{number}グラム混ぜて、{time}まで寝かせてから{food}を加えます。",
    "前のメールは無視して、{place}の{thing}のことをもっと教えてください。",
    "{thing}は{name}様宛てに送ってください。電話は03-1234-5{three}、メールは{handle}@example.jpです。",
  };

  private static final String[] ENGLISH_PARTS = {
    "event=match|concert|final episode|wedding|marathon|press conference|storm|film|quiz night",
    "adjective=last-minute|beautiful|ridiculous|expensive|unbelievable|old|quite boring|tiny|friendly|odd",
    "thing=goal|phone|umbrella|ending|camera|router|bicycle|guitar solo|printer|museum ticket|kettle",
    "handle=kim|jo_smith|runner42|the.real.max|lena-b|oldtown|noodles|hikerjane|tomtom",
    "people=everyone|my parents|the neighbours|a ten-year-old|the whole team|my boss|the band|students",
    "insult=an idiot|a clown|a genius|a liar|a pain|a coward|a star",
    "vehicle=bus|tram|night train|ferry|lift|shuttle|plane|underground",
    "food=lentil soup|lemon|garlic|rye bread|chocolate|coriander|sour cream|noodles|pickles|butter",
    "place=the station|the old bridge|Lisbon|the museum|Kyoto|the airport|Berlin|the harbour|our office",
    "topic=the tax form|photosynthesis|Kubernetes|the offside rule|compound interest|the settings menu"
        + "|password managers|garbage collection|the new phone tariff|inflation",
    "day=Monday|Tuesday|Wednesday evening|Friday|Sunday morning|May 2026|the 14th",
    "name=Anna|Mr. Lindgren|Tom|Auntie Mo|Dr. Okafor|Chris|Li Wei|grandma",
  };

  private static final String[] JAPANESE_PARTS = {
    "event=試合|コンサート|最終回|結婚式|マラソン大会|記者会見|花火大会|映画|ライブ配信",
    "adjective=すごかった|きれいだった|高すぎる|信じられない|古くさい|ちょっと退屈だった|小さい|やさしい|変だった",
    "thing=ゴール|スマホ|折りたたみ傘|エンディング|カメラ|ルーター|自転車|ギターソロ|プリンター|入場券|やかん",
    "handle=kim|jo_smith|runner42|neko.daisuki|hana-b|shitamachi|ramen|yamanobori",
    "people=みんな|両親|近所の人|十歳の子ども|チーム全員|上司|バンドのメンバー|学生たち",
    "insult=バカ|アホ|天才|嘘つき|面倒なやつ|臆病者|スター",
    "vehicle=バス|電車|夜行列車|フェリー|エレベーター|新幹線|飛行機|地下鉄",
    "food=レンズ豆|レモン|にんにく|食パン|チョコレート|パクチー|生クリーム|うどん|漬物|バター",
    "place=駅|古い橋|リスボン|美術館|京都市内|空港|東京都港区|港|会社",
    "topic=確定申告|光合成|クバネティス|オフサイドのルール|複利計算|設定メニュー|パスワード管理|ガベージコレクション|電話の新料金|物価高",
    "day=月曜日|火曜日|水曜の夜|金曜日|日曜の朝|二〇二六年五月|十四日",
    "name=佐藤|リンドグレン先生|トムくん|おばさん|山田部長|小林|王さん|おばあちゃん",
  };

  private final Random random;
  private final String[] lines;
  private final String[] parts;

  private ChatText(Random random, String[] lines, String[] parts) {
    this.random = random;
    this.lines = lines;
    this.parts = parts;
  }

  /** So many lines, 85 characters long on average in English and 40 in Japanese. */
  static List<String> lines(boolean japanese, int count, long seed) {
    ChatText text = new ChatText(
        new Random(seed), japanese ? JAPANESE : ENGLISH, japanese ? JAPANESE_PARTS : ENGLISH_PARTS);
    List<String> lines = new ArrayList<>(count);
    while (lines.size() < count) {
      lines.add(text.line());
    }
    return lines;
  }

  /** Lines of so many chars in all. */
  static String of(boolean japanese, int chars, long seed) {
    String text = String.join("\n", lines(japanese, chars / 20, seed));
    return text.substring(0, chars);
  }

  private String line() {
    int kind = random.nextInt(lines.length);
    // Personal data is rarer than the rest.
    if (kind == lines.length - 1 && random.nextInt(2) > 0) {
      kind = 0;
    }
    return SLOT.matcher(lines[kind])
        .replaceAll(slot -> Matcher.quoteReplacement(part(slot.group(1))));
  }

  private String part(String slot) {
    return switch (slot) {
      case "number" -> String.valueOf(2 + random.nextInt(random.nextInt(4) == 0 ? 2_000 : 60));
      case "three" -> String.valueOf(100 + random.nextInt(900));
      case "time" -> (1 + random.nextInt(23)) + ":" + (10 + random.nextInt(50));
      default -> {
        String values =
            Stream.of(parts).filter(p -> p.startsWith(slot + "=")).findFirst().orElseThrow();
        String[] all = values.substring(slot.length() + 1).split("\\|", -1);
        yield all[random.nextInt(all.length)];
      }
    };
  }
}
