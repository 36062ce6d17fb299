package io.fmops.prompt.internal.template;

import io.fmops.prompt.PromptSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A template of which the tags are known, and not yet which values there are. Immutable. */
public final class Outline {

  private final Source source;
  private final List<Tag> tags;

  /**
   * A name in a template, which may be a variable's.
   *
   * @param name the first part of what stands in the tag
   * @param path all of it
   * @param printed whether the tag puts a value there, and does not open a section
   * @param sections the paths of the sections around it, the outermost first
   * @param line the line in the source
   * @param column the column in the source
   */
  public record Use(
      String name, String path, boolean printed, List<String> sections, int line, int column) {}

  private Outline(Source source, List<Tag> tags) {
    this.source = source;
    this.tags = tags;
  }

  /**
   * Finds the tags of a template.
   *
   * @param source the template
   * @return the outline
   * @throws PromptSyntaxException if it is not a template
   */
  public static Outline of(Source source) {
    return new Outline(source, TagScanner.scan(source));
  }

  /**
   * What it is called in errors.
   *
   * @return a file's name, or which message of a prompt
   */
  public String sourceName() {
    return source.name();
  }

  /**
   * The names in the template.
   *
   * @return in order, each as often as it is there
   */
  public List<Use> uses() {
    List<Use> uses = new ArrayList<>();
    List<String> sections = new ArrayList<>();
    for (Tag tag : tags) {
      boolean asks = tag.opens() || tag.kind() == Tag.Kind.VARIABLE;
      if (asks && !tag.special()) {
        uses.add(new Use(
            tag.first(),
            tag.name(),
            !tag.opens(),
            List.copyOf(sections),
            tag.line(),
            tag.column()));
      }
      if (tag.opens()) {
        sections.add(tag.name());
      } else if (tag.kind() == Tag.Kind.CLOSE) {
        sections.remove(sections.size() - 1);
      }
    }
    return uses;
  }

  /**
   * Makes what can be rendered.
   *
   * @param slots where the value of each name will be
   * @return the template
   */
  public Template compile(Map<String, Integer> slots) {
    return new Template(source.name(), MustacheTree.of(source, tags, slots));
  }
}
