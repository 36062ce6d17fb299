package io.fmops.eval.catalog;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables into a text: the part of Nunjucks that reaches names, and nothing that computes.
 * Stateless.
 */
final class Variables {

  private static final Pattern NAME =
      Pattern.compile("\\{\\{-?\\s*([\\p{L}_][\\p{L}\\p{M}\\p{N}_]*)\\s*-?\\}\\}");
  private static final Pattern TAG = Pattern.compile("\\{\\{|\\{%|\\{#");

  private Variables() {}

  /** Puts in what is known and leaves everything else as it stands. */
  static String known(String text, Map<String, String> vars) {
    if (!text.contains("{{")) {
      return text;
    }
    StringBuilder rendered = new StringBuilder();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      String value = vars.getOrDefault(matcher.group(1), matcher.group());
      matcher.appendReplacement(rendered, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(rendered).toString();
  }

  /** Puts everything in; what is more than a name, or the name of no variable, is an error. */
  static String all(Origin at, String text, Map<String, String> vars) {
    if (!TAG.matcher(text).find()) {
      return text;
    }
    StringBuilder rendered = new StringBuilder();
    StringBuilder outside = new StringBuilder();
    Matcher matcher = NAME.matcher(text);
    int done = 0;
    while (matcher.find()) {
      String value = vars.get(matcher.group(1));
      if (value == null) {
        throw at.problem("there is no variable %s for %s; the test has %s%s"
            .formatted(
                Origin.quote(matcher.group(1)),
                Origin.quote(text),
                Origin.quote(vars.keySet()),
                Origin.didYouMean(matcher.group(1), vars.keySet())));
      }
      outside.append(text, done, matcher.start()).append(' ');
      matcher.appendReplacement(rendered, Matcher.quoteReplacement(value));
      done = matcher.end();
    }
    outside.append(text.substring(done));
    if (TAG.matcher(outside).find()) {
      throw at.problem(
          "%s is a template that does more than name variables, which is not run; write the text"
              .formatted(Origin.quote(text)));
    }
    return matcher.appendTail(rendered).toString();
  }
}
