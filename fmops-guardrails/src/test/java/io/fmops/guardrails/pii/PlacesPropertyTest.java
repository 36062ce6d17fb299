package io.fmops.guardrails.pii;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.guardrails.Mixed;
import io.fmops.guardrails.text.FoldedText;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PlacesPropertyTest {

  private static final List<String> PHRASES = List.of(
      "jane.doe@example.com",
      "+81-3-1234-5678",
      "+44 20 7946 0958",
      "+819012345678",
      "(212) 555-0123",
      "212.555.0123",
      "1-800-555-0199",
      "1 (212) 555-0123",
      "Tel 2125550123",
      "020 7946 0958",
      "(0161) 496 0000",
      "090-1234-5678",
      "09012345678",
      "080ー1234ー5678",
      "(03) 1234-5678",
      "03(1234)5678",
      "0120-123-456",
      "電話 0312345678",
      "4111 1111 1111 1111",
      "4111111111111111",
      "3782-822463-10005",
      "3056 930902 5904",
      "DE89 3704 0044 0532 0130 00",
      "NO9386011117947",
      "SSN 536-22-8901",
      "Social Security number: 536228901",
      "マイナンバーは123456789018",
      "1234-5678-9018",
      "203.0.113.42",
      "2001:db8::8a2e:370:7334",
      "fe80::1ff:fe23:4567:890a",
      "::ffff:1a2b",
      "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
      "〒100-0001 東京都千代田区千代田1-1",
      "北海道札幌市中央区北1条西2丁目",
      "大阪府大阪市北区梅田三丁目1番3号",
      "千代田区丸の内1-9-2",
      "佐々木市中央町3丁目4番地",
      "東近江市八日市緑町10-5",
      "123 Main Street, Springfield, IL 62704",
      "55 West 42nd Street, New York, NY 10036",
      "7 5th Ave, New York, NY 10003-1234",
      "山田太郎様",
      "佐藤さん",
      "田中さま",
      "鈴木 一郎氏",
      "木村くん",
      "小林君",
      "林殿",
      "森ちゃん",
      "佐々木 はなこ様",
      "氏名：早乙女 あかり",
      "お名前: ヤマダ タロウ、",
      "Dear Mr. Smith,",
      "Mrs Jones",
      "Ms Jane Q. O'Hara called",
      "Mx. Doe",
      "Miss Marple",
      "Dr. McCoy said",
      "Prof. Moriarty",
      "my name is Anna Lindgren.",
      "Full name: Jane Doe",
      "Customer name: John Smith",
      "patient name:John Smith",
      "Ann Lee",
      "build 10.0.19041.1",
      "2026-11-28 10:30:00",
      "1 1 1 1");

  private final PiiDetector detector =
      new PiiDetector("pii", EnumSet.allOf(PiiType.class), List.of("Ann", "Ann Lee", "早乙女"));

  @Provide
  Arbitrary<String> texts() {
    return Mixed.texts(PHRASES);
  }

  @Property(tries = 1_500)
  void theSameIsFoundAsIfEveryExpressionWereTriedEverywhere(@ForAll("texts") String text) {
    check(text);
  }

  @Test
  void everyPhraseIsFoundAloneAsEverywhere() {
    PHRASES.forEach(this::check);
  }

  private void check(String text) {
    FoldedText folded = FoldedText.keepingCase(text);
    assertThat(detector.find(folded, Places.of(folded.text())))
        .as(text)
        .isEqualTo(detector.find(folded, Places.everywhere(folded.text())));
  }
}
