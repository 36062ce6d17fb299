package io.fmops.prompt.internal.yaml;

import io.fmops.prompt.PromptSyntaxException;
import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.yaml.Yaml.Kind;
import io.fmops.prompt.internal.yaml.Yaml.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
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
 * Reads one YAML 1.2 document of plain data. Tags, anchors and aliases, several documents, keys
 * that are no scalars and keys that stand twice are refused, and so are values nested deeper than
 * {@value #MAX_DEPTH} levels; without aliases no text stands for more than it is long. Events are
 * taken one by one, so what is refused is not read to its end. Not thread-safe.
 */
public final class YamlReader {

  /** How deep values may be nested. */
  static final int MAX_DEPTH = 100;

  private static final int MAX_PROBLEM = 200;
  private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

  private final String source;
  private final int firstLine;
  private final Iterator<Event> events;

  private YamlReader(String source, int firstLine, Iterator<Event> events) {
    this.source = source;
    this.firstLine = firstLine;
    this.events = events;
  }

  /**
   * Reads a document.
   *
   * @param text the YAML
   * @param source what it is called in errors
   * @param firstLine the line at which it begins there
   * @return the document; empty if there is nothing in it but comments
   * @throws PromptSyntaxException if it is not YAML, or more than plain data
   */
  public static Optional<Yaml> read(String text, String source, int firstLine) {
    LoadSettings settings = LoadSettings.builder()
        .setCodePointLimit(Math.max(1, text.length()))
        .setParseComments(false)
        .build();
    try {
      YamlReader reader = new YamlReader(
          source, firstLine, new ParserImpl(settings, new StreamReader(settings, text)));
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      throw new PromptSyntaxException(
          "the front matter is not YAML: " + shortened(e.getProblem()),
          source,
          firstLine + (mark == null ? 0 : mark.getLine()),
          mark == null ? 1 : mark.getColumn() + 1);
    } catch (ReaderException e) {
      int end = text.offsetByCodePoints(
          0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
      int line = (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
      throw new PromptSyntaxException(
          "the character U+%04X cannot stand in YAML as it is; write it as an escape in double quotation marks"
              .formatted(e.getCodePoint()),
          source,
          firstLine + line,
          end - text.lastIndexOf('\n', Math.max(0, end - 1)));
    } catch (YamlEngineException e) {
      throw new PromptSyntaxException(
          "the front matter is not YAML: " + shortened(String.valueOf(e.getMessage())),
          source,
          firstLine,
          1);
    }
  }

  private static String shortened(String problem) {
    String line = problem.replaceAll("\\s+", " ");
    return line.length() <= MAX_PROBLEM ? line : line.substring(0, MAX_PROBLEM) + "...";
  }

  private Optional<Yaml> document() {
    events.next();
    Event start = events.next();
    if (start.getEventId() == Event.ID.StreamEnd) {
      return Optional.empty();
    }
    Yaml yaml = value(events.next(), 0);
    events.next();
    Event next = events.next();
    if (next.getEventId() != Event.ID.StreamEnd) {
      throw wrong(next, "a second YAML document begins; there is one in a front matter");
    }
    return yaml instanceof Scalar scalar && scalar.kind() == Kind.NULL
        ? Optional.empty()
        : Optional.of(yaml);
  }

  private Yaml value(Event event, int depth) {
    if (event.getEventId() == Event.ID.Alias) {
      throw wrong(event, "there is an alias; write the value itself");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw wrong(event, "there is an anchor; write the value where it is needed");
    }
    if (depth > MAX_DEPTH) {
      throw wrong(event, "values are nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar);
    }
    CollectionStartEvent start = (CollectionStartEvent) event;
    if (start.getTag().isPresent()) {
      throw tagged(event);
    }
    return event.getEventId() == Event.ID.SequenceStart
        ? items(event, depth)
        : fields(event, depth);
  }

  private Yaml items(Event start, int depth) {
    List<Yaml> items = new ArrayList<>();
    Event event = events.next();
    for (; event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
      items.add(value(event, depth + 1));
    }
    return new Yaml.Items(Collections.unmodifiableList(items), line(start), column(start));
  }

  private Yaml fields(Event start, int depth) {
    Map<String, Yaml> fields = new LinkedHashMap<>();
    Map<String, Scalar> keys = new LinkedHashMap<>();
    Event event = events.next();
    for (; event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
      if (!(value(event, depth + 1) instanceof Scalar key)) {
        throw wrong(event, "a key is a list or a mapping; it has to be a word");
      }
      @Nullable Scalar twice = keys.put(key.text(), key);
      if (twice != null) {
        throw wrong(
            event,
            "the key %s stands in line %d already"
                .formatted(Names.quote(key.text()), twice.line()));
      }
      fields.put(key.text(), value(events.next(), depth + 1));
    }
    return new Yaml.Fields(
        Collections.unmodifiableMap(fields),
        Collections.unmodifiableMap(keys),
        line(start),
        column(start));
  }

  private Scalar scalar(ScalarEvent event) {
    if (event.getTag().isPresent()) {
      throw tagged(event);
    }
    Kind kind = Kind.TEXT;
    if (event.isPlain()) {
      Tag tag = RESOLVER.resolve(event.getValue(), true);
      if (tag.equals(Tag.INT)) {
        kind = Kind.INTEGER;
      } else if (tag.equals(Tag.FLOAT)) {
        kind = Kind.DECIMAL;
      } else if (tag.equals(Tag.BOOL)) {
        kind = Kind.BOOLEAN;
      } else if (tag.equals(Tag.NULL)) {
        kind = Kind.NULL;
      }
    }
    return new Scalar(event.getValue(), kind, line(event), column(event));
  }

  private PromptSyntaxException tagged(Event event) {
    return wrong(event, "there is a YAML tag; a front matter is plain data");
  }

  private PromptSyntaxException wrong(Event event, String problem) {
    return new PromptSyntaxException(problem, source, line(event), column(event));
  }

  private int line(Event event) {
    return firstLine + event.getStartMark().map(Mark::getLine).orElse(0);
  }

  private static int column(Event event) {
    return 1 + event.getStartMark().map(Mark::getColumn).orElse(0);
  }
}
