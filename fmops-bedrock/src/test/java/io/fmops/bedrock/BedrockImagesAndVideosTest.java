package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.bedrock.spi.ImageCodec;
import io.fmops.bedrock.spi.InvokeAnswer;
import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.CallContext;
import io.fmops.model.ImageModel;
import io.fmops.model.ImageRequest;
import io.fmops.model.ImageResponse;
import io.fmops.model.MalformedAnswerException;
import io.fmops.model.MediaSource;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.Models;
import io.fmops.model.ProviderException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.UnavailableException;
import io.fmops.model.VideoJob;
import io.fmops.model.VideoModel;
import io.fmops.model.VideoRequest;
import io.fmops.model.VideoStatus;
import io.fmops.testkit.loopback.LoopbackServer;
import io.fmops.testkit.loopback.RecordedRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

class BedrockImagesAndVideosTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0};
  private static final String CORE = "bedrock:stability.stable-image-core-v1:1";
  private static final String TITAN = "bedrock:amazon.titan-image-generator-v2:0";
  private static final String RAY = "bedrock:luma.ray-v2:0";
  private static final String ARN = "arn:aws:bedrock:us-west-2:123456789012:async-invoke/abc123";

  private final AtomicInteger calls = new AtomicInteger();
  private List<String> answers = List.of();
  private final LoopbackServer server = LoopbackServer.start(exchange -> exchange.respond(
      200,
      Wire.headers("application/json"),
      Wire.bytes(answers.get(Math.min(calls.getAndIncrement(), answers.size() - 1)))));

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.problems()).isEmpty();
  }

  private static String base64(byte[] data) {
    return Base64.getEncoder().encodeToString(data);
  }

  private ImageResponse image(String id, ImageRequest request) {
    try (ImageModel model = Models.openImage(Wire.provider(server.uri()).build(), id)) {
      return model.generate(request);
    }
  }

  private JsonNode body(int request) {
    return JsonNode.parser().parse(server.requests().get(request).text());
  }

  private static String at(JsonNode node, String... path) {
    return BedrockModelContractTest.text(node, path);
  }

  private static String stability(byte[] image, long seed) {
    return "{\"seeds\": [%d], \"finish_reasons\": [null], \"images\": [\"%s\"]}"
        .formatted(seed, base64(image));
  }

  private static String filtered(String reason) {
    return "{\"seeds\": [], \"finish_reasons\": [\"%s\"]}".formatted(reason);
  }

  @Test
  void stabilityMakesOneImageACall() {
    answers = List.of(stability(PNG, 7), stability(JPEG, 8));
    ImageResponse response = image(
        CORE,
        ImageRequest.builder("狐が雪の中を走る")
            .negativePrompt("text")
            .aspectRatio(16, 9)
            .count(2)
            .seed(7)
            .providerParameters(BedrockParameters.of(Map.of("output_format", "jpeg")))
            .build());
    assertThat(response.images())
        .containsExactlyInAnyOrder(
            MediaSource.of("image/png", PNG), MediaSource.of("image/jpeg", JPEG));
    assertThat(response.seeds()).containsExactlyInAnyOrder(7L, 8L);
    assertThat(response.withheld()).isEmpty();
    assertThat(response.requestId()).contains("request-1");
    assertThat(List.of(at(body(0), "seed"), at(body(1), "seed")))
        .containsExactlyInAnyOrder("7", "8");
    assertThat(at(body(0), "prompt")).isEqualTo("狐が雪の中を走る");
    assertThat(at(body(0), "negative_prompt")).isEqualTo("text");
    assertThat(at(body(0), "aspect_ratio")).isEqualTo("16:9");
    assertThat(at(body(0), "output_format")).isEqualTo("jpeg");
    RecordedRequest request = server.requests().get(0);
    assertThat(request.target()).isEqualTo("/model/stability.stable-image-core-v1%3A1/invoke");
  }

  @Test
  void anImageThatIsFilteredIsToldAndOneThatIsThereIsGiven() {
    answers = List.of(stability(PNG, 1), filtered("Filter reason: output image"));
    ImageResponse response = image(CORE, ImageRequest.builder("a fox").count(2).build());
    assertThat(response.images()).hasSize(1);
    assertThat(response.withheld()).containsExactly("Filter reason: output image");
  }

  @Test
  void noImageAtAllIsAnError() {
    answers = List.of(filtered("Filter reason: prompt"));
    assertThatThrownBy(() -> image(CORE, ImageRequest.of("a secret")))
        .isInstanceOfSatisfying(BlockedByGuardrailException.class, e -> {
          assertThat(e)
              .hasMessageContaining("Filter reason: prompt")
              .hasMessageNotContaining("secret");
          assertThat(e.details().requestId()).contains("request-1");
        });
    answers = List.of(filtered("Inference error"));
    assertThatThrownBy(() -> image(CORE, ImageRequest.of("a fox")))
        .isInstanceOfSatisfying(
            UnavailableException.class,
            e -> assertThat(e.details().requestId()).contains("request-1"));
    answers = List.of("{\"images\": [\"AAAA\"], \"finish_reasons\": [null]}");
    assertThatThrownBy(() -> image(CORE, ImageRequest.of("a fox")))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("neither PNG nor JPEG nor WebP");
    answers = List.of("{\"images\": [], \"error\": null}");
    assertThatThrownBy(() -> image(TITAN, ImageRequest.of("a fox")))
        .isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void titanMakesFiveImagesACallAndSaysOnceThatSomeAreMissing() {
    answers = List.of(
        "{\"images\": [\"%s\"], \"error\": \"2 images were filtered\"}".formatted(base64(PNG)));
    ImageResponse response = image(
        TITAN,
        ImageRequest.builder("a fox")
            .negativePrompt("text")
            .size(768, 1152)
            .count(3)
            .seed(5)
            .providerParameters(
                BedrockParameters.of(Map.of("imageGenerationConfig", Map.of("cfgScale", 6.5))))
            .build());
    assertThat(response.images()).hasSize(1);
    assertThat(response.withheld())
        .containsExactly("2 images were filtered", "2 images were filtered");
    JsonNode body = body(0);
    assertThat(at(body, "taskType")).isEqualTo("TEXT_IMAGE");
    assertThat(at(body, "textToImageParams", "text")).isEqualTo("a fox");
    assertThat(at(body, "textToImageParams", "negativeText")).isEqualTo("text");
    assertThat(at(body, "imageGenerationConfig", "numberOfImages")).isEqualTo("3");
    assertThat(at(body, "imageGenerationConfig", "width")).isEqualTo("768");
    assertThat(at(body, "imageGenerationConfig", "height")).isEqualTo("1152");
    assertThat(at(body, "imageGenerationConfig", "seed")).isEqualTo("5");
    assertThat(at(body, "imageGenerationConfig", "cfgScale")).isEqualTo("6.5");
  }

  @Test
  void whatAModelCannotDoIsRefusedAndNotPassedOver() {
    assertThatThrownBy(() -> image(CORE, ImageRequest.builder("a").size(5, 5).build()))
        .isInstanceOf(RejectedInputException.class)
        .hasMessageContaining("give an aspect ratio");
    assertThatThrownBy(
            () -> image(CORE, ImageRequest.builder("a").aspectRatio(7, 5).build()))
        .hasMessageContaining("does not take the aspect ratio 7:5");
    assertThatThrownBy(
            () -> image(TITAN, ImageRequest.builder("a").aspectRatio(1, 1).build()))
        .hasMessageContaining("give a size");
    assertThatThrownBy(() -> image(CORE, ImageRequest.of("火".repeat(10_001))))
        .hasMessageContaining("up to 10000 characters, not 10001");
    assertThatThrownBy(() -> image("bedrock:amazon.nova-canvas-v1:0", ImageRequest.of("a")))
        .isInstanceOf(ModelNotFoundException.class);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aRegisteredCodecServesAFamilyOfTheApplicationsOwn() {
    ImageCodec own = new ImageCodec() {
      @Override
      public boolean claims(String family) {
        return family.equals("acme.draw-v1");
      }

      @Override
      public int maxImages() {
        return 10;
      }

      @Override
      public byte[] encode(ModelId model, ImageRequest request, int count, long seed) {
        return Wire.bytes("{\"n\": %d}".formatted(count));
      }

      @Override
      public Images decode(InvokeAnswer answer, int count) {
        return new Images(
            List.of(MediaSource.of("image/svg+xml", answer.body())), List.of(), List.of());
      }
    };
    answers = List.of("<svg/>");
    try (ImageModel model =
        Models.openImage(Wire.provider(server.uri()).codec(own).build(), "bedrock:acme.draw-v1")) {
      assertThat(model.generate(ImageRequest.of("a fox")).images().get(0).size())
          .isEqualTo(6);
    }
    assertThat(server.requests().get(0).text()).isEqualTo("{\"n\": 1}");
  }

  private static String job(String status) {
    return """
        {"invocationArn": "%s", "modelArn": "m", "status": "%s", "failureMessage": "refused",
         "submitTime": "2026-11-01T00:00:00Z", "endTime": "2026-11-01T00:01:30Z",
         "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://bucket/videos/abc123"}}}""".formatted(ARN, status);
  }

  @Test
  void aVideoIsStartedAndAwaited() {
    answers = List.of("{\"invocationArn\": \"" + ARN + "\"}", job("InProgress"), job("Completed"));
    try (VideoModel model = Models.openVideo(Wire.provider(server.uri()).build(), RAY)) {
      VideoJob job = model.start(VideoRequest.builder("夜明けの波", URI.create("s3://bucket/videos"))
          .duration(Duration.ofSeconds(9))
          .aspectRatio(16, 9)
          .resolution("720p")
          .idempotencyToken("token-1")
          .providerParameters(BedrockParameters.of(Map.of("loop", true)))
          .build());
      assertThat(job.id()).isEqualTo(ARN);
      VideoStatus done = job.await(Duration.ofMillis(1), CallContext.create());
      assertThat(done.output()).contains(URI.create("s3://bucket/videos/abc123"));
      assertThat(done.ended()).contains(Instant.parse("2026-11-01T00:01:30Z"));
      assertThat(model.job(ARN).status().state()).isEqualTo(VideoStatus.State.COMPLETED);
    }
    JsonNode body = body(0);
    assertThat(server.requests().get(0).target()).isEqualTo("/async-invoke");
    assertThat(at(body, "modelId")).isEqualTo("luma.ray-v2:0");
    assertThat(at(body, "clientRequestToken")).isEqualTo("token-1");
    assertThat(at(body, "modelInput", "prompt")).isEqualTo("夜明けの波");
    assertThat(at(body, "modelInput", "duration")).isEqualTo("9s");
    assertThat(at(body, "modelInput", "aspect_ratio")).isEqualTo("16:9");
    assertThat(at(body, "modelInput", "resolution")).isEqualTo("720p");
    assertThat(at(body, "modelInput", "loop")).isEqualTo("true");
    assertThat(at(body, "outputDataConfig", "s3OutputDataConfig", "s3Uri"))
        .isEqualTo("s3://bucket/videos");
    assertThat(server.requests().get(1).target())
        .startsWith("/async-invoke/arn%3Aaws%3Abedrock%3Aus-west-2");
  }

  @Test
  void aVideoThatFailedSaysWhy() {
    answers = List.of(job("Failed"));
    try (VideoModel model = Models.openVideo(Wire.provider(server.uri()).build(), RAY)) {
      assertThatThrownBy(() -> model.job(ARN).await(Duration.ofMillis(1), CallContext.create()))
          .isInstanceOf(ProviderException.class)
          .hasMessageEndingWith(": refused");
    }
  }

  @Test
  void aVideoThatCannotBeMadeIsRefused() {
    try (VideoModel model = Models.openVideo(Wire.provider(server.uri()).build(), RAY)) {
      assertThatThrownBy(() -> model.start(VideoRequest.builder("a", URI.create("s3://b/k"))
              .duration(Duration.ofSeconds(6))
              .build()))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("does not take the duration 6s; it takes 5s, 9s");
      assertThatThrownBy(() ->
              model.start(VideoRequest.builder("a", URI.create("file:///tmp")).build()))
          .isInstanceOf(RejectedInputException.class)
          .hasMessageContaining("S3 only");
    }
    assertThat(server.requests()).isEmpty();
  }
}
