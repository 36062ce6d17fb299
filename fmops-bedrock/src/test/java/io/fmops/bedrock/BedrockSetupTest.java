package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.Models;
import io.fmops.model.NotAuthorizedException;
import io.fmops.testkit.loopback.LoopbackServer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockSetupTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hello");

  private final Map<String, String> before = new HashMap<>();

  private final LoopbackServer server = LoopbackServer.start(Wire::answer);

  /** As on a machine that nobody has set up: no files, no instance, no variables. */
  @BeforeEach
  void emptyMachine(@TempDir Path home) {
    set("aws.disableEc2Metadata", "true");
    set("aws.configFile", home.resolve("config").toString());
    set("aws.sharedCredentialsFile", home.resolve("credentials").toString());
    assertThat(System.getenv()).doesNotContainKeys("AWS_ACCESS_KEY_ID", "AWS_REGION");
  }

  @AfterEach
  void restore() {
    server.close();
    before.forEach((key, value) -> {
      if (value == null) {
        System.clearProperty(key);
      } else {
        System.setProperty(key, value);
      }
    });
  }

  private void set(String key, String value) {
    before.putIfAbsent(key, System.getProperty(key));
    System.setProperty(key, value);
  }

  private void setCredentials() {
    set("aws.accessKeyId", "AKIDPROPERTY");
    set("aws.secretAccessKey", "not-a-secret");
  }

  private static GenerateResponse call(FoundationModel model, boolean streaming) {
    if (!streaming) {
      return model.generate(REQUEST);
    }
    try (ModelStream stream = model.stream(REQUEST)) {
      return stream.response();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutCredentialsOneLineSaysWhatToSet(boolean streaming) {
    try (FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0?region=eu-west-1")) {
      assertThatThrownBy(() -> call(model, streaming))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessage(
              "bedrock:amazon.nova-lite-v1:0?region=eu-west-1: no AWS credentials were found"
                  + " by the default credential chain; set AWS_ACCESS_KEY_ID and"
                  + " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or AWS_BEARER_TOKEN_BEDROCK, or run where"
                  + " a role is attached")
          .hasCauseInstanceOf(RuntimeException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutARegionOneLineSaysWhatToSet(boolean streaming) {
    setCredentials();
    try (FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0")) {
      assertThatThrownBy(() -> call(model, streaming))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessage("bedrock:amazon.nova-lite-v1:0: no AWS region is configured; set AWS_REGION,"
              + " the region of the AWS profile, or ?region= in the model id");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasMissingCanBeSetWithoutOpeningTheModelAgain(boolean streaming) {
    set("aws.endpointUrl", server.uri().toString());
    try (FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0")) {
      assertThatThrownBy(() -> call(model, streaming)).isInstanceOf(NotAuthorizedException.class);
      setCredentials();
      set("aws.region", "eu-west-1");
      assertThat(call(model, streaming).text()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "aws.endpointUrl, false",
    "aws.endpointUrl, true",
    "aws.endpointUrlBedrockRuntime, false",
    "aws.endpointUrlBedrockRuntime, true"
  })
  void aPlainHttpEndpointOfTheSdksOwnSettingsWorks(String property, boolean streaming) {
    setCredentials();
    set("aws.region", "eu-west-1");
    set(property, server.uri().toString());
    try (FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0")) {
      assertThat(call(model, streaming).text()).isEqualTo(streaming ? "streamed" : "whole");
    }
    assertThat(server.requests().get(0).header("Authorization").orElseThrow())
        .contains("AKIDPROPERTY")
        .contains("/eu-west-1/bedrock/");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOptionsOfTheIdSetRegionEndpointAndProfile(boolean streaming, @TempDir Path home)
      throws Exception {
    Path config = home.resolve("config");
    Files.writeString(config, """
        [profile team]
        region = ap-northeast-1
        aws_access_key_id = AKIDPROFILE
        aws_secret_access_key = not-a-secret
        """);
    set("aws.configFile", config.toString());
    // Who names a profile wants its credentials, whatever else there is.
    set("aws.accessKeyId", "AKIDPROPERTY");
    set("aws.secretAccessKey", "not-a-secret");
    String endpoint = URLEncoder.encode(server.uri().toString(), StandardCharsets.UTF_8);
    for (String region : new String[] {"", "&region=us-east-2"}) {
      String id = "bedrock:amazon.nova-lite-v1:0?profile=team&endpoint=" + endpoint + region;
      try (FoundationModel model = Models.open(id)) {
        call(model, streaming);
      }
    }
    assertThat(server.requests())
        .extracting(request -> request.header("Authorization").orElseThrow())
        .satisfiesExactly(
            first -> assertThat(first).contains("AKIDPROFILE/").contains("/ap-northeast-1/"),
            second -> assertThat(second).contains("AKIDPROFILE/").contains("/us-east-2/"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anApiKeyNeedsNoOtherCredentials(boolean streaming) {
    set("aws.bearerTokenBedrock", "bedrock-api-key-1");
    set("aws.region", "eu-west-1");
    set("aws.endpointUrl", server.uri().toString());
    try (FoundationModel model = Models.open("bedrock:amazon.nova-lite-v1:0")) {
      call(model, streaming);
    }
    assertThat(server.requests().get(0).header("Authorization"))
        .contains("Bearer bedrock-api-key-1");
  }

  @Test
  void anUnknownOptionIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Models.open("bedrock:amazon.nova-lite-v1:0?regoin=eu-west-1"))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("regoin")
        .hasMessageContaining("api, endpoint, family, profile, region");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "region=",
        "region=eu west",
        "region=evil.example/",
        "endpoint=file:///etc/passwd",
        "endpoint=localhost:80",
        "endpoint=http://",
        "endpoint=:"
      })
  void aMalformedOptionIsRefused(String option) {
    assertThatThrownBy(() -> Models.open("bedrock:m?" + option))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("malformed");
  }

  @Test
  void theBuilderChecksItsValues() {
    BedrockProvider.Builder builder = BedrockProvider.builder();
    assertThatThrownBy(() -> builder.region("eu west"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.endpoint(URI.create("ftp://example.com")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.maxConnections(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.readTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRegionOfAnArnIsUsedUnlessAnotherOneIsConfigured() {
    ModelId arn = ModelId.of(
        "bedrock", "arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.amazon.x-v1:0");
    assertThat(new BedrockProvider().settings(arn).region()).isEqualTo("us-west-2");
    assertThat(
            BedrockProvider.builder().region("eu-west-1").build().settings(arn).region())
        .isEqualTo("eu-west-1");
    assertThat(new BedrockProvider()
            .settings(ModelId.parse(arn + "?region=us-east-1"))
            .region())
        .isEqualTo("us-east-1");
    assertThat(new BedrockProvider().settings(ModelId.of("bedrock", "x")).region())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "amazon.nova-lite-v1:0, /model/amazon.nova-lite-v1%3A0/converse",
    "us.anthropic.claude-x-v1:0, /model/us.anthropic.claude-x-v1%3A0/converse",
    "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/a.b,"
        + " /model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Fa.b/converse",
    "../../evil, /model/..%2F..%2Fevil/converse"
  })
  void theModelsNameIsOneEncodedSegmentOfThePath(String name, String path) {
    try (FoundationModel model = Wire.model(server.uri(), name)) {
      call(model, false);
      call(model, true);
    }
    assertThat(server.requests().get(0).target()).isEqualTo(path);
    assertThat(server.requests().get(1).target()).isEqualTo(path + "-stream");
  }
}
