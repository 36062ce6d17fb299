package io.fmops.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.CallContext;
import io.fmops.model.CancelToken;
import io.fmops.model.CancelledException;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.ModelId;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.StopReason;
import io.fmops.model.TimedOutException;
import io.fmops.model.UnavailableException;
import io.fmops.testkit.WireText;
import io.fmops.testkit.loopback.Exchange;
import io.fmops.testkit.loopback.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Asynchronous inference, with SageMaker and S3 played by one server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncEndpointTest {

  private static final GenerateRequest REQUEST = GenerateRequest.of("hi");
  private static final String ANSWER =
      ChatWire.whole(new WireText(List.of("Hello"), StopReason.END_TURN, 7, 5));

  private final Map<String, String> objects = new ConcurrentHashMap<>();
  private LoopbackServer server;
  private S3Client s3;

  @BeforeEach
  void start() {
    server = LoopbackServer.start(this::answer);
    s3 = S3Client.builder()
        .endpointOverride(server.uri())
        .region(Region.EU_WEST_1)
        .credentialsProvider(SageMakerModelContractTest.CREDENTIALS)
        .forcePathStyle(true)
        .build();
  }

  @AfterEach
  void stop() {
    s3.close();
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  private void answer(Exchange exchange) throws IOException {
    String target = exchange.request().target();
    if (target.equals("/endpoints/my-endpoint/async-invocations")) {
      exchange.respond(
          202,
          Map.of(
              "Content-Type", "application/json",
              "X-Amzn-SageMaker-OutputLocation", "s3://bucket/out/1.out",
              "X-Amzn-SageMaker-FailureLocation", "s3://bucket/failed/1.out"),
          "{\"InferenceId\":\"id-1\"}".getBytes(StandardCharsets.UTF_8));
    } else if (target.startsWith("/forbidden/")) {
      exchange.respond(403, "application/xml", "<Error><Code>AccessDenied</Code></Error>");
    } else if (objects.containsKey(target)) {
      exchange.respond(200, "application/octet-stream", objects.get(target));
    } else {
      exchange.respond(404, "application/xml", "<Error><Code>NoSuchKey</Code></Error>");
    }
  }

  private AsyncEndpoint open(String options) {
    return SageMakerProvider.builder()
        .endpoint(server.uri())
        .credentials(SageMakerModelContractTest.CREDENTIALS)
        .build()
        .openAsync(
            ModelId.parse("sagemaker:my-endpoint?region=eu-west-1" + options),
            new S3ObjectStore(s3));
  }

  @Test
  void anAnswerIsReadWhenItIsThere() {
    try (AsyncEndpoint endpoint = open("&attributes=a%3Db")) {
      AsyncInvocation accepted = endpoint.submit(REQUEST);
      assertThat(accepted)
          .isEqualTo(new AsyncInvocation(
              "id-1",
              URI.create("s3://bucket/out/1.out"),
              Optional.of(URI.create("s3://bucket/failed/1.out"))));
      assertThat(server.requests().get(0).header("X-Amzn-SageMaker-Custom-Attributes"))
          .contains("a=b");
      assertThat(ChatWire.json(server.requests().get(0).text()))
          .isEqualTo(ChatWire.json(new String(endpoint.payload(REQUEST), StandardCharsets.UTF_8)));
      assertThat(endpoint.poll(accepted, REQUEST)).isEmpty();
      objects.put("/bucket/out/1.out", ANSWER);
      GenerateResponse response = endpoint.poll(accepted, REQUEST).orElseThrow();
      assertThat(response.text()).isEqualTo("Hello");
      assertThat(response.stopReason()).isEqualTo(StopReason.END_TURN);
      assertThat(endpoint.await(accepted, REQUEST, CallContext.create()).usage())
          .isEqualTo(response.usage());
    }
  }

  @Test
  void aRequestInS3IsSentByItsLocation() {
    try (AsyncEndpoint endpoint = open("&codec=tgi")) {
      endpoint.submit(URI.create("s3://bucket/in/1.json"), CallContext.create());
    }
    assertThat(server.requests().get(0).header("X-Amzn-SageMaker-InputLocation"))
        .contains("s3://bucket/in/1.json");
    assertThat(server.requests().get(0).body()).isEmpty();
  }

  @Test
  void aFailureIsRaised() {
    objects.put("/bucket/failed/1.out", "{\"error\":\"CUDA out of memory\"}");
    try (AsyncEndpoint endpoint = open("")) {
      AsyncInvocation accepted = endpoint.submit(REQUEST);
      assertThatThrownBy(() -> endpoint.await(accepted, REQUEST, CallContext.create()))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("CUDA out of memory");
    }
  }

  @Test
  void theWaitEndsWithItsDeadlineItsTokenAndItsThread() throws Exception {
    try (AsyncEndpoint endpoint = open("")) {
      AsyncInvocation accepted = endpoint.submit(REQUEST);
      CallContext hasty = CallContext.create().withDeadline(Duration.ofMillis(100));
      assertThatThrownBy(() -> endpoint.await(accepted, REQUEST, hasty))
          .isInstanceOf(TimedOutException.class);
      CancelToken token = new CancelToken();
      CompletableFuture<GenerateResponse> waiting = CompletableFuture.supplyAsync(
          () -> endpoint.await(accepted, REQUEST, CallContext.create().withCancelToken(token)));
      token.cancel("enough");
      assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CancelledException.class);
      ObjectStore nothing = location -> Optional.empty();
      try (AsyncEndpoint other = SageMakerProvider.builder()
          .build()
          .openAsync(ModelId.parse("sagemaker:my-endpoint"), nothing)) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> other.await(accepted, REQUEST, CallContext.create()))
            .isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Test
  void whatAsynchronousInferenceDoesNotHaveIsRefused() {
    try (AsyncEndpoint endpoint = open("&component=c")) {
      assertThatThrownBy(() -> endpoint.submit(REQUEST))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("component");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aBucketThatMayNotBeListedIsNotTakenForAnAnswerThatIsNotThere() {
    ObjectStore store = new S3ObjectStore(s3);
    assertThatThrownBy(() -> store.read(URI.create("s3://forbidden/x")))
        .isInstanceOf(NotAuthorizedException.class)
        .hasMessageContaining("s3:ListBucket");
    assertThatThrownBy(() -> store.read(URI.create("https://bucket/x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("s3://bucket/key");
  }
}
