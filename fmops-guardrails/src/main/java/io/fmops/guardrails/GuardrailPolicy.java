package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which detectors look at which texts, and what happens to what they find. Written in Java with a
 * {@link #builder} or in a YAML file that {@link #read} reads. Immutable and thread-safe, as far as
 * the detectors are.
 *
 * <pre>{@code
 * GuardrailPolicy policy = GuardrailPolicy.builder("support")
 *     .input(Check.of(toxicity).onAny(0.8, Action.block("Please stay polite.")))
 *     .input(Check.of(personalData).onAny(0.5, Action.replace()))
 *     .output(Check.of(toxicity).onAny(0.8, Action.block("The answer was withheld.")))
 *     .build();
 * FoundationModel guarded = model.with(Guardrail.of(policy));
 * }</pre>
 */
public final class GuardrailPolicy {

  /** Told to the caller when a detector that has to look cannot, if nothing else is said. */
  public static final String DEFAULT_UNCHECKED_MESSAGE =
      "the text could not be checked, and the policy lets nothing pass unchecked";

  /**
   * How long a call waits for its detectors if nothing else is said and none has a longer timeout:
   * 5 seconds.
   */
  public static final Duration DEFAULT_BUDGET = Duration.ofSeconds(5);

  /** The longest piece, in chars, in which text is looked at if nothing else is said. */
  public static final int DEFAULT_PIECE = 256;

  private final String name;
  private final String version;
  private final Map<Stage, List<Check>> checks;
  private final boolean dryRun;
  private final @Nullable Duration setBudget;
  private final Duration budget;
  private final int piece;
  private final int retries;
  private final Set<String> restoreInTools;
  private final String uncheckedMessage;

  private GuardrailPolicy(Builder builder) {
    name = builder.name;
    checks = new EnumMap<>(Stage.class);
    builder.checks.forEach((stage, list) -> checks.put(stage, List.copyOf(list)));
    dryRun = builder.dryRun;
    setBudget = builder.budget;
    budget = setBudget == null ? enough(checks) : setBudget;
    piece = builder.piece;
    retries = builder.retries;
    restoreInTools = Collections.unmodifiableSortedSet(builder.restoreInTools);
    uncheckedMessage = builder.uncheckedMessage;
    version = builder.version == null ? hash(this) : builder.version;
  }

  /** So that no detector is always late by default. */
  private static Duration enough(Map<Stage, List<Check>> checks) {
    return checks.values().stream()
        .flatMap(List::stream)
        .map(Check::timeout)
        .reduce(DEFAULT_BUDGET, (one, other) -> one.compareTo(other) > 0 ? one : other);
  }

  /**
   * A builder without checks: nothing but the name, a budget that suits the checks, pieces of
   * {@value #DEFAULT_PIECE} chars, one retry, not a dry run.
   *
   * @param name what verdicts and audit records call it
   * @return a new builder
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Reads a policy file and makes its detectors. The format is in {@code docs/guardrails.md}.
   *
   * @param file YAML in UTF-8
   * @return the policy; its version is what the file says, or else a hash of the file's text, which
   *     does not tell whether a file that it names, such as a word list, has changed
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is wrong; the message begins with file and line
   */
  public static GuardrailPolicy read(Path file) throws IOException {
    return PolicyFile.read(file);
  }

  /**
   * What verdicts call it.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Tells one state of a policy from another.
   *
   * @return twelve hexadecimal digits of a hash over the policy's content, or what the builder was
   *     given
   */
  public String version() {
    return version;
  }

  /**
   * What looks at a stage.
   *
   * @param stage the stage
   * @return the checks in their order; possibly none
   */
  public List<Check> checks(Stage stage) {
    return checks.getOrDefault(stage, List.of());
  }

  /**
   * Whether findings are told and nothing is done about them.
   *
   * @return true for a dry run
   */
  public boolean dryRun() {
    return dryRun;
  }

  /**
   * How long a call waits for its detectors; {@link Builder#budget} says what counts.
   *
   * @return above zero
   */
  public Duration budget() {
    return budget;
  }

  /**
   * The longest piece in which a text is looked at, and so what a stream is delayed by.
   *
   * @return in chars
   */
  public int piece() {
    return piece;
  }

  /**
   * How often the model may be asked again.
   *
   * @return 0 or more
   */
  public int retries() {
    return retries;
  }

  /**
   * The tools in whose arguments originals come back for their placeholders.
   *
   * @return names, or {@link Rule#ANY} for all tools; possibly none
   */
  public Set<String> restoreInTools() {
    return restoreInTools;
  }

  /**
   * Told to the caller when a detector that has to look cannot.
   *
   * @return fit to be shown to users
   */
  public String uncheckedMessage() {
    return uncheckedMessage;
  }

  /**
   * A builder with all that this policy has, to try it out as a dry run for example.
   *
   * @return a new builder, with this version until another is set
   */
  public Builder toBuilder() {
    Builder builder = new Builder(name)
        .dryRun(dryRun)
        .piece(piece)
        .retries(retries)
        .restoreInTools(restoreInTools.toArray(String[]::new))
        .uncheckedMessage(uncheckedMessage)
        .version(version);
    builder.budget = setBudget;
    checks.forEach((stage, list) -> list.forEach(check -> builder.check(stage, check)));
    return builder;
  }

  /**
   * Closes all detectors, each once. A policy that was read from a file owns its detectors. Call it
   * when the last call with this policy has ended: a detector that is closed may fail.
   */
  public void closeDetectors() {
    Set<Detector> detectors = new LinkedHashSet<>();
    checks.values().forEach(list -> list.forEach(check -> detectors.add(check.detector())));
    detectors.forEach(Detector::close);
  }

  @Override
  public String toString() {
    return "GuardrailPolicy[%s, version %s, %s]".formatted(name, version, checks);
  }

  private static String hash(GuardrailPolicy policy) {
    StringBuilder content = new StringBuilder(policy.name);
    content
        .append(policy.dryRun)
        .append(policy.budget)
        .append(policy.piece)
        .append(policy.retries)
        .append(policy.restoreInTools)
        .append(policy.uncheckedMessage);
    policy.checks.forEach((stage, list) -> content.append(stage).append(list));
    return hash(content.toString());
  }

  static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Builds a {@link GuardrailPolicy}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Map<Stage, List<Check>> checks = new EnumMap<>(Stage.class);
    private boolean dryRun;
    private @Nullable Duration budget;
    private int piece = DEFAULT_PIECE;
    private int retries = 1;
    private SortedSet<String> restoreInTools = new TreeSet<>();
    private String uncheckedMessage = DEFAULT_UNCHECKED_MESSAGE;
    private @Nullable String version;

    private Builder(String name) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a policy needs a name");
      }
      this.name = name;
    }

    /**
     * Adds a check of what users say.
     *
     * @param check the check
     * @return this
     */
    public Builder input(Check check) {
      return check(Stage.INPUT, check);
    }

    /**
     * Adds a check of what the model says.
     *
     * @param check the check
     * @return this
     */
    public Builder output(Check check) {
      return check(Stage.OUTPUT, check);
    }

    /**
     * Adds a check.
     *
     * @param stage which texts it looks at
     * @param check the check; one with a retry fits the output only
     * @return this
     * @throws IllegalArgumentException if it has no rules, a rule for a category that its detector
     *     never finds, or a retry at another stage
     */
    public Builder check(Stage stage, Check check) {
      if (check.rules().isEmpty()) {
        throw new IllegalArgumentException(
            "the check of %s at %s has no rules, so nothing would come of its findings"
                .formatted(check.detector().name(), stage));
      }
      for (Rule rule : check.rules()) {
        Check.unknown(check.detector(), rule.category()).ifPresent(problem -> {
          throw new IllegalArgumentException(problem);
        });
      }
      if (stage != Stage.OUTPUT
          && check.rules().stream().anyMatch(rule -> rule.action() instanceof Action.Retry)) {
        throw new IllegalArgumentException(
            "the check of %s at %s wants a retry; only an answer (OUTPUT) can be asked for again"
                .formatted(check.detector().name(), stage));
      }
      checks.computeIfAbsent(stage, s -> new ArrayList<>()).add(check);
      return this;
    }

    /**
     * Sets whether findings are told and nothing is done about them, to try a policy out. Default:
     * false.
     *
     * @param value true for a dry run
     * @return this
     */
    public Builder dryRun(boolean value) {
      dryRun = value;
      return this;
    }

    /**
     * Sets how long a call waits for its detectors: once for all texts of the request together,
     * once for each answer of {@code generate}, and in a stream once for each event of the model,
     * as what came before it has left by then. Detectors that have not answered when it runs out
     * are late, and {@link Check#onFailure} says what that means. Time in detectors of
     * {@link Detector.Cost#INSTANT} is no waiting. Default: {@link #DEFAULT_BUDGET}, or the longest
     * timeout of a check if that is longer.
     *
     * @param limit above zero
     * @return this
     * @throws IllegalArgumentException if it is not above zero
     */
    public Builder budget(Duration limit) {
      if (limit.isZero() || limit.isNegative()) {
        throw new IllegalArgumentException("a budget of " + limit + "; it must be above zero");
      }
      budget = limit;
      return this;
    }

    /**
     * Sets the longest piece in which a text is looked at. Shorter pieces let a stream flow sooner;
     * longer ones let detectors see longer sentences whole. Default: {@value #DEFAULT_PIECE}.
     *
     * @param chars 64 to 4,096
     * @return this
     * @throws IllegalArgumentException if it is outside
     */
    public Builder piece(int chars) {
      if (chars < 64 || chars > 4_096) {
        throw new IllegalArgumentException(
            "pieces of %d chars; from 64 to 4,096 are possible".formatted(chars));
      }
      piece = chars;
      return this;
    }

    /**
     * Sets how often the model may be asked again for one call. Default: 1.
     *
     * @param count 0 to 5
     * @return this
     * @throws IllegalArgumentException if it is outside
     */
    public Builder retries(int count) {
      if (count < 0 || count > 5) {
        throw new IllegalArgumentException(count + " retries; from 0 to 5 are possible");
      }
      retries = count;
      return this;
    }

    /**
     * Sets in the arguments of which tools originals come back for the placeholders of
     * {@link Action#replace}. A text that somebody else wrote can talk the model into handing a
     * placeholder to any tool, so name those that need personal data and bring it nowhere else.
     * Default: none, so that tools are given the placeholders.
     *
     * @param names the tools, or {@link Rule#ANY} for all
     * @return this
     */
    public Builder restoreInTools(String... names) {
      restoreInTools = new TreeSet<>(Arrays.asList(names));
      return this;
    }

    /**
     * Sets what the caller is told when a detector that has to look cannot. Default:
     * {@link #DEFAULT_UNCHECKED_MESSAGE}.
     *
     * @param message fit to be shown to users
     * @return this
     */
    public Builder uncheckedMessage(String message) {
      uncheckedMessage = Objects.requireNonNull(message, "message");
      return this;
    }

    /**
     * Sets what tells this state of the policy from others. Default: a hash of the content.
     *
     * @param value the version
     * @return this
     */
    public Builder version(String value) {
      version = Objects.requireNonNull(value, "version");
      return this;
    }

    /**
     * Builds the policy.
     *
     * @return the policy
     */
    public GuardrailPolicy build() {
      return new GuardrailPolicy(this);
    }
  }
}
