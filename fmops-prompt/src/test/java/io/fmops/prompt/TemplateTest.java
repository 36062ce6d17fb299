package io.fmops.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fmops.model.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.CharBuffer;
import java.time.LocalDate;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates do with values. */
class TemplateTest {

  private static String render(String template, Map<String, ?> values) {
    return Prompt.of("p", template).render(values).messages().get(0).text();
  }

  private static void refused(String template, Map<String, ?> values, String... words) {
    Prompt prompt = Prompt.of("p", template);
    assertThatThrownBy(() -> prompt.render(values))
        .isInstanceOf(PromptException.class)
        .hasMessageContainingAll(words);
  }

  private static void malformed(String template, int line, int column, String... words) {
    assertThatThrownBy(() -> Prompt.of("p", template))
        .isInstanceOfSatisfying(PromptSyntaxException.class, e -> {
          assertThat(e.line()).isEqualTo(line);
          assertThat(e.column()).isEqualTo(column);
          assertThat(e.source()).isEqualTo("prompt p, message 1");
        })
        .hasMessageContainingAll(words);
  }

  record Passage(String title, Optional<String> note) {}

  record Question(String question, List<Passage> passages, int count) {}

  record Secretive(String value) {
    @Override
    public String value() {
      throw new IllegalStateException("the secret");
    }
  }

  @Test
  void aVariableIsReplacedByTheValueAsItIs() {
    assertThat(render("<b>{{a}}</b> & {{{a}}} & {{&a}}", Map.of("a", "\"<&>' {{a}} \\ $1")))
        .isEqualTo("<b>\"<&>' {{a}} \\ $1</b> & \"<&>' {{a}} \\ $1 & \"<&>' {{a}} \\ $1");
  }

  @Test
  void halfACharacterInAValueSurvives() {
    assertThat(render("[{{a}}]", Map.of("a", "x\uD83D"))).isEqualTo("[x\uD83D]");
  }

  @Test
  void numbersAreWrittenWithoutLocaleAndWithoutExponent() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(render("{{n}}", Map.of("n", 1234567))).isEqualTo("1234567");
      assertThat(render("{{n}}", Map.of("n", 1.5e10))).isEqualTo("15000000000");
      assertThat(render("{{n}}", Map.of("n", 0.1f))).isEqualTo("0.1");
      assertThat(render("{{n}}", Map.of("n", 3.0))).isEqualTo("3.0");
      assertThat(render("{{n}}", Map.of("n", -7L))).isEqualTo("-7");
      assertThat(render("{{n}}", Map.of("n", new BigDecimal("1.50")))).isEqualTo("1.50");
      assertThat(render("{{n}}", Map.of("n", new BigInteger("9".repeat(30)))))
          .isEqualTo("9".repeat(30));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aNumberWithAnEnormousExponentDoesNotFillTheMemory() {
    assertThat(render("{{n}}", Map.of("n", new BigDecimal("1e1000000000"))))
        .isEqualTo("1E+1000000000");
  }

  @Test
  void otherValuesWithOneStandardFormAreTexts() {
    assertThat(render(
            "{{a}} {{b}} {{c}} {{d}} {{e}} {{f}}",
            Map.of(
                "a",
                true,
                "b",
                'c',
                "c",
                Thread.State.NEW,
                "d",
                LocalDate.of(2026, 11, 27),
                "e",
                URI.create("https://example.org/"),
                "f",
                CharBuffer.wrap("builder"))))
        .isEqualTo("true c NEW 2026-11-27 https://example.org/ builder");
  }

  @Test
  void aSectionIsWrittenForEachElement() {
    assertThat(render("{{#a}}<{{.}}>{{/a}}{{^a}}none{{/a}}", Map.of("a", List.of(1, "x", true))))
        .isEqualTo("<1><x><true>");
    assertThat(render("{{#a}}<{{.}}>{{/a}}{{^a}}none{{/a}}", Map.of("a", Set.of())))
        .isEqualTo("none");
  }

  @Test
  void listsInListsAreGoneThrough() {
    assertThat(render(
            "{{#a}}({{#.}}{{.}}{{^-last}},{{/-last}}{{/.}}){{/a}}",
            Map.of("a", List.of(List.of(1, 2), List.of(), List.of(3)))))
        .isEqualTo("(1,2)()(3)");
  }

