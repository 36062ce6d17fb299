package io.fmops.guardrails.onnx;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.text.Sentences;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A transformer of the application's own as a detector: a text classifier or a named-entity
 * recogniser in an ONNX file with the {@code tokenizer.json} that belongs to it, as Hugging Face's
 * tools export them. Runs in this process through ONNX Runtime. Thread-safe.
 *
 * <pre>{@code
 * Detector detector = OnnxDetector.builder(
 *         Path.of("model.onnx"), Path.of("tokenizer.json"), List.of("toxic", "identity_hate"))
 *     .task(OnnxDetector.Task.SIGMOID)
 *     .categories(Map.of("toxic", "toxicity", "identity_hate", "hate"))
 *     .build();
 * }</pre>
 *
 * <p>A classifier looks at each sentence by itself, or at the whole text if its scope is that. What
 * is longer than the model takes is looked at in windows that overlap. A classifier gives a finding
 * for each sentence or window and category, over all of it; a recogniser gives one for each entity.
 * The look ends with a {@link io.fmops.model.CancelledException} between two windows if its thread
 * is interrupted.
 */
public final class OnnxDetector implements Detector {

  private final String name;
  private final Scope scope;
  private final Task task;
  private final Set<String> categories;
  private final Windows windows;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  /** What the model does. */
  public enum Task {
    /** One label of several for a text: the scores add up to 1. */
    SOFTMAX,
    /** Any number of labels for a text, each with a score of its own. */
    SIGMOID,
    /**
     * A label for each token, with or without the prefixes of the BIO scheme, and {@code O} for
     * nothing. Neighbouring tokens of the same label are one finding.
     */
    TOKENS
  }

  private OnnxDetector(Builder builder) {
    name = builder.name;
    scope = builder.scope;
    task = builder.task;
    Labels labels = new Labels(builder.labels, builder.categories);
    categories = labels.all();
    windows = new Windows(
        name,
        task,
        labels,
        builder.minScore,
        new Windows.Size(builder.maxTokens, builder.overlap),
        () -> new SubwordTokenizer(builder.tokenizer),
        new OnnxModel(builder.model, builder.threads));
  }

  /**
   * A builder whose defaults are the name {@code OnnxDetector}, {@link Task#SOFTMAX}, windows of
   * 512 tokens that overlap by 64, findings from a score of 0.1, one thread a text, and
   * {@link io.fmops.guardrails.spi.Detector.Scope#SENTENCE}.
   *
   * @param model the ONNX file, with the inputs {@code input_ids} and if it likes
   *     {@code attention_mask} and {@code token_type_ids}, and with logits as the output
   * @param tokenizer the {@code tokenizer.json} that belongs to it
   * @param labels the labels in the order of the outputs
   * @return a new builder
   */
  public static Builder builder(Path model, Path tokenizer, List<String> labels) {
    return new Builder(model, tokenizer, labels);
  }

  /**
   * Reads the labels ({@code id2label}) of a model's {@code config.json}.
   *
   * @param config the file
   * @return the labels in the order of the outputs
   * @throws IllegalArgumentException if there is no such file or it has no labels
   */
  public static List<String> labels(Path config) {
    return Labels.read(existing("configuration", config));
  }

  private static Path existing(String what, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "the %s %s does not exist or is no file".formatted(what, file));
    }
    return file;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Scope scope() {
    return scope;
  }

  @Override
  public Cost cost() {
    return Cost.LOCAL;
  }

  @Override
  public Set<String> categories() {
    return categories;
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(name + " is closed");
      }
      return scope == Scope.SENTENCE && task != Task.TOKENS
          ? eachSentence(excerpt.text())
          : windows.look(excerpt.text());
    } finally {
      open.readLock().unlock();
    }
  }

  private List<Finding> eachSentence(String text) {
    List<Finding> found = new ArrayList<>();
    for (Sentences.Span sentence : Sentences.spans(text)) {
      for (Finding finding : windows.look(sentence.in(text))) {
        found.add(new Finding(
            finding.category(),
            sentence.start() + finding.start(),
            sentence.start() + finding.end(),
            finding.score(),
            name));
      }
    }
    return List.copyOf(found);
  }

  /** Waits for looks that are under way, and gives back the model. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        windows.close();
      }
    } finally {
      open.writeLock().unlock();
    }
  }

  /** Builds an {@link OnnxDetector}. Not thread-safe. */
  public static final class Builder {
    private final Path model;
    private final Path tokenizer;
    private final List<String> labels;
    private String name = OnnxDetector.class.getSimpleName();
    private Task task = Task.SOFTMAX;
    private Map<String, String> categories = Map.of();
    private int maxTokens = 512;
    private int overlap = 64;
    private double minScore = 0.1;
    private int threads = 1;
    private Scope scope = Scope.SENTENCE;

    private Builder(Path model, Path tokenizer, List<String> labels) {
      this.model = Objects.requireNonNull(model, "model");
      this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
      this.labels = List.copyOf(labels);
    }

    /**
     * Sets the name that findings carry.
     *
     * @param value the name
     * @return this
     */
    public Builder name(String value) {
      name = Objects.requireNonNull(value, "name");
      return this;
    }

    /**
     * Sets what the model does.
     *
     * @param value the task
     * @return this
     */
    public Builder task(Task value) {
      task = Objects.requireNonNull(value, "task");
      return this;
    }

    /**
     * Sets which labels are reported, and as which categories. Default: all, each under its own
     * name in lower case with hyphens, without the prefixes of the BIO scheme.
     *
     * @param value categories by label, with or without {@code B-} and {@code I-}
     * @return this
     */
    public Builder categories(Map<String, String> value) {
      categories = Map.copyOf(value);
      return this;
    }

    /**
     * Sets how long a window is and how much of it the next one sees again.
     *
     * @param tokens the most that the model takes, special tokens included; 3 or more
     * @param again 0 or more, and less than a window has
     * @return this
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Builder windows(int tokens, int again) {
      if (tokens < 3 || again < 0 || again >= tokens) {
        throw new IllegalArgumentException(
            "windows of %d tokens that overlap by %d; there must be 3 or more, and less overlap"
                .formatted(tokens, again));
      }
      maxTokens = tokens;
      overlap = again;
      return this;
    }

    /**
     * Sets below which score nothing is reported.
     *
     * @param value 0 to 1
     * @return this
     * @throws IllegalArgumentException if it is out of this range
     */
    public Builder minScore(double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("minScore is " + value + "; it must be 0 to 1");
      }
      minScore = value;
      return this;
    }

    /**
     * Sets how many threads work on one window.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder threads(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("threads is " + value + "; it must be 1 or more");
      }
      threads = value;
      return this;
    }

    /**
     * Sets how much of a text the model should see at once.
     *
     * @param value the scope
     * @return this
     */
    public Builder scope(Scope value) {
      scope = Objects.requireNonNull(value, "scope");
      return this;
    }

    /**
     * Loads the model and tries it.
     *
     * @return the detector; close it
     * @throws IllegalArgumentException if a file is missing or is not what it should be, or if
     *     labels and categories do not fit
     * @throws IllegalStateException if a library is missing, naming it, or if model, tokenizer and
     *     labels do not belong together
     */
    public OnnxDetector build() {
      var unused = existing("model", model);
      unused = existing("tokenizer", tokenizer);
      try {
        return new OnnxDetector(this);
      } catch (LinkageError e) {
        throw new IllegalStateException(
            "OnnxDetector needs com.microsoft.onnxruntime:onnxruntime and ai.djl.huggingface:tokenizers on the class path, with a native part for this machine; not found: "
                + e.getMessage(),
            e);
      }
    }
  }
}
