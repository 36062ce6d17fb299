package io.fmops.eval.judge;

import io.fmops.eval.dataset.Example;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.replay.Reply;
import io.fmops.replay.ScriptedModel;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the tests of judges share. */
final class Judges {

  private static final Pattern WORD = Pattern.compile("([0-9a-f]{24})>>");

  private Judges() {}

  /** A script that answers with these texts, in turn. */
  static ScriptedModel saying(String... texts) {
    ScriptedModel.Builder script = ScriptedModel.builder().id("scripted:judge");
    for (String text : texts) {
      script.reply(Reply.text(text));
    }
    return script.build();
  }

  static Example example(String question, String... references) {
    return new Example("e1", Map.of("question", question), List.of(references), Map.of());
  }

  /** All that a request says. */
  static String text(GenerateRequest request) {
    return Stream.concat(request.system().stream(), request.messages().stream().map(Message::text))
        .collect(Collectors.joining("\n"));
  }

  /** The word of the markers in what a judge is shown. */
  static String word(String shown) {
    Matcher matcher = WORD.matcher(shown);
    if (!matcher.find()) {
      throw new AssertionError("there is no marker in: " + shown);
    }
    return matcher.group(1);
  }

  /** What stands in a block. */
  static String block(String shown, String name) {
    String word = word(shown);
    String open = "<<" + name + " " + word + ">>\n";
    int start = shown.indexOf(open) + open.length();
    return shown.substring(start, shown.indexOf("\n<</" + name + " " + word + ">>", start));
  }
}
