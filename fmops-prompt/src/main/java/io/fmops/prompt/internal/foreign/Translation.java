package io.fmops.prompt.internal.foreign;

import io.fmops.prompt.Input;
import io.fmops.prompt.PromptSyntaxException;
import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Source;
import io.fmops.prompt.internal.template.TagScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Mustache that is written from another template language, tag by tag. Knows which blocks are open
 * and which names stand for elements of lists. Not thread-safe.
 */
final class Translation {

  private static final Set<String> WAY = Set.of("-index", "-first", "-last");

  /** Blocks that do not change what names are about; sections of Mustache do. */
  private static final Set<String> DECISIONS = Set.of("if", "unless");

  private static final Set<String> LOOPS = Set.of("each", "for");

  private static final int MAX_DEPTH = 100;

  private final Source source;
  private final Draft draft;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private StringBuilder out = new StringBuilder();

  /** A block of the other language: the sections it became, and its name for the element. */
  private record Block(String kind, String alias, List<String> sections) {}

  Translation(Source source, Draft draft) {
    this.source = source;
    this.draft = draft;
  }

  /** Whether nothing else stands in the line of a tag. */
  static boolean alone(String text, int start, int end) {
    int lineStart = start == 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
    int lineEnd = text.indexOf('\n', end);
    return text.substring(lineStart, start).isBlank()
        && text.substring(end, lineEnd < 0 ? text.length() : lineEnd).isBlank();
  }

  private PromptSyntaxException wrong(int offset, String problem) {
    return source.error(offset, problem);
  }

  void lose(int offset, String sentence) {
    draft.lose(source, offset, sentence);
  }

  void text(String text) {
    out.append(text);
  }

  /** Drops the white space before a tag that asks for it. */
  void trim() {
    int end = out.length();
    while (end > 0 && Character.isWhitespace(out.charAt(end - 1))) {
      end--;
    }
    out.setLength(end);
  }

  void variable(String path, int at) {
    out.append("{{").append(checked(path, at)).append("}}");
  }

  void comment(String words) {
    out.append("{{! ").append(words.replace("{{", "").replace("}}", "").strip()).append(" }}");
  }

  /** A block for each element of a list, or with a value. */
  void each(String kind, String alias, String path, int at) {
    String name = checked(path, at);
    Input input = draft.input(name);
    if (LOOPS.contains(kind) && input != null && input.type() != Input.Type.LIST) {
      throw wrong(at, "the loop is over %s, which is no list".formatted(Names.quote(path)));
    }
    section("#", name);
    push(at, new Block(kind, alias, new ArrayList<>(List.of("#" + name))));
  }

  /** A block that is there if something is, or is not. */
  void when(String kind, String path, boolean inverted, int at) {
    String section = (inverted ? "^" : "#") + condition(path, at);
    section(section.substring(0, 1), section.substring(1));
    push(at, new Block(kind, "", new ArrayList<>(List.of(section))));
  }

  private void push(int at, Block block) {
    if (blocks.size() == MAX_DEPTH) {
      throw wrong(at, "blocks are nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    blocks.push(block);
  }

  /** What is there otherwise; {@code alone} if nothing else stands in the line. */
  void otherwise(boolean alone, int at) {
    List<String> sections = current(at).sections();
    String last = sections.remove(sections.size() - 1);
    String inverse = (last.startsWith("#") ? "^" : "#") + last.substring(1);
    section("/", last.substring(1));
    between(alone);
    section(inverse.substring(0, 1), inverse.substring(1));
    sections.add(inverse);
  }

  void otherwiseWhen(String path, boolean inverted, boolean alone, int at) {
    otherwise(alone, at);
    between(alone);
    String section = (inverted ? "^" : "#") + condition(path, at);
    section(section.substring(0, 1), section.substring(1));
    current(at).sections().add(section);
  }

  void close(String kind, boolean alone, int at) {
    Block block = current(at);
    if (!block.kind().equals(kind)) {
      throw wrong(
          at,
          "%s is closed here, but %s is open"
              .formatted(Names.quote(kind), Names.quote(block.kind())));
    }
    blocks.pop();
    String separator = "";
    for (int i = block.sections().size() - 1; i >= 0; i--) {
      out.append(separator);
      section("/", block.sections().get(i).substring(1));
      separator = alone ? "\n" : "";
    }
  }

  /** Tags that stood alone in a line go on standing alone, so that they leave no line behind. */
  private void between(boolean alone) {
    if (alone) {
      out.append('\n');
    }
  }

  private Block current(int at) {
    if (blocks.isEmpty()) {
      throw wrong(at, "there is no block open here");
    }
    return blocks.element();
  }

  private void section(String sigil, String name) {
    out.append("{{").append(sigil).append(name).append("}}");
  }

  boolean isOpen() {
    return !blocks.isEmpty();
  }

  /** The template up to here; the next one begins. */
  String take(int at) {
    if (isOpen()) {
      throw wrong(
          at,
          "the block %s is not closed where the message ends"
              .formatted(Names.quote(blocks.element().kind())));
    }
    String template = out.toString();
    out = new StringBuilder();
    return template;
  }

  /** A name in the words of Mustache: an element is a dot, and its fields need no prefix. */
  private String checked(String path, int at) {
    String name = path;
    int outer = 0;
    for (Block block : blocks) {
      if (!block.alias().isEmpty()) {
        if (name.equals(block.alias())) {
          if (outer > 0) {
            throw wrong(
                at,
                "%s is the element of an outer list, which Mustache cannot reach"
                    .formatted(Names.quote(path)));
          }
          return element(path, at);
        }
        if (name.startsWith(block.alias() + ".")) {
          if (outer > 0) {
            draft.lose(
                source,
                at,
                "%s is looked for in the inner element first".formatted(Names.quote(path)));
          }
          name = name.substring(block.alias().length() + 1);
          break;
        }
        outer++;
      }
    }
    if (name.equals(".")) {
      return element(path, at);
    }
    if (WAY.contains(name)) {
      return name;
    }
    for (String part : name.split("\\.", -1)) {
      if (!TagScanner.isName(part)) {
        throw wrong(
            at, "%s is no name, and has no counterpart in Mustache".formatted(Names.quote(path)));
      }
    }
    return name;
  }

  /** The element, if it is not hidden: a section that decides by a value is about that value. */
  private String element(String path, int at) {
    for (Block block : blocks) {
      if (!DECISIONS.contains(block.kind())) {
        break;
      }
      for (String section : block.sections()) {
        String by = section.substring(1);
        Input input = draft.input(by);
        boolean flag = WAY.contains(by) || (input != null && input.type() == Input.Type.BOOLEAN);
        if (section.startsWith("#") && !flag) {
          throw wrong(
              at,
              "%s stands where it is decided by %s, and would be the value of that"
                  .formatted(Names.quote(path), Names.quote(by)));
        }
      }
    }
    return ".";
  }

  /** A name to decide by. Mustache would repeat the section for a list, so that needs another. */
  private String condition(String path, int at) {
    String name = checked(path, at);
    Input input = draft.input(name);
    if (input == null) {
      return name;
    }
    switch (input.type()) {
      case LIST -> {
        String has = "has_" + name;
        draft.derive(
            has,
            Input.bool(),
            "give %s: whether the list %s has elements; Mustache cannot ask"
                .formatted(Names.quote(has), Names.quote(name)));
        return has;
      }
      case NUMBER, INTEGER ->
        lose(at, "the number %s counts as there when it is 0, too".formatted(Names.quote(name)));
      default -> {}
    }
    return name;
  }
}
