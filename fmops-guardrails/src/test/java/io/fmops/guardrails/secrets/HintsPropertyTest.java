package io.fmops.guardrails.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.guardrails.Found;
import io.fmops.guardrails.Mixed;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The values are invented, and put together here so that no scanner takes them for real. */
class HintsPropertyTest {

  private static final List<String> PHRASES = phrases();

  private final SecretDetector detector = new SecretDetector("secrets");

  /** Characters in no order, so many of them. */
  private static String noise(int length) {
    return "q7Zt2Kp9Xw4Lm8Rv3Bn6Yd5Hs1Gc0Fj".repeat(5).substring(0, length);
  }

  private static List<String> phrases() {
    List<String> phrases = new ArrayList<>(List.of(
        "AK" + "IAQ7ZT2KP4XW4LM6RV",
        "AS" + "IAQ7ZT2KP4XW4LM6RV",
        "aws_secret_access_key = " + noise(40),
        "Secret access key: '" + noise(40) + "'",
        "github" + "_pat_" + noise(60),
        "xo" + "xb-1234-" + noise(24),
        "xap" + "p-1-" + noise(24),
        "hooks.slack" + ".com/services/T0AB1CD2E/B0AB1CD2E/" + noise(24),
        "whs" + "ec_" + noise(30),
        "sk" + "-ant-api03-" + noise(40),
        "sk" + "-proj-" + noise(40),
        "AI" + "za" + noise(35),
        "ya" + "29." + noise(40),
        "GOC" + "SPX-" + noise(28),
        "np" + "m_" + noise(36),
        "py" + "pi-AgE" + noise(55),
        "h" + "f_" + noise(34),
        "S" + "G." + noise(22) + "." + noise(43),
        "dckr" + "_pat_" + noise(27),
        "hv" + "s." + noise(30),
        "hv" + "b." + noise(30),
        "123456789" + ":AA" + noise(33),
        "ey" + "J" + noise(20) + ".ey" + "J" + noise(40) + "." + noise(43),
        "AccountKey" + "=" + noise(86) + "==",
        "SharedAccessKey" + "=" + noise(43) + "=",
        "?si" + "g=" + noise(43) + "%3D",
        "&si" + "g=" + noise(50) + "=",
        "postgres://app:t0p-" + "Secr3t@db:5432/x",
        "mongodb+srv://u:pa55word@h",
        "DB_PASSWORD=c0rrect" + "horse",
        "\"api-key\": \"7f3a-99b2-x\"",
        "passwd := zxcv1234",
        "PWD='abc def1'",
        "passphrase=abc123xyz",
        "パスワードは「Sakura#2026」",
        "暗証番号：abcd12345",
        "合言葉は open5esame",
        "-----BEGIN " + "RSA PRIVATE KEY-----\n" + noise(64) + "\n",
        "-----BEGIN " + "PRIVATE KEY-----",
        "-----END " + "RSA PRIVATE KEY-----",
        noise(64) + "\n-----END " + "PRIVATE KEY-----",
        "END " + "PRIVATE KEY-----",
        "sha256",
        "https://example.com/a/b",
        noise(25) + "=",
        noise(33)));
    for (String prefix : List.of("p", "o", "u", "s", "r")) {
      phrases.add("gh" + prefix + "_" + noise(36));
    }
    for (String word : List.of(
        "api key", "secret key", "client secret", "auth token", "access token", "private key")) {
      for (String joint : List.of("", "_", "-")) {
        phrases.add(word.replace(" ", joint) + " => q1w2e3r4");
      }
    }
    String[] gitlab = {"pat", "dt", "rt", "ptt", "cbt", "soat", "ft", "oas", "agent", "imt"};
    for (String kind : gitlab) {
      phrases.add("gl" + kind + "-" + noise(20));
    }
    for (String kind : List.of("sk_live", "sk_test", "rk_live", "rk_test")) {
      phrases.add(kind + "_" + noise(24));
    }
    String[] context = {
      "secret", "token", "API key", "access-key", "credential", "password", "passwd", "Bearer",
      "authorization", "private key", "パスワード", "秘密", "鍵", "トークン", "キー", "認証"
    };
    for (String word : context) {
      phrases.add(word + " " + noise(40));
    }
    return phrases;
  }

  @Provide
  Arbitrary<String> texts() {
    return Mixed.texts(PHRASES);
  }

  @Property(tries = 1_000)
  void theSameIsFoundAsIfEveryExpressionWereTriedEverywhere(@ForAll("texts") String text) {
    assertThat(detector.find(Hints.of(text))).isEqualTo(detector.find(Hints.everywhere(text)));
  }

  @Test
  void everyPhraseIsFoundAloneAsEverywhere() {
    for (String phrase : PHRASES) {
      assertThat(detector.find(Hints.of(phrase)))
          .as(phrase)
          .isEqualTo(detector.find(Hints.everywhere(phrase)));
    }
  }

  @Test
  void aTokenIsFoundWithoutAnotherKindOfTheSameIssuer() {
    String token = "hv" + "b." + noise(30);
    assertThat(Found.in(detector, "use " + token)).containsExactly("vault-token=" + token);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .withChars("aZ9+/_-=. ")
        .ofMaxLength(12)
        .list()
        .ofMaxSize(12)
        .map(pieces -> String.join("a".repeat(9), pieces));
  }

  @Property
  void longWordsAreThoseOfTheExpression(@ForAll("words") String text) {
    List<String> words = new ArrayList<>();
    SecretDetector.longWords(text, (start, end) -> words.add(start + text.substring(start, end)));
    assertThat(words)
        .isEqualTo(Pattern.compile("(?<![0-9A-Za-z+/_=-])[0-9A-Za-z+/_-]{20,}+={0,2}")
            .matcher(text)
            .results()
            .map(match -> match.start() + match.group())
            .toList());
  }
}
