package io.fmops.prompt;

import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.TagScanner;
import java.util.List;

/** What has to be so in every prompt, whether it is built or read. Stateless. */
final class PromptChecks {

  private PromptChecks() {}

  static void check(Prompt prompt) {
    messages(prompt);
    for (String tag : prompt.tags()) {
      if (tag.isBlank() || tag.lines().count() > 1) {
        throw wrong(
            prompt, "the tag %s is blank or has more than one line".formatted(Names.quote(tag)));
      }
    }
    for (String input : prompt.inputs().keySet()) {
      if (!TagScanner.isName(input)) {
        throw wrong(
            prompt,
            "the input %s has a name that is none: a letter or underscore, then letters, digits, underscores and hyphens"
                .formatted(Names.quote(input)));
      }
    }
    prompt.model().ifPresent(model -> {
      if (!isWritten(model)) {
        throw wrong(prompt, "the model id has an option that cannot be written down");
      }
    });
  }

  private static boolean isWritten(ModelId model) {
    try {
      return ModelId.parse(model.toString()).equals(model);
    } catch (ModelException e) {
      return false;
    }
  }

  private static void messages(Prompt prompt) {
    List<PromptMessage> messages = prompt.messages();
    boolean asks = false;
    for (int i = 0; i < messages.size(); i++) {
      PromptMessage message = messages.get(i);
      boolean system = message.role() == PromptMessage.Role.SYSTEM;
      if (system && i > 0) {
        throw wrong(prompt, "message %d is of the system; only the first can be".formatted(i + 1));
      }
      asks |= !system;
      text(prompt, i + 1, message.template());
    }
    if (!asks) {
      throw wrong(prompt, "there is no message of the user or the assistant");
    }
  }

  /** Files are UTF-8, which has no halves of characters; databases hold no NUL. */
  private static void text(Prompt prompt, int number, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw wrong(
            prompt,
            "message %d has the character U+0000, which no store can hold".formatted(number));
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw wrong(
            prompt,
            "message %d has half a character (U+%04X), which no file can hold"
                .formatted(number, (int) c));
      }
    }
  }

  private static PromptException wrong(Prompt prompt, String problem) {
    return new PromptException("prompt " + prompt.name() + ": " + problem);
  }
}
