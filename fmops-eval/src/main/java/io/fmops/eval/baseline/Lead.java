package io.fmops.eval.baseline;

import io.fmops.text.Sentences.Span;
import java.util.List;

/**
 * The first sentences. News tells the most important things first, so this is hard to beat there
 * (Nenkova, "Automatic text summarization of newswire: lessons learned from the Document
 * Understanding Conference", AAAI 2005), and easy to beat elsewhere.
 */
record Lead(int sentences) implements Algorithm {

  @Override
  public String answer(Prompt prompt, Checkpoint checkpoint) throws InterruptedException {
    String document = prompt.document();
    checkpoint.check();
    List<Span> all = Excerpt.sentences(document);
    return Excerpt.join(document, all.subList(0, Math.min(sentences, all.size())));
  }
}
