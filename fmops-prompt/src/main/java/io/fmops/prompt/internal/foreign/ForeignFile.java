package io.fmops.prompt.internal.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.prompt.PromptException;
import io.fmops.prompt.PromptSyntaxException;
import io.fmops.prompt.internal.template.Source;
import io.fmops.prompt.internal.yaml.Yaml;
import io.fmops.prompt.internal.yaml.YamlData;
import io.fmops.prompt.internal.yaml.YamlReader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with front matter in YAML, parted.
 *
 * @param front the front matter, empty if there is none
 * @param body what stands below it
 */
record ForeignFile(ObjectNode front, Source body) {

  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int MAX_CHARACTERS = 1 << 22;

  private static final Pattern BEGIN = Pattern.compile("^---[ \\t]*\\n", Pattern.MULTILINE);

  private static final Pattern END = Pattern.compile("^---[ \\t]*(?:\\n|\\z)", Pattern.MULTILINE);

  static ForeignFile of(String name, String given) {
    if (given.length() > MAX_CHARACTERS) {
      throw new PromptException("the %s file has %,d characters; %,d are the most"
          .formatted(name, given.length(), MAX_CHARACTERS));
    }
    String bare = given.startsWith("\uFEFF") ? given.substring(1) : given;
    Source all = Source.of(name + " file", bare.replace("\r\n", "\n"));
    String text = all.text();
    Matcher front = BEGIN.matcher(text);
    if (!front.find() || !isLicence(text.substring(0, front.start()))) {
      return new ForeignFile(JSON.createObjectNode(), all);
    }
    Matcher end = END.matcher(text);
    if (!end.find(front.end())) {
      throw all.error(front.end(), "the front matter does not end; there is no further line ---");
    }
    int yamlEnd = end.start();
    Source yaml = all.part(front.end(), yamlEnd);
    return new ForeignFile(front(yaml), all.part(end.end(), text.length()));
  }

  /** A licence may stand above the front matter, as comments. */
  private static boolean isLicence(String text) {
    return text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
  }

  private static ObjectNode front(Source source) {
    Optional<Yaml> yaml = YamlReader.read(source.text(), source.name(), source.line());
    if (yaml.isEmpty()) {
      return JSON.createObjectNode();
    }
    if (!(yaml.get() instanceof Yaml.Fields)) {
      throw source.error(0, "the front matter is " + yaml.get().kindName() + ", and no mapping");
    }
    try {
      return (ObjectNode) JSON.readTree(YamlData.json(yaml.get()));
    } catch (PromptSyntaxException e) {
      throw e;
    } catch (PromptException | JsonProcessingException e) {
      throw source.error(0, "the front matter has a number that cannot be read");
    }
  }

  /** The words of a scalar; empty for what is none. */
  static Optional<String> words(JsonNode node) {
    return node.isValueNode() && !node.isNull() && !node.isMissingNode()
        ? Optional.of(node.asText())
        : Optional.empty();
  }
}
