package io.fmops.prompt;

import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Arbitrary prompts, the odder the likelier. */
final class Prompts {

  private Prompts() {}

  /** Any text that can be written as UTF-8, often with what looks like a part of a file. */
  static Arbitrary<String> texts() {
    Arbitrary<String> odd = Arbitraries.of(
        "---",
        "\n---\n",
        "\r\n",
        "\r",
        "\n\n",
        "  ",
        " \n",
        "\t",
        "}}",
        "{ {",
        "{",
        "role \"user\"",
        "system:",
        "---\nname: x\n---\n",
        "#",
        ": ",
        " #",
        "- ",
        "|",
        "'",
        "\"",
        "\\",
        "日本語",
        "か\u3099",
        "が",
        "　",
        "👨‍👩‍👧‍👦",
        "\u2028",
        "\u0085",
        "\uFEFF",
        "\u202E",
        "\u200B",
        "\uFFFF",
        "\u0007",
        "true",
        "null",
        "no",
        "1.0",
        "0x1F",
        "~",
        "<<",
        "=",
        "%",
        "&a *a !t");
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(8).map(Prompts::whole);
    Arbitrary<String> ascii = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(8);
    return Arbitraries.oneOf(odd, any, ascii)
        .list()
        .ofMaxSize(5)
        .map(pieces -> whole(String.join("", pieces)));
  }

  /** The text without halves of characters. */
  static String whole(String text) {
    return text.codePoints()
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static Arbitrary<String> names() {
    return Arbitraries.of("a", "b", "name", "質問", "_x", "x-1", "ключ");
  }

  /** Templates that are well-formed. */
  static Arbitrary<String> templates() {
    // A brace at the end of a piece would be part of a tag behind it.
    Arbitrary<String> text = texts().map(t -> t.replace("{", "{ ").replace("\0", ""));
    Arbitrary<String> variable = names().map(n -> "{{" + n + "}}");
    Arbitrary<String> flat = Arbitraries.oneOf(
        text,
        variable,
        Arbitraries.of("{{! words }}", "{{!role \"user\"}}", "{{{a}}}", "{{& b }}"));
    Arbitrary<String> section = Combinators.combine(names(), flat, flat, Arbitraries.of("#", "^"))
        .as((n, one, two, sigil) -> "{{" + sigil + n + "}}" + one + two + "{{/" + n + "}}");
    return Arbitraries.oneOf(flat, flat, section).list().ofMaxSize(5).map(p -> String.join("", p));
  }

  static Arbitrary<Object> constants() {
    Arbitrary<Object> scalars = Arbitraries.oneOf(
        texts().map(t -> (Object) t),
        Arbitraries.longs().map(n -> (Object) n),
        Arbitraries.bigIntegers().map(n -> (Object) n),
        Arbitraries.bigDecimals().map(n -> (Object) n),
        Arbitraries.doubles().map(n -> (Object) n),
        Arbitraries.of(true, false).map(b -> (Object) b),
        Arbitraries.of("1E+3", "1E-400", "5.00", "-0.0").map(n -> (Object) new BigDecimal(n)));
    return Arbitraries.oneOf(
        scalars,
        scalars.list().ofMaxSize(3).map(l -> (Object) l),
        Arbitraries.maps(texts(), scalars).ofMaxSize(3).map(m -> (Object) m),
        scalars.list().ofMaxSize(2).list().ofMaxSize(2).map(l -> (Object) l));
  }

  private static Input.Type typeOf(Object value) {
    if (value instanceof String) {
      return Input.Type.STRING;
    } else if (value instanceof Boolean) {
      return Input.Type.BOOLEAN;
    } else if (value instanceof Long || value instanceof BigInteger) {
      return Input.Type.INTEGER;
    } else if (value instanceof List) {
      return Input.Type.LIST;
    }
    return value instanceof Map ? Input.Type.OBJECT : Input.Type.NUMBER;
  }

  static Arbitrary<Input> inputs() {
    Arbitrary<Input> open = Combinators.combine(
            Arbitraries.of(Input.Type.class), Arbitraries.of(true, false), texts())
        .as((type, required, text) -> new Input(
            type, required, Optional.empty(), Optional.of(text).filter(t -> !t.isEmpty())));
    return Arbitraries.oneOf(
        open, constants().map(c -> new Input(typeOf(c), false, Optional.of(c), Optional.empty())));
  }

  static Arbitrary<InferenceParameters> parameters() {
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(1).optional(),
            Arbitraries.doubles().greaterOrEqual(0).optional(),
            Arbitraries.doubles().between(0, 1).filter(p -> p > 0).optional(),
            texts().filter(t -> !t.isEmpty()).list().ofMaxSize(2))
        .as(InferenceParameters::new);
  }

