package io.fmops.prompt.internal.template;

import io.fmops.prompt.PromptSyntaxException;
import io.fmops.prompt.internal.Names;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tags of a template and refuses what a prompt does not have: partials, other delimiters,
 * names that are none. What it lets through is Mustache. Not thread-safe.
 */
public final class TagScanner {

  /** How deep sections may be nested. */
  static final int MAX_DEPTH = 100;

  private static final int MAX_NAME = 100;
  private static final String OPEN = "{{";

  private final Source source;
  private final String text;
  private final List<Tag> tags = new ArrayList<>();
  private final Deque<Tag> open = new ArrayDeque<>();
  private int line;
  private int column;
  private int counted;

  private TagScanner(Source source) {
    this.source = source;
    this.text = source.text();
    this.line = source.line();
    this.column = source.column();
  }

  /**
   * The place of the next tag.
   *
   * @param source what is read
   * @param from where to begin
   * @return its first character and the one behind it; empty if there is none
   * @throws PromptSyntaxException if a tag does not end
   */
  public static int[] next(Source source, int from) {
    String text = source.text();
    int start = text.indexOf(OPEN, from);
    if (start < 0) {
      return new int[0];
    }
    String close = text.startsWith("{{{", start) ? "}}}" : "}}";
    int end = text.indexOf(close, start + OPEN.length());
    if (end < 0) {
      throw source.error(
          start,
          "a tag begins with %s, but there is no %s; to have braces in the text, give them as a value"
              .formatted(text.startsWith("{{{", start) ? "{{{" : OPEN, close));
    }
    return new int[] {start, end + close.length()};
  }

  /** All tags in order; sections are closed in pairs. */
  static List<Tag> scan(Source source) {
    TagScanner scanner = new TagScanner(source);
    for (int[] at = next(source, 0); at.length > 0; at = next(source, at[1])) {
      scanner.add(at[0], at[1]);
    }
    if (!scanner.open.isEmpty()) {
      Tag tag = scanner.open.pop();
      throw source.error(
          tag.start(), "the section %s is not closed".formatted(Names.quote(tag.name())));
    }
    return scanner.tags;
  }

  private void add(int start, int end) {
    count(start);
    boolean triple = text.startsWith("{{{", start);
    int braces = triple ? 3 : 2;
    String content = text.substring(start + braces, end - braces).strip();
    char sigil = content.isEmpty() ? ' ' : content.charAt(0);
    if (sigil == '!' && !triple) {
      tags.add(new Tag(Tag.Kind.COMMENT, List.of(), start, end, line, column));
      return;
    }
    Tag.Kind kind = switch (triple ? ' ' : sigil) {
      case '#' -> Tag.Kind.SECTION;
      case '^' -> Tag.Kind.INVERTED;
      case '/' -> Tag.Kind.CLOSE;
      case '>' ->
        throw source.error(
            start, "a prompt has no partials; put the text in, or give it as a value");
      case '=' -> throw source.error(start, "a prompt has no other delimiters than {{ and }}");
      case '<', '$' -> throw source.error(start, "a prompt has no parents and blocks");
      default -> Tag.Kind.VARIABLE;
    };
    boolean prefixed = !triple && (kind != Tag.Kind.VARIABLE || sigil == '&');
    String name = prefixed ? content.substring(1).strip() : content;
    Tag tag = new Tag(kind, path(name, start), start, end, line, column);
    if (tag.opens()) {
      if (open.size() == MAX_DEPTH) {
        throw source.error(start, "sections are nested deeper than %d levels".formatted(MAX_DEPTH));
      }
      open.push(tag);
    } else if (kind == Tag.Kind.CLOSE) {
      close(tag);
    }
    tags.add(tag);
  }

  /** Goes on from the last tag, so that a text is counted once however many tags it has. */
  private void count(int start) {
    while (counted < start) {
      int c = text.codePointAt(counted);
      counted += Character.charCount(c);
      column++;
      if (c == '\n') {
        line++;
        column = 1;
      }
    }
  }

  private void close(Tag tag) {
    if (open.isEmpty()) {
      throw source.error(
          tag.start(),
          "the section %s is closed here, but there is none open"
              .formatted(Names.quote(tag.name())));
    }
    Tag opening = open.pop();
    if (!opening.path().equals(tag.path())) {
      throw source.error(
          tag.start(),
          "the section %s of line %d has to be closed before %s is"
              .formatted(Names.quote(opening.name()), opening.line(), Names.quote(tag.name())));
    }
  }

  private List<String> path(String name, int start) {
    if (Tag.isSpecial(name)) {
      return List.of(name);
    }
    String problem = problem(name);
    if (problem != null) {
      throw source.error(start, "the tag holds %s, which %s".formatted(Names.quote(name), problem));
    }
    return List.of(name.split("\\.", -1));
  }

  private static @Nullable String problem(String name) {
    if (name.isEmpty()) {
      return "is no name";
    }
    if (name.indexOf(' ') >= 0 || name.indexOf('\n') >= 0) {
      return "is not one name; this is Mustache, with {{name}}, {{#name}}, {{^name}} and {{/name}}";
    }
    if (name.equals("this")) {
      return "is written {{.}} here";
    }
    for (String part : name.split("\\.", -1)) {
      if (!isName(part)) {
        return "is no name: a name is a letter or underscore, then letters, digits, underscores and hyphens, 100 at the most, in Unicode's normal form C; fields follow after dots";
      }
    }
    return null;
  }

  /**
   * Whether a text can be a variable's name.
   *
   * @param name any text
   * @return true for a letter or underscore of any script, followed by letters, marks, digits,
   *     underscores and hyphens
   */
  public static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME || name.equals("this")) {
      return false;
    }
    int first = name.codePointAt(0);
    return (Character.isLetter(first) || first == '_')
        && name.codePoints().allMatch(TagScanner::inName)
        && Normalizer.isNormalized(name, Normalizer.Form.NFC);
  }

  private static boolean inName(int c) {
    return Character.isLetterOrDigit(c)
        || c == '_'
        || c == '-'
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }
}
