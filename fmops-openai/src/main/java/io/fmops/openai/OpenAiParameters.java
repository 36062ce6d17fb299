package io.fmops.openai;

import io.fmops.model.ProviderParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request can say to a server of the OpenAI API beyond the common parameters. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * GenerateRequest.builder()
 *     .user("Name three rivers.")
 *     .providerParameters(OpenAiParameters.of(Map.of("seed", 7, "reasoning_effort", "low")))
 *     .build();
 * }</pre>
 *
 * @param body fields of the request's body, at its top level, in the words of the server:
 *     {@code seed}, {@code top_k}, {@code logprobs}, {@code parallel_tool_calls}... They replace
 *     fields of the same name that the common parameters have made. The fields {@code messages},
 *     {@code stream} and {@code stream_options} are the library's own. Values are texts, numbers,
 *     booleans, and lists and maps of these
 */
public record OpenAiParameters(Map<String, Object> body) implements ProviderParameters {

  /**
   * Copies the fields, in depth, and checks them.
   *
   * @throws IllegalArgumentException if a field is the library's own or not a value of JSON
   */
  public OpenAiParameters {
    for (String reserved : List.of("messages", "stream", "stream_options")) {
      if (body.containsKey(reserved)) {
        throw new IllegalArgumentException(
            "the field \"%s\" of the body is made from the request and cannot be replaced"
                .formatted(reserved));
      }
    }
    // In one order, as maps of the JDK have another one in each JVM.
    Map<String, Object> copy = new TreeMap<>();
    body.forEach((name, value) -> copy.put(name, copyOf(value, name)));
    body = Collections.unmodifiableMap(copy);
  }

  /**
   * Fields of the body.
   *
   * @param fields the fields
   * @return the parameters
   * @throws IllegalArgumentException as the constructor
   */
  public static OpenAiParameters of(Map<String, Object> fields) {
    return new OpenAiParameters(fields);
  }

  @Override
  public String provider() {
    return OpenAiProvider.NAME;
  }

  private static Object copyOf(@Nullable Object value, String name) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new TreeMap<>();
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
