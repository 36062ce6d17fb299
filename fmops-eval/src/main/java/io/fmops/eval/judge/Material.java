package io.fmops.eval.judge;

import io.fmops.model.GenerateRequest;
import io.fmops.model.Message;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a judge was shown, to tell its own words from those that it repeats. Immutable.
 *
 * @param fence what the judged texts stand in
 * @param texts the judged texts, with characters of full width as those of half width
 * @param request all that the judge was sent, likewise
 */
record Material(Fence fence, List<String> texts, String request) {

  /** Whether a judged text has something that may be repeated as a JSON object. */
  boolean hasObject() {
    return texts.stream().anyMatch(JudgeText::hasObject);
  }

  static Material of(Fence fence, List<String> texts, GenerateRequest request) {
    return new Material(
        fence,
        texts.stream().map(JudgeText::folded).toList(),
        JudgeText.folded(
            Stream.concat(request.system().stream(), request.messages().stream().map(Message::text))
                .collect(Collectors.joining("\n"))));
  }
}
