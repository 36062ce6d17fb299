package io.fmops.prompt;

import io.fmops.model.InferenceParameters;
import io.fmops.model.JsonSchema;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.OutputFormat;
import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Source;
import io.fmops.prompt.internal.yaml.Yaml;
import io.fmops.prompt.internal.yaml.YamlData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the front matter of a prompt file. Not thread-safe. */
final class FrontMatter {

  private static final List<String> KEYS = List.of(
      PromptFile.NAME,
      PromptFile.DESCRIPTION,
      PromptFile.TAGS,
      PromptFile.MODEL,
      PromptFile.PARAMETERS,
      PromptFile.INPUTS,
      PromptFile.OUTPUT,
      PromptFile.METADATA);

  private final String source;

  private FrontMatter(String source) {
    this.source = source;
  }

  /** A builder that has everything but the messages. */
  static Prompt.Builder read(Yaml.Fields fields, Source source) {
    return new FrontMatter(source.name()).builder(fields);
  }

  private Prompt.Builder builder(Yaml.Fields root) {
    known(root, KEYS);
    Yaml name = root.fields().get(PromptFile.NAME);
    if (name == null) {
      throw wrong(root, "the key \"name\" is missing");
    }
    String checked = at(name, () -> PromptName.check(text(name, PromptFile.NAME)));
    Prompt.Builder builder = Prompt.builder(checked);
    root.fields().forEach((key, value) -> {
      switch (key) {
        case PromptFile.DESCRIPTION -> builder.description(text(value, key));
        case PromptFile.TAGS -> texts(value, key).forEach(builder::tags);
        case PromptFile.MODEL -> builder.model(model(value));
        case PromptFile.PARAMETERS -> builder.parameters(parameters(fields(value, key)));
        case PromptFile.INPUTS ->
          fields(value, key)
              .fields()
              .forEach((variable, input) -> builder.input(variable, input(variable, input)));
        case PromptFile.OUTPUT -> builder.output(output(fields(value, key)));
        case PromptFile.METADATA ->
          fields(value, key)
              .fields()
              .forEach((label, words) -> builder.metadata(label, written(words, label)));
        default -> {}
      }
    });
    return builder;
  }

  private ModelId model(Yaml value) {
    try {
      return ModelId.parse(text(value, PromptFile.MODEL));
    } catch (ModelException e) {
      throw wrong(value, e.getMessage());
    }
  }

  private InferenceParameters parameters(Yaml.Fields fields) {
    known(
        fields,
        List.of(PromptFile.MAX_TOKENS, PromptFile.TEMPERATURE, PromptFile.TOP_P, PromptFile.STOP));
    Yaml stop = fields.fields().get(PromptFile.STOP);
    try {
      return new InferenceParameters(
          number(fields, PromptFile.MAX_TOKENS).map(this::whole),
          number(fields, PromptFile.TEMPERATURE).map(n -> Double.valueOf(n.text())),
          number(fields, PromptFile.TOP_P).map(n -> Double.valueOf(n.text())),
          stop == null ? List.of() : texts(stop, PromptFile.STOP));
    } catch (IllegalArgumentException e) {
      throw wrong(fields, e.getMessage());
    }
  }

