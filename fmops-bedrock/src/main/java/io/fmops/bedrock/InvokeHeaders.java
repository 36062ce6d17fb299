package io.fmops.bedrock;

import io.fmops.model.TokenUsage;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What Bedrock tells in the headers of an answer of InvokeModel. */
final class InvokeHeaders {

  private InvokeHeaders() {}

  static OptionalLong inputTokens(@Nullable SdkHttpResponse response) {
    return number(response, "X-Amzn-Bedrock-Input-Token-Count");
  }

  static TokenUsage usage(@Nullable SdkHttpResponse response) {
    OptionalLong input = inputTokens(response);
    OptionalLong output = number(response, "X-Amzn-Bedrock-Output-Token-Count");
    return input.isPresent() || output.isPresent()
        ? new TokenUsage(
            input.orElse(0),
            output.orElse(0),
            number(response, "X-Amzn-Bedrock-Cache-Read-Input-Token-Count").orElse(0),
            number(response, "X-Amzn-Bedrock-Cache-Write-Input-Token-Count").orElse(0),
            TokenUsage.Source.REPORTED)
        : TokenUsage.UNKNOWN;
  }

  static @Nullable Long latencyMillis(@Nullable SdkHttpResponse response) {
    OptionalLong millis = number(response, "X-Amzn-Bedrock-Invocation-Latency");
    return millis.isPresent() ? millis.getAsLong() : null;
  }

  private static OptionalLong number(@Nullable SdkHttpResponse response, String header) {
    return response == null
        ? OptionalLong.empty()
        : response
            .firstMatchingHeader(header)
            .map(String::trim)
            .filter(value -> value.matches("\\d{1,18}"))
            .map(value -> OptionalLong.of(Long.parseLong(value)))
            .orElse(OptionalLong.empty());
  }
}
