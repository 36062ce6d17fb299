package io.fmops.eval.metric;

/**
 * Source text without what does not matter: comments, and white space that separates nothing. Does
 * not parse a language, so it knows neither regular expression literals nor raw strings. Linear
 * time.
 */
final class CodeText {

  private static final String FENCE = "```";

  private final String code;
  private final CommentStyle style;
  private final StringBuilder out = new StringBuilder();
  private int position;
  /** What was passed over since the last char that was written. */
  private boolean space;

  private boolean line = true;
  private int indent;
  /** Open ones; a line end between them means nothing. */
  private int brackets;

  private CodeText(String code, CommentStyle style) {
    this.code = code;
    this.style = style;
  }

  /** The code in one form: two texts of it that differ do not differ in comments or layout. */
  static String normalize(String text, CommentStyle style) {
    return new CodeText(unfenced(text), style).normalize();
  }

  /** The content of a Markdown fence, if there is exactly one in the text. */
  static String unfenced(String text) {
    int begin = fence(text, 0);
    int content = begin < 0 ? -1 : text.indexOf('\n', begin);
    int end = content < 0 ? -1 : fence(text, content);
    if (end < 0 || fence(text, end + FENCE.length()) >= 0) {
      return text;
    }
    return text.substring(content + 1, end);
  }

  /** A fence at the beginning of a line. */
  private static int fence(String text, int from) {
    int at = text.indexOf(FENCE, from);
    while (at >= 0 && !beginsLine(text, at)) {
      at = text.indexOf(FENCE, at + FENCE.length());
    }
    return at;
  }

  private static boolean beginsLine(String text, int at) {
    int i = at - 1;
    while (i >= 0 && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i--;
    }
    return i < 0 || text.charAt(i) == '\n' || text.charAt(i) == '\r';
  }

  private String normalize() {
    while (position < code.length()) {
      char c = code.charAt(position);
      if (c == '\n' || c == '\r') {
        position++;
        space = true;
        line = brackets == 0;
        indent = 0;
      } else if (Tokens.isSpace(c)) {
        position++;
        space = true;
        indent += c == '\t' ? 8 - indent % 8 : 1;
      } else if (comment()) {
        space = true;
      } else {
        separate(c);
        if (c == '"' || c == '\'' || (c == '`' && style != CommentStyle.SQL)) {
          literal(c);
        } else {
          brackets(c);
          out.append(c);
          position++;
        }
      }
    }
    return out.toString();
  }

  private void brackets(char c) {
    if ("([{".indexOf(c) >= 0) {
      brackets++;
    } else if (")]}".indexOf(c) >= 0 && brackets > 0) {
      brackets--;
    }
  }

  private boolean comment() {
    if (style == CommentStyle.HASH) {
      return code.charAt(position) == '#' && toEndOfLine();
    }
    if (code.startsWith("/*", position)) {
      int end = code.indexOf("*/", position + 2);
      position = end < 0 ? code.length() : end + 2;
      return true;
    }
    return code.startsWith(style == CommentStyle.SQL ? "--" : "//", position) && toEndOfLine();
  }

  private boolean toEndOfLine() {
    while (position < code.length()
        && code.charAt(position) != '\n'
        && code.charAt(position) != '\r') {
      position++;
    }
    return true;
  }

  /** Writes the white space that matters before a char. */
  private void separate(char next) {
    if (style == CommentStyle.HASH && line) {
      if (!out.isEmpty()) {
        out.append('\n');
      }
      out.append(" ".repeat(indent));
    } else if (space && !out.isEmpty() && separates(out.charAt(out.length() - 1), next)) {
      out.append(' ');
    }
    space = false;
    line = false;
  }

  /** Whether two chars would be read as one thing without white space between them. */
  private static boolean separates(char before, char after) {
    if (Character.isJavaIdentifierPart(before) || Character.isSurrogate(before)) {
      return Character.isJavaIdentifierPart(after) || Character.isSurrogate(after);
    }
    boolean signs = "+-*/%&|^<>=!:.?~".indexOf(before) >= 0;
    return signs && (after == before || after == '=' || after == '>');
  }

  private void literal(char quote) {
    String triple = String.valueOf(quote).repeat(3);
    if (style != CommentStyle.SQL && code.startsWith(triple, position)) {
      int end = code.indexOf(triple, position + 3);
      copyTo(end < 0 ? code.length() : end + 3);
      return;
    }
    int i = position + 1;
    while (i < code.length() && code.charAt(i) != quote) {
      if (code.charAt(i) == '\n' && quote != '`' && style != CommentStyle.SQL) {
        break; // no literal, but an apostrophe or an error
      }
      i += code.charAt(i) == '\\' && style != CommentStyle.SQL ? 2 : 1;
    }
    copyTo(Math.min(code.length(), i < code.length() && code.charAt(i) == quote ? i + 1 : i));
  }

  private void copyTo(int end) {
    out.append(code, position, end);
    position = end;
  }
}
