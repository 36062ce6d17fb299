package io.fmops.sagemaker;

import io.fmops.model.ProviderParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
 *     endpoint: {@code seed}, {@code top_k}, {@code response_format}... They replace fields of the
 *     same name that the common parameters have made; fields of an object that is there already,
 *     such as TGI's {@code parameters}, are added to it. The fields {@code messages},
 *     {@code inputs}, {@code text_inputs}, {@code stream} and {@code stream_options} are the
 *     library's own. Values are texts, numbers, booleans, and lists and maps of these
 * @param customAttributes the header {@code X-Amzn-SageMaker-Custom-Attributes}, which SageMaker
 *     hands to the container unread: at most 1024 visible characters of ASCII. It replaces the
 *     option {@code attributes} of the model id
 * @param sessionId the stateful session to go on with, or {@code NEW_SESSION} to begin one, whose
 *     id is then {@code newSessionId()} of the raw response
 * @param inferenceId the application's own name of this call, kept with the data that SageMaker
 *     captures: at most 64 visible characters of ASCII
 */
public record SageMakerParameters(
    Map<String, Object> body,
    Optional<String> customAttributes,
    Optional<String> sessionId,
    Optional<String> inferenceId)
    implements ProviderParameters {

  static final Pattern ATTRIBUTES = Pattern.compile("[\\x20-\\x7e]{1,1024}");
  private static final Pattern SESSION =
      Pattern.compile("NEW_SESSION|[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}");
  private static final Pattern INFERENCE = Pattern.compile("[\\x21-\\x7e]{1,64}");

  private static final List<String> RESERVED =
      List.of("inputs", "messages", "stream", "stream_options", "text_inputs");

  /**
   * Copies the fields, in depth, and checks them.
   *
   * @throws IllegalArgumentException if a field is the library's own or not a value of JSON, or if
   *     one of the others cannot be a header
   */
  public SageMakerParameters {
    for (String reserved : RESERVED) {
      if (body.containsKey(reserved)) {
        throw new IllegalArgumentException(
            "the field \"%s\" of the payload is made from the request and cannot be replaced"
                .formatted(reserved));
      }
    }
    // In one order, as maps of the JDK have another one in each JVM.
    Map<String, Object> copy = new TreeMap<>();
    body.forEach((name, value) -> copy.put(name, copyOf(value, name)));
    body = Collections.unmodifiableMap(copy);
    check(
        "customAttributes", customAttributes, ATTRIBUTES, "1 to 1024 visible characters of ASCII");
    check("sessionId", sessionId, SESSION, "NEW_SESSION, or letters, digits and hyphens");
    check("inferenceId", inferenceId, INFERENCE, "1 to 64 visible characters of ASCII");
  }

  private static void check(String name, Optional<String> value, Pattern allowed, String expected) {
    if (value.isPresent() && !allowed.matcher(value.get()).matches()) {
      throw new IllegalArgumentException(name + " must be " + expected);
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
    return builder().body(fields).build();
  }

  /**
   * Parameters, one by one.
   *
   * @return a builder with nothing set
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String provider() {
    return SageMakerProvider.NAME;
  }

  @Override
  public String content() {
    return List.of(body, customAttributes, sessionId).toString();
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

  /** Builds {@link SageMakerParameters}. Not thread-safe. */
  public static final class Builder {
    private Map<String, Object> body = Map.of();
    private Optional<String> customAttributes = Optional.empty();
    private Optional<String> sessionId = Optional.empty();
    private Optional<String> inferenceId = Optional.empty();

    private Builder() {}

    /**
     * Sets further fields of the payload. Default: none.
     *
     * @param fields the fields
     * @return this
     */
    public Builder body(Map<String, Object> fields) {
      body = fields;
      return this;
    }

    /**
     * Sets what the container gets as custom attributes. Default: what the model id says.
     *
     * @param value such as {@code accept_eula=true}
     * @return this
     */
    public Builder customAttributes(String value) {
      customAttributes = Optional.of(value);
      return this;
    }

    /**
     * Sets the stateful session. Default: none.
     *
     * @param value {@code NEW_SESSION} or the id of a session
     * @return this
     */
    public Builder sessionId(String value) {
      sessionId = Optional.of(value);
      return this;
    }

    /**
     * Sets the application's own name of this call. Default: none.
     *
     * @param value the name
     * @return this
     */
    public Builder inferenceId(String value) {
      inferenceId = Optional.of(value);
      return this;
    }

    /**
     * Builds the parameters.
     *
     * @return the parameters
     * @throws IllegalArgumentException as the constructor
     */
    public SageMakerParameters build() {
      return new SageMakerParameters(body, customAttributes, sessionId, inferenceId);
    }
  }
}