  static Arbitrary<JsonSchema> schemas() {
    return Combinators.combine(texts(), values(3))
        .as((key, value) ->
            JsonSchema.of("{\"type\": \"object\", %s: %s}".formatted(json("k" + key), value)));
  }

  /** JSON of any shape, of so many levels at the most. */
  private static Arbitrary<String> values(int levels) {
    Arbitrary<String> scalars = Arbitraries.oneOf(
        texts().map(Prompts::json),
        Arbitraries.of("1", "1.0", "-0.0", "1e3", "1E+300", "0.1", "12345678901234567890", "-7"),
        Arbitraries.of("null", "true", "false", "[]", "{}", "\"\""));
    if (levels == 0) {
      return scalars;
    }
    Arbitrary<String> inner = values(levels - 1);
    return Arbitraries.frequencyOf(
        Tuple.of(2, scalars),
        Tuple.of(1, inner.list().ofMaxSize(3).map(l -> "[" + String.join(",", l) + "]")),
        Tuple.of(
            1,
            Arbitraries.maps(texts(), inner)
                .ofMaxSize(3)
                .map(m -> m.entrySet().stream()
                    .map(e -> json(e.getKey()) + ":" + e.getValue())
                    .collect(Collectors.joining(",", "{", "}")))));
  }

  private static String json(String text) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
  }

  static Arbitrary<List<PromptMessage>> conversations() {
    Arbitrary<PromptMessage> turn = Combinators.combine(
            Arbitraries.of(PromptMessage.Role.USER, PromptMessage.Role.ASSISTANT), templates())
        .as(PromptMessage::new);
    return Combinators.combine(
            templates().map(PromptMessage::system).optional(),
            turn.list().ofMinSize(1).ofMaxSize(4))
        .as((system, turns) -> {
          List<PromptMessage> all = new java.util.ArrayList<>(system.stream().toList());
          all.addAll(turns);
          return all;
        });
  }

  /** Prompts with everything, and with no inputs or inputs that stand in a message. */
  static Arbitrary<Prompt> prompts() {
    Arbitrary<Map<String, Input>> inputs =
        Arbitraries.maps(Arbitraries.of("in1", "in2", "入力"), inputs()).ofMaxSize(3);
    return Combinators.combine(
            Arbitraries.of("a", "support/返金-案内", "1.2/x_y"),
            texts().optional(),
            conversations(),
            parameters(),
            Combinators.combine(inputs, schemas().optional(), Arbitraries.of(true, false))
                .as(Tuple::of),
            Arbitraries.maps(texts(), texts()).ofMaxSize(3),
            texts().filter(t -> !t.isBlank() && t.lines().count() == 1).list().ofMaxSize(3))
        .as((name, description, messages, parameters, more, metadata, tags) -> {
          Prompt.Builder builder = Prompt.builder(name).parameters(parameters);
          description.ifPresent(builder::description);
          if (more.get3()) {
            messages.forEach(builder::message);
          } else {
            more.get1().forEach(builder::input);
            builder.system("no variables");
            more.get1().keySet().forEach(n -> builder.user("{{#" + n + "}}x{{/" + n + "}}"));
            builder.user("");
          }
          more.get2().ifPresent(schema -> builder.output(new OutputFormat("answer", schema)));
          metadata.forEach(builder::metadata);
          tags.forEach(builder::tags);
          return builder.model(ModelId.parse("bedrock:m:0?region=eu-west-1")).build();
        });
  }
}
