package io.fmops.guardrails.judge;

import io.fmops.guardrails.Stage;
import java.util.List;
import java.util.Objects;

/**
 * What a judge is asked. Immutable and thread-safe.
 *
 * @param text what is judged, without lone surrogates; written by anybody
 * @param stage where in a call it stands
 * @param hazards what to look for
 * @param boundary a random word that is not in the text: what stands between two of it is data
 */
public record JudgeQuestion(String text, Stage stage, List<Hazard> hazards, String boundary) {

  /** Keeps a copy of the list. */
  public JudgeQuestion {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(stage, "stage");
    hazards = List.copyOf(hazards);
    Objects.requireNonNull(boundary, "boundary");
  }

  /**
   * The text between two lines of the boundary, as prompts show it.
   *
   * @return the lines
   */
  public String fenced() {
    return "<<" + boundary + ">>\n" + text + "\n<</" + boundary + ">>";
  }

  /** Tells the size, not the text. */
  @Override
  public String toString() {
    return "JudgeQuestion[characters=%d, stage=%s, hazards=%d]"
        .formatted(text.length(), stage, hazards.size());
  }
}