  @ParameterizedTest
  @CsvSource({"true,yes", "false,no"})
  void aBooleanSectionIsWrittenOrNot(boolean value, String expected) {
    assertThat(render("{{#a}}yes{{/a}}{{^a}}no{{/a}}", Map.of("a", value))).isEqualTo(expected);
  }

  @Test
  void anEmptyTextAndAnEmptyOptionalAreNo() {
    String template = "{{#a}}yes{{/a}}{{^a}}no{{/a}}";
    assertThat(render(template, Map.of("a", ""))).isEqualTo("no");
    assertThat(render(template, Map.of("a", Optional.empty()))).isEqualTo("no");
    assertThat(render(template, Map.of("a", Optional.of(Optional.empty())))).isEqualTo("no");
    assertThat(render(template, Map.of("a", "x"))).isEqualTo("yes");
    assertThat(render(template, Map.of("a", 0))).isEqualTo("yes");
    assertThat(render(template, Map.of("a", Map.of()))).isEqualTo("yes");
    assertThat(render(template, Map.of("a", Optional.of(true)))).isEqualTo("yes");
  }

  @Test
  void namesAreLookedForFromTheInnermostValueOutward() {
    assertThat(render(
            "{{#orders}}{{#items}}{{customer}}/{{id}}/{{name}};{{/items}}{{/orders}}",
            Map.of(
                "customer", "c",
                "name", "outer",
                "orders",
                    List.of(Map.of(
                        "id", 7, "items", List.of(Map.of("name", "a"), Map.of("other", "b")))))))
        .isEqualTo("c/7/a;c/7/outer;");
  }

  @Test
  void aTextOpensASectionOfItself() {
    assertThat(render("{{#note}}Note: {{.}} {{note}} {{b}}{{/note}}", Map.of("note", "n", "b", 1)))
        .isEqualTo("Note: n n 1");
  }

  @Test
  void fieldsAreReachedByDots() {
    assertThat(render(
            "{{a.b.c}} {{#a.list}}{{.}}{{/a.list}}",
            Map.of("a", Map.of("b", Map.of("c", "x"), "list", List.of(1, 2)))))
        .isEqualTo("x 12");
  }

  @Test
  void recordsAreReadByTheirComponents() {
    Prompt prompt = Prompt.of(
        "p",
        "{{question}}{{#passages}} [{{title}}{{#note}}: {{.}}{{/note}}]{{/passages}} {{count}}");
    Question question = new Question(
        "q", List.of(new Passage("A", Optional.of("n")), new Passage("B", Optional.empty())), 3);
    assertThat(prompt.render(question).messages()).containsExactly(Message.user("q [A: n] [B] 3"));
  }

  @Test
  void aRecordThatDoesNotFitIsRefusedByName() {
    Prompt prompt = Prompt.of("p", "{{title}}");
    assertThatThrownBy(() -> prompt.render(new Passage("t", Optional.empty())))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("no variable \"note\"");
    assertThatThrownBy(() -> prompt.render(new Passage(null, Optional.empty())))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("component title of the record Passage is null");
  }

  @Test
  void whatARecordThrowsIsTheCauseAndNotTheMessage() {
    Prompt prompt = Prompt.of("p", "{{value}}{{#o}}{{value}}{{/o}}");
    assertThatThrownBy(() -> prompt.render(new Secretive("x")))
        .isInstanceOf(PromptException.class)
        .hasMessageContaining("value of the record Secretive")
        .hasMessageNotContaining("the secret")
        .hasRootCauseMessage("the secret");
  }

  @Test
  void whatAMapThrowsIsTheCause() {
    Map<String, Object> hostile = new AbstractMap<>() {
      @Override
      public Set<Entry<String, Object>> entrySet() {
        throw new UnsupportedOperationException("hostile");
      }
    };
    refused("{{a}}", hostile, "prompt p", "UnsupportedOperationException");
    refused("{{#a}}{{b}}{{/a}}", Map.of("a", new TreeMap<>(Map.of(1, 2))), "ClassCastException");
    Map<Object, Object> odd = new HashMap<>();
    odd.put(1, 2);
    @SuppressWarnings("unchecked")
    Map<String, Object> lied = (Map<String, Object>) (Map<?, ?>) odd;
    refused("{{a}}", lied, "name is not a text");
  }

