package io.fmops.guardrails.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fmops.guardrails.Found;
import io.fmops.guardrails.spi.Detector;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values are invented, and put together here so that no scanner takes them for real. */
class SecretDetectorTest {

  private final Detector detector = new SecretDetector("secrets");

  /** Characters in no order, so many of them. */
  private static String noise(int length) {
    String letters = "q7Zt2Kp9Xw4Lm8Rv3Bn6Yd5Hs1Gc0Fj";
    return letters.repeat(length / letters.length() + 1).substring(0, length);
  }

  static Stream<Arguments> secrets() {
    String upper = "Q7ZT2KP4XW4LM6RV";
    return Stream.of(
        Arguments.of("aws-access-key", "key ", "AK" + "IA" + upper, " here"),
        Arguments.of("aws-access-key", "一時鍵は", "AS" + "IA" + upper, "です"),
        Arguments.of("aws-secret-key", "aws_secret_access_key = ", noise(39) + "/", ""),
        Arguments.of("github-token", "", "gh" + "p_" + noise(36), ""),
        Arguments.of("github-token", "", "github" + "_pat_" + noise(22) + "_" + noise(59), ""),
        Arguments.of("gitlab-token", "", "glp" + "at-" + noise(20), ""),
        Arguments.of("slack-token", "", "xo" + "xb-123456789012-" + noise(24), ""),
        Arguments.of(
            "slack-webhook",
            "https://hooks.slack" + ".com/services/",
            "T" + "0AB1CD2E/B0AB1CD2E/" + noise(24),
            ""),
        Arguments.of("stripe-key", "", "sk" + "_live_" + noise(24), ""),
        Arguments.of("openai-key", "", "sk" + "-proj-" + noise(48), ""),
        Arguments.of("openai-key", "", "s" + "k-" + noise(48), "。"),
        Arguments.of("anthropic-key", "", "sk" + "-ant-api03-" + noise(80), ""),
        Arguments.of("google-key", "", "AI" + "za" + noise(35), ""),
        Arguments.of("npm-token", "//registry/:_authToken=", "np" + "m_" + noise(36), ""),
        Arguments.of("huggingface-token", "", "h" + "f_" + noise(34), ""),
        Arguments.of(
            "jwt",
            "Bearer ",
            "ey" + "J" + noise(20) + ".ey" + "J" + noise(40) + "." + noise(43),
            ""),
        Arguments.of("azure-key", "AccountKey" + "=", noise(86) + "==", ";"),
        Arguments.of("connection-string", "postgres://app:", "t0p-" + "Secr3t", "@db:5432/x"),
        Arguments.of("password", "password = \"", "hunter" + "2!x", "\""),
        Arguments.of("password", "DB_PASSWORD=", "c0rrect" + "horse", "\n"),
        Arguments.of("password", "\"api_key\": \"", "7f3a-" + "99b2-x", "\","),
        Arguments.of("password", "パスワードは「", "Sakura" + "#2026", "」です"),
        Arguments.of("high-entropy", "the bearer token is ", noise(40), " ok"),
        Arguments.of("high-entropy", "認証キー ", noise(32), "。"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void secretsAreFoundWhereTheyBeginAndEnd(
      String category, String before, String secret, String after) {
    assertThat(Found.in(detector, before + secret + after))
        .containsExactly(category + "=" + secret);
  }

  @Test
  void aPrivateKeyReachesFromItsHeaderToItsFooter() {
    String begin = "-----BEGIN " + "RSA PRIVATE KEY-----\n";
    String end = "-----END " + "RSA PRIVATE KEY-----";
    String body = (noise(64) + "\n").repeat(20);
    assertThat(Found.in(detector, "a\n" + begin + body + end + "\nb"))
        .containsExactly("private-key=" + begin + body + end);
    assertThat(Found.in(detector, "a\n" + begin + body))
        .containsExactly("private-key=" + begin + body);
    assertThat(Found.in(detector, "cut.\n" + noise(64) + "\n" + end))
        .singleElement()
        .asString()
        .endsWith(end)
        .contains(noise(64));
    assertThat(Found.in(detector, "-----BEGIN " + "PUBLIC KEY-----\n" + body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = ${DB_PASSWORD}, password: <your password>, PASSWORD=changeme",
        "password: String, password = null, password=os.environ['X'], token = request.getToken()",
        "The password must have eight characters.",
        "api_key: YOUR_API_KEY, client_secret=xxxxxxxxxxxx",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "token id 550e8400-e29b-41d4-a716-446655440000",
        "secret sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4",
        "key internationalisation-of-everything-and-more",
        "https://example.com/a/b?token_type=bearer",
        "パスワードを忘れた場合は再設定してください",
        "postgres://app@db/x and http://example.com:8080/x@y",
        "the key com.example.application.configuration.ServiceRegistry",
        "sk-learn, sk-based, hf_hub, ghp_short, AKIAEXAMPLE",
        "integrity sha512-9a1fKq2xN8cZ5p7Yt3Wv6Rb4Lm0Hs1Gc9Fj2Kd8Xw5Tn7Qz"
      })
  void whatOnlyLooksSoIsLeftAlone(String text) {
    assertThat(Found.in(detector, text)).isEmpty();
  }

  @Test
  void randomStringsWithoutAWordAreLeftAlone() {
    assertThat(detector.detect("see " + noise(40))).isEmpty();
  }

  static List<String> pieces() {
    return List.of(
        "1",
        "a",
        "A",
        "@",
        "a.",
        "-",
        "a1_",
        "password=",
        "password ",
        "eyJ",
        "eyJ" + "a".repeat(9) + ".",
        "-----BEGIN " + "PRIVATE KEY-----",
        "-----END " + "PRIVATE KEY-----",
        "a://b:",
        "aws",
        "sig=",
        "\u0301",
        "\uD800",
        "sk-",
        "token ",
        "[({");
  }

  @ParameterizedTest
  @MethodSource("pieces")
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
