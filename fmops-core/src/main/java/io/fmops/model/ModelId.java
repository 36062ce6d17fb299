package io.fmops.model;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names a model: {@code provider:name}, with options of the provider's if need be, as in
 * {@code bedrock:amazon.nova-lite-v1:0?region=eu-west-1}. The name is taken as it stands, so it may
 * be an ARN. Immutable and thread-safe.
 *
 * @param provider the provider, such as {@code bedrock}: lower-case letters, digits and hyphens
 * @param name the provider's own name for the model; not empty, without {@code ?}
 * @param options the provider's options, in their written order
 */
public record ModelId(String provider, String name, Map<String, String> options) {

  private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9-]*):([^?\\s]+)(?:\\?(.*))?");

  /**
   * Copies the options and checks the parts.
   *
   * @throws ModelNotFoundException if a part does not have its form
   */
  public ModelId {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(name, "name");
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    if (!FORM.matcher(provider + ":" + name).matches()) {
      throw malformed(provider + ":" + name);
    }
    for (String option : options.keySet()) {
      if (option.isEmpty() || option.contains("&") || option.contains("=")) {
        throw new ModelNotFoundException(
            "malformed option name \"%s\": it must not be empty or have & or =".formatted(option));
      }
    }
  }

  /**
   * A name without options.
   *
   * @param provider the provider
   * @param name the provider's own name for the model
   * @return the id
   * @throws ModelNotFoundException if a part does not have its form
   */
  public static ModelId of(String provider, String name) {
    return new ModelId(provider, name, Map.of());
  }

  /**
   * Reads {@code provider:name?option=value&option=value}. Values are percent-decoded.
   *
   * @param text the id as written
   * @return the id
   * @throws ModelNotFoundException if the text does not have this form
   */
  public static ModelId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text);
    }
    Map<String, String> options = new LinkedHashMap<>();
    String query = matcher.group(3);
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new ModelNotFoundException(
              "malformed option \"%s\" in model id \"%s\": expected name=value"
                  .formatted(pair, text));
        }
        try {
          // A plus is a plus here; the decoder is for forms, where it is a space.
          String value = pair.substring(equals + 1).replace("+", "%2B");
          String twice = options.put(
              pair.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
          if (twice != null) {
            throw new ModelNotFoundException("the option \"%s\" stands twice in model id \"%s\""
                .formatted(pair.substring(0, equals), text));
          }
        } catch (IllegalArgumentException e) {
          throw new ModelNotFoundException("malformed option \"%s\" in model id \"%s\": %s"
              .formatted(pair, text, e.getMessage()));
        }
      }
    }
    return new ModelId(matcher.group(1), matcher.group(2), options);
  }

  private static ModelNotFoundException malformed(String text) {
    return new ModelNotFoundException(
        "malformed model id \"%s\": expected provider:model-id, such as baseline:majority or"
                .formatted(text)
            + " bedrock:amazon.nova-lite-v1:0");
  }

  /** The id as {@link #parse} reads it. */
  @Override
  public String toString() {
    return options.isEmpty()
        ? provider + ":" + name
        : options.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", provider + ":" + name + "?", ""));
  }
}