  @Test
  void aMissingVariableIsNamedWithItsLine() {
    refused("x\n{{a}} {{b}}", Map.of("a", 1), "message 1, line 2: b is missing");
  }

  @Test
  void aMissingFieldIsNamedWithItsPath() {
    List<Map<String, Object>> orders = List.of(
        Map.of("items", List.of(Map.of("name", "x"))),
        Map.of("items", List.of(Map.of("name", "x"), Map.of("nam", "y"))));
    refused(
        "{{#orders}}\n{{#items}}\n{{name}}\n{{/items}}\n{{/orders}}",
        Map.of("orders", orders),
        "line 3: orders[1].items[1].name is missing");
    refused(
        "{{#a.b}}{{c.d}}{{/a.b}}",
        Map.of("a", Map.of("b", List.of(Map.of("c", Map.of())))),
        "a.b[0].c.d is missing");
    refused("{{a.b.c}}", Map.of("a", Map.of("b", "text")), "a.b is a text, which has no fields");
    refused("{{a.b.c}}", Map.of("a", Map.of("b", Optional.empty())), "a.b is absent");
  }

  @Test
  void aMissingSectionIsAnErrorAndNotNo() {
    refused("{{#a}}x{{/a}}", Map.of(), "a is missing");
    refused("{{^a}}x{{/a}}", Map.of(), "a is missing");
    refused("{{#l}}{{#f}}x{{/f}}{{/l}}", Map.of("l", List.of(Map.of())), "l[0].f is missing");
  }

  @Test
  void aSectionThatIsNotWrittenNeedsNoValues() {
    assertThat(render("{{#a}}{{b}}{{/a}}x", Map.of("a", false))).isEqualTo("x");
  }

  @Test
  void aValueThatNothingUsesIsNamed() {
    refused(
        "{{question}}",
        Map.of("question", 1, "qestion", 2),
        "no variable \"qestion\"",
        "did you mean \"question\"?");
    refused("{{question}}", Map.of("question", 1, "zzz", 2), "no variable \"zzz\"", "question");
  }

  @Test
  void nullIsRefusedWhereverItIs() {
    refused("{{a}}", Collections.singletonMap("a", null), "value of \"a\" is null");
    refused("{{#a}}{{.}}{{/a}}", Map.of("a", Arrays.asList("x", null)), "a[1] is null");
    refused("{{#a}}{{b}}{{/a}}", Map.of("a", Collections.singletonMap("b", null)), "a.b is null");
    Map<String, Object> nullKey = new HashMap<>();
    nullKey.put(null, 1);
    refused("{{a}}", nullKey, "name is not a text");
  }

  @Test
  void anAbsentValueCannotBePrinted() {
    refused("{{a}}", Map.of("a", Optional.empty()), "a has no value", "{{#a}}");
    refused("{{#l}}{{a}}{{/l}}", Map.of("l", List.of(Map.of("a", Optional.empty()))), "l[0].a");
    refused(
        "{{#l}}{{.}}{{/l}}", Map.of("l", List.of(Optional.empty())), "l[0] is an empty Optional");
  }

  @Test
  void listsAndObjectsAreNotPrinted() {
    refused("{{a}}", Map.of("a", List.of(1)), "a is a list", "{{#a}}");
    refused("{{a}}", Map.of("a", Map.of()), "a is an object");
    refused("{{a}}", Map.of("a", new Passage("x", Optional.empty())), "a is an object");
  }

  @Test
  void whatIsNoValueIsRefusedByItsClass() {
    refused("{{a}}", Map.of("a", new Object()), "a is of the class java.lang.Object");
    refused("{{a}}", Map.of("a", new AtomicInteger(1)), "AtomicInteger");
    refused("{{a}}", Map.of("a", new int[] {1}), "a is of the class [I");
    refused("{{a}}", Map.of("a", Double.NaN), "a is not a finite number");
    Function<String, String> lambda = Function.identity();
    refused("{{#a}}x{{/a}}", Map.of("a", lambda), "a is of the class");
    refused("{{^a}}x{{/a}}", Map.of("a", new Object()), "a is of the class");
  }

