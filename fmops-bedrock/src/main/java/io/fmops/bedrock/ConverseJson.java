package io.fmops.bedrock;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

/**
 * The bodies of Converse, written and read by the SDK itself: it offers its writer and reader to
 * nobody, but uses them for a client whose connection leads nowhere. For one thread.
 */
final class ConverseJson implements AutoCloseable {

  private final Nowhere nowhere = new Nowhere();
  private final BedrockRuntimeClient client = BedrockRuntimeClient.builder()
      .httpClient(nowhere)
      .region(Region.US_EAST_1)
      .endpointOverride(URI.create("http://nowhere.invalid"))
      .credentialsProvider(AnonymousCredentialsProvider.create())
      .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
      .build();

  byte[] encode(ConverseRequest request) {
    nowhere.answer = new byte[] {'{', '}'};
    ConverseResponse unused = client.converse(request);
    return nowhere.asked;
  }

  /** The answer that has this body, without the id of an exchange. */
  ConverseResponse decode(byte[] body) {
    nowhere.answer = body;
    return client.converse(request -> request.modelId("any"));
  }

  @Override
  public void close() {
    client.close();
  }

  /** Keeps what is asked and answers what it has been given. */
  private static final class Nowhere implements SdkHttpClient {
    private byte[] asked = new byte[0];
    private byte[] answer = new byte[0];

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          if (request.contentStreamProvider().isPresent()) {
            try (InputStream content = request.contentStreamProvider().get().newStream()) {
              content.transferTo(body);
            }
          }
          asked = body.toByteArray();
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder()
                  .statusCode(200)
                  .putHeader("Content-Type", "application/json")
                  .build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer)))
              .build();
        }

        @Override
        public void abort() {
          // There is no connection.
        }
      };
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }
}
