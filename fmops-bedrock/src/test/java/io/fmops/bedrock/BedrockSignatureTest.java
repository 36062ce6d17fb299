package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.ModelId;
import io.fmops.model.ModelStream;
import io.fmops.model.NotAuthorizedException;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server that checks signatures as AWS does, and ids of all kinds on the wire. */
class BedrockSignatureTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("こんにちは");

  private final LoopbackServer server = LoopbackServer.start(BedrockSignatureTest::answer);

  private static void answer(Exchange exchange) throws IOException {
    Optional<String> problem = Wire.SIGNATURES.problem(exchange.request());
    if (problem.isPresent()) {
      exchange.respond(
          403,
          Wire.errorHeaders("InvalidSignatureException"),
          Wire.bytes("{\"message\": " + Wire.quoted(problem.get()) + "}"));
    } else {
      Wire.answer(exchange);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "amazon.nova-lite-v1:0, amazon.nova-lite-v1%3A0",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0, us.anthropic.claude-sonnet-4-5-20250929-v1%3A0",
    "eu.amazon.nova-micro-v1:0, eu.amazon.nova-micro-v1%3A0",
    "apac.amazon.nova-pro-v1:0, apac.amazon.nova-pro-v1%3A0",
    "jp.anthropic.claude-haiku-4-5-20251001-v1:0, jp.anthropic.claude-haiku-4-5-20251001-v1%3A0",
    "global.amazon.nova-2-lite-v1:0, global.amazon.nova-2-lite-v1%3A0",
    "anthropic.claude-3-haiku-20240307-v1:0:200k, anthropic.claude-3-haiku-20240307-v1%3A0%3A200k",
    "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/a1b2c3,"
        + " arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fa1b2c3",
    "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0,"
        + " arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Feu.amazon.nova-lite-v1%3A0",
    "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0,"
        + " arn%3Aaws%3Abedrock%3Aeu-west-1%3A%3Afoundation-model%2Famazon.nova-lite-v1%3A0",
    "arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/a1b2c3,"
        + " arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aprovisioned-model%2Fa1b2c3",
    "arn:aws:bedrock:eu-west-1:123456789012:imported-model/a1b2c3,"
        + " arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aimported-model%2Fa1b2c3",
    "arn:aws:bedrock:eu-west-1:123456789012:custom-model-deployment/a1b2c3,"
        + " arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Acustom-model-deployment%2Fa1b2c3",
    "arn:aws:bedrock:eu-west-1:123456789012:prompt/A1B2C3D4E5:1,"
        + " arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aprompt%2FA1B2C3D4E5%3A1",
    "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/mine,"
        + " arn%3Aaws%3Asagemaker%3Aeu-west-1%3A123456789012%3Aendpoint%2Fmine",
    "arn:aws-cn:bedrock:cn-north-1:123456789012:default-prompt-router/x.y:1,"
        + " arn%3Aaws-cn%3Abedrock%3Acn-north-1%3A123456789012%3Adefault-prompt-router%2Fx.y%3A1"
  })
  void idsOfEveryKindAreEncodedInThePathAndSignedAsTheyAreSent(String name, String encoded) {
    ModelId id = ModelId.parse("bedrock:" + name);
    assertThat(id.name()).isEqualTo(name);
    try (FoundationModel model =
            FoundationModel.of(id, Wire.provider(server.uri()).build().open(id));
        ModelStream stream = model.stream(REQUEST)) {
      assertThat(model.generate(REQUEST).text()).isEqualTo("whole");
      assertThat(stream.response().text()).isEqualTo("streamed");
    }
    assertThat(server.requests())
        .extracting(RecordedRequest::target)
        .containsExactlyInAnyOrder(
            "/model/" + encoded + "/converse", "/model/" + encoded + "/converse-stream");
  }

  @Test
  void theRegionOfAnArnIsTheOneThatIsSignedFor() {
    for (String arn : List.of(
        "arn:aws:bedrock:ap-northeast-1:123456789012:provisioned-model/a1",
        "arn:aws:sagemaker:ap-northeast-1:123456789012:endpoint/mine")) {
      ModelId id = ModelId.of("bedrock", arn);
      BedrockProvider provider = BedrockProvider.builder()
          .endpoint(server.uri())
          .credentials(Wire.CREDENTIALS)
          .build();
      try (FoundationModel model = FoundationModel.of(id, provider.open(id))) {
        assertThat(model.generate(REQUEST).text()).isEqualTo("whole");
      }
      RecordedRequest last = server.requests().get(server.requests().size() - 1);
      assertThat(last.header("Authorization").orElseThrow())
          .contains("/ap-northeast-1/bedrock/aws4_request");
    }
  }

  @Test
  void aWrongSecretIsNoticedByTheServerAndIsNotAuthorized() {
    ModelId id = ModelId.of("bedrock", Wire.MODEL);
    BedrockProvider provider = Wire.provider(server.uri())
        .credentials(StaticCredentialsProvider.create(
            AwsBasicCredentials.create("AKIDEXAMPLE", "another-secret")))
        .build();
    try (FoundationModel model = FoundationModel.of(id, provider.open(id));
        ModelStream stream = model.stream(REQUEST)) {
      assertThatThrownBy(() -> model.generate(REQUEST))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessageContaining("the signature is not the one");
      assertThatThrownBy(stream::response)
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessageContaining("the signature is not the one");
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void theTokenOfASessionIsSigned() {
    ModelId id = ModelId.of("bedrock", Wire.MODEL);
    BedrockProvider provider = Wire.provider(server.uri())
        .credentials(StaticCredentialsProvider.create(
            AwsSessionCredentials.create("AKIDEXAMPLE", "not-a-secret", "a-token")))
        .build();
    try (FoundationModel model = FoundationModel.of(id, provider.open(id))) {
      assertThat(model.generate(REQUEST).text()).isEqualTo("whole");
    }
    assertThat(server.requests().get(0).header("X-Amz-Security-Token")).contains("a-token");
  }
}
