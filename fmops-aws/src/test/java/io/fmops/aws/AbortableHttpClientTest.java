package io.fmops.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

class AbortableHttpClientTest {

  @Test
  void anExchangeThatBeginsAfterItsCallWasAbortedIsAbortedAtOnce() {
    AtomicInteger aborts = new AtomicInteger();
    SdkHttpClient inner = new SdkHttpClient() {
      @Override
      public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
          @Override
          public HttpExecuteResponse call() {
            throw new AssertionError("not to be called");
          }

          @Override
          public void abort() {
            aborts.incrementAndGet();
          }
        };
      }

      @Override
      public void close() {}
    };
    try (AbortableHttpClient client = new AbortableHttpClient(inner)) {
      HttpExecuteRequest request = HttpExecuteRequest.builder().build();
      AbortHandle handle = new AbortHandle();
      client.prepareRequest(request);
      assertThat(aborts).as("outside of a call").hasValue(0);
      client.run(handle, () -> {
        handle.abort();
        handle.abort();
        assertThat(aborts).hasValue(0);
        client.prepareRequest(request);
        assertThat(aborts).hasValue(1);
        return "";
      });
      AbortHandle finished = new AbortHandle();
      client.run(finished, () -> client.prepareRequest(request));
      finished.abort();
      assertThat(aborts).as("after the end of the call").hasValue(1);
    }
  }
}
