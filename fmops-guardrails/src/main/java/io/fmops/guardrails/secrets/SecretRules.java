package io.fmops.guardrails.secrets;

import io.fmops.guardrails.secrets.Hints.Hint;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shapes of secrets: token formats by the prefixes that their issuers publish. Every expression
 * is bounded, or walks over its characters once without going back.
 */
final class SecretRules {

  private static final String BEFORE = "(?<![0-9A-Za-z_-])";
  private static final String BEHIND = "(?![0-9A-Za-z_-])";

  /** What tells a value that is none: a reference, a placeholder, a mask. */
  private static final Pattern PLACEHOLDER = Pattern.compile(
      "^(?:\\$\\{?|%|<|\\{\\{|\\[)|(?i:example|placeholder|changeme|change_me|your[-_ ]?|redacted|dummy"
          + "|xxxx|\\*\\*\\*|\\.\\.\\.|<.*>|^null$|^none$|^true$|^false$|^undefined$|^string$|^required$"
          + "|^secret$|^password$|^optional$|getenv|process\\.env|os\\.environ|^env[.(])");

  /** The lines around a private key. */
  static final Hint HEADER =
      hint("-----BEGIN", 0, "-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----");

  static final Hint FOOTER =
      hint("-----END", 0, "-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----");

  private SecretRules() {}

  /**
   * A shape of a secret.
   *
   * @param category the category of its findings
   * @param hint what it looks like, and how that is told soon; group 1 of the expression, where
   *     there is one, is the secret itself
   * @param random whether it has to look random
   * @param score how sure a match is
   */
  record Rule(String category, Hint hint, boolean random, double score) {

    boolean accepts(String secret) {
      return !placeholder(secret) && (!random || Randomness.of(secret) > 0.5);
    }
  }

  static boolean placeholder(String value) {
    return PLACEHOLDER
            .matcher(value.length() > 200 ? value.substring(0, 200) : value)
            .find()
        || value.chars().distinct().count() < 3;
  }

  private static Rule token(String category, String hints, String regex) {
    return new Rule(category, hint(hints, 0, BEFORE + regex + BEHIND), true, 0.97);
  }

  private static Rule said(String category, String hints, String regex, double score) {
    return new Rule(category, hint(hints, 0, regex), false, score);
  }

  /** Literals with a space between each two. */
  private static Hint hint(String literals, int back, String regex) {
    return new Hint(Pattern.compile(regex), List.of(literals.split(" ", -1)), back);
  }

