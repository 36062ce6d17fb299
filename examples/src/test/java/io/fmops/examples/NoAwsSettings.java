package io.fmops.examples;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what the AWS SDK looks at on the machine out of a test. */
final class NoAwsSettings implements BeforeEachCallback, AfterEachCallback {

  private static final List<String> PROPERTIES = List.of(
      "aws.accessKeyId",
      "aws.secretAccessKey",
      "aws.disableEc2Metadata",
      "aws.sharedCredentialsFile",
      "aws.configFile");

  @Override
  public void beforeEach(ExtensionContext context) {
    System.setProperty("aws.disableEc2Metadata", "true");
    System.setProperty("aws.sharedCredentialsFile", "target/no-such-file");
    System.setProperty("aws.configFile", "target/no-such-file");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    PROPERTIES.forEach(System::clearProperty);
  }

  /** As a user sets them. */
  static void dummyCredentials() {
    System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
    System.setProperty("aws.secretAccessKey", "secret");
  }
}
