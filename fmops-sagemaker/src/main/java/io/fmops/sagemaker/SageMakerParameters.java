package io.fmops.sagemaker;

import io.fmops.model.ProviderParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request can say to a SageMaker endpoint beyond the common parameters. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * GenerateRequest.builder()
 *     .user("Name three rivers as JSON.")
 *     .providerParameters(
 *         SageMakerParameters.body(Map.of("response_format", Map.of("type", "json_object"))))
 *     .build();
 * }</pre>
 *
 * <p>A conversation that ends with a turn of the model's is sent as it is; vLLM continues that turn
 * instead of beginning a new one if the body has {@code continue_final_message} true and
 * {@code add_generation_prompt} false.
 *
 * @param body fields of the payload, at its top level, in the words of the server behind the
 *     endpoint: {@code seed}, {@code top_k}, {@code response_format}, {@code tools}... They replace
 *     fields of the same name that the common parameters have made. The fields {@code messages},
 *     {@code stream} and {@code stream_options} are the library's own. Values are texts, numbers,
 *     booleans, and lists and maps of these
 * @param customAttributes the header {@code X-Amzn-SageMaker-Custom-Attributes}, which SageMaker
 *     hands to the container unread: at most 1024 visible characters of ASCII
 */
public record SageMakerParameters(Map<String, Object> body, Optional<String> customAttributes)
    implements ProviderParameters {

  private static final Pattern ATTRIBUTES = Pattern.compile("[\\x20-\\x7e]{1,1024}");

  /**
   * Copies the fields, in depth, and checks them.
   *
   * @throws IllegalArgumentException if a field is the library's own or not a value of JSON, or if
   *     the custom attributes cannot be a header
   */
  public SageMakerParameters {
    for (String reserved : List.of("messages", "stream", "stream_options")) {
      if (body.containsKey(reserved)) {
        throw new IllegalArgumentException(
            "the field \"%s\" of the payload is made from the request and cannot be replaced"
                .formatted(reserved));
      }
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    body.forEach((name, value) -> copy.put(name, copyOf(value, name)));
    body = Collections.unmodifiableMap(copy);
    if (customAttributes.isPresent()
        && !ATTRIBUTES.matcher(customAttributes.get()).matches()) {
      throw new IllegalArgumentException(
          "customAttributes must be 1 to 1024 visible characters of ASCII");
    }
  }

  /**
   * Fields of the payload and nothing else.
   *
   * @param fields the fields
   * @return the parameters
   * @throws IllegalArgumentException as the constructor
   */
  public static SageMakerParameters body(Map<String, Object> fields) {
    return new SageMakerParameters(fields, Optional.empty());
  }

  @Override
  public String provider() {
    return SageMakerProvider.NAME;
  }

  private static Object copyOf(@Nullable Object value, String name) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, part) -> copy.put(String.valueOf(key), copyOf(part, name)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>(list.size());
      list.forEach(part -> copy.add(copyOf(part, name)));
      return Collections.unmodifiableList(copy);
    }
    throw new IllegalArgumentException(
        "the field \"%s\" holds a value that JSON does not have: %s; use texts, numbers, booleans, lists and maps"
            .formatted(name, value == null ? "null" : value.getClass().getName()));
  }
}
