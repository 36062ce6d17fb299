package io.fmops.eval.report;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds out whether a line on the standard error can be rewritten in place. */
final class TerminalCheck {

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private TerminalCheck() {}

  static boolean standardErrorIsTerminal() {
    return allowedBy(System.getenv()) && isTerminal();
  }

  /**
   * Whether the environment allows for a live line. Logs of build servers keep every redrawn line,
   * and a dumb terminal cannot rewrite one. {@code NO_COLOR} is no reason against: there is none.
   */
  static boolean allowedBy(Map<String, String> environment) {
    String ci = environment.getOrDefault("CI", "");
    return !"dumb".equals(environment.get("TERM")) && (ci.isEmpty() || ci.equals("false"));
  }

  private static boolean isTerminal() {
    // Java only tells about the input and output together; Linux tells about the error stream.
    if (Files.exists(STANDARD_ERROR)) {
      try {
        String target = STANDARD_ERROR.toRealPath().toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      } catch (IOException e) {
        return false; // A pipe or a deleted file: it has no path.
      }
    }
    return isTerminal(System.console());
  }

  /** From JDK 22 on there is a console even for pipes, and only its own method tells. */
  private static boolean isTerminal(@org.jspecify.annotations.Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true; // Before JDK 22 there is a console only for a terminal.
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
