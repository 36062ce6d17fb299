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
 * @param target what of the endpoint is called
 * @param form how its payloads look
 */
record Endpoint(
    ModelId id,
    Optional<String> region,
    Optional<URI> uri,
    Optional<String> profile,
    Optional<String> servedModel,
    Target target,
    Form form) {

  /**
   * What of an endpoint is called.
   *
   * @param component the inference component
   * @param variant the production variant
   * @param model the archive of a multi-model endpoint
   * @param container the host name of a container of a multi-container endpoint
   */
  record Target(
      Optional<String> component,
      Optional<String> variant,
      Optional<String> model,
      Optional<String> container) {}

  /**
   * How an endpoint's payloads look.
   *
   * @param codec the codec's name
   * @param prompt the prompt format's name
   * @param attributes custom attributes of every request
   * @param unmarkedEnd whether a stream is whole when it ends, whatever it says
   * @param batch the most texts in one request for embeddings
   */
  record Form(
      Optional<String> codec,
      Optional<String> prompt,
      Optional<String> attributes,
      boolean unmarkedEnd,
      int batch) {}

  private static final List<String> KNOWN = List.of(
      "attributes",
      "batch",
      "codec",
      "component",
      "container",
      "end",
      "endpoint",
      "model",
      "profile",
      "prompt",
      "region",
      "targetModel",
      "variant");

  /** What TEI takes in one request if it is not told otherwise. */
  private static final int DEFAULT_BATCH = 32;

  /** What AWS allows in names, as far as it matters: they become parts of headers and hosts. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");

  /** A path within the endpoint's folder of archives. */
  private static final Pattern ARCHIVE = Pattern.compile("[\\x21-\\x7e]{1,1024}");

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
        new Target(
            name(id, "component"),
            name(id, "variant"),
            option(id, "targetModel", ARCHIVE, "the path of an archive, such as fr/model.tar.gz"),
            name(id, "container")),
        new Form(
            Optional.ofNullable(options.get("codec")),
            Optional.ofNullable(options.get("prompt")),
            option(
                id,
                "attributes",
                SageMakerParameters.ATTRIBUTES,
                "1 to 1024 visible characters of ASCII"),
            option(id, "end", Pattern.compile("unmarked"), "unmarked").isPresent(),
            option(id, "batch", Pattern.compile("[1-9]\\d{0,3}"), "a number from 1 to 9999")
                .map(Integer::valueOf)
                .orElse(DEFAULT_BATCH)));
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
    return option(id, option, NAME, "up to 63 letters, digits and hyphens");
  }

  private static Optional<String> option(
      ModelId id, String option, Pattern allowed, String expected) {
    Optional<String> value = Optional.ofNullable(id.options().get(option));
    value.filter(given -> !allowed.matcher(given).matches()).ifPresent(given -> {
      throw notFound(id, "has a malformed option \"%s\": expected %s".formatted(option, expected));
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
