package io.fmops.openai;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.openai.chat.ChatServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as its id names it. Immutable and thread-safe.
 *
 * @param id the id as written
 * @param endpoint the base URL, if the id has one
 * @param keyVariable the environment variable that holds the API key, if the id names one
 * @param maxTokensField what the server calls the limit of tokens
 * @param systemRole the role of the system text
 * @param base64 whether to ask for vectors in base64
 * @param batch how many texts go into one request for vectors
 */
record Target(
    ModelId id,
    Optional<URI> endpoint,
    Optional<String> keyVariable,
    String maxTokensField,
    String systemRole,
    boolean base64,
    int batch) {

  private static final List<String> KNOWN =
      List.of("batch", "encoding", "endpoint", "keyVariable", "maxTokensField", "systemRole");

  static Target of(ModelId id) {
    if (!id.provider().equals(OpenAiProvider.NAME)) {
      throw notFound(id, "is not a model of the provider \"" + OpenAiProvider.NAME + "\"");
    }
    Map<String, String> options = id.options();
    for (String option : options.keySet()) {
      if (!KNOWN.contains(option)) {
        throw notFound(
            id,
            "has the unknown option \"%s\"; known are: %s"
                .formatted(option, String.join(", ", KNOWN)));
      }
    }
    return new Target(
        id,
        Optional.ofNullable(options.get("endpoint")).map(value -> uri(id, value)),
        Optional.ofNullable(options.get("keyVariable")),
        oneOf(id, "maxTokensField", "max_tokens", "max_completion_tokens"),
        oneOf(id, "systemRole", "system", "developer"),
        oneOf(id, "encoding", "float", "base64").equals("base64"),
        batch(id));
  }

  ChatServer server() {
    return new ChatServer(id, Optional.of(id.name()), maxTokensField, systemRole);
  }

  /** An address to which the paths of the API can be added. */
  static URI checked(URI uri) {
    boolean good = uri.getHost() != null
        && List.of("http", "https").contains(uri.getScheme())
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null;
    if (!good) {
      throw new IllegalArgumentException(
          "the base URL must be an http or https address such as http://127.0.0.1:11434/v1, without"
              + " a user or a fragment; secrets go into a header");
    }
    return uri;
  }

  private static URI uri(ModelId id, String value) {
    try {
      return checked(new URI(value));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw notFound(
          id,
          "has a malformed option \"endpoint\": expected an http or https address such as"
              + " http://127.0.0.1:11434/v1, without a user or a fragment");
    }
  }

  private static String oneOf(ModelId id, String option, String usual, String other) {
    String value = id.options().getOrDefault(option, usual);
    if (!value.equals(usual) && !value.equals(other)) {
      throw notFound(
          id, "has a malformed option \"%s\": expected %s or %s".formatted(option, usual, other));
    }
    return value;
  }

  private static int batch(ModelId id) {
    String value = id.options().getOrDefault("batch", "256");
    if (!value.matches("[1-9]\\d{0,3}") || Integer.parseInt(value) > 2048) {
      throw notFound(id, "has a malformed option \"batch\": expected 1 to 2048");
    }
    return Integer.parseInt(value);
  }

  /** Without the options, for they may be secrets in the wrong place. */
  private static ModelNotFoundException notFound(ModelId id, String what) {
    return new ModelNotFoundException(
        "the model id \"%s:%s\" %s".formatted(id.provider(), id.name(), what),
        ErrorDetails.of(id),
        null);
  }
}
