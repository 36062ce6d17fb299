package io.fmops.guardrails.judge;

import io.fmops.guardrails.Excerpt;
import io.fmops.guardrails.Finding;
import io.fmops.guardrails.spi.Detector;
import io.fmops.guardrails.spi.TextPiece;
import io.fmops.model.CallContext;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A foundation model that classifies texts by a list of hazards. It understands what word lists and
 * small classifiers do not, such as irony or a plan without a bad word; it costs a call for each
 * text, and it errs as models do. Thread-safe.
 *
 * <pre>{@code
 * Detector judge = JudgeDetector.builder(Models.open("bedrock:amazon.nova-lite-v1:0"))
 *     .hazards(Hazards.HARM)
 *     .build();
 * }</pre>
 *
 * <p>The text stands between two lines with a random word, of which the system text says that what
 * is between them is data. So the text cannot end the data by itself; a text that talks to the
 * judge can still sway a weak model, which is why a judge should not be the only detector.
 *
 * <p>A finding covers the piece of the text that was judged. Scores are the judge's, from 1 to 10,
 * divided by 10; they are no probabilities. An answer that is not exactly what was asked for, or
 * was cut off or refused, is a {@link io.fmops.model.MalformedAnswerException}: the judge cannot
 * tell. So do errors of the model and a passed deadline end the look with their own
 * {@link io.fmops.model.ModelException}. An interrupt ends the call.
 *
 * <p>Boundaries differ from call to call, so that a recording of the model's calls does not match.
 */
public final class JudgeDetector implements Detector {

  private final FoundationModel model;
  private final String name;
  private final List<Hazard> hazards;
  private final JudgePrompt prompt;
  private final int maxTokens;
  private final int pieceSize;
  private final Duration timeout;
  private final Scope scope;
  private final SecureRandom random = new SecureRandom();

  private JudgeDetector(Builder builder) {
    model = builder.model;
    name = builder.name;
    hazards = builder.hazards;
    prompt = builder.prompt;
    maxTokens = builder.maxTokens;
    pieceSize = builder.pieceSize;
    timeout = builder.timeout;
    scope = builder.scope;
  }

  /**
   * A builder whose defaults are the name {@code JudgeDetector}, {@link Hazards#TOXICITY},
   * {@link JudgePrompt#byScript}, 500 tokens an answer, pieces of 8,000 code points, 30 seconds a
   * text, and {@link io.fmops.guardrails.spi.Detector.Scope#WHOLE}.
   *
   * @param model the judge; closed with the detector
   * @return a new builder
   */
  public static Builder builder(FoundationModel model) {
    return new Builder(model);
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
    return Cost.REMOTE;
  }

  @Override
  public Set<String> categories() {
    return hazards.stream().map(Hazard::category).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public List<Finding> detect(Excerpt excerpt) {
    List<Finding> found = new ArrayList<>();
    CallContext context = CallContext.create().withDeadline(timeout);
    for (TextPiece piece :
        TextPiece.cut(excerpt.text(), TextPiece.Measure.CODE_POINTS, pieceSize, pieceSize / 16)) {
      if (!piece.text().isBlank()) {
        JudgeQuestion question =
            new JudgeQuestion(piece.text(), excerpt.stage(), hazards, boundary(piece.text()));
        GenerateRequest request =
            prompt.request(question).toBuilder().maxTokens(maxTokens).build();
        JudgeAnswer.read(model.generate(request, context), hazards)
            .forEach((category, score) ->
                found.add(new Finding(category, piece.start(), piece.end(), score, name)));
      }
    }
    return List.copyOf(found);
  }

  private String boundary(String text) {
    byte[] bytes = new byte[12];
    String boundary;
    do {
      random.nextBytes(bytes);
      boundary = "text-" + HexFormat.of().formatHex(bytes);
    } while (text.contains(boundary));
    return boundary;
  }

  /** Closes the model. */
  @Override
  public void close() {
    model.close();
  }

  /** Builds a {@link JudgeDetector}. Not thread-safe. */
  public static final class Builder {
    private final FoundationModel model;
    private String name = JudgeDetector.class.getSimpleName();
    private List<Hazard> hazards = Hazards.TOXICITY;
    private JudgePrompt prompt = JudgePrompt.byScript();
    private int maxTokens = 500;
    private int pieceSize = 8_000;
    private Duration timeout = Duration.ofSeconds(30);
    private Scope scope = Scope.WHOLE;

    private Builder(FoundationModel model) {
      this.model = Objects.requireNonNull(model, "model");
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
     * Sets what to look for.
     *
     * @param value at least one, each category once
     * @return this
     * @throws IllegalArgumentException if there is none, or a category twice
     */
    public Builder hazards(List<Hazard> value) {
      Set<String> categories = new HashSet<>();
      value.forEach(hazard -> {
        if (!categories.add(hazard.category())) {
          throw new IllegalArgumentException(
              "the category %s is there twice".formatted(hazard.category()));
        }
      });
      if (categories.isEmpty()) {
        throw new IllegalArgumentException("there is no hazard to look for; name at least one");
      }
      hazards = List.copyOf(value);
      return this;
    }

    /**
     * Sets the words.
     *
     * @param value the prompt
     * @return this
     */
    public Builder prompt(JudgePrompt value) {
      prompt = Objects.requireNonNull(value, "prompt");
      return this;
    }

    /**
     * Sets the longest answer; a judge that reasons before it answers needs more.
     *
     * @param value tokens, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxTokens(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxTokens is " + value + "; it must be 1 or more");
      }
      maxTokens = value;
      return this;
    }

    /**
     * Sets how much of a text is judged in one call; pieces overlap by a sixteenth.
     *
     * @param value code points, 100 or more
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder pieceSize(int value) {
      if (value < 100) {
        throw new IllegalArgumentException("pieceSize is " + value + "; it must be 100 or more");
      }
      pieceSize = value;
      return this;
    }

    /**
     * Sets how long all the calls for one text may take together, which also bounds what an endless
     * text can cost. A check that has no timeout of its own waits as long.
     *
     * @param value more than zero
     * @return this
     * @throws IllegalArgumentException if it is zero or less
     */
    public Builder timeout(Duration value) {
      if (value.isZero() || value.isNegative()) {
        throw new IllegalArgumentException("timeout is " + value + "; it must be above zero");
      }
      timeout = value;
      return this;
    }

    /**
     * Sets how much of a text the judge should see at once. By sentence, a stream waits less, and
     * costs a call for each sentence.
     *
     * @param value the scope
     * @return this
     */
    public Builder scope(Scope value) {
      scope = Objects.requireNonNull(value, "scope");
      return this;
    }

    /**
     * Builds the detector.
     *
     * @return the detector; close it
     */
    public JudgeDetector build() {
      return new JudgeDetector(this);
    }
  }
}
