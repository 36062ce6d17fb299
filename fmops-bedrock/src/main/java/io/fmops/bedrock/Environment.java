package io.fmops.bedrock;

import software.amazon.awssdk.utils.SystemSetting;

/** What the SDK reads from the environment and does not tell. */
final class Environment {

  private Environment() {}

  /** Whether there is a Bedrock API key, with which no other credentials are needed. */
  static boolean hasBearerToken() {
    return new BearerToken().getStringValue().isPresent();
  }

  /** The SDK's own setting of the same names is internal to it. */
  private static final class BearerToken implements SystemSetting {
    @Override
    public String property() {
      return "aws.bearerTokenBedrock";
    }

    @Override
    public String environmentVariable() {
      return "AWS_BEARER_TOKEN_BEDROCK";
    }

    @Override
    public @org.jspecify.annotations.Nullable String defaultValue() {
      return null;
    }
  }
}