  @Test
  void theElementStandsInASectionOnly() {
    refused("{{.}}", Map.of(), "stands in no section");
    refused("{{-index}}", Map.of(), "stands in no section of a list");
    refused("{{#a}}{{-last}}{{/a}}", Map.of("a", "text"), "stands in no section of a list");
    refused("{{#a}}{{.}}{{/a}}", Map.of("a", true), "stands in no section");
  }

  @Test
  void linesWithNothingButATagAreNoLines() {
    assertThat(render("a\n  {{#l}}\n- {{.}}\n  {{/l}}\nb\n", Map.of("l", List.of(1, 2))))
        .isEqualTo("a\n- 1\n- 2\nb\n");
    assertThat(render("a\r\n{{#l}}\r\n- {{.}}\r\n{{/l}}\r\nb\r\n", Map.of("l", List.of(1, 2))))
        .isEqualTo("a\r\n- 1\r\n- 2\r\nb\r\n");
    // The ideographic space is a blank like any other.
    assertThat(render("　{{#y}}\n　はい\n　{{/y}}　\n", Map.of("y", true))).isEqualTo("　はい\n");
    assertThat(render("{{! words\n words }}\nb", Map.of())).isEqualTo("b");
    assertThat(render("{{#y}}\nb\n{{/y}}", Map.of("y", true))).isEqualTo("b\n");
    assertThat(render(" {{y}} \n", Map.of("y", "x"))).isEqualTo(" x \n");
    assertThat(render("a {{#y}}b{{/y}} \n c ", Map.of("y", true))).isEqualTo("a b \n c ");
  }

  @Test
  void textThatLooksLikeAFileIsText() {
    String text = "---\nname: x\n---\nsystem:\n{ {role \"user\"} }  \r\n\t";
    assertThat(render(text, Map.of())).isEqualTo(text);
    assertThat(render("", Map.of())).isEmpty();
  }

  @Test
  void theTextOfALoopIsBounded() {
    List<Integer> many = new ArrayList<>(Collections.nCopies(4000, 1));
    refused(
        "{{#a}}{{#b}}{{c}}{{/b}}{{/a}}",
        Map.of("a", many, "b", many, "c", "x".repeat(1000)),
        "longer than 33,554,432 characters");
    refused("{{#a}}{{#b}}{{/b}}{{/a}}", Map.of("a", many, "b", many), "beyond the 10,000,000");
  }

  @Test
  void malformedTagsAreRefusedWithTheirPlace() {
    malformed("x\n  日本{{a", 2, 5, "there is no }}");
    malformed("{{{a}}", 1, 1, "there is no }}}");
    malformed("{{}}", 1, 1, "is no name");
    malformed("{{a b}}", 1, 1, "\"a b\"", "not one name");
    malformed("{{#if a}}{{/if}}", 1, 1, "Mustache");
    malformed("{{a..b}}", 1, 1, "no name");
    malformed("{{1a}}", 1, 1, "no name");
    malformed("{{this}}", 1, 1, "written {{.}}");
    malformed("{{a}}\n{{#b}}", 2, 1, "\"b\" is not closed");
    malformed("{{/b}}", 1, 1, "none open");
    malformed(
        "{{#a}}\n{{#b}}\n{{/a}}{{/b}}", 3, 1, "\"b\" of line 2 has to be closed before \"a\"");
    malformed("{{か\u3099}}", 1, 1, "normal form C");
    malformed("{{" + "a".repeat(101) + "}}", 1, 1, "100 at the most");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{> part}}", "{{=<% %>=}}", "{{<parent}}{{/parent}}", "{{$b}}{{/b}}"})
  void partialsDelimitersAndParentsAreRefused(String tag) {
    malformed("a\n" + tag, 2, 1, "a prompt has no");
  }

  @Test
  void variablesAreTheNamesThatCanBeGiven() {
    assertThat(Prompt.of("p", "{{b}}{{#a.x}}{{c}}{{.}}{{-index}}{{/a.x}}{{b}}").variables())
        .containsExactly("b", "a", "c");
  }

  @Test
  void theTokensAreEstimatedByTheRequest() {
    Prompt prompt = Prompt.builder("p").system("{{a}}").user("日本語").build();
    assertThat(prompt.render(Map.of("a", "word ".repeat(100))).estimatedInputTokens())
        .isBetween(100L, 200L);
  }
}
