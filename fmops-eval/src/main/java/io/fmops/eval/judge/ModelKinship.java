package io.fmops.eval.judge;

import io.fmops.model.ModelId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which ids are the same model, and which models are of one family, as far as the ids tell. An ARN
 * of an application's own inference profile, provisioned throughput or endpoint tells nothing, nor
 * does a name that an alias stands for. Stateless.
 */
final class ModelKinship {

  private static final Pattern ARN = Pattern.compile("arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:.*/)?(.+)");

  /** Where Bedrock's cross-region profiles route to. */
  private static final Pattern CROSS_REGION =
      Pattern.compile("(?:global|us|us-gov|eu|apac|jp|au|ca|sa|in|kr|uk|me|af|mx|il)\\.(.+\\..+)");

  /** A longer or shorter context window of the same model. */
  private static final Pattern WINDOW = Pattern.compile("(.+:\\d+):(?:\\d+k|mm)");

  private static final Map<String, List<String>> FAMILIES = families();

  private ModelKinship() {}

  private static Map<String, List<String>> families() {
    Map<String, List<String>> families = new LinkedHashMap<>();
    families.put("anthropic", List.of("anthropic", "claude"));
    families.put("openai", List.of("openai", "gpt", "chatgpt", "o1", "o3", "o4"));
    families.put("google", List.of("google", "gemini", "gemma"));
    families.put("amazon", List.of("amazon", "nova", "titan"));
    families.put("deepseek", List.of("deepseek"));
    families.put("meta", List.of("meta", "llama"));
    families.put(
        "mistral",
        List.of("mistral", "mistralai", "mixtral", "ministral", "magistral", "codestral"));
    families.put("qwen", List.of("qwen", "qwq"));
    families.put("cohere", List.of("cohere", "command"));
    families.put("ai21", List.of("ai21", "jamba", "jurassic"));
    families.put("microsoft", List.of("microsoft", "phi"));
    families.put("xai", List.of("xai", "grok"));
    families.put("nvidia", List.of("nvidia", "nemotron"));
    families.put("ibm", List.of("ibm", "granite"));
    families.put("moonshot", List.of("moonshot", "moonshotai", "kimi"));
    families.put("zhipu", List.of("zai", "glm", "chatglm"));
    families.put("writer", List.of("writer", "palmyra"));
    return families;
  }

  /** Whether both are one model, in whatever region and with whatever options. */
  static boolean same(ModelId a, ModelId b) {
    return a.provider().equals(b.provider()) && name(a).equals(name(b));
  }

  private static String name(ModelId id) {
    String name = id.name();
    if (!id.provider().equals("bedrock")) {
      return name;
    }
    Matcher arn = ARN.matcher(name);
    name = arn.matches() ? arn.group(1) : name;
    Matcher crossRegion = CROSS_REGION.matcher(name);
    name = crossRegion.matches() ? crossRegion.group(1) : name;
    Matcher window = WINDOW.matcher(name);
    return window.matches() ? window.group(1) : name;
  }

  /** Who made the model; empty if the name does not say. */
  static Optional<String> family(ModelId id) {
    for (String word : name(id).toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      for (Map.Entry<String, List<String>> family : FAMILIES.entrySet()) {
        if (family.getValue().stream().anyMatch(known -> begins(word, known))) {
          return Optional.of(family.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /** "llama3" is a llama, "philosopher" is no phi. */
  private static boolean begins(String word, String known) {
    return word.startsWith(known) && word.substring(known.length()).matches("(?:v?\\d.*)?");
  }
}
