package io.fmops.sagemaker;

import io.fmops.model.ErrorDetails;
import io.fmops.model.ModelNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The codecs by their names. Immutable and thread-safe.
 *
 * @param templates those of the application
 * @param formats the application's prompt formats
 */
record Codecs(Map<String, PayloadTemplate> templates, Map<String, PromptFormat> formats) {

  static final List<String> NAMES =
      List.of("auto", "falcon", "llama2", "llama2-chat", "lmi", "openai", "text2text", "tgi");

  static final List<String> FORMATS = List.of("chatml", "llama3", "plain");

  Codecs {
    templates = Map.copyOf(templates);
    formats = Map.copyOf(formats);
  }

  PayloadCodec of(Endpoint endpoint) {
    String name = endpoint.form().codec().orElse("auto");
    PayloadTemplate template = templates.get(name);
    if (template != null) {
      return new TemplatePayload(endpoint, template, format(endpoint));
    }
    return switch (name) {
      case "auto" -> {
        noFormat(endpoint, name);
        yield new AutoPayload(endpoint);
      }
      case "openai" -> {
        noFormat(endpoint, name);
        yield new ChatPayload(endpoint);
      }
      case "llama2-chat" -> {
        noFormat(endpoint, name);
        yield text(endpoint, TextPayload.Dialect.LLAMA2_CHAT);
      }
      case "tgi", "falcon" -> text(endpoint, TextPayload.Dialect.TGI);
      case "lmi" -> text(endpoint, TextPayload.Dialect.LMI);
      case "llama2" -> text(endpoint, TextPayload.Dialect.LLAMA2);
      case "text2text" -> text(endpoint, TextPayload.Dialect.TEXT2TEXT);
      default -> throw unknown(endpoint, "codec", name, NAMES, templates);
    };
  }

  private PayloadCodec text(Endpoint endpoint, TextPayload.Dialect dialect) {
    return new TextPayload(endpoint, dialect, format(endpoint));
  }

  private PromptFormat format(Endpoint endpoint) {
    String name = endpoint.form().prompt().orElse("plain");
    PromptFormat own = formats.get(name);
    return own != null
        ? own
        : PromptFormat.named(name)
            .orElseThrow(() -> unknown(endpoint, "prompt", name, FORMATS, formats));
  }

  private static void noFormat(Endpoint endpoint, String codec) {
    if (endpoint.form().prompt().isPresent()) {
      throw new ModelNotFoundException(
          ("the model id \"%s\" has the option \"prompt\", but the codec %s sends messages and not"
                  + " one text; take it out or name another codec")
              .formatted(endpoint.id(), codec),
          ErrorDetails.of(endpoint.id()),
          null);
    }
  }

  private static ModelNotFoundException unknown(
      Endpoint endpoint, String option, String name, List<String> known, Map<String, ?> own) {
    List<String> all = new ArrayList<>(known);
    all.addAll(own.keySet());
    return new ModelNotFoundException(
        "the model id \"%s\" has the unknown %s \"%s\"; known are: %s"
            .formatted(
                endpoint.id(),
                option,
                name,
                String.join(", ", all.stream().sorted().toList())),
        ErrorDetails.of(endpoint.id()),
        null);
  }
}