  static final List<Rule> ALL = List.of(
      // AWS: IAM identifiers, "Understanding unique ID prefixes"; the base32 alphabet of key ids.
      token("aws-access-key", "AKIA ASIA", "(?:AKIA|ASIA)[A-Z2-7]{16}"),
      new Rule(
          "aws-secret-key",
          hint(
              "aws secret",
              0,
              "(?i:aws.{0,20}secret|secret.{0,3}access.{0,3}key).{0,20}?[=:\"'> ]\\s{0,3}[\"']?"
                  + "([0-9A-Za-z/+]{40})(?![0-9A-Za-z/+=])"),
          true,
          0.97),
      token("github-token", "ghp_ gho_ ghu_ ghs_ ghr_", "(?:gh[pousr]_[0-9A-Za-z]{36,255}+)"),
      token("github-token", "github_pat_", "github_pat_[0-9A-Za-z_]{50,255}+"),
      token(
          "gitlab-token",
          "glpat- gldt- glrt- glptt- glcbt- glsoat- glft- gloas- glagent- glimt-",
          "gl(?:pat|dt|rt|ptt|cbt|soat|ft|oas|agent|imt)-[0-9A-Za-z_.-]{20,255}+"),
      token("slack-token", "xox", "xox[abeoprs]-[0-9A-Za-z-]{10,250}+"),
      token("slack-token", "xapp-", "xapp-[0-9]-[0-9A-Za-z-]{20,250}+"),
      said(
          "slack-webhook",
          "hooks.slack.com/services/",
          "hooks\\.slack\\.com/services/(T[0-9A-Z]{6,20}/B[0-9A-Z]{6,20}/[0-9A-Za-z]{18,40})",
          0.97),
      token(
          "stripe-key",
          "sk_live_ sk_test_ rk_live_ rk_test_",
          "(?:sk|rk)_(?:live|test)_[0-9A-Za-z]{16,255}+"),
      token("stripe-key", "whsec_", "whsec_[0-9A-Za-z+/=]{24,100}+"),
      token("anthropic-key", "sk-ant-", "sk-ant-[0-9A-Za-z_-]{20,255}+"),
      token("openai-key", "sk-", "sk-(?!ant-)(?:proj-|svcacct-|admin-)?[0-9A-Za-z_-]{32,255}+"),
      token("google-key", "AIza", "AIza[0-9A-Za-z_-]{35}"),
      token("google-key", "ya29.", "ya29\\.[0-9A-Za-z_-]{30,255}+"),
      token("google-key", "GOCSPX-", "GOCSPX-[0-9A-Za-z_-]{28}"),
      token("npm-token", "npm_", "npm_[0-9A-Za-z]{36}"),
      token("pypi-token", "pypi-AgE", "pypi-AgE[0-9A-Za-z_-]{50,500}+"),
      token("huggingface-token", "hf_", "hf_[0-9A-Za-z]{30,60}+"),
      token("sendgrid-key", "SG.", "SG\\.[0-9A-Za-z_-]{16,32}+\\.[0-9A-Za-z_-]{32,64}+"),
      token("docker-token", "dckr_pat_", "dckr_pat_[0-9A-Za-z_-]{27}"),
      token("vault-token", "hvs. hvb.", "hv[bs]\\.[0-9A-Za-z_-]{24,255}+"),
      new Rule(
          "bot-token",
          hint(":AA", 10, BEFORE + "[0-9]{8,10}:AA[0-9A-Za-z_-]{33}" + BEHIND),
          true,
          0.97),
      // RFC 7519: the header is a JSON object, which in base64url begins so.
      said(
          "jwt",
          "eyJ",
          BEFORE
              + "eyJ[0-9A-Za-z_-]{8,4096}+\\.eyJ[0-9A-Za-z_-]{8,8192}+\\.[0-9A-Za-z_-]{16,2048}+",
          0.95),
      said(
          "azure-key",
          "AccountKey= SharedAccessKey=",
          "(?:AccountKey|SharedAccessKey)=([0-9A-Za-z+/]{40,88}={0,2})",
          0.97),
      said("azure-key", "?sig= &sig=", "[?&]sig=([0-9A-Za-z%]{43,90}(?:%3[dD]|=))", 0.95),
      new Rule(
          "connection-string",
          hint(
              "://",
              21,
              "(?<![a-z])[a-z][a-z0-9+]{1,20}://[^\\s:/@\"'<>]{0,64}"
                  + ":([^\\s/@\"'<>]{3,128})@[0-9A-Za-z\\[]"),
          false,
          0.95),
      said(
          "password",
          "password passwd pwd passphrase api_key api-key apikey "
              + "secret_key secret-key secretkey client_secret client-secret clientsecret "
              + "auth_token auth-token authtoken access_token access-token accesstoken "
              + "private_key private-key privatekey",
          "(?i)(?:password|passwd|pwd|passphrase|api[_-]?key|apikey|"
              + "secret[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|private[_-]?key)"
              + "[\"']?\\s{0,3}(?::=|=>|=|:)\\s{0,3}(?:\"([^\"\\n]{6,128})\"|'([^'\\n]{6,128})'"
              + "|([^\\s\"'<>,;(){}]{6,128}))",
          0.85),
      said(
          "password",
          "パスワード 暗証番号 合言葉",
          "(?:パスワード|暗証番号|合言葉)\\s{0,2}(?:は|[:：=＝])\\s{0,2}[「\"']?([!-~]{6,64})",
          0.85));

  /** What is looked for by hints. */
  static List<Hint> hints() {
    return Stream.concat(Stream.of(HEADER, FOOTER, CONTEXT), ALL.stream().map(Rule::hint))
        .toList();
  }

  /** Words that say that something secret follows. */
  static final Hint CONTEXT = hint(
      "secret token key credential password passwd bearer authorization" + " パスワード 秘密 鍵 トークン キー 認証",
      0,
      "(?i)secret|token|api.?key|access.?key|credential|password|passwd|bearer|authorization|private.?key"
          + "|パスワード|秘密|鍵|トークン|キー|認証");

  /** Words that say that something follows that only looks so. */
  static final Pattern HARMLESS = Pattern.compile(
      "(?i)commit|sha-?(?:1|256|512)|md5|checksum|digest|hash|etag|integrity|fingerprint|uuid|guid|base64,");

  /** Whether a password after a word looks like one and not like prose or code. */
  static boolean passwordLike(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    boolean word =
        lower.chars().allMatch(c -> c >= 'a' && c <= 'z') || value.chars().anyMatch(c -> c == ' ');
    boolean code =
        value.matches("[A-Za-z_]{1,64}(?:[.\\[][A-Za-z_\\]]{1,64}){1,5}") || value.endsWith("(");
    return !word && !code && !placeholder(value);
  }
}
