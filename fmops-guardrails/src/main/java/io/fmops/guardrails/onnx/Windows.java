package io.fmops.guardrails.onnx;

import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.TextPiece;
import io.fmops.model.CancelledException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a text to a model, window by window. Thread-safe; must not be used after it is closed, nor
 * closed while it is used.
 */
final class Windows implements AutoCloseable {

  /** How much of a text is handed to the tokenizer at once, in chars. */
  private static final int PART = 4096;

  private final String name;
  private final OnnxDetector.Task task;
  private final int labels;
  private final Decoder decoder;
  private final OnnxModel model;
  private final SubwordTokenizer tokenizer;
  private final int window;
  private final int overlap;

  /**
   * How long a window is.
   *
   * @param tokens the most that the model takes, special tokens included
   * @param overlap how many of them the next window has again
   */
  record Size(int tokens, int overlap) {}

  /**
   * Opens the tokenizer and tries the model.
   *
   * @param model closed with this, also if it cannot be made
   */
  Windows(
      String name,
      OnnxDetector.Task task,
      Labels labels,
      double minScore,
      Size size,
      Supplier<SubwordTokenizer> open,
      OnnxModel model) {
    this.name = name;
    this.task = task;
    this.labels = labels.size();
    this.model = model;
    decoder = new Decoder(name, task, labels, minScore);
    overlap = size.overlap();
    boolean made = false;
    SubwordTokenizer opened = null;
    try {
      opened = open.get();
      tokenizer = opened;
      window = size.tokens() - tokenizer.prefix().length - tokenizer.suffix().length;
      if (window <= overlap) {
        throw new IllegalArgumentException(
            "windows of %d tokens that overlap by %d; a window needs more tokens than the overlap and the special tokens"
                .formatted(size.tokens(), overlap));
      }
      // What does not fit together is told now and not at the first text.
      var unused = look("a");
      made = true;
    } finally {
      if (!made) {
        close(opened, model);
      }
    }
  }

  /** What is found in a text, by its beginning. */
  List<Finding> look(String text) {
    List<Finding> found = new ArrayList<>();
    Tokens tokens = new Tokens();
    for (int from = 0; from < text.length(); ) {
      int to = partEnd(text, from);
      // One piece, which has no lone surrogates: the tokenizer is native and does not take them.
      for (TextPiece part :
          TextPiece.cut(text.substring(from, to), TextPiece.Measure.CODE_POINTS, PART, 0)) {
        tokenizer.tokenize(part.text(), from + part.start(), tokens);
      }
      while (tokens.size() > window) {
        found.addAll(window(text, tokens, window));
        tokens.drop(window - overlap);
      }
      from = to;
    }
    if (tokens.size() > 0) {
      found.addAll(window(text, tokens, tokens.size()));
    }
    found.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return task == OnnxDetector.Task.TOKENS ? merged(found) : List.copyOf(found);
  }

  /** Before white space if there is some: tokenizers take it to the word behind it. */
  private static int partEnd(String text, int from) {
    int full = Math.min(text.length(), from + PART);
    if (full == text.length()) {
      return full;
    }
    for (int i = full; i > from + PART / 2; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return Character.isLowSurrogate(text.charAt(full)) ? full - 1 : full;
  }

  private List<Finding> window(String text, Tokens tokens, int count) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("the thread that " + name + " looks on was interrupted");
    }
    long[] prefix = tokenizer.prefix();
    long[] suffix = tokenizer.suffix();
    long[] ids = new long[prefix.length + count + suffix.length];
    System.arraycopy(prefix, 0, ids, 0, prefix.length);
    for (int i = 0; i < count; i++) {
      ids[prefix.length + i] = tokens.id(i);
    }
    System.arraycopy(suffix, 0, ids, prefix.length + count, suffix.length);
    float[] logits = model.logits(ids, task == OnnxDetector.Task.TOKENS ? ids.length : 1, labels);
    return decoder.findings(text, tokens, count, prefix.length, logits);
  }

  /** An entity where windows overlap is one. */
  private static List<Finding> merged(List<Finding> sorted) {
    Map<String, Finding> last = new LinkedHashMap<>();
    List<Finding> merged = new ArrayList<>();
    for (Finding finding : sorted) {
      Finding before = last.get(finding.category());
      if (before != null && finding.start() < before.end()) {
        Finding both = new Finding(
            finding.category(),
            before.start(),
            Math.max(before.end(), finding.end()),
            Math.max(before.score(), finding.score()),
            finding.detector());
        last.put(finding.category(), both);
      } else {
        if (before != null) {
          merged.add(before);
        }
        last.put(finding.category(), finding);
      }
    }
    merged.addAll(last.values());
    merged.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
    return List.copyOf(merged);
  }

  private static void close(@Nullable SubwordTokenizer tokenizer, OnnxModel model) {
    try {
      if (tokenizer != null) {
        tokenizer.close();
      }
    } finally {
      model.close();
    }
  }

  @Override
  public void close() {
    close(tokenizer, model);
  }
}
