package io.fmops.prompt.internal.template;

import io.fmops.prompt.PromptException;
import io.fmops.prompt.internal.Plain;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the text of one template with one set of values. Not thread-safe. */
final class Renderer {

  /** More than any model reads. */
  private static final int MAX_CHARACTERS = 1 << 25;

  /** Elements that sections may go through in all; nested lists multiply. */
  private static final int MAX_ELEMENTS = 10_000_000;

  private final String sourceName;
  private final @Nullable Object[] slots;
  private final StringBuilder out;
  private int elements;

  /** Where the last value came from. */
  private @Nullable Frame base;

  Renderer(String sourceName, @Nullable Object[] slots, StringBuilder out) {
    this.sourceName = sourceName;
    this.slots = slots;
    this.out = out;
  }

  void render(List<Node> nodes, @Nullable Frame frame) {
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (node instanceof Node.Text text) {
        out.append(text.text());
      } else if (node instanceof Node.Variable variable) {
        out.append(text(variable, frame));
      } else {
        section((Node.Section) node, frame);
      }
      if (out.length() > MAX_CHARACTERS) {
        throw new PromptException("%s: the text would be longer than %,d characters"
            .formatted(sourceName, MAX_CHARACTERS));
      }
    }
  }

  private String text(Node.Variable variable, @Nullable Frame frame) {
    Tag tag = variable.tag();
    Object value = value(tag, variable.slot(), frame);
    if (value instanceof String text) {
      return text;
    }
    if (value == Fields.NONE) {
      throw wrong(
          tag,
          "has no value; where that may be so, put {{#%s}} and {{/%s}} around it"
              .formatted(tag.name(), tag.name()));
    }
    String text = Plain.text(value);
    if (text == null) {
      String what = Plain.kind(value);
      throw wrong(
          tag,
          value instanceof Collection
              ? "is a list; go through it with {{#%s}}{{.}}{{/%s}}"
                  .formatted(tag.name(), tag.name())
              : "is %s; a text, number or boolean can stand here".formatted(what));
    }
    return text;
  }

  private void section(Node.Section section, @Nullable Frame frame) {
    Tag tag = section.tag();
    Object value = value(tag, section.slot(), frame);
    Frame found = base;
    boolean inverted = tag.kind() == Tag.Kind.INVERTED;
    if (value instanceof Collection<?> list) {
      if (inverted) {
        if (list.isEmpty()) {
          render(section.body(), frame);
        }
        return;
      }
      Iterator<?> iterator = list.iterator();
      for (int i = 0; iterator.hasNext(); i++) {
        Object element = Fields.unwrap(iterator.next());
        Frame inner = new Frame(
            frame, found, tag, element == null ? Fields.NONE : element, i, !iterator.hasNext());
        if (element == null || element == Fields.NONE) {
          throw wrong(tag, inner.path(), "is " + (element == null ? "null" : "an empty Optional"));
        }
        if (++elements > MAX_ELEMENTS) {
          throw wrong(
              tag,
              inner.path(),
              "is beyond the %,d elements that sections may go through".formatted(MAX_ELEMENTS));
        }
        render(section.body(), inner);
      }
    } else if (holds(tag, value) != inverted) {
      render(
          section.body(),
          inverted || value instanceof Boolean
              ? frame
              : new Frame(frame, found, tag, value, -1, false));
    }
  }

  /** Whether a section is written for a value that is no list. */
  private boolean holds(Tag tag, Object value) {
    if (value instanceof Boolean yes) {
      return yes;
    }
    if (value == Fields.NONE) {
      return false;
    }
    if (value instanceof Map || value instanceof Record) {
      return true;
    }
    String text = Plain.text(value);
    if (text == null) {
      throw wrong(
          tag,
          "is %s; a list, object, text, number or boolean can stand here"
              .formatted(Plain.kind(value)));
    }
    return !text.isEmpty();
  }

  /** Never null; {@link Fields#NONE} for what is known to be absent. */
  private Object value(Tag tag, int slot, @Nullable Frame frame) {
    base = null;
    if (slot < 0 && tag.special()) {
      return special(tag, frame);
    }
    String first = tag.first();
    Object value = Fields.NONE;
    Frame at = frame;
    for (; at != null; at = at.parent()) {
      value = Fields.get(at.value(), first);
      if (value != Fields.NONE) {
        base = at;
        break;
      }
    }
    if (at == null) {
      value = slot < 0 ? null : slots[slot];
      if (value == null) {
        Frame near = nearestObject(frame);
        throw wrong(tag, Frame.path(near, tag.name()), "is missing");
      }
    }
    List<String> path = tag.path();
    for (int i = 1; i < path.size(); i++) {
      value = step(tag, value, i);
    }
    return present(tag, value);
  }

  private Object step(Tag tag, @Nullable Object value, int depth) {
    Object outer = Fields.unwrap(value);
    Object inner = outer == null ? Fields.NONE : Fields.get(outer, tag.path().get(depth));
    if (inner == Fields.NONE) {
      String name = Frame.path(base, String.join(".", tag.path().subList(0, depth)));
      if (outer instanceof Map || outer instanceof Record) {
        throw wrong(tag, name + "." + tag.path().get(depth), "is missing");
      }
      throw wrong(
          tag,
          name,
          "is %s, which has no fields"
              .formatted(outer == Fields.NONE ? "absent" : Plain.kind(outer)));
    }
    return present(tag, inner);
  }

  private Object present(Tag tag, @Nullable Object value) {
    Object inner = Fields.unwrap(value);
    if (inner == null) {
      throw wrong(tag, "is null; leave it out, or use Optional");
    }
    return inner;
  }

  private Object special(Tag tag, @Nullable Frame frame) {
    if (tag.first().equals(Tag.ELEMENT)) {
      if (frame == null) {
        throw wrong(tag, "stands in no section of a value that is not a boolean");
      }
      base = frame;
      return frame.value();
    }
    Frame list = frame;
    while (list != null && list.index() < 0) {
      list = list.parent();
    }
    if (list == null) {
      throw wrong(tag, "stands in no section of a list");
    }
    return switch (tag.first()) {
      case Tag.INDEX -> list.index() + 1;
      case Tag.FIRST -> list.index() == 0;
      default -> list.last();
    };
  }

  /** The element of which a missing name was most likely meant to be a field. */
  private static @Nullable Frame nearestObject(@Nullable Frame frame) {
    Frame at = frame;
    while (at != null && !(at.value() instanceof Map || at.value() instanceof Record)) {
      at = at.parent();
    }
    return at;
  }

  private PromptException wrong(Tag tag, String problem) {
    return wrong(tag, Frame.path(base, tag.name()), problem);
  }

  private PromptException wrong(Tag tag, String path, String problem) {
    return new PromptException(
        "%s, line %d: %s %s".formatted(sourceName, tag.line(), path, problem));
  }
}
