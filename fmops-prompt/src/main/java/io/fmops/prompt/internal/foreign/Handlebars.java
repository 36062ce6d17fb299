package io.fmops.prompt.internal.foreign;

import io.fmops.prompt.Input;
import io.fmops.prompt.PromptMessage.Role;
import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Source;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates a Dotprompt body: Handlebars with helpers for roles. Not thread-safe. */
final class Handlebars {

  private static final Pattern ROLE =
      Pattern.compile("role\\s+[\"']([a-z]+)[\"'].*", Pattern.DOTALL);
  private static final Pattern JSON = Pattern.compile("json\\s+([^\\s=]+)(\\s+indent=\\d+)?");
  private static final Pattern COMMENT = Pattern.compile("\\{\\{~?!--.*?--~?}}", Pattern.DOTALL);
  private static final Pattern LEFT_OUT =
      Pattern.compile("(history|section\\s.*|media\\s.*)", Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile(
      "#(if|unless|each|with)\\s+(\\S+)(?:\\s+as\\s+\\|\\s*(\\w+)(?:\\s+\\w+)?\\s*\\|)?");
  private static final Pattern ELSE_IF = Pattern.compile("else\\s+(if|unless)\\s+(\\S+)");

  private final Source source;
  private final String text;
  private final Draft draft;
  private final Translation out;
  private Role role = Role.USER;

  private Handlebars(Source source, Draft draft) {
    this.source = source;
    this.text = source.text();
    this.draft = draft;
    this.out = new Translation(source, draft);
  }

  /** Adds the messages of the body to the draft. */
  static void translate(Source source, Draft draft) {
    new Handlebars(source, draft).all();
  }

  private void all() {
    int done = 0;
    for (int at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", done)) {
      if (at > 0 && text.charAt(at - 1) == '\\') {
        throw source.error(at, "braces as text have no counterpart; give them as a value");
      }
      out.text(text.substring(done, at));
      int braces = text.startsWith("{{{", at) ? 3 : 2;
      int end = end(at, braces);
      done = end + braces;
      String content = text.substring(at + braces, end);
      if (content.startsWith("~")) {
        out.trim();
      }
      tag(strip(content), at, Translation.alone(text, at, done));
      if (content.endsWith("~")) {
        while (done < text.length() && Character.isWhitespace(text.charAt(done))) {
          done++;
        }
      }
    }
    out.text(text.substring(done));
    draft.message(role, out.take(text.length()));
  }

  /** Where the closing braces are; those of a long comment stand behind two hyphens. */
  private int end(int at, int braces) {
    Matcher comment = COMMENT.matcher(text).region(at, text.length());
    if (comment.lookingAt()) {
      return comment.end() - 2;
    }
    int end = text.indexOf("}".repeat(braces), at + braces);
    if (end < 0 || text.startsWith("!--", at + 2) || text.startsWith("~!--", at + 2)) {
      throw source.error(at, "a tag begins, but does not end");
    }
    return end;
  }

  private static String strip(String content) {
    int start = content.startsWith("~") ? 1 : 0;
    int end = content.length() - (content.length() > start && content.endsWith("~") ? 1 : 0);
    return content.substring(start, end).strip();
  }

  private void tag(String content, int at, boolean alone) {
    Matcher block = BLOCK.matcher(content);
    Matcher elseIf = ELSE_IF.matcher(content);
    Matcher marker = ROLE.matcher(content);
    Matcher json = JSON.matcher(content);
    if (content.startsWith("!")) {
      out.comment(content.replaceAll("^!(--)?|--$", ""));
    } else if (marker.matches()) {
      draft.message(role, out.take(at));
      role = role(marker.group(1), at);
    } else if (block.matches()) {
      open(block, at);
    } else if (content.equals("else") || content.equals("^")) {
      out.otherwise(alone, at);
    } else if (elseIf.matches()) {
      String path = path(elseIf.group(2), at);
      out.otherwiseWhen(path, elseIf.group(1).equals("unless"), alone, at);
    } else if (content.startsWith("/")) {
      out.close(content.substring(1).strip(), alone, at);
    } else if (LEFT_OUT.matcher(content).matches()) {
      String helper = content.split("\\s", 2)[0];
      out.lose(at, "{{%s}} is left out; add what it stands for to the request".formatted(helper));
      out.comment(helper);
    } else if (json.matches()) {
      json(path(json.group(1), at), at);
    } else if (content.startsWith("#") || content.startsWith("^")) {
      String name = content.substring(1).strip();
      if (content.startsWith("#")) {
        out.each(name, "", path(name, at), at);
      } else {
        out.when(name, path(name, at), true, at);
      }
    } else if (content.startsWith(">")) {
      throw source.error(at, "a prompt has no partials; put the text in");
    } else {
      out.variable(path(content.startsWith("&") ? content.substring(1).strip() : content, at), at);
    }
  }

  private void open(Matcher block, int at) {
    String kind = block.group(1);
    String path = path(block.group(2), at);
    if (kind.equals("if") || kind.equals("unless")) {
      out.when(kind, path, kind.equals("unless"), at);
    } else {
      out.each(kind, block.group(3) == null ? "" : block.group(3), path, at);
    }
  }

  private Role role(String name, int at) {
    return switch (name) {
      case "system" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "model", "assistant" -> Role.ASSISTANT;
      default ->
        throw source.error(
            at,
            "the role %s has no counterpart; there are system, user and model"
                .formatted(Names.quote(name)));
    };
  }

  /** The value as JSON is the caller's to write. */
  private void json(String path, int at) {
    if (path.equals(".") || path.contains(".") || out.isOpen()) {
      throw source.error(
          at, "{{json}} of a field or in a block has no counterpart; give the JSON as a value");
    }
    String variable = path + "_json";
    draft.derive(
        variable,
        Input.string(),
        "give %s: the value of %s as JSON".formatted(Names.quote(variable), Names.quote(path)));
    out.variable(variable, at);
  }

  private String path(String written, int at) {
    String path = written.replace('/', '.').replaceAll("^\\.(?=\\w)", "");
    if (written.startsWith("../")) {
      out.lose(at, "%s is looked for in the inner element first".formatted(Names.quote(written)));
      path = written.replaceAll("^(\\.\\./)+", "").replace('/', '.');
    } else if (written.startsWith("./")) {
      path = written.substring(2).replace('/', '.');
    }
    if (path.equals("this") || path.equals(".")) {
      return ".";
    }
    if (path.startsWith("this.")) {
      return path.substring("this.".length());
    }
    return switch (path) {
      case "@first" -> "-first";
      case "@last" -> "-last";
      case "@index" -> {
        out.lose(at, "@index counts from 0, and -index from 1");
        yield "-index";
      }
      default -> path.startsWith("@root.") ? path.substring("@root.".length()) : path;
    };
  }
}
