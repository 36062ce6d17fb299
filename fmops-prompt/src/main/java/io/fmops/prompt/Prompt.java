package io.fmops.prompt;

import io.fmops.model.GenerateRequest;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import io.fmops.prompt.internal.template.Outline;
import io.fmops.prompt.internal.template.Source;
import io.fmops.prompt.internal.template.Template;
import io.fmops.prompt.internal.template.Values;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A prompt template: messages with variables, and what belongs to them. {@link #render} makes a
 * request of it, {@link #print} a text that {@link #parse} reads. Two prompts are equal if their
 * texts are. Immutable and thread-safe.
 *
 * <p>Templates are Mustache: <code>{{name}}</code> is replaced by a value as it is, without any
 * escaping; <code>{{#name}}...{{/name}}</code> is written for each element of a list, and once for
 * true, an object, a number or a text that is not empty; <code>{{^name}}...{{/name}}</code> for
 * what the other is not written for; <code>{{.}}</code> is the element, <code>{{-index}}</code> its
 * number from 1, and <code>{{#-first}}</code> and <code>{{#-last}}</code> are sections for the
 * first and last one; <code>{{a.b}}</code> is a field and <code>{{! ... }}</code> a comment. A name
 * in a section is looked for in the element first and then further out.
 *
 * <p>Values are texts, numbers, booleans, lists, maps, records and {@link Optional}s of such, and
 * are never read as templates.
 */
public final class Prompt {

  private final String name;
  private final Optional<String> description;
  private final SortedSet<String> tags;
  private final List<PromptMessage> messages;
  private final Map<String, Input> inputs;
  private final Optional<ModelId> model;
  private final InferenceParameters parameters;
  private final Optional<OutputFormat> output;
  private final SortedMap<String, String> metadata;

  private final String text;
  private final Variables variables;
  private final List<Template> templates;

  /** Each message costs some hundred times the memory of its marker. */
  static final int MAX_MESSAGES = 10_000;

  /** Racing threads compute the same. */
  private volatile @Nullable String hash;

  private Prompt(Builder builder) {
    name = PromptName.check(builder.name);
    description = Optional.ofNullable(builder.description);
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(builder.tags));
    if (builder.messages.size() > MAX_MESSAGES) {
      throw new PromptException("prompt %s: it has %,d messages; %,d are the most"
          .formatted(name, builder.messages.size(), MAX_MESSAGES));
    }
    messages = List.copyOf(builder.messages);
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.inputs));
    model = Optional.ofNullable(builder.model);
    parameters = builder.parameters;
    output = Optional.ofNullable(builder.output);
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(builder.metadata));
    PromptChecks.check(this);
    List<Outline> outlines = builder.sources.stream().map(Outline::of).toList();
    variables = Variables.of("prompt " + name, inputs, outlines);
    templates =
        outlines.stream().map(outline -> outline.compile(variables.slots())).toList();
    text = PromptPrinter.print(this);
  }

  /**
   * A prompt of one user message and no more.
   *
   * @param name the prompt's name, as {@link PromptName} has it
   * @param user the message's template
   * @return the prompt
   * @throws PromptException if the name is none
   * @throws PromptSyntaxException if the template is none
   */
  public static Prompt of(String name, String user) {
    return builder(name).user(user).build();
  }

  /**
   * A builder without messages.
   *
   * @param name the prompt's name, as {@link PromptName} has it
   * @return a new builder
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Reads a prompt file.
   *
   * @param text the file's text
   * @return the prompt
   * @throws PromptException if it is not a prompt; mostly a {@link PromptSyntaxException}
   */
  public static Prompt parse(String text) {
    return parse(text, "prompt file");
  }

  /**
   * Reads a prompt file.
   *
   * @param text the file's text
   * @param source what the file is called in errors
   * @return the prompt
   * @throws PromptException if it is not a prompt; mostly a {@link PromptSyntaxException}
   */
  public static Prompt parse(String text, String source) {
    return PromptFile.parse(Source.of(source, text));
  }

  /**
   * Reads a prompt file.
   *
   * @param file a file in UTF-8
   * @return the prompt
   * @throws PromptException if there is no such file, it cannot be read, or it is not a prompt
   */
  public static Prompt read(Path file) {
    return PromptFile.read(file);
  }

  /**
   * A builder that starts with everything this prompt has.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(name);
    builder.description = description.orElse(null);
    builder.tags.addAll(tags);
    messages.forEach(builder::message);
    builder.inputs.putAll(inputs);
    builder.model = model.orElse(null);
    builder.parameters = parameters;
    builder.output = output.orElse(null);
    builder.metadata.putAll(metadata);
    return builder;
  }

  /**
   * What the prompt is called.
   *
   * @return the name, as {@link PromptName} has it
   */
  public String name() {
    return name;
  }

  /**
   * What the prompt is for, in words for people.
   *
   * @return the description, if there is one
   */
  public Optional<String> description() {
    return description;
  }

  /**
   * Words to find the prompt by.
   *
   * @return the tags, sorted
   */
  public Set<String> tags() {
    return tags;
  }

  /**
   * The messages. Those before the last ones may be examples.
   *
   * @return at least one of the user or the assistant; one of the system at the most, as the first
   */
  public List<PromptMessage> messages() {
    return messages;
  }

  /**
   * The declared variables: all or none.
   *
   * @return the inputs by name, in the order in which they were declared
   */
  public Map<String, Input> inputs() {
    return inputs;
  }

  /**
   * The names for which a value can be given: those of the inputs or, if none are declared, all
   * that are in the templates. Names within sections may turn out to be fields.
   *
   * @return the names in order
   */
  public Set<String> variables() {
    return variables.slots().keySet();
  }

  /**
   * The model that the prompt was written for: a hint, which rendering does not use.
   *
   * @return the model, if there is such a hint
   */
  public Optional<ModelId> model() {
    return model;
  }

  /**
   * How to generate, unless the caller says otherwise.
   *
   * @return the parameters of the requests
   */
  public InferenceParameters parameters() {
    return parameters;
  }

  /**
   * The JSON that the answer has to be.
   *
   * @return the format of the requests; absent for free text
   */
  public Optional<OutputFormat> output() {
    return output;
  }

  /**
   * Labels of the owner's own, such as who to ask; not part of any request.
   *
   * @return the labels, sorted by key
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * The request with these values. How many tokens it roughly has says
   * {@link GenerateRequest#estimatedInputTokens()}.
   *
   * @param values the value of each variable
   * @return the request; {@link GenerateRequest#toBuilder()} adds to it
   * @throws PromptException naming the variable if one is missing, is given but not used, has the
   *     wrong type, or cannot stand where it has to
   */
  public GenerateRequest render(Map<String, ?> values) {
    try {
      return request(variables.bind(values));
    } catch (PromptException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  /**
   * The request with the components of a record as values.
   *
   * @param values a record with a component for each variable
   * @return the request
   * @throws PromptException as for a map
   */
  public GenerateRequest render(Record values) {
    return render(Values.of(values));
  }

  private PromptException failed(RuntimeException cause) {
    return new PromptException(
        "prompt %s: reading the values failed with %s"
            .formatted(name, cause.getClass().getSimpleName()),
        cause);
  }

  private GenerateRequest request(@Nullable Object[] values) {
    GenerateRequest.Builder request = GenerateRequest.builder().parameters(parameters);
    output.ifPresent(request::outputFormat);
    int given = 0;
    for (Object value : values) {
      given += value instanceof String string ? string.length() : 16;
    }
    for (int i = 0; i < templates.size(); i++) {
      String rendered = templates.get(i).render(values, given);
      switch (messages.get(i).role()) {
        case SYSTEM -> request.system(rendered);
        case USER -> request.user(rendered);
        case ASSISTANT -> request.assistant(rendered);
      }
    }
    return request.build();
  }

  /**
   * The prompt as a file's text, always in the same order and layout: front matter in YAML 1.2 and
   * the messages below, with LF between lines and at the end.
   *
   * @return a text that {@link #parse} makes an equal prompt of
   */
  public String print() {
    return text;
  }

  /**
   * The fingerprint of everything in the prompt.
   *
   * @return SHA-256 of {@link #print()} in UTF-8, as 64 lower-case hexadecimal digits
   */
  public String hash() {
    String known = hash;
    if (known == null) {
      known = sha256(text);
      hash = known;
    }
    return known;
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Prompt that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Tells the name and the fingerprint, not the text: prompts stay out of logs. */
  @Override
  public String toString() {
    return "Prompt[%s#%s, messages=%d]".formatted(name, hash().substring(0, 12), messages.size());
  }

  /** Builds a {@link Prompt}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private @Nullable String description;
    private final List<String> tags = new ArrayList<>();
    private final List<PromptMessage> messages = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final Map<String, Input> inputs = new LinkedHashMap<>();
    private @Nullable ModelId model;
    private InferenceParameters parameters = InferenceParameters.DEFAULTS;
    private @Nullable OutputFormat output;
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Says what the prompt is for. Default: nothing.
     *
     * @param text words for people
     * @return this
     */
    public Builder description(String text) {
      description = Objects.requireNonNull(text, "description");
      return this;
    }

    /**
     * Adds words to find the prompt by. Default: none.
     *
     * @param words the tags, each in one line and not blank
     * @return this
     */
    public Builder tags(String... words) {
      tags.addAll(List.of(words));
      return this;
    }

    /**
     * Adds the instructions above the conversation, as the first message.
     *
     * @param template the text
     * @return this
     */
    public Builder system(String template) {
      return message(PromptMessage.system(template));
    }

    /**
     * Adds a turn of the user's.
     *
     * @param template the text
     * @return this
     */
    public Builder user(String template) {
      return message(PromptMessage.user(template));
    }

    /**
     * Adds a turn of the model's.
     *
     * @param template the text
     * @return this
     */
    public Builder assistant(String template) {
      return message(PromptMessage.assistant(template));
    }

    /**
     * Adds a message.
     *
     * @param message the next message
     * @return this
     */
    public Builder message(PromptMessage message) {
      String source = "prompt %s, message %d".formatted(name, messages.size() + 1);
      return message(message.role(), Source.of(source, message.template()));
    }

    /** Adds a message of which the errors tell a place in a file. */
    Builder message(PromptMessage.Role role, Source template) {
      messages.add(new PromptMessage(role, template.text()));
      sources.add(template);
      return this;
    }

    /**
     * Declares a variable. Either all variables are declared or none; undeclared ones take any
     * value.
     *
     * @param variable the variable's name
     * @param input what it takes
     * @return this
     */
    public Builder input(String variable, Input input) {
      inputs.put(
          Objects.requireNonNull(variable, "variable"), Objects.requireNonNull(input, "input"));
      return this;
    }

    /**
     * Says for which model the prompt was written. Default: for none.
     *
     * @param id the model
     * @return this
     */
    public Builder model(ModelId id) {
      model = Objects.requireNonNull(id, "model");
      return this;
    }

    /**
     * Replaces all inference parameters of the requests. Default: the model's.
     *
     * @param value the parameters
     * @return this
     */
    public Builder parameters(InferenceParameters value) {
      parameters = Objects.requireNonNull(value, "parameters");
      return this;
    }

    /**
     * Sets the JSON that the answers have to be. Default: free text.
     *
     * @param format the format
     * @return this
     */
    public Builder output(OutputFormat format) {
      output = Objects.requireNonNull(format, "output");
      return this;
    }

    /**
     * Adds a label of the owner's own.
     *
     * @param key the label's name
     * @param value the label's value
     * @return this
     */
    public Builder metadata(String key, String value) {
      metadata.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Builds the prompt.
     *
     * @return the prompt
     * @throws PromptException if the name is none, there is no message of the user's or the
     *     assistant's, the inputs are not the variables, or there is something that no file holds,
     *     such as half a character
     * @throws PromptSyntaxException if a template is none, telling the place
     */
    public Prompt build() {
      return new Prompt(this);
    }
  }
}
