package io.fmops.eval.gate;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a run by a gate from a pipeline:
 *
 * <pre>{@code
 * java -cp ... io.fmops.eval.gate.GateCommand --gate gate.yaml --rows rows.jsonl \
 *     --baseline last-release.jsonl --markdown summary.md --json gate.json
 * }</pre>
 *
 * <p>Prints the result, one line a condition, and ends with 0 if the change is let through, 1 if
 * the gate failed, 2 if it is undecided, and 3 if it could not be checked at all, such as for a
 * file that is not there; the reason is on the standard error then.
 */
public final class GateCommand {

  /** The exit status if the gate could not be checked. */
  public static final int EXIT_NOT_CHECKED = 3;

  private static final String GATE = "--gate";
  private static final String ROWS = "--rows";
  private static final String CANDIDATE = "--candidate";
  private static final String BASELINE = "--baseline";
  private static final String BASELINE_CANDIDATE = "--baseline-candidate";
  private static final String MARKDOWN = "--markdown";
  private static final String JSON = "--json";
  private static final List<String> OPTIONS =
      List.of(GATE, ROWS, CANDIDATE, BASELINE, BASELINE_CANDIDATE, MARKDOWN, JSON);

  private static final String USAGE = """
      usage: --gate FILE --rows FILE [options]
        --gate FILE                 the gate, YAML or JSON
        --rows FILE                 the result dataset of the run
        --candidate NAME            whose rows, if the file has several candidates
        --baseline FILE             the result dataset of the run to compare with
        --baseline-candidate NAME   whose rows of the baseline; the same name if not given
        --markdown FILE             where to write the summary for a pull request
        --json FILE                 where to write the result for programs
      exit status: 0 passed, 1 failed, 2 undecided, 3 not checked
      """;

  private GateCommand() {}

  /**
   * Checks a run and ends the JVM.
   *
   * @param args see above
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Checks a run.
   *
   * @param args see above
   * @param out takes the result
   * @param err takes what kept the gate from being checked
   * @return the exit status
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      return check(options(args), out);
    } catch (IllegalArgumentException e) {
      err.println(Words.line(String.valueOf(e.getMessage()), 2_000));
    } catch (UncheckedIOException e) {
      err.println(Words.line(e.getMessage() + ": " + e.getCause(), 2_000));
    } catch (IOException | RuntimeException e) {
      // Whatever it is, the gate was not checked, and its status must not say that it failed.
      err.println(Words.line(e.toString(), 2_000));
    }
    err.print(USAGE);
    return EXIT_NOT_CHECKED;
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!OPTIONS.contains(args[i])) {
        throw new IllegalArgumentException("there is no option \"%s\"".formatted(args[i]));
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      if (options.put(args[i], args[i + 1]) != null) {
        throw new IllegalArgumentException(args[i] + " is given twice");
      }
    }
    return options;
  }

  private static int check(Map<String, String> options, PrintStream out) throws IOException {
    Gate gate = Gate.read(file(options, GATE));
    Optional<String> name = Optional.ofNullable(options.get(CANDIDATE));
    CandidateRun candidate = CandidateRun.read(file(options, ROWS), name, List.of());
    GateResult result;
    if (options.containsKey(BASELINE)) {
      Optional<String> before =
          Optional.ofNullable(options.get(BASELINE_CANDIDATE)).or(() -> name);
      result = gate.check(candidate, CandidateRun.read(file(options, BASELINE), before, List.of()));
    } else if (options.containsKey(BASELINE_CANDIDATE)) {
      throw new IllegalArgumentException(BASELINE_CANDIDATE + " needs " + BASELINE);
    } else {
      result = gate.check(candidate);
    }
    if (options.containsKey(MARKDOWN)) {
      Files.writeString(file(options, MARKDOWN), result.toMarkdown(), StandardCharsets.UTF_8);
    }
    if (options.containsKey(JSON)) {
      Files.writeString(file(options, JSON), result.toJson(), StandardCharsets.UTF_8);
    }
    out.print(result.toText());
    return result.exitStatus();
  }

  private static Path file(Map<String, String> options, String option) {
    String file = options.get(option);
    if (file == null) {
      throw new IllegalArgumentException(option + " is needed");
    }
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("%s is no file name: %s".formatted(option, file), e);
    }
  }
}
