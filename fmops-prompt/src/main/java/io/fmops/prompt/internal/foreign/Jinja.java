package io.fmops.prompt.internal.foreign;

import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Source;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates the part of Jinja that Mustache has, too. Not thread-safe. */
final class Jinja {

  private static final Pattern FOR = Pattern.compile("for\\s+(\\w+)\\s+in\\s+([\\w.]+)");
  private static final Pattern IF = Pattern.compile("(if|elif)\\s+(not\\s+)?([\\w.]+)");
  private static final Pattern PATH = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_.]*");

  private final Source source;
  private final String text;
  private final Translation out;

  private Jinja(Source source, Draft draft) {
    this.source = source;
    this.text = source.text();
    this.out = new Translation(source, draft);
  }

  static String translate(Source source, Draft draft) {
    return new Jinja(source, draft).all();
  }

  private String all() {
    int done = 0;
    for (int at = next(0); at >= 0; at = next(done)) {
      out.text(text.substring(done, at));
      String close = switch (text.charAt(at + 1)) {
        case '{' -> "}}";
        case '%' -> "%}";
        default -> "#}";
      };
      int end = text.indexOf(close, at + 2);
      if (end < 0) {
        throw source.error(at, "a tag begins, but does not end");
      }
      done = end + 2;
      String content = text.substring(at + 2, end);
      if (content.startsWith("-")) {
        out.trim();
      }
      String words = content.replaceAll("^[-+]|[-+]$", "").strip();
      switch (close) {
        case "}}" -> out.variable(path(words, at), at);
        case "%}" -> statement(words, at, Translation.alone(text, at, done));
        default -> out.comment(words);
      }
      if (content.endsWith("-")) {
        while (done < text.length() && Character.isWhitespace(text.charAt(done))) {
          done++;
        }
      }
    }
    out.text(text.substring(done));
    return out.take(text.length());
  }

  private int next(int from) {
    for (int at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
      if (at + 1 < text.length() && "{%#".indexOf(text.charAt(at + 1)) >= 0) {
        return at;
      }
    }
    return -1;
  }

  private void statement(String words, int at, boolean alone) {
    if (alone) {
      out.lose(at, "a line of nothing but a tag is a blank line in Jinja, and none in Mustache");
    }
    Matcher loop = FOR.matcher(words);
    Matcher condition = IF.matcher(words);
    if (loop.matches()) {
      out.each("for", loop.group(1), path(loop.group(2), at), at);
    } else if (condition.matches()) {
      boolean not = condition.group(2) != null;
      String path = path(condition.group(3), at);
      if (condition.group(1).equals("if")) {
        out.when("if", path, not, at);
      } else {
        out.otherwiseWhen(path, not, alone, at);
      }
    } else if (words.equals("else")) {
      out.otherwise(alone, at);
    } else if (words.equals("endif") || words.equals("endfor")) {
      out.close(words.substring("end".length()), alone, at);
    } else {
      throw source.error(
          at,
          "%s has no counterpart in Mustache; if and for by a name have one"
              .formatted(Names.quote(words)));
    }
  }

  private String path(String words, int at) {
    switch (words) {
      case "loop.index" -> {
        return "-index";
      }
      case "loop.first" -> {
        return "-first";
      }
      case "loop.last" -> {
        return "-last";
      }
      default -> {
        if (!PATH.matcher(words).matches() || words.startsWith("loop.")) {
          throw source.error(
              at,
              "%s has no counterpart in Mustache; names and fields have one"
                  .formatted(Names.quote(words)));
        }
        return words;
      }
    }
  }
}
