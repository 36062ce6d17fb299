package io.fmops.eval.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 of plain data, event by event. Anchors, aliases and merge keys ({@code <<}) are
 * understood, as promptfoo's configurations have them, but all that a text stands for is bounded.
 * Tags, several documents, keys that are no words and keys that stand twice are refused. For one
 * reading.
 */
final class YamlConfig {

  static final int MAX_DEPTH = 100;

  /** More values than anyone writes down, and few enough for a heap. */
  private static final int MAX_VALUES = 1_000_000;

  /** Reading more digits takes longer than their number. */
  private static final int MAX_DIGITS = 1_000;

  private static final String MERGE = "<<";
  private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Path file;
  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private long values;

  /** A value that can stand elsewhere, and how many values it has. */
  private record Anchored(Config value, long size) {}

  private YamlConfig(Path file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /** The document; empty if there is nothing in it but comments. */
  static Optional<Config> read(String text, Path file) {
    LoadSettings settings = LoadSettings.builder()
        .setCodePointLimit(Math.max(1, text.length()))
        .setParseComments(false)
        .build();
    try {
      return new YamlConfig(file, new ParserImpl(settings, new StreamReader(settings, text)))
          .document();
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      throw new Origin(file, line)
          .problem("no YAML that can be read (%s)".formatted(Origin.clean(e.getProblem(), 200)), e);
    } catch (ReaderException e) {
      long breaks = text.codePoints()
          .limit(Math.max(0, e.getPosition()))
          .filter(c -> c == '\n')
          .count();
      throw new Origin(file, (int) breaks + 1)
          .problem(
              "the character U+%04X cannot stand in YAML; write it as an escape in double quotes"
                  .formatted(e.getCodePoint()),
              e);
    } catch (YamlEngineException e) {
      throw Origin.of(file)
          .problem(
              "no YAML that can be read (%s)"
                  .formatted(Origin.clean(String.valueOf(e.getMessage()), 200)),
              e);
    }
  }

  private Optional<Config> document() {
    events.next();
    Event start = events.next();
    if (start.getEventId() == Event.ID.StreamEnd) {
      return Optional.empty();
    }
    Config value = value(events.next(), 0);
    events.next();
    Event next = events.next();
    if (next.getEventId() != Event.ID.StreamEnd) {
      throw at(next).problem("a second YAML document begins; there can be one");
    }
    return value.isNull() ? Optional.empty() : Optional.of(value);
  }

  private Config value(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    long before = values;
    count(event, 1);
    if (depth > MAX_DEPTH) {
      throw at(event).problem("values are nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    Config value;
    if (event instanceof ScalarEvent scalar) {
      value = scalar(scalar);
    } else {
      CollectionStartEvent start = (CollectionStartEvent) event;
      if (start.getTag().isPresent()) {
        throw tagged(event);
      }
      value = event.getEventId() == Event.ID.SequenceStart
          ? items(event, depth)
          : entries(event, depth);
    }
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor, new Anchored(value, values - before)));
    return value;
  }

  private Config aliased(AliasEvent alias) {
    Anchored anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw at(alias)
          .problem("*%s has no anchor above it"
              .formatted(Origin.clean(alias.getAlias().getValue(), 60)));
    }
    count(alias, anchored.size());
    return anchored.value();
  }

  private void count(Event event, long more) {
    values += more;
    if (values > MAX_VALUES) {
      throw at(event).problem("there are more than %,d values so far".formatted(MAX_VALUES));
    }
  }

  private Config items(Event start, int depth) {
    List<Config> items = new ArrayList<>();
    Event event = events.next();
    for (; event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
      items.add(value(event, depth + 1));
    }
    return new Config.Items(at(start), Collections.unmodifiableList(items));
  }

  private Config entries(Event start, int depth) {
    Map<String, Config> entries = new LinkedHashMap<>();
    Map<String, Config> merged = new LinkedHashMap<>();
    Event event = events.next();
    for (; event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw at(event).problem("a key must be a plain word");
      }
      count(event, 1);
      Config value = value(events.next(), depth + 1);
      if (key.getValue().equals(MERGE) && key.isPlain()) {
        merge(value, merged);
      } else if (entries.put(key.getValue(), value) != null) {
        throw at(event).problem("the key %s stands twice".formatted(Origin.quote(key.getValue())));
      }
    }
    merged.forEach(entries::putIfAbsent);
    return new Config.Entries(at(start), Collections.unmodifiableMap(entries));
  }

  /** Of several mappings that are merged, the first one with a key counts. */
  private void merge(Config value, Map<String, Config> merged) {
    List<Config> sources = value instanceof Config.Items list ? list.items() : List.of(value);
    for (Config source : sources) {
      source.map(MERGE).entries().forEach(merged::putIfAbsent);
    }
  }

  private Config scalar(ScalarEvent event) {
    if (event.getTag().isPresent()) {
      throw tagged(event);
    }
    JsonNode json = JSON.textNode(event.getValue());
    if (event.isPlain()) {
      Tag tag = RESOLVER.resolve(event.getValue(), true);
      if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
        json = number(event.getValue());
      } else if (tag.equals(Tag.BOOL)) {
        json = JSON.booleanNode(event.getValue().equalsIgnoreCase("true"));
      } else if (tag.equals(Tag.NULL)) {
        json = JSON.nullNode();
      }
    }
    return new Config.Scalar(at(event), json);
  }

  /** A decimal number with its digits; what JSON has no number for, such as .inf, stays text. */
  private static JsonNode number(String text) {
    if (text.length() > MAX_DIGITS || !DECIMAL.matcher(text).matches()) {
      return JSON.textNode(text);
    }
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '+')
        ? JSON.numberNode(new BigInteger(text))
        : DecimalNode.valueOf(new BigDecimal(text));
  }

  private RuntimeException tagged(Event event) {
    return at(event).problem("there is a YAML tag; only plain data is read");
  }

  private Origin at(Event event) {
    return new Origin(file, event.getStartMark().map(Mark::getLine).orElse(0) + 1);
  }
}
