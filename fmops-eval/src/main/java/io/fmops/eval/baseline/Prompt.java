package io.fmops.eval.baseline;

import io.fmops.model.ErrorDetails;
import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import io.fmops.model.ModelId;
import io.fmops.model.RejectedInputException;
import io.fmops.model.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a request, by the convention in the description of this package. Immutable; a part
 * that is missing shows only when it is asked for, as not every model needs every part.
 */
final class Prompt {

  private static final Set<String> NAMES =
      Set.of("document", "context", "question", "input", "example");

  private static final Set<String> NAMES_IN_EXAMPLE = Set.of("input", "output");

  /** A text and the label that it has. */
  record Labelled(String text, String label) {}

  private final ModelId model;
  private final List<Labelled> examples = new ArrayList<>();
  private final Tags last;

  /** The system text and the user's earlier turns, the latest first and the system text last. */
  private final Deque<Tags> earlier = new ArrayDeque<>();

  /** The number of the first example without a label, 0 if all have one. */
  private int unlabelled;

  /**
   * Reads a request.
   *
   * @throws RejectedInputException if no message is the user's
   */
  Prompt(ModelId model, GenerateRequest request) {
    this.model = model;
    Optional<Tags> asked = Optional.empty();
    if (request.system().isPresent()) {
      Tags tags = Tags.read(request.system().get(), NAMES);
      addExamples(tags);
      earlier.add(tags);
    }
    Optional<String> answer = Optional.empty();
    for (Message message : request.messages()) {
      if (message.role() == Role.USER) {
        if (asked.isPresent()) {
          addTurn(asked.get(), answer);
          earlier.addFirst(asked.get());
        }
        asked = Optional.of(Tags.read(message.text(), NAMES));
        addExamples(asked.get());
        answer = Optional.empty();
      } else if (answer.isEmpty()) {
        answer = Optional.of(message.text().strip());
      }
    }
    last =
        asked.orElseThrow(() -> missing("message of the user", "send the task as a user message"));
  }

  private void addExamples(Tags tags) {
    for (Tags.Part part : tags.parts()) {
      if (part.name().equals("example")) {
        Tags inner = Tags.read(part.body(), NAMES_IN_EXAMPLE);
        Optional<String> label = part.label().or(() -> inner.last("output")).map(String::strip);
        String outside = part.label().isPresent() ? part.body().strip() : inner.rest();
        if (label.isPresent() && !label.get().isEmpty()) {
          examples.add(new Labelled(inner.last("input").orElse(outside), label.get()));
        } else if (unlabelled == 0) {
          unlabelled = examples.size() + 1;
        }
      }
    }
  }

  /** A user's turn that was answered is an example; the last turn is the task, not an example. */
  private void addTurn(Tags asked, Optional<String> answer) {
    String text = input(asked);
    if (!text.isEmpty() && answer.isPresent() && !answer.get().isEmpty()) {
      examples.add(new Labelled(text, answer.get()));
    }
  }

  private static String input(Tags tags) {
    return tags.last("input").or(() -> tags.all("document")).orElse(tags.rest());
  }

  /**
   * The labelled examples, in the order of the prompt.
   *
   * @return at least one
   */
  List<Labelled> examples() {
    if (unlabelled > 0) {
      throw missing(
          "label on example " + unlabelled,
          "write <example label=\"positive\">text</example>"
              + " or <example><input>text</input><output>positive</output></example>");
    }
    if (examples.isEmpty()) {
      throw missing(
          "labelled example",
          "write at least one as <example label=\"positive\">text</example>,"
              + " or as a user turn with the label as the assistant's answer");
    }
    return List.copyOf(examples);
  }

  /** The text to classify, not blank. */
  String input() {
    return required(input(last), "text to classify", "input");
  }

  /** The text to summarise, not blank. */
  String document() {
    return required(found("document", "context").orElse(last.rest()), "document", "document");
  }

  /** The text that has the answer, not blank. */
  String context() {
    return required(found("context", "document").orElse(last.rest()), "context", "context");
  }

  /** The question, not blank. */
  String question() {
    boolean contextIsEarlier =
        last.parts().isEmpty() && found("context", "document").isPresent();
    return last.last("question")
        .or(() -> contextIsEarlier ? Optional.of(last.rest()) : Optional.empty())
        .filter(question -> !question.isEmpty())
        .orElseThrow(() ->
            missing("question", "write it as <question>...</question> in the last user message"));
  }

  /** Tagged text of either name: the last user message's if it has any, else the latest one. */
  private Optional<String> found(String name, String otherName) {
    Optional<String> inLast = last.all(name).or(() -> last.all(otherName));
    for (Tags tags : earlier) {
      inLast = inLast.or(() -> tags.all(name)).or(() -> tags.all(otherName));
    }
    return inLast;
  }

  private String required(String text, String what, String tag) {
    if (text.isBlank()) {
      throw missing(
          what, "write it as <%s>...</%s> or as the last user message".formatted(tag, tag));
    }
    return text;
  }

  private RejectedInputException missing(String what, String remedy) {
    return new RejectedInputException(
        "%s found no %s in the prompt; %s".formatted(model, what, remedy),
        ErrorDetails.of(model),
        null);
  }
}
