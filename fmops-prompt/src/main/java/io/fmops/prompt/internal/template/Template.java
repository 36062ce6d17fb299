package io.fmops.prompt.internal.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A template that has been read. Immutable and thread-safe. */
public final class Template {

  private final String sourceName;
  private final List<Node> nodes;
  private final int length;

  Template(String sourceName, List<Node> nodes) {
    this.sourceName = sourceName;
    this.nodes = nodes;
    this.length = length(nodes);
  }

  private static int length(List<Node> nodes) {
    int sum = 0;
    for (Node node : nodes) {
      if (node instanceof Node.Text text) {
        sum += text.text().length();
      } else if (node instanceof Node.Section section) {
        sum += length(section.body());
      }
    }
    return sum;
  }

  /**
   * The text with values.
   *
   * @param slots the values; null for one that is not given, {@link Values#ABSENT} for one that may
   *     be absent and is
   * @param given how many characters the values have, roughly
   * @return the text
   * @throws io.fmops.prompt.PromptException if a value is missing or cannot stand where it has to
   */
  public String render(@Nullable Object[] slots, int given) {
    StringBuilder out = new StringBuilder(length + given);
    new Renderer(sourceName, slots, out).render(nodes, null);
    return out.toString();
  }
}
