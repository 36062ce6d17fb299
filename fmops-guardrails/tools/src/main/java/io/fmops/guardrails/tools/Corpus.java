package io.fmops.guardrails.tools;

import io.fmops.guardrails.toxicity.internal.Lexicon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All labelled text, split.
 *
 * @param train what the model learns from
 * @param more what it learns from besides and is never measured on: words without a text
 * @param held what it is measured on
 * @param split how that was decided
 * @param lexicon the classes of words
 */
record Corpus(List<Row> train, List<Row> more, List<Row> held, Split split, Lexicon lexicon) {

  /** How many texts are made of a template. */
  private static final int FILLINGS = 5;

  /** Reads the project's text, and the published data if its folder is there. */
  static Corpus read(DataFolder data, Path text) {
    List<Row> all = new ArrayList<>();
    if (data.exists()) {
      all.addAll(data.read());
    }
    all.addAll(new OwnText(FILLINGS).read(text));
    Split split = new Split(all);
    List<Row> train = all.stream().filter(r -> !split.heldBack(r)).toList();
    Lexicon lexicon =
        Classes.read(text.resolve("classes.txt"), data.exists() ? data.profanities() : List.of());
    return new Corpus(
        train,
        data.exists() ? data.profanityRows() : List.of(),
        all.stream().filter(split::heldBack).toList(),
        split,
        lexicon.withAmbiguous(Masks.ambiguous(lexicon, train)));
  }
}
