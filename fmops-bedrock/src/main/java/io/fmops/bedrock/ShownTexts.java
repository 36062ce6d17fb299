package io.fmops.bedrock;

import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Templates in the syntax of Prompt Management, which knows <code>{{variable}}</code> and nothing
 * else, and back. Stateless.
 */
final class ShownTexts {

  private static final Pattern TAG =
      Pattern.compile("\\{\\{\\{(.*?)}}}|\\{\\{(.*?)}}", Pattern.DOTALL);

  private static final Pattern VARIABLE = Pattern.compile("\\{\\{([0-9a-zA-Z_-]+)}}");

  private ShownTexts() {}

  /** Whether the service can put the values in: there are no sections, fields or elements. */
  static boolean isPlain(String template) {
    Matcher tag = TAG.matcher(template);
    while (tag.find()) {
      String content = (tag.group(1) == null ? tag.group(2) : tag.group(1)).strip();
      boolean comment = tag.group(1) == null && content.startsWith("!");
      if (!comment
          && (content.contains(".")
              || "#^/-".indexOf(content.isEmpty() ? '#' : content.charAt(0)) >= 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What the service shows of a message. Comments and spaces in braces are gone then, exactly as in
   * a rendered message: it is one, with the variables as their own values.
   */
  static PromptMessage shown(PromptMessage message) {
    if (!isPlain(message.template())) {
      return message;
    }
    Prompt alone = Prompt.of("message", message.template());
    Map<String, String> values = new HashMap<>();
    for (String variable : alone.variables()) {
      values.put(variable, "{{" + ServiceName.of("the variable", variable) + "}}");
    }
    String text = alone.render(values).messages().get(0).text();
    return new PromptMessage(message.role(), text);
  }

  /**
   * The template of what the service shows.
   *
   * @param notes gets what becomes different
   */
  static PromptMessage template(PromptMessage shown, List<String> notes) {
    String template = VARIABLE.matcher(shown.template()).replaceAll(variable -> {
      String name = ServiceName.decode(variable.group(1));
      int first = name.codePointAt(0);
      if (!Character.isLetter(first) && first != '_') {
        notes.add("the variable %s is called _%s here".formatted(variable.group(1), name));
        name = "_" + name;
      }
      return Matcher.quoteReplacement("{{" + name + "}}");
    });
    return new PromptMessage(shown.role(), template);
  }
}
