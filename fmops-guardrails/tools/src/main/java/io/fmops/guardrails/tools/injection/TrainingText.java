package io.fmops.guardrails.tools.injection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a folder of training text: a line {@code # kind : categories} opens a kind, each other line
 * is an example, and {@code slots.txt} has the fillings of slots such as <code>{thing}</code>.
 */
final class TrainingText {

  private static final Set<String> CATEGORIES =
      Set.of("prompt-injection", "jailbreak", "indirect-injection");

  /** So many lines a template makes at most, so that templates do not drown what people write. */
  private static final int MAX_FILLINGS = 12;

  private TrainingText() {}

  /** The examples in the order of their files and lines, slots filled, nothing twice. */
  static List<Example> read(Path folder) throws IOException {
    Map<String, List<String>> slots = slots(folder.resolve("slots.txt"));
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".txt") && !f.endsWith("slots.txt"))
          .sorted()
          .toList();
    }
    List<Example> examples = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Path file : files) {
      String kind = "";
      Set<String> categories = Set.of();
      for (String line : Files.readAllLines(file)) {
        if (line.matches("# [a-z/-]+ : .+")) {
          int colon = line.indexOf(" : ");
          kind = line.substring(2, colon);
          categories = categories(line.substring(colon + 3), file);
        } else if (!line.isBlank()) {
          for (String text : filled(line, slots)) {
            if (seen.add(text)) {
              examples.add(Example.of(kind, categories, text));
            } else if (text.equals(line)) {
              throw new IOException(file + ": twice: " + text);
            }
          }
        }
      }
    }
    return examples;
  }

  private static Set<String> categories(String text, Path file) throws IOException {
    Set<String> categories =
        text.equals("-") ? Set.of() : Set.copyOf(Arrays.asList(text.split(" ", -1)));
    if (!CATEGORIES.containsAll(categories)) {
      throw new IOException("%s: \"%s\"; known are - and %s".formatted(file, text, CATEGORIES));
    }
    return categories;
  }

  private static Map<String, List<String>> slots(Path file) throws IOException {
    Map<String, List<String>> slots = new LinkedHashMap<>();
    String slot = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("# ")) {
        slot = line.substring(2);
        slots.put(slot, new ArrayList<>());
      } else if (!line.isBlank()) {
        slots.computeIfAbsent(slot, s -> new ArrayList<>()).add(line);
      }
    }
    return slots;
  }

  /** The ways of filling a line's slots, at most so many of them, spread evenly over all. */
  private static List<String> filled(String line, Map<String, List<String>> slots) {
    List<String> used = slots.keySet().stream().filter(line::contains).toList();
    long ways = 1;
    for (String slot : used) {
      ways *= slots.getOrDefault(slot, List.of()).size();
    }
    List<String> filled = new ArrayList<>();
    long count = Math.min(ways, MAX_FILLINGS);
    for (long i = 0; i < count; i++) {
      // Hashed, so that no filling of one slot always goes with the same of another.
      long way = count == ways ? i : Math.floorMod(((i + 1) * 0x9E3779B97F4A7C15L) >>> 11, ways);
      String text = line;
      for (String slot : used) {
        List<String> fillings = slots.getOrDefault(slot, List.of());
        text = text.replace(slot, fillings.get((int) (way % fillings.size())));
        way /= fillings.size();
      }
      filled.add(text);
    }
    return filled;
  }
}
