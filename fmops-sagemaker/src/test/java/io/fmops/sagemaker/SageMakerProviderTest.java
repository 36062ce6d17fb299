package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fmops.model.CancelledException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.ModelStream;
import io.fmops.model.Models;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.testkit.WireText;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointWithResponseStreamResponse;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SageMakerProviderTest {

  private static final WireText TEXT =
      new WireText(List.of("Hello", " world"), StopReason.END_TURN, 7, 5);

  private final Map<String, String> propertiesBefore = new HashMap<>();
  private LoopbackServer server;

  @BeforeEach
  void startServer() {
    server = LoopbackServer.start(SageMakerProviderTest::answer);
  }

  @AfterEach
  void stopServer() {
    server.close();
    assertThat(server.problems()).isEmpty();
    propertiesBefore.forEach((name, value) -> {
      if (value == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, value);
      }
    });
  }

  private static void answer(Exchange exchange) throws IOException {
    if (exchange.request().target().endsWith("/invocations")) {
      exchange.respond(
          200, ChatWire.JSON_HEADERS, ChatWire.whole(TEXT).getBytes(StandardCharsets.UTF_8));
      return;
    }
    exchange.begin(200, ChatWire.STREAM_HEADERS);
    for (String line : ChatWire.serverSentEvents(ChatWire.chunks(TEXT))) {
      exchange.write(ChatWire.frame(line));
    }
    exchange.finish();
  }

  /** What the machine that runs the tests may have configured must not count. */
  private void property(String name, String value) {
    propertiesBefore.put(name, System.getProperty(name));
    System.setProperty(name, value);
  }

  private void withoutConfiguration(Path directory) {
    for (String name : List.of(
        "AWS_ACCESS_KEY_ID",
        "AWS_REGION",
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
      assumeTrue(System.getenv(name) == null, name + " is set");
    }
    property("aws.disableEc2Metadata", "true");
    property("aws.configFile", directory.resolve("no-config").toString());
    property("aws.sharedCredentialsFile", directory.resolve("no-credentials").toString());
  }

  private FoundationModel open(String options) {
    ModelId id = ModelId.parse("sagemaker:my-endpoint?region=eu-west-1" + options);
    return FoundationModel.of(
        id,
        SageMakerProvider.builder()
            .endpoint(server.uri())
            .credentials(SageMakerModelContractTest.CREDENTIALS)
            .build()
            .open(id));
  }

  private String endpointOption() {
    return "endpoint=" + URLEncoder.encode(server.uri().toString(), StandardCharsets.UTF_8);
  }

  private static GenerateResponse stream(FoundationModel model, GenerateRequest request) {
    try (ModelStream stream = model.stream(request)) {
      return stream.response();
    }
  }

  @Test
  void optionsAndCustomAttributesAreHeaders() {
    GenerateRequest request = GenerateRequest.builder()
        .user("hi")
        .providerParameters(
            SageMakerParameters.builder().customAttributes("accept_eula=true").build())
        .build();
    try (FoundationModel model = open("&component=adapter-1&variant=blue")) {
      model.generate(request);
      stream(model, request);
    }
    assertThat(server.requests()).hasSize(2).allSatisfy(sent -> {
      assertThat(sent.header("X-Amzn-SageMaker-Inference-Component")).contains("adapter-1");
      assertThat(sent.header("X-Amzn-SageMaker-Target-Variant")).contains("blue");
      assertThat(sent.header("X-Amzn-SageMaker-Custom-Attributes")).contains("accept_eula=true");
      assertThat(ChatWire.json(sent.text()).has("model")).isFalse();
    });
  }

  @Test
  void sessionsContainersAndNamesOfCallsAreHeaders() {
    GenerateRequest request = GenerateRequest.builder()
        .user("hi")
        .providerParameters(SageMakerParameters.builder()
            .sessionId("NEW_SESSION")
            .inferenceId("call-7")
            .build())
        .build();
    try (FoundationModel model = open("&container=second&attributes=accept_eula%3Dtrue")) {
      model.generate(request);
      stream(model, request);
    }
    assertThat(server.requests()).hasSize(2).allSatisfy(sent -> {
      assertThat(sent.header("X-Amzn-SageMaker-Session-Id")).contains("NEW_SESSION");
      assertThat(sent.header("X-Amzn-SageMaker-Inference-Id")).contains("call-7");
      assertThat(sent.header("X-Amzn-SageMaker-Target-Container-Hostname")).contains("second");
      assertThat(sent.header("X-Amzn-SageMaker-Custom-Attributes")).contains("accept_eula=true");
    });
  }

  @Test
  void aMultiModelEndpointIsCalledByArchiveAndCannotStream() {
    try (FoundationModel model = open("&targetModel=fr%2Fmodel.tar.gz")) {
      model.generate(GenerateRequest.of("hi"));
      assertThat(server.requests().get(0).header("X-Amzn-SageMaker-Target-Model"))
          .contains("fr/model.tar.gz");
      assertThatThrownBy(() -> stream(model, GenerateRequest.of("hi")))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("targetModel")
          .hasMessageContaining("generate");
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void withoutOptionsThereAreNoSuchHeaders() {
    try (FoundationModel model = open("")) {
      model.generate(GenerateRequest.of("hi"));
    }
    RecordedRequest sent = server.requests().get(0);
    assertThat(sent.header("X-Amzn-SageMaker-Inference-Component")).isEmpty();
    assertThat(sent.header("X-Amzn-SageMaker-Target-Variant")).isEmpty();
    assertThat(sent.header("X-Amzn-SageMaker-Custom-Attributes")).isEmpty();
  }

  @Test
  void theServicesOwnResponseIsAtHand() {
    try (FoundationModel model = open("")) {
      GenerateResponse whole = model.generate(GenerateRequest.of("hi"));
      assertThat(whole.raw(InvokeEndpointResponse.class).orElseThrow().body().asUtf8String())
          .isEqualTo(ChatWire.whole(TEXT));
      assertThat(whole.requestId()).contains("11111111-2222-3333-4444-555555555555");
      GenerateResponse streamed = stream(model, GenerateRequest.of("hi"));
      assertThat(streamed
              .raw(InvokeEndpointWithResponseStreamResponse.class)
              .orElseThrow()
              .contentType())
          .isEqualTo("text/event-stream");
      assertThat(streamed.requestId()).contains("11111111-2222-3333-4444-555555555555");
    }
  }

  @Test
  void theConnectionOfAFinishedCallServesTheNext() {
    try (FoundationModel model = open("")) {
      for (int i = 0; i < 3; i++) {
        model.generate(GenerateRequest.of("hi"));
        stream(model, GenerateRequest.of("hi"));
      }
      assertThat(server.requests()).hasSize(6);
      assertThat(server.openConnections()).isEqualTo(2);
    }
  }

  @Test
  void modelsAreFoundByTheirName() {
    try (FoundationModel model = Models.open("sagemaker:my-endpoint")) {
      assertThat(model.id()).isEqualTo(ModelId.of("sagemaker", "my-endpoint"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "colour=red",
        "region=eu%20west",
        "component=a%0d%0aX-Evil:1",
        "variant=",
        "endpoint=somewhere",
        "endpoint=ftp%3A%2F%2Fhost",
        "endpoint=%3A%3A"
      })
  void anOptionThatIsUnknownOrMalformedIsNamed(String option) {
    assertThatThrownBy(() -> Models.open("sagemaker:my-endpoint?" + option))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("\"" + option.substring(0, option.indexOf('=')) + "\"")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theKnownOptionsAreListed() {
    assertThatThrownBy(() -> Models.open("sagemaker:my-endpoint?colour=red"))
        .hasMessageContaining(
            "attributes, batch, codec, component, container, end, endpoint, model, profile, prompt,"
                + " region, targetModel, variant");
  }

  @Test
  void missingCredentialsAreOneLineThatSaysWhatToSet(@TempDir Path directory) {
    withoutConfiguration(directory);
    for (boolean streaming : new boolean[] {false, true}) {
      try (FoundationModel model =
          Models.open("sagemaker:my-endpoint?region=eu-west-1&" + endpointOption())) {
        assertThatThrownBy(() -> {
              if (streaming) {
                stream(model, GenerateRequest.of("hi"));
              } else {
                model.generate(GenerateRequest.of("hi"));
              }
            })
            .isInstanceOf(NotAuthorizedException.class)
            .hasMessageStartingWith(
                "sagemaker:my-endpoint cannot be called, because there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
            .hasMessageNotContaining("\n");
      }
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aMissingRegionIsOneLineThatSaysWhatToSet(@TempDir Path directory) {
    withoutConfiguration(directory);
    ModelId id = ModelId.parse("sagemaker:my-endpoint");
    SageMakerProvider provider = SageMakerProvider.builder()
        .endpoint(server.uri())
        .credentials(SageMakerModelContractTest.CREDENTIALS)
        .build();
    try (FoundationModel model = FoundationModel.of(id, provider.open(id))) {
      assertThatThrownBy(() -> model.generate(GenerateRequest.of("hi")))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessage("sagemaker:my-endpoint cannot be called, because no AWS region is set; set"
              + " AWS_REGION, or write the region into the model id:"
              + " sagemaker:my-endpoint?region=us-east-1");
      // What was missing may be there the next time.
      property("aws.region", "eu-central-1");
      assertThat(model.generate(GenerateRequest.of("hi")).text()).isEqualTo("Hello world");
    }
    assertThat(server.requests().get(0).header("Authorization").orElseThrow())
        .contains("/eu-central-1/sagemaker/");
  }

  @Test
  void aProfileGivesCredentialsAndRegion(@TempDir Path directory) throws IOException {
    withoutConfiguration(directory);
    Path file = directory.resolve("credentials");
    Files.writeString(
        file, "[team]\naws_access_key_id=AKIATEAM\naws_secret_access_key=x\nregion=us-west-2\n");
    property("aws.sharedCredentialsFile", file.toString());
    try (FoundationModel model =
        Models.open("sagemaker:my-endpoint?profile=team&" + endpointOption())) {
      model.generate(GenerateRequest.of("hi"));
    }
    assertThat(server.requests().get(0).header("Authorization").orElseThrow())
        .contains("Credential=AKIATEAM/")
        .contains("/us-west-2/sagemaker/");
    try (FoundationModel model =
        Models.open("sagemaker:my-endpoint?profile=nobody&region=eu-west-1&" + endpointOption())) {
      assertThatThrownBy(() -> model.generate(GenerateRequest.of("hi")))
          .isInstanceOf(NotAuthorizedException.class)
          .hasMessageContaining("\"nobody\" gives no credentials");
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        // The server's, and the core's watch, live on by design.
        .filter(thread -> !thread.getName().matches("loopback-.*|fmops-watch"))
        .collect(Collectors.toSet());
  }

  @Test
  void whoNeverStreamsStartsNoEventLoop() {
    Set<Thread> before = threads();
    try (FoundationModel model = open("")) {
      model.generate(GenerateRequest.of("hi"));
      assertThat(threads())
          .filteredOn(thread -> !before.contains(thread))
          .noneMatch(
              thread -> thread.getName().toLowerCase(java.util.Locale.ROOT).contains("netty"));
      stream(model, GenerateRequest.of("hi"));
      assertThat(threads())
          .filteredOn(thread -> !before.contains(thread))
          .anyMatch(
              thread -> thread.getName().toLowerCase(java.util.Locale.ROOT).contains("netty"));
    }
  }

  @Test
  void closingAModelEndsItsThreadsAndConnections() throws InterruptedException {
    Set<Thread> before = threads();
    try (FoundationModel model = open("")) {
      model.generate(GenerateRequest.of("hi"));
      stream(model, GenerateRequest.of("hi"));
    }
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!before.containsAll(threads()) || server.openConnections() > 0) {
      assertThat(System.nanoTime() - end).as("left: %s", threads()).isNegative();
      Thread.sleep(20);
    }
  }

  @Test
  void aClosedModelSaysSo() {
    FoundationModel model = open("");
    model.close();
    assertThatThrownBy(() -> model.generate(GenerateRequest.of("hi")))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> stream(model, GenerateRequest.of("hi")))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void theProviderOfAnotherModelIsNotThisOne() {
    assertThatThrownBy(() -> new SageMakerProvider().open(ModelId.of("bedrock", "x")))
        .isInstanceOf(ModelNotFoundException.class);
    assertThatThrownBy(() -> SageMakerProvider.builder().readTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SageMakerProvider.builder().maxConnections(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
