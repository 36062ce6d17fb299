package io.fmops.guardrails.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code train}, {@code evaluate} and {@code validate}. */
@Command(
    name = "guardrails-tools",
    description = "Trains and measures the embedded toxicity model.",
    mixinStandardHelpOptions = true,
    subcommands = {Train.class, Evaluate.class, Validate.class})
public final class GuardrailsTools {

  private GuardrailsTools() {}

  /**
   * Runs a command and ends the JVM with its exit code: 0 for success, 1 for failure, 2 for a wrong
   * command line.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, with failures as one line. */
  static CommandLine commandLine() {
    return new CommandLine(new GuardrailsTools())
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (!(failure instanceof IllegalArgumentException
              || failure instanceof java.io.UncheckedIOException)) {
            throw failure;
          }
          command.getErr().println(failure.getMessage());
          return 1;
        });
  }
}
