package io.fmops.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints what users of several libraries see in each {@link Scenario}, as a Markdown table. Each
 * cell is what a program observed; nothing is written by hand.
 */
public final class Comparison {

  private Comparison() {}

  /**
   * Prints the table.
   *
   * @param arguments names of scenarios, or none for all
   * @throws IOException if a contestant cannot be started
   */
  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    List<String> wanted = List.of(arguments);
    List<String> names = new ArrayList<>();
    for (Contestant contestant : Contestant.LIBRARIES) {
      names.add(contestant.name() + " " + contestant.version());
    }
    System.out.println("| | " + String.join(" | ", names) + " |");
    System.out.println("|---".repeat(names.size() + 1) + "|");
    try (Jvm.Loopback server = Jvm.Loopback.start(home, Contestant.SDK.classPath())) {
      for (Scenario scenario : Scenario.values()) {
        if (wanted.isEmpty() || wanted.contains(scenario.name())) {
          System.out.println("| " + scenario.title + " | "
              + Contestant.LIBRARIES.stream()
                  .map(contestant -> observe(home, server, contestant, scenario))
                  .collect(Collectors.joining(" | "))
              + " |");
        }
      }
    }
  }

  private static String observe(
      Path home, Jvm.Loopback server, Contestant contestant, Scenario scenario) {
    Setup setup = new Setup(
        server.uri(),
        scenario.behaviour + "." + contestant.module(),
        contestant.transport(),
        50,
        scenario == Scenario.PAUSE ? Duration.ofSeconds(2) : Duration.ofSeconds(30),
        true);
    try (Jvm jvm = Jvm.of(home, contestant, setup)) {
      return jvm.ask("observe " + scenario.name());
    } catch (IOException e) {
      return "not observed: " + e.getMessage();
    }
  }
}
