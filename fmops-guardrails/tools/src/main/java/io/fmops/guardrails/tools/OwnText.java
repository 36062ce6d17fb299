package io.fmops.guardrails.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text that the project wrote: lines under headers {@code # kind : categories}, templates with
 * slots among them. Strict: whatever does not fit the format is an error with file and line.
 */
final class OwnText {

  static final List<String> CATEGORIES =
      List.of("toxicity", "insult", "profanity", "hate", "threat", "sexual");

  private static final Pattern HEADER =
      Pattern.compile("# ([a-z0-9-]+/[a-z0-9-]+) : (-|[a-z]+(?: [a-z]+)*)");
  private static final Pattern LANGUAGE = Pattern.compile("(en|ja)(-.*)?");
  private static final Pattern SLOT = Pattern.compile("\\{([a-z-]+)}");

  private final int fillings;

  /**
   * A reader.
   *
   * @param fillings how many texts are made of a template, at most
   */
  OwnText(int fillings) {
    this.fillings = fillings;
  }

  /**
   * All rows of the folders of a language, {@code en} or {@code ja}, under a folder; a row's source
   * is its folder's name. Folders of other names are of other trainers.
   */
  List<Row> read(Path root) {
    List<Row> rows = new ArrayList<>();
    for (Path folder : sorted(root)) {
      if (Files.isDirectory(folder)
          && LANGUAGE.matcher(folder.getFileName().toString()).matches()) {
        Path slotFile = folder.resolve("slots.txt");
        Map<String, List<String>> slots = Files.exists(slotFile) ? slots(slotFile) : Map.of();
        Set<String> seen = new HashSet<>();
        for (Path file : sorted(folder)) {
          if (file.toString().endsWith(".txt") && !file.equals(slotFile)) {
            read(file, folder.getFileName().toString(), slots, seen, rows);
          }
        }
      }
    }
    return rows;
  }

  private void read(
      Path file, String source, Map<String, List<String>> slots, Set<String> seen, List<Row> rows) {
    String kind = "";
    float[] labels = {};
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String where = file + ":" + number + ": ";
      if (line.isBlank()) {
        continue;
      }
      if (line.startsWith("# ")) {
        Matcher header = HEADER.matcher(line);
        if (!header.matches()) {
          throw new IllegalArgumentException(
              where + "a header is `# family/kind : categories`, not " + line);
        }
        kind = header.group(1);
        labels = labels(header.group(2), where);
      } else if (kind.isEmpty()) {
        throw new IllegalArgumentException(where + "a text before the first `# kind : categories`");
      } else if (!seen.add(line)) {
        throw new IllegalArgumentException(where + "the text is there already");
      } else {
        for (String text : fill(line, slots, where)) {
          rows.add(Row.of(text, labels, source, kind, line));
        }
      }
    }
  }

  private static float[] labels(String names, String where) {
    float[] labels = new float[CATEGORIES.size()];
    for (String name : names.equals("-") ? List.<String>of() : Arrays.asList(names.split(" "))) {
      int c = CATEGORIES.indexOf(name);
      if (c < 0) {
        throw new IllegalArgumentException(
            where + "there is no category " + name + "; there are " + CATEGORIES);
      }
      labels[c] = 1;
    }
    return labels;
  }

  /** The texts of a line: itself, or a sample of the ways to fill its slots. */
  private List<String> fill(String line, Map<String, List<String>> slots, String where) {
    if (!SLOT.matcher(line).find()) {
      return List.of(line);
    }
    SplittableRandom random = new SplittableRandom(Row.draw("fill", line));
    Set<String> texts = new HashSet<>();
    List<String> ordered = new ArrayList<>();
    for (int attempt = 0; attempt < fillings * 3 && ordered.size() < fillings; attempt++) {
      StringBuilder text = new StringBuilder();
      Matcher slot = SLOT.matcher(line);
      while (slot.find()) {
        List<String> choices = slots.get(slot.group(1));
        if (choices == null) {
          throw new IllegalArgumentException(
              where + "slots.txt has no slot {" + slot.group(1) + "}");
        }
        String choice = choices.get(random.nextInt(choices.size()));
        if (slot.start() == 0) {
          int first = choice.offsetByCodePoints(0, 1);
          choice = choice.substring(0, first).toUpperCase(java.util.Locale.ROOT)
              + choice.substring(first);
        }
        slot.appendReplacement(text, Matcher.quoteReplacement(choice));
      }
      slot.appendTail(text);
      if (texts.add(text.toString())) {
        ordered.add(text.toString());
      }
    }
    return ordered;
  }

  private static Map<String, List<String>> slots(Path file) {
    Map<String, List<String>> slots = new LinkedHashMap<>();
    List<String> current = null;
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String where = file + ":" + number + ": ";
      if (line.startsWith("# ")) {
        Matcher name = SLOT.matcher(line.substring(2).trim());
        if (!name.matches()) {
          throw new IllegalArgumentException(where + "a slot's header is `# {name}`, not " + line);
        }
        current = new ArrayList<>();
        if (slots.put(name.group(1), current) != null) {
          throw new IllegalArgumentException(where + "the slot is there already");
        }
      } else if (!line.isBlank()) {
        if (current == null) {
          throw new IllegalArgumentException(where + "a filling before the first `# {name}`");
        }
        current.add(line);
      }
    }
    slots.forEach((name, choices) -> {
      if (choices.isEmpty()) {
        throw new IllegalArgumentException(file + ": the slot {" + name + "} has no fillings");
      }
    });
    return slots;
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read as UTF-8", e);
    }
  }

  private static List<Path> sorted(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be listed", e);
    }
  }
}
