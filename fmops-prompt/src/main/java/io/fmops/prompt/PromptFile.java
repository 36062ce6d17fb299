package io.fmops.prompt;

import io.fmops.prompt.internal.Names;
import io.fmops.prompt.internal.template.Source;
import io.fmops.prompt.internal.template.TagScanner;
import io.fmops.prompt.internal.yaml.Yaml;
import io.fmops.prompt.internal.yaml.YamlReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads prompt files. {@link PromptPrinter} writes them. Stateless. */
final class PromptFile {

  /** Of a whole file, front matter and all. */
  static final int MAX_CHARACTERS = 1 << 22;

  static final String NAME = "name";
  static final String DESCRIPTION = "description";
  static final String TAGS = "tags";
  static final String MODEL = "model";
  static final String PARAMETERS = "parameters";
  static final String INPUTS = "inputs";
  static final String OUTPUT = "output";
  static final String METADATA = "metadata";
  static final String MAX_TOKENS = "maxTokens";
  static final String TEMPERATURE = "temperature";
  static final String TOP_P = "topP";
  static final String STOP = "stop";
  static final String TYPE = "type";
  static final String REQUIRED = "required";
  static final String DEFAULT = "default";
  static final String SCHEMA = "schema";

  private static final Pattern FENCE = Pattern.compile("---[ \\t]*");
  private static final Pattern ROLE =
      Pattern.compile("\\{\\{\\s*role\\s+[\"']([^\"']*)[\"']\\s*}}");
  private static final Pattern REST_OF_LINE = Pattern.compile("[ \\t]*\\n");

  private PromptFile() {}

  static Prompt read(Path file) {
    try {
      if (Files.size(file) > 4L * MAX_CHARACTERS) {
        throw tooLong(file.toString());
      }
      // A decoder that does not replace: half a character is an error, and no other character.
      String text = StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
      return parse(Source.of(file.toString(), text));
    } catch (NoSuchFileException e) {
      throw new PromptException("there is no prompt file " + file, e);
    } catch (CharacterCodingException e) {
      throw new PromptException("the prompt file %s is not UTF-8".formatted(file), e);
    } catch (IOException e) {
      throw new PromptException(
          "the prompt file %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static PromptException tooLong(String name) {
    return new PromptException("%s has more than %,d characters, the most that a prompt file has"
        .formatted(name, MAX_CHARACTERS));
  }

  static Prompt parse(Source given) {
    if (given.text().length() > MAX_CHARACTERS) {
      throw tooLong(given.name());
    }
    Source source = Source.of(given.name(), normalized(given.text()));
    Parts parts = Parts.of(source);
    Optional<Yaml> yaml = YamlReader.read(parts.frontMatter(), source.name(), 2);
    if (!(yaml.orElse(null) instanceof Yaml.Fields fields)) {
      throw source.error(
          parts.frontMatterStart(), "the front matter has to be a mapping with the key \"name\"");
    }
    Prompt.Builder builder = FrontMatter.read(fields, source);
    messages(source, parts.bodyStart(), builder);
    return builder.build();
  }

  /**
   * Without a byte order mark, and with LF if the first line ends in CR LF: then the file was
   * written on Windows, or checked out there by Git, and is to be the same prompt.
   */
  private static String normalized(String text) {
    String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
    int end = bare.indexOf('\n');
    return end > 0 && bare.charAt(end - 1) == '\r' ? bare.replace("\r\n", "\n") : bare;
  }

  /** Where the parts of a file begin. */
  record Parts(String frontMatter, int frontMatterStart, int bodyStart) {

    static Parts of(Source source) {
      String text = source.text();
      int start = lineEnd(text, 0);
      if (!isFence(text, 0)) {
        throw source.error(
            0, "a prompt file begins with a line ---, and the front matter below it");
      }
      for (int line = start; line < text.length(); line = lineEnd(text, line)) {
        if (isFence(text, line)) {
          int body = lineEnd(text, line);
          // One blank line is for the eye.
          int skipped = text.startsWith("\n", body) ? body + 1 : body;
          return new Parts(text.substring(start, line), start, skipped);
        }
      }
      throw source.error(0, "the front matter begins here, but there is no line --- that ends it");
    }

    private static int lineEnd(String text, int from) {
      int end = text.indexOf('\n', from);
      return end < 0 ? text.length() : end + 1;
    }

    private static boolean isFence(String text, int line) {
      int end = text.indexOf('\n', line);
      String content = text.substring(line, end < 0 ? text.length() : end);
      return FENCE.matcher(content).matches();
    }
  }

  private static void messages(Source source, int bodyStart, Prompt.Builder builder) {
    String text = source.text();
    Source.Cutter cutter = source.cutter();
    int start = bodyStart;
    int count = 0;
    PromptMessage.@Nullable Role role = null;
    int depth = 0;
    for (int[] tag = TagScanner.next(source, bodyStart);
        tag.length > 0;
        tag = TagScanner.next(source, tag[1])) {
      char sigil = text.charAt(Math.min(tag[0] + 2, text.length() - 1));
      depth += sigil == '#' || sigil == '^' ? 1 : sigil == '/' ? -1 : 0;
      Matcher marker = ROLE.matcher(text).region(tag[0], tag[1]);
      if (marker.matches()) {
        PromptMessage.Role next = role(source, tag[0], marker.group(1));
        if (depth > 0) {
          throw source.error(tag[0], "a message begins in the middle of a section");
        }
        if (++count > Prompt.MAX_MESSAGES) {
          throw source.error(
              tag[0], "a prompt has %,d messages at the most".formatted(Prompt.MAX_MESSAGES));
        }
        message(cutter, text, role, start, tag[0], builder);
        Matcher rest = REST_OF_LINE.matcher(text).region(tag[1], text.length());
        start = rest.lookingAt() ? rest.end() : tag[1];
        role = next;
      }
    }
    if (role == null && start == text.length()) {
      throw source.error(text.length(), "there is no message below the front matter");
    }
    int end = text.endsWith("\n") && start < text.length() ? text.length() - 1 : text.length();
    builder.message(role == null ? PromptMessage.Role.USER : role, cutter.part(start, end));
  }

  /** Adds what stands before a marker. */
  private static void message(
      Source.Cutter cutter,
      String text,
      PromptMessage.@Nullable Role role,
      int start,
      int marker,
      Prompt.Builder to) {
    if (role == null && text.substring(start, marker).isBlank()) {
      return;
    }
    // The end of the last line, and one blank line for the eye, are no part of the message.
    int end = marker;
    for (int i = 0; i < 2 && end > start && text.charAt(end - 1) == '\n'; i++) {
      end--;
    }
    to.message(role == null ? PromptMessage.Role.USER : role, cutter.part(start, end));
  }

  private static PromptMessage.Role role(Source source, int at, String name) {
    return switch (name) {
      case "system" -> PromptMessage.Role.SYSTEM;
      case "user" -> PromptMessage.Role.USER;
      case "assistant", "model" -> PromptMessage.Role.ASSISTANT;
      default ->
        throw source.error(
            at,
            "the role is %s; the roles are system, user and assistant"
                .formatted(Names.quote(name)));
    };
  }
}
