package io.fmops.examples;

import io.fmops.guardrails.AuditLog;
import io.fmops.guardrails.Filtered;
import io.fmops.guardrails.Guardrail;
import io.fmops.guardrails.GuardrailPolicy;
import io.fmops.guardrails.Stage;
import io.fmops.guardrails.Verdict;
import io.fmops.model.BlockedByGuardrailException;
import io.fmops.model.FoundationModel;
import io.fmops.model.GenerateRequest;
import io.fmops.model.GenerateResponse;
import io.fmops.model.Message;
import io.fmops.model.ModelException;
import io.fmops.model.ModelStream;
import io.fmops.model.Models;
import io.fmops.model.StreamEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A chat in the terminal with a policy around it: each line of the standard input is a question,
 * and each answer is followed by what the policy made of both.
 *
 * <p>Exit status: 0 if every question was answered or blocked, 1 if a call failed, 2 if the input
 * is wrong.
 */
@Command(
    name = "guarded-chat",
    mixinStandardHelpOptions = true,
    versionProvider = CompareModels.Version.class,
    description = "Answers questions about a ferry, one a line, within a policy.",
    footer = {
      "",
      "The default model is no chat model: it answers with the sentence of the notes that shares most"
          + " words with the question.",
      "",
      "Exit status: 0 if every question was answered or blocked, 1 if a call failed, 2 if the input"
          + " is wrong."
    })
public final class GuardedChat implements Callable<Integer> {

  /** An empty line. */
  private static final Pattern BETWEEN_NOTES = Pattern.compile("\\R\\s*\\R");

  /** Messages of the past that a model is shown. */
  private static final int MEMORY = 20;

  @Option(
      names = "--model",
      paramLabel = "PROVIDER:ID",
      description = "Who answers. Default: ${DEFAULT-VALUE}.")
  private String model = "baseline:extract-qa";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The policy, as docs/guardrails.md shows it. Default: ${DEFAULT-VALUE}.")
  private Path policy = Path.of("examples", "policies", "chat.yaml");

  @Option(
      names = "--notes",
      paramLabel = "FILE",
      description = "What the answers are from. Default: ${DEFAULT-VALUE}.")
  private Path notes = Path.of("examples", "data", "ferry-notes.txt");

  @Option(
      names = "--audit",
      paramLabel = "FILE",
      description = "Where to append a line of JSON for each decision. Default: nowhere.")
  private @Nullable Path audit;

  @Option(names = "--dry-run", description = "Tell what the policy would do, and do nothing of it.")
  private boolean dryRun;

  @CommandLine.Spec
  private CommandLine.Model.@Nullable CommandSpec spec;

  private final InputStream in;
  private final Deque<Message> past = new ArrayDeque<>();

  GuardedChat(InputStream in) {
    this.in = in;
  }

  /**
   * Runs the chat.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.in).execute(arguments));
  }

  static CommandLine commandLine(InputStream in) {
    return new CommandLine(new GuardedChat(in)).setExecutionExceptionHandler(GuardedChat::report);
  }

  private static int report(
      Exception problem, CommandLine commandLine, CommandLine.ParseResult parsed) throws Exception {
    if (problem instanceof IOException
        || problem instanceof ModelException
        || problem instanceof IllegalArgumentException) {
      commandLine.getErr().println("error: " + problem.getMessage());
      return 2;
    }
    throw problem;
  }

  @Override
  public Integer call() throws IOException {
    String material = read(notes, "--notes");
    if (!Files.isRegularFile(policy)) {
      throw missing(policy, "--policy");
    }
    GuardrailPolicy rules = GuardrailPolicy.read(policy);
    try {
      return call(dryRun ? rules.toBuilder().dryRun(true).build() : rules, material);
    } finally {
      rules.closeDetectors();
    }
  }

  private int call(GuardrailPolicy rules, String material) throws IOException {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    ChatScreen screen =
        new ChatScreen(commandLine.getOut(), commandLine.getColorScheme().ansi().enabled());
    try (AuditLog log = audit == null ? null : AuditLog.open(audit)) {
      Guardrail.Builder guardrail = Guardrail.builder(rules);
      if (log != null) {
        guardrail.audit(log);
      }
      Guardrail guard = guardrail.build();
      try (FoundationModel guarded = Models.open(model).with(guard)) {
        return chat(guarded, system(guard, material, screen), screen);
      }
    }
  }

  private static String read(Path file, String option) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw missing(file, option);
    }
    return Files.readString(file);
  }

  private static IllegalArgumentException missing(Path file, String option) {
    return new IllegalArgumentException(
        "no file %s here (looked at %s); run from the root of the project, or give its place with %s FILE"
            .formatted(file, file.toAbsolutePath(), option));
  }

  /** The instructions with those of the notes that the policy lets through. */
  private static String system(Guardrail guard, String material, ChatScreen screen) {
    List<String> passed = new ArrayList<>();
    List<Verdict> told = new ArrayList<>();
    for (String note : BETWEEN_NOTES.split(material, -1)) {
      Filtered filtered = guard.check(Stage.CONTEXT, note.strip());
      if (filtered.passes() && !filtered.text().isBlank()) {
        passed.add(filtered.text());
      }
      if (filtered.verdict().outcome() != Verdict.Outcome.PASSED) {
        told.add(filtered.verdict());
      }
    }
    screen.verdicts(told);
    return "Answer questions of guests from these notes, in the language of the question. Say so if"
        + " they do not tell.\n<context>\n%s\n</context>".formatted(String.join("\n", passed));
  }

  private int chat(FoundationModel guarded, String system, ChatScreen screen) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int status = 0;
    screen.prompt();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.isBlank() && !turn(guarded, system, line.strip(), screen)) {
        status = 1;
      }
      screen.prompt();
    }
    return status;
  }

  /** One question and its answer; false if the call failed. */
  private boolean turn(FoundationModel guarded, String system, String question, ChatScreen screen) {
    GenerateRequest.Builder request = GenerateRequest.builder().system(system);
    past.forEach(request::message);
    try (ModelStream stream = guarded.stream(request.user(question).build())) {
      for (StreamEvent event : stream) {
        if (event instanceof StreamEvent.TextDelta delta) {
          screen.text(delta.text());
        }
      }
      GenerateResponse response = stream.response();
      screen.line("");
      screen.verdicts(Verdict.of(response));
      remember(question, response.text());
      return true;
    } catch (BlockedByGuardrailException e) {
      if (!e.partialContent().isEmpty()) {
        screen.line("");
      }
      screen.line(String.valueOf(e.getMessage()));
      screen.verdicts(Verdict.of(e).stream().toList());
      return true;
    } catch (ModelException e) {
      Objects.requireNonNull(spec).commandLine().getErr().println("error: " + e.getMessage());
      return false;
    }
  }

  private void remember(String question, String answer) {
    if (answer.isBlank()) {
      return;
    }
    past.add(Message.user(question));
    past.add(Message.assistant(answer));
    while (past.size() > MEMORY) {
      past.removeFirst();
      past.removeFirst();
    }
  }
}
