package io.fmops.sagemaker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Where the text of an answer, or of one line of a stream, is in its JSON. Thread-safe. */
interface AnswerForm {

  /**
   * What a piece of an answer says.
   *
   * @param delta text to add
   * @param whole all of the text, which repeats what the lines of a stream have said before
   * @param finish present once the model has stopped
   * @param usage the tokens told
   */
  record Piece(String delta, String whole, Optional<FinishWord> finish, Counts usage) {}

  /**
   * Tokens, as far as they are told.
   *
   * @param input tokens of the prompt
   * @param output tokens of the answer
   */
  record Counts(Optional<Long> input, Optional<Long> output) {

    static Counts of(JsonNode input, JsonNode output) {
      return new Counts(count(input), count(output));
    }

    Counts or(Counts other) {
      return new Counts(input.or(other::input), output.or(other::output));
    }

    private static Optional<Long> count(JsonNode node) {
      return node.canConvertToLong() && node.asLong() >= 0
          ? Optional.of(node.asLong())
          : Optional.empty();
    }
  }

  /** Reads a whole answer or one line of a stream; empty if it has none of this form's fields. */
  Optional<Piece> read(JsonNode node);

  /** What answers should look like, to end a sentence. */
  String expected();
}
