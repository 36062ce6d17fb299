package io.fmops.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.bedrock.PulledPrompt.Origin;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelId;
import io.fmops.prompt.Input;
import io.fmops.prompt.Prompt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every prompt, on random ones. */
class ShowingTest {

  private static final int PROMPTS = 400;

  private static final List<String> VARIABLES =
      List.of("a", "b2", "first_name", "x-y", "_z", "名前", "Zoë");

  private static final List<String> PIECES = List.of(
      "text ",
      "日本語。",
      "\n",
      "  ",
      "\t",
      "} ",
      "{ ",
      "}}",
      "\"\\",
      "𠮷",
      "{\"a\": 1}",
      "{{! note }}",
      "\n{{! alone\non two lines }}\n",
      "  {{!x}}  \n");

  private final Random random = new Random(7);

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String template(boolean sections) {
    StringBuilder text = new StringBuilder();
    for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
      String name = any(VARIABLES);
      // A brace before a tag would make another tag of it.
      boolean brace = text.length() > 0 && text.charAt(text.length() - 1) == '{';
      switch (random.nextInt(sections ? 8 : 6)) {
        case 0 -> text.append(brace ? " " : "").append("{{").append(name).append("}}");
        case 1 -> text.append(brace ? " " : "").append("{{ ").append(name).append("\n }}");
        case 2 -> text.append(brace ? " " : "").append("{{{").append(name).append(" }}}");
        case 3 -> text.append(brace ? " " : "").append("{{& ").append(name).append("}}");
        case 6 ->
          text.append(brace ? " " : "").append("{{#%s}}{{.}}, {{/%s}}".formatted(name, name));
        case 7 -> text.append(brace ? " " : "").append("{{").append(name).append(".field}}");
        default -> text.append(brace ? " " : "").append(any(PIECES));
      }
    }
    return text.toString();
  }

  private Prompt.Builder messages(boolean sections) {
    Prompt.Builder prompt = Prompt.builder(any(List.of("p", "support/refund", "返金/案内", "0/a")));
    if (random.nextBoolean()) {
      prompt.system(template(sections));
    }
    prompt.user(template(sections));
    for (int more = random.nextInt(3); more > 0; more--) {
      prompt.assistant(template(sections)).user(template(sections));
    }
    return prompt;
  }

  private Prompt prompt() {
    Prompt.Builder prompt = messages(random.nextInt(4) == 0);
    if (random.nextBoolean()) {
      prompt.description(any(List.of("short", "長い説明".repeat(60), "", "𠮷".repeat(100))));
    }
    if (random.nextBoolean()) {
      prompt
          .tags("t", "日本")
          .metadata("owner", any(List.of("team", "チーム", "")))
          .metadata("fmops.x", "y");
    }
    if (random.nextBoolean()) {
      prompt.model(ModelId.parse(any(
          List.of("bedrock:amazon.nova-lite-v1:0", "bedrock:x?region=eu-west-1", "openai:gpt-x"))));
    }
    if (random.nextBoolean()) {
      prompt.parameters(new InferenceParameters(
          random.nextBoolean() ? Optional.of(1 + random.nextInt(9999)) : Optional.empty(),
          random.nextBoolean() ? Optional.of(random.nextDouble() * 1.2) : Optional.empty(),
          random.nextBoolean()
              ? Optional.of(any(List.of(Double.MIN_VALUE, 1.0, random.nextDouble())))
              : Optional.empty(),
          List.of("a", "b", "c", "d", "e").subList(0, random.nextInt(6))));
    }
    Prompt bare = prompt.build();
    if (random.nextBoolean()
        && bare.messages().stream().allMatch(m -> ShownTexts.isPlain(m.template()))) {
      bare.variables()
          .forEach(name ->
              prompt.input(name, any(List.of(Input.string(), Input.integer().optional()))));
    }
    return prompt.build();
  }

  private static PromptMerge pulled(Showing showing, String name) {
    return PromptMerge.of(
        name,
        OnService.of(
            name,
            showing.shown().description().orElse(null),
            "default",
            List.of(showing.shown().variant("default", showing.kept()))),
        false);
  }

  @Test
  void everyPromptComesBackAsItWas() {
    for (int i = 0; i < PROMPTS; i++) {
      Prompt prompt = prompt();
      PromptMerge back =
          pulled(Showing.of(prompt), ServiceName.of("the prompt name", prompt.name()));
      assertThat(back.prompt().print()).isEqualTo(prompt.print());
      assertThat(back.origin()).isEqualTo(Origin.PUSHED);
      assertThat(back.notes()).isEmpty();
    }
  }

  @Test
  void whatIsShownAloneIsAPromptThatLooksTheSameThere() {
    for (int i = 0; i < PROMPTS; i++) {
      Prompt prompt = messages(false).build();
      Showing showing = Showing.of(prompt);
      String name = ServiceName.of("the prompt name", prompt.name());
      PromptMerge alone =
          pulled(new Showing(showing.shown(), Map.of(), List.of(), List.of()), name);
      assertThat(alone.origin()).isEqualTo(Origin.FOREIGN);
      assertThat(alone.prompt().name()).isEqualTo(prompt.name());
      Showing again = Showing.of(alone.prompt());
      assertThat(again.shown()).isEqualTo(showing.shown());
    }
  }

  @Test
  void theServicePutsInWhatRenderingPutsIn() {
    for (int i = 0; i < PROMPTS; i++) {
      Prompt prompt = messages(false).build();
      Map<String, String> values = new HashMap<>();
      prompt.variables().forEach(variable -> values.put(variable, "<" + variable + " の値>"));
      List<String> there = Showing.of(prompt).shown().messages().stream()
          .map(message -> {
            String text = message.template();
            for (Map.Entry<String, String> value : values.entrySet()) {
              String variable = ServiceName.of("the variable", value.getKey());
              text = text.replace("{{" + variable + "}}", value.getValue());
            }
            return text;
          })
          .toList();
      var request = prompt.render(values);
      List<String> here = new java.util.ArrayList<>();
      request.system().filter(text -> !text.isEmpty()).ifPresent(here::add);
      request.messages().forEach(message -> here.add(message.text()));
      assertThat(there).isEqualTo(here);
    }
  }
}
