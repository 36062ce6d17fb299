package io.fmops.sagemaker;

import io.fmops.aws.SdkErrors;
import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.openai.chat.ChatServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An endpoint as a model id names it. Immutable and thread-safe.
 *
 * @param id the id as written
 * @param region where the endpoint is
 * @param uri another address than the region's own
 * @param profile a profile of the AWS configuration files
 * @param servedModel which of the models that the server serves
 * @param component the inference component
 * @param variant the production variant
 */
record Endpoint(
    ModelId id,
    Optional<String> region,
    Optional<URI> uri,
    Optional<String> profile,
    Optional<String> servedModel,
    Optional<String> component,
    Optional<String> variant) {

  private static final List<String> KNOWN =
      List.of("component", "endpoint", "model", "profile", "region", "variant");

  /** What AWS allows in names, as far as it matters: they become parts of headers and hosts. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");

  static Endpoint of(ModelId id) {
    if (!id.provider().equals(SageMakerProvider.NAME)) {
      throw notFound(id, "is not a model of the provider \"" + SageMakerProvider.NAME + "\"");
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
    return new Endpoint(
        id,
        name(id, "region"),
        uri(id),
        Optional.ofNullable(options.get("profile")),
        Optional.ofNullable(options.get("model")),
        name(id, "component"),
        name(id, "variant"));
  }

  /** Who speaks the OpenAI chat schema there. */
  ChatServer server() {
    return new ChatServer(id, servedModel);
  }

  /** How messages call it: short, without options. */
  String label() {
    return id.provider() + ":" + id.name();
  }

  ErrorDetails details(Optional<String> requestId) {
    return SdkErrors.details(id, requestId.orElse(null));
  }

  private static Optional<String> name(ModelId id, String option) {
    Optional<String> value = Optional.ofNullable(id.options().get(option));
    value.filter(given -> !NAME.matcher(given).matches()).ifPresent(given -> {
      throw notFound(
          id,
          "has a malformed option \"%s\": expected up to 63 letters, digits and hyphens"
              .formatted(option));
    });
    return value;
  }

  private static Optional<URI> uri(ModelId id) {
    String value = id.options().get("endpoint");
    if (value == null) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(value);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return Optional.of(uri);
      }
    } catch (java.net.URISyntaxException e) {
      // Told below, as for every other text that is no address.
    }
    throw notFound(
        id, "has a malformed option \"endpoint\": expected an address such as https://host:port");
  }

  private static ModelNotFoundException notFound(ModelId id, String what) {
    return new ModelNotFoundException(
        "the model id \"%s\" %s".formatted(id, what), ErrorDetails.of(id), null);
  }
}
