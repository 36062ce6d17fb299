package io.fmops.guardrails;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML of plain data whose errors name file and line. Stateless but for the file's name. Prompt
 * files have a reader of their own, in the module of prompts, which this one does not know; the
 * core, which both know, brings no YAML.
 */
final class PolicyYaml {

  /** More than any policy needs; less than what makes reading slow. */
  private static final int MAX_CHARS = 1_000_000;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,9}");

  private final String file;

  PolicyYaml(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  Node read(String text) {
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException("%s: the policy has %,d chars; at most %,d are read"
          .formatted(file, text.length(), MAX_CHARS));
    }
    LoadSettings settings = LoadSettings.builder()
        .setSchema(new CoreSchema())
        .setLabel(file)
        .setUseMarks(true)
        .setMaxAliasesForCollections(0)
        .setAllowDuplicateKeys(false)
        .setAllowNonScalarKeys(true) // refused below, with their line
        .setCodePointLimit(MAX_CHARS)
        .build();
    try {
      YamlShape.problem(settings, text).ifPresent(problem -> {
        throw new IllegalArgumentException(
            "%s:%d: %s".formatted(file, problem.line(), problem.what()));
      });
      return new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
          .getSingleNode()
          .orElseThrow(() -> new IllegalArgumentException(
              file + ":1: the policy is empty; it needs at least name, detectors, and a stage"));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      throw new IllegalArgumentException(
          "%s:%d: no YAML that can be read: %s".formatted(file, line, e.getProblem()), e);
    } catch (ReaderException e) {
      long breaks =
          text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw new IllegalArgumentException(
          "%s:%d: the character U+%04X cannot stand in YAML; take it out"
              .formatted(file, breaks + 1, e.getCodePoint()),
          e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(
          "%s: no YAML that can be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  IllegalArgumentException wrong(Node node, String problem) {
    return new IllegalArgumentException("%s:%d: %s".formatted(file, line(node), problem));
  }

  /** A mapping with each key once, in the file's order. */
  Map<String, Node> fields(Node node, String what) {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(node, what + " must be a mapping (key: value)");
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw wrong(tuple.getKeyNode(), "a key must be a plain word");
      }
      if (fields.put(key.getValue(), tuple.getValueNode()) != null) {
        throw wrong(key, "\"" + key.getValue() + "\" stands twice");
      }
    }
    return fields;
  }

  List<Node> items(Node node, String what) {
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(node, what + " must be a list (- item)");
    }
    return sequence.getValue();
  }

  String text(Node node, String what) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return scalar.getValue();
    }
    throw wrong(node, what + " must be a text");
  }

  double number(Node node, String what, double min, double max) {
    // Not all that Java takes: no 256f, no 0x1p3, no NaN.
    return within(
        node, what, NUMBER, min, max, "a number from " + plain(min) + " to " + plain(max));
  }

  int whole(Node node, String what, int min, int max) {
    return (int)
        within(node, what, WHOLE, min, max, "a whole number from %d to %d".formatted(min, max));
  }

  private double within(
      Node node, String what, Pattern form, double min, double max, String expected) {
    String written = text(node, what);
    if (form.matcher(written).matches()) {
      double value = Double.parseDouble(written);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw wrong(node, what + " must be " + expected);
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  boolean flag(Node node, String what) {
    String value = text(node, what);
    if (value.equals("true") || value.equals("false")) {
      return value.equals("true");
    }
    throw wrong(node, what + " must be true or false");
  }

  List<String> texts(Node node, String what) {
    if (node instanceof SequenceNode sequence) {
      List<String> texts = new ArrayList<>();
      sequence.getValue().forEach(item -> texts.add(text(item, "each item of " + what)));
      return List.copyOf(texts);
    }
    return List.of(text(node, what));
  }

  /** Refuses what nobody asks for. */
  void onlyKnown(Map<String, Node> fields, Node mapping, List<String> known, String what) {
    Optional<String> unknown =
        fields.keySet().stream().filter(key -> !known.contains(key)).findFirst();
    if (unknown.isPresent()) {
      throw wrong(
          keyNode((MappingNode) mapping, unknown.get()),
          "%s has no \"%s\"; it can have %s".formatted(what, unknown.get(), known));
    }
  }

  static Node keyNode(MappingNode mapping, String key) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
        return scalar;
      }
    }
    return mapping;
  }
}
