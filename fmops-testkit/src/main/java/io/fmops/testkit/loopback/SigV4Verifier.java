package io.fmops.testkit.loopback;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the signatures of requests as AWS does: recomputes AWS Signature Version 4 from what came
 * over the wire and the secret that the client should have used. For services whose paths are
 * encoded once more before they are signed, which are all but S3. The clock is not checked.
 * Thread-safe.
 *
 * <pre>{@code
 * SigV4Verifier signatures = new SigV4Verifier("AKIDEXAMPLE", "not-a-secret");
 * LoopbackServer.start(exchange -> {
 *   assertThat(signatures.problem(exchange.request())).isEmpty();
 *   ...
 * });
 * }</pre>
 */
public final class SigV4Verifier {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private static final Pattern AUTHORIZATION = Pattern.compile(ALGORITHM
      + " Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,"
      + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

  private final String accessKey;
  private final String secret;

  /**
   * A verifier for one pair of keys.
   *
   * @param accessKey the dummy access key that the client was given
   * @param secret the dummy secret that the client was given
   */
  public SigV4Verifier(String accessKey, String secret) {
    this.accessKey = accessKey;
    this.secret = secret;
  }

  /**
   * Checks a request.
   *
   * @param request what came over the wire
   * @return what is wrong with its signature; empty if nothing is
   */
  public Optional<String> problem(RecordedRequest request) {
    Matcher told = AUTHORIZATION.matcher(request.header("Authorization").orElse(""));
    if (!told.matches()) {
      return Optional.of("there is no Authorization header of " + ALGORITHM);
    }
    if (!told.group(1).equals(accessKey)) {
      return Optional.of("the access key is unknown");
    }
    String time = request.header("X-Amz-Date").orElse("");
    if (!time.startsWith(told.group(2) + "T")) {
      return Optional.of("the date of the credential is not that of X-Amz-Date");
    }
    List<String> signed = Arrays.asList(told.group(5).split(";", -1));
    for (String name : signed) {
      if (request.header(name).isEmpty()) {
        return Optional.of("the header " + name + " was signed but not sent");
      }
    }
    for (String name : List.of("host", "x-amz-date", "x-amz-security-token")) {
      if (request.header(name).isPresent() && !signed.contains(name)) {
        return Optional.of("the header " + name + " is not signed");
      }
    }
    String bodyHash = hex(sha256(request.body()));
    if (!request.header("x-amz-content-sha256").orElse(bodyHash).equals(bodyHash)) {
      return Optional.of("x-amz-content-sha256 is not the hash of the body");
    }
    String scope = told.group(2) + "/" + told.group(3) + "/" + told.group(4) + "/aws4_request";
    String toSign = String.join(
        "\n", ALGORITHM, time, scope, hex(sha256(utf8(canonical(request, signed, bodyHash)))));
    byte[] key = utf8("AWS4" + secret);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return hex(hmac(key, toSign)).equals(told.group(6))
        ? Optional.empty()
        : Optional.of("the signature is not the one of this request and this secret");
  }

  private static String canonical(RecordedRequest request, List<String> signed, String bodyHash) {
    String[] target = request.target().split("\\?", 2);
    String query = target.length < 2
        ? ""
        : Arrays.stream(target[1].split("&", -1))
            .map(pair -> pair.contains("=") ? pair : pair + "=")
            .sorted()
            .collect(Collectors.joining("&"));
    String headers = signed.stream()
        .map(name -> name + ":" + request.header(name).orElseThrow().strip().replaceAll(" +", " "))
        .collect(Collectors.joining("\n"));
    return String.join(
        "\n",
        request.method(),
        // The path came encoded; all of its characters but the percent sign are plain then.
        target[0].replace("%", "%25"),
        query,
        headers,
        "",
        String.join(";", signed),
        bodyHash);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
