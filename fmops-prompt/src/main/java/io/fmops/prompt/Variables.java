package io.fmops.prompt;

import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Outline;
import io.fmops.prompt.internal.template.Outline.Use;
import io.fmops.prompt.internal.template.Values;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables of a prompt: which there are, and what is given for them. Immutable. */
final class Variables {

  private static final Set<Input.Type> SCALARS =
      Set.of(Input.Type.STRING, Input.Type.NUMBER, Input.Type.INTEGER, Input.Type.BOOLEAN);

  private final String promptName;
  private final Map<String, Input> inputs;
  private final Map<String, Integer> slots;

  private Variables(String promptName, Map<String, Input> inputs, Map<String, Integer> slots) {
    this.promptName = promptName;
    this.inputs = inputs;
    this.slots = slots;
  }

  /**
   * The variables of these templates.
   *
   * @throws PromptException if inputs are declared, but not all, or one that no template has
   */
  static Variables of(String promptName, Map<String, Input> inputs, List<Outline> outlines) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    inputs.keySet().forEach(name -> slots.put(name, slots.size()));
    Set<String> unused = new LinkedHashSet<>(inputs.keySet());
    for (Outline outline : outlines) {
      for (Use use : outline.uses()) {
        unused.remove(use.name());
        if (inputs.isEmpty()) {
          slots.putIfAbsent(use.name(), slots.size());
        } else if (use.sections().stream().allMatch(section -> scalar(inputs.get(section)))) {
          check(outline.sourceName(), inputs, use);
        }
      }
    }
    if (!unused.isEmpty()) {
      String name = unused.iterator().next();
      throw new PromptException(
          "%s: the input %s stands in no message".formatted(promptName, Names.quote(name)));
    }
    return new Variables(promptName, inputs, Collections.unmodifiableMap(slots));
  }

  /** Whether a section of this has no fields, so that names in it are those of inputs. */
  private static boolean scalar(@Nullable Input input) {
    return input != null && SCALARS.contains(input.type());
  }

  private static void check(String source, Map<String, Input> inputs, Use use) {
    Input input = inputs.get(use.name());
    @Nullable String problem = null;
    if (input == null) {
      problem = "there is no input %s%s"
          .formatted(Names.quote(use.name()), Names.didYouMean(use.name(), inputs.keySet()));
    } else if (!use.path().equals(use.name())) {
      problem = input.type() == Input.Type.OBJECT
          ? null
          : "the input %s is of the type %s, which has no fields"
              .formatted(Names.quote(use.name()), input.type().label());
    } else if (use.printed() && !SCALARS.contains(input.type())) {
      problem = "the input %s is of the type %s and needs a section {{#%s}}"
          .formatted(Names.quote(use.name()), input.type().label(), use.name());
    }
    if (problem != null) {
      throw new PromptSyntaxException(problem, source, use.line(), use.column());
    }
  }

  /** Where the value of each name is. */
  Map<String, Integer> slots() {
    return slots;
  }

  /** The values in their places. */
  @Nullable
  Object[] bind(Map<String, ?> given) {
    @Nullable Object[] values = new Object[slots.size()];
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw wrong("a variable's name is not a text");
      }
      Integer slot = slots.get(name);
      if (slot == null) {
        throw wrong("there is no variable %s to give a value for%s"
            .formatted(Names.quote(name), Names.didYouMean(name, slots.keySet())));
      }
      values[slot] = checked(name, entry.getValue());
    }
    if (!inputs.isEmpty()) {
      fill(values);
    }
    return values;
  }

  private Object checked(String name, @Nullable Object given) {
    Object value = Values.unwrap(given);
    if (value == null) {
      throw wrong(
          "the value of %s is null; leave it out, or use Optional".formatted(Names.quote(name)));
    }
    Input input = inputs.get(name);
    if (input != null && value != Values.ABSENT) {
      input.problem(value).ifPresent(problem -> {
        throw wrong("the value of %s %s".formatted(Names.quote(name), problem));
      });
    }
    return value;
  }

  private void fill(@Nullable Object[] values) {
    int slot = 0;
    for (Map.Entry<String, Input> entry : inputs.entrySet()) {
      if (values[slot] == null || values[slot] == Values.ABSENT) {
        Input input = entry.getValue();
        if (input.required()) {
          throw wrong("the variable %s is missing".formatted(Names.quote(entry.getKey())));
        }
        values[slot] = input.defaultValue().orElse(Values.ABSENT);
      }
      slot++;
    }
  }

  private PromptException wrong(String problem) {
    return new PromptException(promptName + ": " + problem);
  }
}
