package io.fmops.prompt.internal.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template.Fragment;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has JMustache read a template, with its rules for lines that hold nothing but a tag, and writes
 * down what it does. JMustache gives neither its tree nor the places of tags away; so each tag's
 * name is replaced by the tag's number, and the template is executed once on values that note who
 * asks for them. Rendering then walks the tree without looking anything up by reflection. Not
 * thread-safe.
 */
final class MustacheTree implements Mustache.Collector {

  private final List<Tag> tags;
  private final Map<String, Integer> slots;
  private final StringWriter text = new StringWriter();
  private List<Node> nodes = new ArrayList<>();

  private MustacheTree(List<Tag> tags, Map<String, Integer> slots) {
    this.tags = tags;
    this.slots = slots;
  }

  /**
   * Reads a template.
   *
   * @param source the template
   * @param tags its tags
   * @param slots where the outermost values are, by name
   */
  static List<Node> of(Source source, List<Tag> tags, Map<String, Integer> slots) {
    MustacheTree tree = new MustacheTree(tags, slots);
    try {
      Mustache.compiler()
          .escapeHTML(false)
          .withCollector(tree)
          .withFormatter(tree::variable)
          .compile(numbered(source.text(), tags))
          .execute(tree, tree.text);
    } catch (MustacheException e) {
      throw source.error(0, "the template is not Mustache: " + e.getMessage());
    }
    tree.flush();
    return List.copyOf(tree.nodes);
  }

  private static String numbered(String text, List<Tag> tags) {
    StringBuilder numbered = new StringBuilder(text.length());
    List<Integer> open = new ArrayList<>();
    int done = 0;
    for (int i = 0; i < tags.size(); i++) {
      Tag tag = tags.get(i);
      numbered.append(text, done, tag.start());
      done = tag.end();
      switch (tag.kind()) {
        case VARIABLE -> numbered.append("{{&").append(i);
        case COMMENT -> numbered.append("{{!");
        case SECTION, INVERTED -> {
          numbered.append(tag.kind() == Tag.Kind.SECTION ? "{{#" : "{{^").append(i);
          open.add(i);
        }
        case CLOSE -> numbered.append("{{/").append(open.remove(open.size() - 1));
      }
      numbered.append("}}");
    }
    return numbered.append(text, done, text.length()).toString();
  }

  private void flush() {
    if (text.getBuffer().length() > 0) {
      nodes.add(new Node.Text(text.toString()));
      text.getBuffer().setLength(0);
    }
  }

  private int slot(Tag tag) {
    return tag.special() ? -1 : slots.getOrDefault(tag.first(), -1);
  }

  private String variable(Object tag) {
    flush();
    Tag named = ((Asked) tag).tag();
    nodes.add(new Node.Variable(named, slot(named)));
    return "";
  }

  private void section(Tag tag, Fragment body) {
    flush();
    List<Node> outer = nodes;
    nodes = new ArrayList<>();
    body.execute(text);
    flush();
    outer.add(new Node.Section(tag, slot(tag), List.copyOf(nodes)));
    nodes = outer;
  }

  /** What JMustache gets as the value of a tag. */
  private record Asked(Tag tag, MustacheTree tree) implements Mustache.InvertibleLambda {
    @Override
    public void execute(Fragment body, Writer out) throws IOException {
      tree.section(tag, body);
    }

    @Override
    public void executeInverse(Fragment body, Writer out) throws IOException {
      tree.section(tag, body);
    }
  }

  @Override
  public @Nullable Iterator<?> toIterator(Object value) {
    return null;
  }

  @Override
  public Mustache.VariableFetcher createFetcher(Object context, String name) {
    return (ignored, number) -> new Asked(tags.get(Integer.parseInt(number)), this);
  }

  @Override
  public <K, V> Map<K, V> createFetcherCache() {
    return new HashMap<>();
  }
}
