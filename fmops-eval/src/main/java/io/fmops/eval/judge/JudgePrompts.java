package io.fmops.eval.judge;

import io.fmops.model.GenerateRequest;
import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptCatalog;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The words that judges are asked with: prompts of the catalog, each in English and in Japanese,
 * any of which can be replaced. Immutable and thread-safe.
 *
 * <p>Their names end with {@code -en} or {@code -ja}; these are their variables, of which those
 * with a star are needed:
 *
 * <ul>
 *   <li>{@code judge/grade}: {@code fence}*, {@code question}, {@code answer}*, {@code reference},
 *       {@code criteria}* (a list of {@code id}, {@code description} and {@code anchors}, which is
 *       a list of {@code grade} and {@code text}), {@code min}*, {@code max}*
 *   <li>{@code judge/compare}: {@code fence}*, {@code question}, {@code first}*, {@code second}*,
 *       {@code reference}, {@code criteria} (a text)
 *   <li>{@code judge/statements}: {@code fence}*, {@code question}, {@code text}*
 *   <li>{@code judge/support}: {@code fence}*, {@code passages}*, {@code statements}*,
 *       {@code count}*
 *   <li>{@code judge/relevance}: {@code fence}*, {@code question}*, {@code statements}*,
 *       {@code count}*
 *   <li>{@code judge/usefulness}: {@code fence}*, {@code question}*, {@code reference}*,
 *       {@code passages}*, {@code count}*
 *   <li>{@code judge/questions}: {@code fence}*, {@code answer}*, {@code count}*
 *   <li>{@code judge/repair}: {@code problem}*
 * </ul>
 *
 * <p>Judged texts come as blocks between marker lines that end with the word {@code fence}; a
 * prompt says what the markers mean, and asks for the word as {@code "check"} in the JSON of the
 * reply. An example of the reply in the prompt must not be a readable verdict, or a judge that
 * repeats the prompt would have given one.
 */
public final class JudgePrompts {

  private static final String FILE_END = ".prompt.md";

  /** Reads the built-in prompts once, when they are first asked for. */
  private static final class BuiltIn {
    static final JudgePrompts PROMPTS = new JudgePrompts(read());

    private static Map<String, Entry> read() {
      Map<String, Entry> entries = new HashMap<>();
      for (String name : names()) {
        String file = name.substring(name.indexOf('/') + 1) + FILE_END;
        try (InputStream stream = JudgePrompts.class.getResourceAsStream(file)) {
          if (stream == null) {
            throw new IllegalStateException("the library's own prompt " + file + " is missing");
          }
          Prompt prompt =
              Prompt.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), file);
          entries.put(name, new Entry(prompt, prompt::render));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return entries;
    }
  }

  private record Entry(Prompt prompt, Function<Map<String, ?>, GenerateRequest> render) {}

  private final Map<String, Entry> entries;

  private JudgePrompts(Map<String, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /**
   * The prompts that come with the library.
   *
   * @return the prompts
   */
  public static JudgePrompts builtIn() {
    return BuiltIn.PROMPTS;
  }

  /**
   * The prompts of a catalog, read now, and the built-in ones for names that it does not have.
   * Requests are labelled with the versions.
   *
   * @param catalog the catalog; to begin with, {@link #all()} can be added to it
   * @param label which version of a prompt counts; a prompt without that label is taken for none
   * @return the prompts
   * @throws PromptException if a prompt cannot be read, or cannot ask what it is for
   */
  public static JudgePrompts from(PromptCatalog catalog, String label) {
    JudgePrompts prompts = builtIn();
    for (String name : names()) {
      if (catalog.labels(name).containsKey(label)) {
        PromptVersion version = catalog.labelled(name, label);
        prompts = prompts.with(version.prompt(), version::render);
      }
    }
    return prompts;
  }

  /**
   * These prompts, but one.
   *
   * @param prompt takes the place of the prompt of its name
   * @return new prompts
   * @throws PromptException if judges have no prompt of that name, or the prompt cannot ask what it
   *     is for: a variable is missing, or there is one that gets no value
   */
  public JudgePrompts with(Prompt prompt) {
    return with(prompt, prompt::render);
  }

  private JudgePrompts with(Prompt prompt, Function<Map<String, ?>, GenerateRequest> render) {
    check(prompt);
    Map<String, Entry> changed = new HashMap<>(entries);
    changed.put(prompt.name(), new Entry(prompt, render));
    return new JudgePrompts(changed);
  }

  /**
   * All the prompts, to add them to a catalog or to look at them.
   *
   * @return in the order of their names
   */
  public List<Prompt> all() {
    return new TreeMap<>(entries).values().stream().map(Entry::prompt).toList();
  }

  GenerateRequest render(Task task, JudgeLanguage language, Map<String, ?> values) {
    Entry entry = entries.get(task.promptName(language));
    if (entry == null) {
      throw new IllegalStateException("there is no prompt for " + task);
    }
    return entry.render().apply(taken(entry.prompt(), values));
  }

  /** Prompts do not take values that they do not use. */
  private static Map<String, ?> taken(Prompt prompt, Map<String, ?> values) {
    Set<String> variables = prompt.variables();
    return values.entrySet().stream()
        .filter(value -> variables.contains(value.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Set<String> names() {
    return tasks().keySet();
  }

  private static Map<String, Task> tasks() {
    Map<String, Task> tasks = new TreeMap<>();
    for (Task task : Task.values()) {
      tasks.put(task.promptName(JudgeLanguage.ENGLISH), task);
      tasks.put(task.promptName(JudgeLanguage.JAPANESE), task);
    }
    return tasks;
  }

  private static void check(Prompt prompt) {
    Task task = tasks().get(prompt.name());
    if (task == null) {
      throw new PromptException("judges have no prompt \"%s\"; they have %s"
          .formatted(prompt.name(), String.join(", ", names())));
    }
    for (String variable : task.needed()) {
      if (!prompt.variables().contains(variable)) {
        throw new PromptException("the prompt %s does not use the variable \"%s\", which it needs"
            .formatted(prompt.name(), variable));
      }
    }
    // Fails for a variable that gets no value.
    prompt.render(taken(prompt, task.samples()));
  }
}
