package io.fmops.model.internal;

import io.fmops.model.ModelId;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.spi.ModelProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds providers with ServiceLoader: first as the thread sees classes, then as this library does.
 */
public final class ProviderLookup {

  private static final Logger log = LoggerFactory.getLogger(ProviderLookup.class);

  /** Where to get the providers that this project makes. */
  private static final Map<String, String> KNOWN_MODULES = Map.of(
      "bedrock", "io.fmops:fmops-bedrock",
      "openai", "io.fmops:fmops-openai",
      "sagemaker", "io.fmops:fmops-sagemaker",
      "baseline", "io.fmops:fmops-eval");

  private ProviderLookup() {}

  /**
   * The provider of a model.
   *
   * @param id names the model
   * @return its provider
   * @throws ModelNotFoundException if there is none, or more than one of that name
   */
  public static ModelProvider find(ModelId id) {
    Map<String, List<ModelProvider>> found = new TreeMap<>();
    List<String> broken = new ArrayList<>();
    for (ModelProvider provider : load(broken)) {
      found.computeIfAbsent(provider.name(), name -> new ArrayList<>()).add(provider);
    }
    List<ModelProvider> matching = found.getOrDefault(id.provider(), List.of());
    if (matching.isEmpty()) {
      throw new ModelNotFoundException(unknown(id, found.keySet(), broken));
    }
    if (matching.size() > 1) {
      throw new ModelNotFoundException(
          "more than one model provider is named \"%s\": %s; take one of them off the class path"
              .formatted(
                  id.provider(), matching.stream().map(ProviderLookup::origin).toList()));
    }
    return matching.get(0);
  }

  private static String unknown(ModelId id, Iterable<String> names, List<String> broken) {
    String onClassPath = String.join(", ", names);
    StringBuilder message =
        new StringBuilder("no model provider \"%s\" (for \"%s\")".formatted(id.provider(), id));
    message.append("; on the class path: ").append(onClassPath.isEmpty() ? "none" : onClassPath);
    String module = KNOWN_MODULES.get(id.provider());
    if (module != null) {
      message.append("; add the dependency ").append(module);
    }
    if (!broken.isEmpty()) {
      message.append("; could not be loaded: ").append(String.join(", ", broken));
    }
    return message.toString();
  }

  private static Iterable<ModelProvider> load(List<String> broken) {
    Map<Class<?>, ModelProvider> providers = new LinkedHashMap<>();
    ClassLoader own = ProviderLookup.class.getClassLoader();
    ClassLoader thread = Thread.currentThread().getContextClassLoader();
    if (thread != null) {
      collect(ServiceLoader.load(ModelProvider.class, thread), providers, broken);
    }
    if (own != thread) {
      collect(ServiceLoader.load(ModelProvider.class, own), providers, broken);
    }
    return providers.values();
  }

  private static void collect(
      ServiceLoader<ModelProvider> loader,
      Map<Class<?>, ModelProvider> providers,
      List<String> broken) {
    Iterator<ModelProvider> iterator = loader.iterator();
    while (true) {
      try {
        if (!iterator.hasNext()) {
          return;
        }
        ModelProvider provider = iterator.next();
        providers.putIfAbsent(provider.getClass(), provider);
      } catch (ServiceConfigurationError | LinkageError e) {
        // One broken provider must not take the others away.
        log.warn("a model provider could not be loaded", e);
        broken.add(String.valueOf(e.getMessage()));
        if (broken.size() > 50) {
          return;
        }
      }
    }
  }

  private static String origin(ModelProvider provider) {
    var source = provider.getClass().getProtectionDomain().getCodeSource();
    return provider.getClass().getName()
        + (source == null || source.getLocation() == null ? "" : " in " + source.getLocation());
  }
}
