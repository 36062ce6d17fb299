package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.DetectorFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Makes the detectors of a policy file from the factories on the class path. Not thread-safe. */
final class DetectorMaker {

  private static final Logger LOG = LoggerFactory.getLogger(DetectorMaker.class);

  private final PolicyYaml yaml;
  private final Optional<Path> folder;
  private final Map<String, DetectorFactory> factories = new TreeMap<>();

  DetectorMaker(PolicyYaml yaml, Optional<Path> folder) {
    this.yaml = yaml;
    this.folder = folder;
    find(ServiceLoader.load(DetectorFactory.class));
    find(ServiceLoader.load(DetectorFactory.class, DetectorMaker.class.getClassLoader()));
  }

  private void find(ServiceLoader<DetectorFactory> loader) {
    loader.stream().forEach(provider -> {
      try {
        DetectorFactory factory = provider.get();
        factories.putIfAbsent(factory.type(), factory);
      } catch (ServiceConfigurationError | LinkageError e) {
        LOG.warn("{} cannot be used", provider.type(), e);
      }
    });
  }

  /**
   * Makes a detector.
   *
   * @param known keys beside the detector's own that somebody else reads
   */
  Detector make(String name, Node node, List<String> known) {
    String what = "detector " + name;
    Map<String, Node> fields = yaml.fields(node, what);
    Node type = fields.get("type");
    if (type == null) {
      throw yaml.wrong(node, what + " needs \"type\"");
    }
    DetectorFactory factory = factories.get(yaml.text(type, "type"));
    if (factory == null) {
      throw yaml.wrong(
          type,
          "no detector of type \"%s\"; on the class path are %s"
              .formatted(yaml.text(type, "type"), factories.keySet()));
    }
    List<String> read = new ArrayList<>(known);
    read.add("type");
    FileSettings settings = new FileSettings(
        yaml,
        (MappingNode) node,
        what,
        read,
        folder.orElse(null),
        (key, inner) -> make(name + "." + key, inner, List.of()));
    Detector detector = created(factory, name, node, settings);
    try {
      settings.allAsked(what + " of type " + factory.type());
      return detector;
    } catch (RuntimeException e) {
      detector.close();
      throw e;
    }
  }

  private Detector created(DetectorFactory factory, String name, Node node, FileSettings settings) {
    try {
      return factory.create(name, settings);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // The last is a pattern of a thousand brackets, for example, and has no message.
      String message = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
      throw message.startsWith(yaml.file())
          ? new IllegalArgumentException(message, e)
          : new IllegalArgumentException(
              yaml.wrong(node, "detector %s: %s".formatted(name, message)).getMessage(), e);
    }
  }
}
