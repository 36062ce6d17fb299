package io.fmops.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A child JVM that answers each line with a line. For one thread. */
final class Jvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  private Jvm(Path home, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    // The same for all, and a collector whose work does not depend on how busy the machine is.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors());
    // Those of the machine are nobody's business here.
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    process = builder.start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /** Errors are shown if asked for; without a logging backend all contestants complain there. */
  private static ProcessBuilder.Redirect errors() {
    return Boolean.getBoolean("peers.errors")
        ? ProcessBuilder.Redirect.INHERIT
        : ProcessBuilder.Redirect.DISCARD;
  }

  /** The loopback server, and where it listens. */
  record Loopback(Jvm jvm, URI uri) implements AutoCloseable {
    static Loopback start(Path home, String classPath) throws IOException {
      Jvm jvm = new Jvm(home, List.of("-cp", classPath, Server.class.getName()));
      return new Loopback(jvm, URI.create("http://127.0.0.1:" + jvm.line()));
    }

    @Override
    public void close() {
      jvm.close();
    }
  }

  /** A contestant. */
  static Jvm of(Path home, Contestant contestant, Setup setup) throws IOException {
    return new Jvm(
        home,
        List.of(
            "-cp",
            contestant.classPath(),
            Child.class.getName(),
            setup.endpoint().toString(),
            setup.model(),
            setup.transport(),
            Integer.toString(setup.connections()),
            Long.toString(setup.readTimeout().toMillis()),
            Boolean.toString(setup.retries())));
  }

  String ask(String command) throws IOException {
    in.write(command + "\n");
    in.flush();
    return line();
  }

  long[] numbers(String command) throws IOException {
    return Arrays.stream(ask(command).split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException(
          "a child JVM ended without an answer; see why with -Dpeers.errors=true");
    }
    return line;
  }

  /** Ends the process. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