  private Optional<Yaml.Scalar> number(Yaml.Fields fields, String key) {
    Yaml value = fields.fields().get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Yaml.Scalar scalar && YamlData.isNumber(scalar)) {
      return Optional.of(scalar);
    }
    throw wrong(value, "%s is %s; it has to be a number".formatted(key, value.kindName()));
  }

  private int whole(Yaml.Scalar number) {
    try {
      return Integer.parseInt(number.text());
    } catch (NumberFormatException e) {
      throw wrong(
          number, "it has to be a whole number of at most %,d".formatted(Integer.MAX_VALUE));
    }
  }

  private Input input(String name, Yaml value) {
    if (value instanceof Yaml.Scalar) {
      return at(
          value,
          () -> new Input(
              Input.type(text(value, name), name), true, Optional.empty(), Optional.empty()));
    }
    Yaml.Fields fields = fields(value, name);
    known(
        fields,
        List.of(PromptFile.TYPE, PromptFile.DESCRIPTION, PromptFile.REQUIRED, PromptFile.DEFAULT));
    Yaml type = fields.fields().get(PromptFile.TYPE);
    if (type == null) {
      throw wrong(fields, "the input %s has no \"type\"".formatted(Names.quote(name)));
    }
    Optional<Object> otherwise =
        Optional.ofNullable(fields.fields().get(PromptFile.DEFAULT)).map(this::constant);
    Yaml required = fields.fields().get(PromptFile.REQUIRED);
    Optional<String> description = Optional.ofNullable(fields.fields().get(PromptFile.DESCRIPTION))
        .map(text -> text(text, PromptFile.DESCRIPTION));
    return at(
        value,
        () -> new Input(
            Input.type(text(type, PromptFile.TYPE), name),
            required == null ? otherwise.isEmpty() : yes(required),
            otherwise,
            description));
  }

  private Object constant(Yaml value) {
    Object data = at(value, () -> YamlData.data(value));
    if (data == null) {
      throw wrong(
          value, "the default is empty; leave it out, or write \"\" for a text without characters");
    }
    return data;
  }

  private boolean yes(Yaml value) {
    if (value instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.BOOLEAN) {
      return Boolean.parseBoolean(scalar.text());
    }
    throw wrong(value, "required is %s; it has to be true or false".formatted(value.kindName()));
  }

  private OutputFormat output(Yaml.Fields fields) {
    known(fields, List.of(PromptFile.NAME, PromptFile.SCHEMA));
    Yaml schema = fields.fields().get(PromptFile.SCHEMA);
    if (schema == null) {
      throw wrong(fields, "the output has no \"schema\"");
    }
    Yaml name = fields.fields().get(PromptFile.NAME);
    try {
      String json = at(schema, () -> YamlData.json(schema));
      return new OutputFormat(
          name == null ? "answer" : text(name, PromptFile.NAME), JsonSchema.of(json));
    } catch (IllegalArgumentException e) {
      throw wrong(schema, String.valueOf(e.getMessage()));
    }
  }

  private Yaml.Fields fields(Yaml value, String key) {
    if (value instanceof Yaml.Fields fields) {
      return fields;
    }
    throw wrong(
        value, "%s is %s; it has to be a mapping".formatted(Names.quote(key), value.kindName()));
  }

  private String text(Yaml value, String key) {
    if (value instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.TEXT) {
      return scalar.text();
    }
    throw wrong(
        value,
        "%s is %s; it has to be a text%s"
            .formatted(
                Names.quote(key),
                value.kindName(),
                value instanceof Yaml.Scalar ? ", in quotation marks if need be" : ""));
  }

  /** A scalar as it is written, so that a version 1.0 needs no quotation marks. */
  private String written(Yaml value, String key) {
    if (value instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NULL) {
      return scalar.text();
    }
    throw wrong(
        value, "%s is %s; it has to be a text".formatted(Names.quote(key), value.kindName()));
  }

  private List<String> texts(Yaml value, String key) {
    if (!(value instanceof Yaml.Items items)) {
      throw wrong(value, "%s is %s; it has to be a list of texts".formatted(key, value.kindName()));
    }
    List<String> texts = new ArrayList<>();
    items.items().forEach(item -> texts.add(text(item, key)));
    return texts;
  }

  private void known(Yaml.Fields fields, List<String> keys) {
    for (Map.Entry<String, Yaml.Scalar> key : fields.keys().entrySet()) {
      if (!keys.contains(key.getKey())) {
        throw wrong(
            key.getValue(),
            "there is no key %s here%s"
                .formatted(Names.quote(key.getKey()), Names.didYouMean(key.getKey(), keys)));
      }
    }
  }

  private <T> T at(Yaml place, Supplier<T> read) {
    try {
      return read.get();
    } catch (PromptSyntaxException e) {
      throw e;
    } catch (PromptException e) {
      throw wrong(place, e.getMessage());
    }
  }

  private PromptSyntaxException wrong(Yaml place, @Nullable String problem) {
    return new PromptSyntaxException(String.valueOf(problem), source, place.line(), place.column());
  }
}
