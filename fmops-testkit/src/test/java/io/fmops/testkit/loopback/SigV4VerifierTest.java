package io.fmops.testkit.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checked against the published test suite of AWS Signature Version 4. */
class SigV4VerifierTest {

  private static final String SIGNATURE =
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

  private final SigV4Verifier verifier =
      new SigV4Verifier("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

  private static Map<String, String> headers(String signature) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Host", "example.amazonaws.com");
    headers.put("X-Amz-Date", "20150830T123600Z");
    headers.put(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature="
            + signature);
    return headers;
  }

  private static RecordedRequest request(
      String method, String target, Map<String, String> headers, String body) {
    return new RecordedRequest(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "/, " + SIGNATURE,
    "/?Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
  })
  void theSignaturesOfTheTestSuiteAreRight(String target, String signature) {
    assertThat(verifier.problem(request("GET", target, headers(signature), ""))).isEmpty();
  }

  @Test
  void whateverIsChangedIsNoticed() {
    Map<String, String> right = headers(SIGNATURE);
    assertThat(verifier.problem(request("POST", "/", right, ""))).isPresent();
    assertThat(verifier.problem(request("GET", "/other", right, ""))).isPresent();
    assertThat(verifier.problem(request("GET", "/?x=1", right, ""))).isPresent();
    assertThat(verifier.problem(request("GET", "/", right, "body"))).isPresent();
    assertThat(verifier.problem(request("GET", "/", headers(SIGNATURE.replace('5', '6')), "")))
        .isPresent();
    assertThat(new SigV4Verifier("AKIDEXAMPLE", "another").problem(request("GET", "/", right, "")))
        .isPresent();
    assertThat(new SigV4Verifier("ANOTHER", "another").problem(request("GET", "/", right, "")))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "Host, other.amazonaws.com",
    "X-Amz-Date, 20150830T123601Z",
    "X-Amz-Date, 20150831T123600Z",
    "X-Amz-Security-Token, unsigned",
    "X-Amz-Content-Sha256, 00",
    "Authorization, Bearer x"
  })
  void aHeaderThatIsChangedOrNotSignedIsNoticed(String name, String value) {
    Map<String, String> headers = headers(SIGNATURE);
    headers.put(name, value);
    assertThat(verifier.problem(request("GET", "/", headers, ""))).isPresent();
  }

  @Test
  void aSignedHeaderThatIsNotSentIsNoticed() {
    Map<String, String> headers = headers(SIGNATURE);
    headers.remove("Host");
    assertThat(verifier.problem(request("GET", "/", headers, "")))
        .contains("the header host was signed but not sent");
  }
}
