package io.fmops.examples;

import io.fmops.chain.Chain;
import io.fmops.chain.ChainException;
import io.fmops.chain.ChainResult;
import io.fmops.chain.InMemoryRetriever;
import io.fmops.chain.Passage;
import io.fmops.chain.RunOptions;
import io.fmops.chain.Trace;
import io.fmops.chain.TraceStep;
import io.fmops.eval.dataset.Dataset;
import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.dataset.Example;
import io.fmops.eval.dataset.Fields;
import io.fmops.examples.BirthplaceChain.Question;
import io.fmops.model.FoundationModel;
import io.fmops.model.ModelException;
import io.fmops.model.Models;
import io.fmops.prompt.PromptCatalog;
import io.fmops.prompt.PromptException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A chain of prompts: "Where was the UK prime minister born, and how far is that place from
 * London?", in English or Japanese, with an embedded model or any other.
 *
 * <p>Exit status: 0 if there is an answer, 1 if a step failed (the steps before it are shown), 2 if
 * the input is wrong.
 */
@Command(
    name = "birthplace",
    mixinStandardHelpOptions = true,
    versionProvider = CompareModels.Version.class,
    description = "Answers one question by a chain of small prompts, and shows what each step did.")
public final class Birthplace implements Callable<Integer> {

  private static final int WIDTH = 60;

  private enum Language {
    en("name", "prime minister", "the UK", "London"),
    ja("japanese", "首相", "イギリス", "ロンドン");

    private final String column;
    private final String office;
    private final String country;
    private final String city;

    Language(String column, String office, String country, String city) {
      this.column = column;
      this.office = office;
      this.country = country;
      this.city = city;
    }

    private Question question() {
      return new Question(office, country, city);
    }
  }

  @Option(
      names = "--model",
      paramLabel = "PROVIDER:ID",
      description = "Who answers the prompts. Default: ${DEFAULT-VALUE}.")
  private String model = "baseline:extract-qa";

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Language language = Language.en;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "The folder with data and prompts. Default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("examples");

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Where to write the page of the run. Default: ${DEFAULT-VALUE}.")
  private Path page = Path.of("target", "birthplace.html");

  @CommandLine.Spec
  private CommandLine.Model.@Nullable CommandSpec spec;

  /**
   * Runs the example.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Birthplace()).setExecutionExceptionHandler(Birthplace::report);
  }

  private static int report(
      Exception problem, CommandLine commandLine, CommandLine.ParseResult parsed) throws Exception {
    if (problem instanceof DatasetException
        || problem instanceof PromptException
        || problem instanceof ModelException
        || problem instanceof IllegalArgumentException) {
      commandLine.getErr().println("error: " + problem.getMessage());
      return 2;
    }
    throw problem;
  }

  @Override
  public Integer call() throws IOException {
    Path data = folder.resolve("data");
    if (!Files.isDirectory(data)) {
      throw new DatasetException(
          "no folder %s here (looked at %s); run from the root of the project,"
                  .formatted(data, data.toAbsolutePath())
              + " or give its place with --folder DIR");
    }
    try (FoundationModel open = Models.open(model);
        PromptCatalog catalog = PromptCatalog.inFolder(folder.resolve("prompts"))) {
      Chain<Question, String> chain = BirthplaceChain.of(
          catalog,
          language.name(),
          open,
          notes(data.resolve("notes.jsonl")),
          new Places(data.resolve("places.csv"), language.column));
      return run(chain);
    }
  }

  private InMemoryRetriever notes(Path file) {
    InMemoryRetriever notes = InMemoryRetriever.builder().build();
    try (Stream<Example> rows =
        Dataset.jsonl(file, Fields.of("text", "language")).examples()) {
      List<Passage> passages = rows.filter(row -> row.field("language").equals(language.name()))
          .map(row -> new Passage(row.id(), row.field("text"), 0, Map.of()))
          .toList();
      notes.add(passages);
    }
    return notes;
  }

  private int run(Chain<Question, String> chain) throws IOException {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    PrintWriter console = commandLine.getOut();
    try {
      ChainResult<String> result = chain.run(language.question(), RunOptions.create());
      show(result.trace(), console);
      console.println();
      console.println("Answer: " + result.output());
      return 0;
    } catch (ChainException e) {
      show(e.trace(), console);
      console.flush();
      commandLine.getErr().println("error: " + e.getMessage());
      return 1;
    } finally {
      console.flush();
    }
  }

  private void show(Trace trace, PrintWriter console) throws IOException {
    for (TraceStep step : trace.steps()) {
      String tells = step.error().or(step::output).orElse("");
      console.println("%-20s %-36s %s"
          .formatted(
              step.name(),
              step.prompt().orElse(step.kind().toString().toLowerCase(Locale.ROOT)),
              tells.length() <= WIDTH ? tells : tells.substring(0, WIDTH) + " ..."));
    }
    Path parent = page.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(page, trace.toHtml());
    console.println("Page:   " + page);
  }
}
