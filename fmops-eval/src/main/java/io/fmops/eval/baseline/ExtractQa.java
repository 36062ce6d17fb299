package io.fmops.eval.baseline;

import io.fmops.text.Sentences.Span;
import io.fmops.text.Words;
import java.util.List;

/**
 * The sentence of the context that {@link Bm25} scores highest for the question; of equal ones, or
 * if none shares a word with the question, the first. Never says that there is no answer.
 */
final class ExtractQa implements Algorithm {

  @Override
  public String answer(Prompt prompt, Checkpoint checkpoint) throws InterruptedException {
    Bm25 bm25 = new Bm25(Words.of(prompt.question()));
    String context = prompt.context();
    checkpoint.check();
    List<Span> sentences = Excerpt.sentences(context);
    for (Span sentence : sentences) {
      checkpoint.check();
      bm25.add(Words.of(sentence.in(context)));
    }
    double[] scores = bm25.scores();
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return sentences.get(best).in(context);
  }
}
