package io.fmops.guardrails.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.guardrails.Found;
import io.fmops.guardrails.spi.Detector;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiiDetectorTest {

  private final Detector detector = new PiiDetector("pii");

  /** Of each line, what is in brackets has to be found, and nothing else. */
  private void finds(PiiType type, String marked) {
    int open = marked.indexOf('⟦');
    int close = marked.indexOf('⟧');
    String text = marked.replace("⟦", "").replace("⟧", "");
    assertThat(Found.in(detector, text))
        .as(text)
        .containsExactly(type.category() + "=" + marked.substring(open + 1, close));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Write to ⟦jane.doe@example.com⟧.",
        "<⟦jane_doe+news@mail.example.co.uk⟧>",
        "連絡は⟦taro@example.co.jp⟧まで",
        "\"⟦o'brien@example.ie⟧\", or call",
        "mailto:⟦a@b.io⟧?subject=x",
        "⟦a-b.c@xn--bcher-kva.example⟧",
        "全角で⟦ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ⟧と書く",
        "hidden ⟦ja\u200Bne@exam\u200Dple.com⟧ here",
        "⟦first.last@sub.domain.example.org⟧,next",
        "(⟦x123@example.museum⟧)"
      })
  void eMailAddressesAreFound(String marked) {
    finds(PiiType.EMAIL, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "⟦+1 415 555 2671⟧",
        "⟦+44 20 7946 0958⟧ (London)",
        "⟦+81-3-1234-5678⟧",
        "⟦+81 90 1234 5678⟧",
        "⟦+819012345678⟧",
        "⟦+81 (0)3 1234 5678⟧",
        "call ⟦(212) 555-0123⟧ now",
        "⟦212-555-0123⟧",
        "⟦212.555.0123⟧",
        "⟦1-800-555-0199⟧",
        "phone: ⟦212 555 0123⟧",
        "Tel ⟦2125550123⟧",
        "ring ⟦020 7946 0958⟧",
        "ring ⟦07700 900123⟧ or so",
        "⟦(0161) 496 0000⟧",
        "電話は⟦03-1234-5678⟧です",
        "電話番号は⟦03-1234-5678⟧。",
        "携帯⟦090-1234-5678⟧",
        "携帯⟦09012345678⟧",
        "⟦080 1234 5678⟧に",
        "TEL:⟦０３－１２３４－５６７８⟧",
        "TEL.⟦0422-12-3456⟧",
        "⟦０９０ー１２３４ー５６７８⟧",
        "⟦090‐1234‐5678⟧",
        "⟦090−1234−5678⟧",
        "⟦(03) 1234-5678⟧",
        "⟦（０３）１２３４－５６７８⟧",
        "⟦03(1234)5678⟧",
        "⟦0120-123-456⟧（無料）",
        "⟦0800-123-4567⟧",
        "⟦050-1234-5678⟧",
        "⟦04992-1-2345⟧",
        "電話 ⟦0312345678⟧"
      })
  void telephoneNumbersAreFound(String marked) {
    finds(PiiType.PHONE, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "⟦4111 1111 1111 1111⟧",
        "⟦4111-1111-1111-1111⟧",
        "⟦4111111111111111⟧",
        "card ⟦5555555555554444⟧, thanks",
        "⟦3782 822463 10005⟧",
        "⟦378282246310005⟧",
        "⟦6011111111111117⟧",
        "⟦3530111333300000⟧",
        "⟦3056 930902 5904⟧",
        "⟦2223003122003222⟧",
        "カード番号は⟦４１１１－１１１１－１１１１－１１１１⟧です",
        "⟦4111 1111 1111 1111⟧ 12/28 123"
      })
  void cardNumbersAreFound(String marked) {
    finds(PiiType.CREDIT_CARD, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "⟦DE89 3704 0044 0532 0130 00⟧",
        "⟦DE89370400440532013000⟧",
        "IBAN:⟦GB29 NWBK 6016 1331 9268 19⟧.",
        "⟦FR14 2004 1010 0505 0001 3M02 606⟧ please",
        "⟦NL91ABNA0417164300⟧",
        "⟦CH93 0076 2011 6238 5295 7⟧",
        "⟦NO93 8601 1117 947⟧"
      })
  void accountNumbersAreFound(String marked) {
    finds(PiiType.IBAN, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SSN ⟦536-22-8901⟧", "⟦536-22-8901⟧", "Social Security number: ⟦536228901⟧"})
  void socialSecurityNumbersAreFound(String marked) {
    finds(PiiType.US_SSN, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "マイナンバーは⟦123456789018⟧です",
        "個人番号：⟦1234-5678-9018⟧",
        "⟦1234 5678 9018⟧",
        "my number is ⟦123456789018⟧",
        "マイナンバー（⟦１２３４５６７８９０１８⟧）"
      })
  void myNumbersAreFound(String marked) {
    finds(PiiType.MY_NUMBER, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from ⟦203.0.113.42⟧ at night",
        "⟦192.168.1.17⟧:8080",
        "接続元は⟦198.51.100.7⟧です。",
        "⟦2001:db8::8a2e:370:7334⟧",
        "⟦2001:0db8:85a3:0000:0000:8a2e:0370:7334⟧ ok",
        "[⟦fe80::1ff:fe23:4567:890a⟧]",
      })
  void addressesOfComputersAreFound(String marked) {
    finds(PiiType.IP_ADDRESS, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "⟦〒100-0001 東京都千代田区千代田1-1⟧へ",
        "⟦〒100-0001⟧へ",
        "住所は⟦東京都港区六本木6丁目10番1号⟧です",
        "⟦大阪府大阪市北区梅田三丁目1番3号⟧",
        "⟦北海道札幌市中央区北1条西2丁目⟧に",
        "⟦神奈川県横浜市西区みなとみらい2-3-1⟧ タワー",
        "本社は⟦千代田区丸の内1-9-2⟧にある",
        "⟦〒１５０－０００２　東京都渋谷区渋谷２－２１－１⟧",
        "Ship to ⟦123 Main Street, Springfield, IL 62704⟧ today",
        "⟦1600 N. Elm Ave, Apt 4B, San Jose, CA 95112-1234⟧.",
        "⟦742 Evergreen Terrace, Portland, OR 97201⟧",
        "⟦55 West 42nd Street, New York, NY 10036⟧"
      })
  void postalAddressesAreFound(String marked) {
    finds(PiiType.POSTAL_ADDRESS, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "⟦山田太郎⟧様、お世話になっております",
        "担当の⟦佐藤⟧さんに",
        "⟦鈴木 一郎⟧ 様",
        "⟦長谷川⟧氏は",
        "⟦佐々木 はなこ⟧様",
        "氏名：⟦早乙女 あかり⟧",
        "お名前: ⟦ヤマダ タロウ⟧、",
        "Dear Mr. ⟦Smith⟧,",
        "Ms ⟦Jane Q. O'Hara⟧ called",
        "Dr. ⟦McCoy⟧ said",
        "Hello, my name is ⟦Anna Lindgren⟧.",
        "Patient name: ⟦John Smith⟧"
      })
  void namesThatAreGivenAwayAreFound(String marked) {
    finds(PiiType.PERSON_NAME, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Order 4111111111111112 of 2026-11-28 10:30:00",
        "ISBN 978-4-06-519981-0, ISBN 0-306-40615-2",
        "version 1.2.3.4, v10.20.30.40, build 10.0.19041.1",
        "netmask 255.255.255.0, 127.0.0.1, 10.0.0.0/8, ::1, 0.0.0.0",
        "1764325800000 and 20261128103000",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000",
        "MAC 00:1a:2b:3c:4d:5e at 12:34:56",
        "std::vector<int>::iterator a::b; add::bed",
        "$1,234,567.89 or 1,234,567円",
        "法人番号 1234567890123",
        "AWS account 123456789012 and 123456789018",
        "rows 300 400 5000 and 212 555 0123",
        "+1000000 points, +3-2-1",
        "000-12-3456, 666-12-3456, 912-12-3456, 123-00-4567, 123-45-0000",
        "user@localhost, @handle, a@b, foo@bar..com, x@-a.com, price@10.50",
        "2026/11/28-2026/12/01, 2026-11-28, 28.11.2026, 01-02-2024",
        "第1回から第12回まで、1-2-3",
        "GB29 NWBK 6016 1331 9268 18 and XX12345678901234567890",
        "DE89370400440532013001",
        "Mr. President, Ms. Office",
        "東京都の人口は1400万人です",
        "市場は2024-11-28に",
        "お客様、皆さん、奥さん、山田さんちのような店",
        "部品番号 AB-03-1234-5678 と 03-1234-5678-9",
        "3.14159265358979323846",
        "JIS X 0208-1997, RFC 2119, ISO 8601:2004",
        "10 apples on Main Street in May 2026",
        "彼は神様、仏様、殿様",
        "chr1:12345678-12345999",
        "4444 4444 4444 4444, 0000 0000 0000 0000",
        "8.8.8.8 1.1.1.1",
        "Figure 1.2.30.4: see section 10.11.12.13"
      })
  void whatOnlyLooksSoIsLeftAlone(String text) {
    List<String> found = Found.in(detector, text);
    if (text.startsWith("お客様")) {
      assertThat(found).containsExactly("person-name=山田");
    } else {
      assertThat(found).isEmpty();
    }
  }

  @Test
  void severalInOneTextComeByTheirBeginning() {
    String text = "山田様 <y@example.jp> 03-1234-5678 / 4111 1111 1111 1111";
    assertThat(Found.in(detector, text))
        .containsExactly(
            "person-name=山田",
            "email=y@example.jp",
            "phone=03-1234-5678",
            "credit-card=4111 1111 1111 1111");
  }

  @Test
  void namesOfAListAreFoundInAnyCaseAndWidthButNotWithinWords() {
    Detector list = new PiiDetector(
        "names", EnumSet.of(PiiType.PERSON_NAME), List.of("Ann Lee", "Ann", "早乙女", "ﾐｹ"));
    assertThat(Found.in(list, "ANN LEE met Ａｎｎ, Anna and Joann; 早乙女とミケ"))
        .containsExactly(
            "person-name=ANN LEE", "person-name=Ａｎｎ", "person-name=早乙女", "person-name=ミケ");
  }

  @Test
  void onlyTheTypesThatAreAskedForAreFound() {
    Detector email = new PiiDetector("e", EnumSet.of(PiiType.EMAIL), List.of());
    assertThat(Found.in(email, "a@example.com 03-1234-5678"))
        .containsExactly("email=a@example.com");
    assertThatThrownBy(() -> new PiiDetector("e", EnumSet.noneOf(PiiType.class), List.of()))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> new PiiDetector("e", EnumSet.of(PiiType.EMAIL), List.of(" ")))
        .hasMessageContaining("0 characters");
  }

  @Test
  void theCheckDigitsAreThoseOfTheirSpecifications() {
    assertThat(CardRule.luhn("79927398713")).isTrue();
    assertThat(CardRule.luhn("79927398710")).isFalse();
    assertThat(IdRules.myNumberCheck("123456789018")).isTrue();
    assertThat(IdRules.myNumberCheck("123456789019")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "@",
        "a.",
        "-",
        "1-",
        "1 ",
        "a@",
        "@a.",
        ":",
        "1:",
        "1.",
        "(0",
        "様",
        "山田",
        "県市",
        "都",
        "A1",
        "DE89 ",
        "+1 ",
        "市1-1",
        "1 A ",
        "12 Main ",
        "Mr. A",
        "\u0301",
        "\u200B",
        "\uD800",
        "〒100-0001"
      })
  void timeIsLinearInWhatLooksLikeNearlyOne(String piece) {
    String text = piece.repeat(250_000 / piece.length());
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> detector.detect(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "@", "a.", "-", "[("})
  void tenMillionCharactersEnd(String piece) {
    String text = piece.repeat(10_000_000 / piece.length());
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> detector.detect(text));
  }
}
