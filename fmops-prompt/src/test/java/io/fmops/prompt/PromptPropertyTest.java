package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.Mustache;
import io.fmops.model.GenerateRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PromptPropertyTest {

  @Provide
  Arbitrary<Prompt> prompts() {
    return Prompts.prompts();
  }

  @Provide
  Arbitrary<String> texts() {
    return Prompts.texts();
  }

  @Provide
  Arbitrary<String> templates() {
    return Prompts.templates();
  }

  /** Values of all kinds, good and bad. */
  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> scalars = Arbitraries.oneOf(
        Arbitraries.strings().map(s -> (Object) s),
        Arbitraries.of(1, 2L, 0.5, Double.NaN, true, false, 'c').map(o -> (Object) o),
        Arbitraries.of(
            Optional.empty(), Optional.of("o"), new Object(), new int[0], Thread.State.NEW),
        Prompts.constants());
    Arbitrary<Object> lists = scalars.list().ofMaxSize(3).map(l -> (Object) l);
    Arbitrary<Object> maps =
        Arbitraries.maps(Prompts.names(), scalars).ofMaxSize(3).map(m -> (Object) m);
    return Arbitraries.oneOf(scalars, lists, maps, maps.list().ofMaxSize(3).map(l -> (Object) l));
  }

  @Provide
  Arbitrary<Map<String, Object>> valueMaps() {
    return Arbitraries.maps(Prompts.names(), values()).ofMaxSize(7);
  }

  @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
  void whatIsPrintedIsReadAsTheSamePrompt(@ForAll("prompts") Prompt prompt) {
    byte[] bytes = prompt.print().getBytes(StandardCharsets.UTF_8);
    Prompt read = Prompt.parse(new String(bytes, StandardCharsets.UTF_8));
    assertThat(read.messages()).isEqualTo(prompt.messages());
    assertThat(read.inputs()).isEqualTo(prompt.inputs());
    assertThat(read.description()).isEqualTo(prompt.description());
    assertThat(read.tags()).isEqualTo(prompt.tags());
    assertThat(read.parameters()).isEqualTo(prompt.parameters());
    assertThat(read.output()).isEqualTo(prompt.output());
    assertThat(read.metadata()).isEqualTo(prompt.metadata());
    assertThat(read).isEqualTo(prompt).hasSameHashCodeAs(prompt);
    assertThat(read.hash()).isEqualTo(prompt.hash());
    assertThat(read.print()).isEqualTo(prompt.print());
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void theHashIsEqualIfAndOnlyIfTheContentIs(
      @ForAll("prompts") Prompt one, @ForAll("prompts") Prompt other) {
    boolean same = content(one).equals(content(other));
    assertThat(one.hash().equals(other.hash())).isEqualTo(same);
    assertThat(one.equals(other)).isEqualTo(same);
    assertThat(one.toBuilder().build().hash()).isEqualTo(one.hash()).matches("[0-9a-f]{64}");
    assertThat(one.toBuilder().user("more").build().hash()).isNotEqualTo(one.hash());
    assertThat(one.toBuilder().metadata("k\0", "v").build().hash()).isNotEqualTo(one.hash());
  }

  private static List<Object> content(Prompt p) {
    return List.of(
        p.name(),
        p.description(),
        p.tags(),
        p.messages(),
        List.copyOf(p.inputs().entrySet()),
        p.model(),
        p.parameters(),
        p.output().map(o -> o.name() + o.schema().toJson()),
        p.metadata());
  }

  @Property(tries = 1000)
  void aTextWithoutTagsIsRenderedAsItIs(@ForAll("texts") String text) {
    String flat = text.replace("{{", "").replace("\0", "");
    if (!flat.contains("{{")) {
      GenerateRequest request = Prompt.of("p", flat).render(Map.of());
      assertThat(request.messages().get(0).text()).isEqualTo(flat);
    }
  }

  @Property(tries = 1000)
  void anyValueSurvivesUnchanged(@ForAll String value, @ForAll("texts") String odd) {
    String wild = value + "{{b}}" + odd + "{{{" + value;
    Prompt prompt = Prompt.builder("p")
        .system("{{a}}")
        .user("<{{ a }}|{{{a}}}|{{&a}}>")
        .user("{{#list}}{{.}}{{/list}}")
        .user("{{#o}}{{f}}{{/o}}{{o.f}}")
        .build();
    GenerateRequest request =
        prompt.render(Map.of("a", wild, "list", List.of(wild, "-", wild), "o", Map.of("f", wild)));
    assertThat(request.system()).contains(wild);
    assertThat(request.messages().get(0).text())
        .isEqualTo("<" + wild + "|" + wild + "|" + wild + ">");
    assertThat(request.messages().get(1).text()).isEqualTo(wild + "-" + wild);
    assertThat(request.messages().get(2).text()).isEqualTo(wild + wild);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void renderingThrowsNothingButItsOwnException(
      @ForAll("templates") String template, @ForAll("valueMaps") Map<String, Object> values) {
    Prompt prompt = Prompt.of("p", template);
    try {
      assertThat(prompt.render(values)).isNotNull();
    } catch (PromptException e) {
      assertThat(e.getMessage()).contains("prompt p").doesNotContain("\n");
    }
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void aTemplateIsReadOrRefusedWithItsPlace(@ForAll("texts") String text, @ForAll long seed) {
    // Tags put together at random, so that hardly any is right.
    Random random = new Random(seed);
    List<String> pieces = List.of(
        "{{",
        "}}",
        "{{{",
        "}}}",
        "{{#a}}",
        "{{/a}}",
        "{{^b}}",
        "{{/b}}",
        "{{!",
        "{{=<% %>=}}",
        "{{> p}}",
        "{{<q}}",
        "{{$r}}",
        "{{&",
        "a",
        "b.c",
        ".",
        "-last",
        text,
        "\n",
        "this",
        " ");
    StringBuilder template = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      template.append(pieces.get(random.nextInt(pieces.size())));
    }
    try {
      Prompt prompt = Prompt.of("p", template.toString());
      assertThat(Prompt.parse(prompt.print())).isEqualTo(prompt);
    } catch (PromptSyntaxException e) {
      assertThat(e.line())
          .isBetween(1, (int) template.chars().filter(c -> c == '\n').count() + 1);
      assertThat(e.column()).isBetween(1, template.length() + 1);
    } catch (PromptException e) {
      assertThat(e).hasMessageContaining("U+0000");
    }
  }

  /** Sections, lists and lines are those of JMustache, where nothing is missing. */
  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void whatIsRenderedIsWhatJmustacheRenders(
      @ForAll("templates") String template, @ForAll("texts") String text, @ForAll boolean yes) {
    Map<String, Object> values = new HashMap<>();
    values.put("a", text);
    values.put("b", yes);
    values.put("name", List.of("x", text, "z"));
    values.put("質問", Map.of("a", "inner", "b", text));
    values.put(
        "_x", List.of(Map.of("a", "one", "ключ", "two"), Map.of("b", "three", "_x", "four")));
    values.put("x-1", 17);
    values.put("ключ", yes ? List.of() : "text");
    Prompt prompt = Prompt.of("p", template);
    values.keySet().retainAll(prompt.variables());
    String rendered;
    try {
      rendered = prompt.render(values).messages().get(0).text();
    } catch (PromptException e) {
      // Lists and maps are not printed here, but are there.
      assertThat(e).hasMessageMatching("(?s).*(is a list|is an object).*");
      return;
    }
    assertThat(rendered)
        .isEqualTo(Mustache.compiler()
            .escapeHTML(false)
            .emptyStringIsFalse(true)
            .compile(template)
            .execute(values));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void parsingThrowsNothingButItsOwnException(@ForAll("prompts") Prompt prompt, @ForAll long seed) {
    String file = mutated(prompt.print(), new Random(seed));
    Prompt read;
    try {
      read = Prompt.parse(file, "x.prompt.md");
    } catch (PromptSyntaxException e) {
      assertThat(e.source()).isIn("x.prompt.md");
      assertThat(e.line())
          .isBetween(1, (int) file.chars().filter(c -> c == '\n').count() + 2);
      return;
    } catch (PromptException e) {
      return;
    }
    assertThat(Prompt.parse(read.print())).isEqualTo(read);
  }

  private static String mutated(String text, Random random) {
    List<String> odd = List.of(
        "---\n",
        "{{",
        "}}",
        "{{role \"user\"}}\n",
        "&a ",
        "*a",
        "!!int ",
        ": ",
        "- ",
        "\n",
        "  ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "|",
        ">",
        "?",
        "%",
        "@",
        "`",
        "\uD800",
        "\0",
        "#",
        ",");
    StringBuilder mutant = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(mutant.length());
      int end = Math.min(mutant.length(), at + random.nextInt(6));
      switch (random.nextInt(3)) {
        case 0 -> mutant.delete(at, end);
        case 1 -> mutant.insert(at, odd.get(random.nextInt(odd.size())));
        default -> mutant.insert(at, mutant.substring(at, end));
      }
      if (mutant.length() == 0) {
        mutant.append('-');
      }
    }
    return mutant.toString();
  }

  @Property(tries = 1000)
  void anyTextIsANameOrRefusedAsOne(@ForAll String text) {
    try {
      assertThat(PromptName.check(text)).isEqualTo(text).doesNotContain("..").doesNotContain("\\");
      assertThat(Prompt.of(text, "x").name()).isEqualTo(text);
    } catch (PromptException e) {
      assertThatThrownBy(() -> Prompt.of(text, "x")).isInstanceOf(PromptException.class);
    }
  }

  @Property(tries = 300)
  void listsOfAnyLengthAreNumberedAndParted(@ForAll List<String> elements) {
    Prompt prompt =
        Prompt.of("p", "{{#e}}{{-index}}{{#-first}}!{{/-first}}{{.}}{{^-last}}, {{/-last}}{{/e}}");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      expected.add((i + 1) + (i == 0 ? "!" : "") + elements.get(i));
    }
    assertThat(prompt.render(Map.of("e", elements)).messages().get(0).text())
        .isEqualTo(String.join(", ", expected));
  }
}
