package io.fmops.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.prompt.LabelMove;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoredPrompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What stores have acknowledged, as {@link PromptStoreWork} wrote it down. */
final class PromptLedger {

  private final List<String[]> lines;

  private PromptLedger(List<String[]> lines) {
    this.lines = lines;
  }

  /** The last line may be half there, if its process was killed; then it does not count. */
  static PromptLedger read(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<String[]> lines = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String[] fields = line.split("\t", -1);
      if (fields.length == (fields[0].equals("M") ? 7 : 5)) {
        lines.add(fields);
      }
    }
    return new PromptLedger(lines);
  }

  static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
        .chars()
        .filter(c -> c == '\n')
        .count();
  }

  int size() {
    return lines.size();
  }

  /**
   * Compares the prompts of some names with what was acknowledged of them.
   *
   * @param store what is there
   * @param prefix of the names
   * @param untold how many changes at the most may be there that were not acknowledged
   */
  void check(PromptStore store, String prefix, int untold) {
    Set<String> names = new TreeSet<>();
    lines.stream().map(line -> line[1]).filter(n -> n.startsWith(prefix)).forEach(names::add);
    assertThat(store.names()).containsAll(names);
    int extra = 0;
    for (String name : names) {
      extra += checkVersions(store, name) + checkMoves(store, name);
    }
    assertThat(extra).as("changes that nobody acknowledged").isLessThanOrEqualTo(untold);
  }

  private int checkVersions(PromptStore store, String name) {
    List<VersionInfo> versions = store.versions(name);
    Set<String> hashes = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      VersionInfo info = versions.get(i);
      assertThat(info.number()).as(name).isEqualTo(i + 1);
      assertThat(hashes.add(info.hash()))
          .as("text of " + info + " is there once")
          .isTrue();
      StoredPrompt stored = store.version(name, i + 1).orElseThrow();
      assertThat(stored.info()).isEqualTo(info);
      assertThat(ContentHash.of(stored.text())).isEqualTo(info.hash());
    }
    Map<Integer, Integer> made = new HashMap<>();
    for (String[] line : lines) {
      if (line[0].equals("A") && line[1].equals(name)) {
        int number = Integer.parseInt(line[2]);
        assertThat(number).as("acknowledged version of " + name).isBetween(1, versions.size());
        assertThat(versions.get(number - 1).hash()).isEqualTo(line[3]);
        made.merge(number, line[4].equals("new") ? 1 : 0, Integer::sum);
      }
    }
    assertThat(made.values()).as("a version is made once").allMatch(count -> count <= 1);
    return versions.size()
        - (int) made.values().stream().filter(count -> count == 1).count();
  }

  private int checkMoves(PromptStore store, String name) {
    List<LabelMove> moves = store.labelMoves(name);
    Map<String, Integer> labels = new TreeMap<>();
    List<String> kept = new ArrayList<>();
    for (LabelMove move : moves) {
      assertThat(number(move.from()))
          .as("each move begins where the one before ended: " + move)
          .isEqualTo(labels.getOrDefault(move.label(), 0));
      if (move.to().isPresent()) {
        labels.put(move.label(), move.to().getAsInt());
      } else {
        labels.remove(move.label());
      }
      kept.add(String.join(
          "\t",
          move.label(),
          Integer.toString(number(move.from())),
          Integer.toString(number(move.to())),
          move.change().who(),
          move.change().why()));
    }
    assertThat(store.labels(name)).isEqualTo(labels);
    List<String> acknowledged = lines.stream()
        .filter(line -> line[0].equals("M") && line[1].equals(name))
        .map(line -> String.join("\t", List.of(line).subList(2, 7)))
        .toList();
    assertThat(kept).containsAll(acknowledged);
    return kept.size() - acknowledged.size();
  }

  private static int number(OptionalInt version) {
    return version.orElse(0);
  }
}
