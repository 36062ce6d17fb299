package io.fmops.eval.gate;

import io.fmops.text.NearestName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML, and so JSON, of plain data whose errors name file and line: mappings, lists and words,
 * without anchors and tags.
 */
final class GateYaml {

  /** More than any gate needs; less than what makes reading slow. */
  private static final int MAX_CHARS = 1_000_000;

  /** Deeper than any gate is; a small part of any stack. */
  private static final int MAX_DEPTH = 10;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

  private final String source;

  GateYaml(String source) {
    this.source = source;
  }

  /**
   * A value and where it stands: exactly one of the three is there.
   *
   * @param word a plain or quoted word
   */
  record Node(
      int line,
      @Nullable String word,
      @Nullable List<Node> items,
      @Nullable Map<String, Node> fields) {}

  Node read(String text) {
    if (text.length() > MAX_CHARS) {
      throw wrong(1, "%,d characters; a gate has at most %,d".formatted(text.length(), MAX_CHARS));
    }
    LoadSettings settings = LoadSettings.builder()
        .setLabel(source)
        .setUseMarks(true)
        .setCodePointLimit(MAX_CHARS)
        .build();
    try {
      Iterator<Event> events = new ParserImpl(settings, new StreamReader(settings, text));
      @Nullable Node root = null;
      while (events.hasNext()) {
        Event event = events.next();
        if (event instanceof NodeEvent) {
          if (root != null) {
            throw wrong(line(event), "a second document begins; write one gate a file");
          }
          root = node(event, events, 0);
        }
      }
      if (root == null) {
        throw wrong(1, "the file is empty; a gate needs at least \"gate\" and \"conditions\"");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      throw new IllegalArgumentException(
          "%s:%d: no YAML that can be read: %s".formatted(source, line, e.getProblem()), e);
    } catch (ReaderException e) {
      long breaks =
          text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw new IllegalArgumentException(
          "%s:%d: the character U+%04X cannot stand in YAML; take it out"
              .formatted(source, breaks + 1, e.getCodePoint()),
          e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(
          "%s: no YAML that can be read: %s".formatted(source, e.getMessage()), e);
    }
  }

  private Node node(Event event, Iterator<Event> events, int depth) {
    int line = line(event);
    if (depth > MAX_DEPTH) {
      throw wrong(line, "nested more than %d deep; a gate is not".formatted(MAX_DEPTH));
    }
    if (event instanceof ScalarEvent scalar && scalar.getTag().isEmpty() && plain(scalar)) {
      return new Node(line, scalar.getValue(), null, null);
    }
    if (event instanceof SequenceStartEvent list && list.getTag().isEmpty() && plain(list)) {
      List<Node> items = new ArrayList<>();
      for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
        items.add(node(next, events, depth + 1));
      }
      return new Node(line, null, items, null);
    }
    if (event instanceof MappingStartEvent map && map.getTag().isEmpty() && plain(map)) {
      Map<String, Node> fields = new LinkedHashMap<>();
      for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
        if (!(next instanceof ScalarEvent key)) {
          throw wrong(line(next), "a key must be a word");
        }
        Node value = node(events.next(), events, depth + 1);
        if (fields.put(key.getValue(), value) != null) {
          throw wrong(line(key), quote(key.getValue()) + " stands twice");
        }
      }
      return new Node(line, null, null, fields);
    }
    throw wrong(line, "anchors, aliases and tags have no place in a gate; write the value itself");
  }

  private static boolean plain(NodeEvent event) {
    return event.getAnchor().isEmpty();
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private IllegalArgumentException wrong(int line, String problem) {
    return new IllegalArgumentException("%s:%d: %s".formatted(source, line, problem));
  }

  IllegalArgumentException wrong(Node node, String problem) {
    return wrong(node.line(), problem);
  }

  static String quote(String text) {
    return '"' + Words.line(text, 60) + '"';
  }

  Map<String, Node> fields(Node node, String what, List<String> known) {
    Map<String, Node> fields = node.fields();
    if (fields == null) {
      throw wrong(node, what + " must be a mapping (key: value)");
    }
    fields.forEach((key, value) -> {
      if (!known.contains(key)) {
        throw wrong(
            value,
            "%s has no %s; it can have %s%s"
                .formatted(
                    what,
                    quote(key),
                    String.join(", ", known),
                    NearestName.of(key, known)
                        .map(name -> "; did you mean \"%s\"?".formatted(name))
                        .orElse("")));
      }
    });
    return fields;
  }

  List<Node> items(Node node, String what) {
    List<Node> items = node.items();
    if (items == null) {
      throw wrong(node, what + " must be a list (- item)");
    }
    return items;
  }

  String word(Node node, String what) {
    String word = node.word();
    if (word == null || word.isBlank()) {
      throw wrong(node, what + " must be a text that is not blank");
    }
    return word;
  }

  /** A number as it is written; not all that Java takes: no 256f, no 0x1p3, no NaN. */
  String number(Node node, String what) {
    String word = node.word();
    if (word == null || !NUMBER.matcher(word).matches()) {
      throw wrong(node, what + " must be a number, such as 0.8");
    }
    return word;
  }
}
