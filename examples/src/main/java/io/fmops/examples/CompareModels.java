package io.fmops.examples;

import io.fmops.eval.dataset.DatasetException;
import io.fmops.eval.report.ConsoleProgress;
import io.fmops.eval.report.HtmlReport;
import io.fmops.eval.report.ResultTable;
import io.fmops.eval.report.TaskReport;
import io.fmops.eval.run.Candidate;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.Evaluation;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.run.RunListener;
import io.fmops.eval.select.Choice;
import io.fmops.model.FoundationModel;
import io.fmops.model.InferenceParameters;
import io.fmops.model.ModelException;
import io.fmops.model.ModelId;
import io.fmops.model.Models;
import io.fmops.telemetry.PriceList;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The quick start: several models answer labelled tasks, and one is chosen for each task by
 * accuracy, cost and speed.
 *
 * <p>Exit status: 0 if every candidate was evaluated, 1 if one of them could not be (the others'
 * results are kept), 2 if the input is wrong.
 */
@Command(
    name = "compare-models",
    mixinStandardHelpOptions = true,
    versionProvider = CompareModels.Version.class,
    description = "Compares models on labelled tasks and picks one for each task.",
    footer = {
      "",
      "Exit status: 0 if every candidate was evaluated, 1 if one was not (the others' results are"
          + " kept), 2 if the input is wrong."
    })
public final class CompareModels implements Callable<Integer> {

  private enum TaskName {
    reviews,
    articles,
    questions
  }

  @Option(
      names = "--model",
      paramLabel = "PROVIDER:ID",
      description = "One more model to compare, such as bedrock:amazon.nova-lite-v1:0. Repeatable.")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "Only this task: ${COMPLETION-CANDIDATES}. Repeatable. Default: all.")
  private Set<TaskName> tasks = new LinkedHashSet<>(List.of(TaskName.values()));

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the datasets. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("examples", "data");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the result datasets and the page, over earlier ones."
          + " Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("target", "compare-models");

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "A price list in JSON, as docs/evaluation.md shows it; without it the cost of remote"
              + " models is unknown.")
  private @Nullable Path prices;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Calls at once. Default: ${DEFAULT-VALUE}.")
  private int concurrency = 4;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @CommandLine.Spec
  private CommandLine.Model.@Nullable CommandSpec spec;

  /**
   * Runs the quick start.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new CompareModels())
        .setExecutionExceptionHandler(CompareModels::report)
        .setParameterExceptionHandler((problem, arguments) -> {
          problem
              .getCommandLine()
              .getErr()
              .println("error: " + problem.getMessage() + "; --help lists the options");
          return 2;
        });
  }

  private static int report(
      Exception problem, CommandLine commandLine, CommandLine.ParseResult parsed) throws Exception {
    if (problem instanceof DatasetException
        || problem instanceof ModelException
        || problem instanceof IllegalArgumentException
        || problem instanceof UncheckedIOException) {
      commandLine.getErr().println("error: " + problem.getMessage());
      return 2;
    }
    throw problem;
  }

  /** Tells the version that the jar was built as. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CompareModels.class.getPackage().getImplementationVersion();
      return new String[] {"FMOps for Java " + (version == null ? "(not from a jar)" : version)};
    }
  }

  @Override
  public Integer call() {
    if (!Files.isDirectory(data)) {
      throw new DatasetException(
          "no folder %s here (looked at %s); run from the root of the project,"
                  .formatted(data, data.toAbsolutePath())
              + " or give its place with --data DIR");
    }
    PriceList priceList = prices == null ? PriceList.empty() : PriceList.read(prices);
    Map<String, FoundationModel> open = new LinkedHashMap<>();
    try {
      List<Task> chosen = tasks.stream().map(this::task).toList();
      for (String id : Stream.concat(
              chosen.stream().flatMap(task -> task.baselines().stream()).map(Task.Entry::model),
              models.stream())
          .toList()) {
        open.computeIfAbsent(id, Models::open);
      }
      for (Task task : chosen) {
        task.dataset().check();
      }
      return compare(chosen, open, priceList);
    } finally {
      open.values().forEach(FoundationModel::close);
    }
  }

  private Task task(TaskName name) {
    return switch (name) {
      case reviews -> Tasks.reviews(data);
      case articles -> Tasks.articles(data);
      case questions -> Tasks.questions(data);
    };
  }

  private int compare(List<Task> chosen, Map<String, FoundationModel> open, PriceList priceList) {
    PrintWriter console = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    List<TaskReport> reports = new ArrayList<>();
    for (Task task : chosen) {
      Path rows = out.resolve(task.name() + "-results.jsonl");
      EvaluationResult result = Evaluation.builder()
          .dataset(task.dataset())
          .candidates(candidates(task, open))
          .evaluators(task.evaluators())
          .concurrency(concurrency)
          .prices(priceList)
          .results(rows)
          .listener(quiet ? RunListener.SILENT : ConsoleProgress.toStandardError())
          .build()
          .run();
      Choice choice = task.selection().choose(result);
      console.println();
      console.print(ResultTable.of(result, choice).render());
      console.flush();
      reports.add(new TaskReport(task.name(), result, choice, rows));
    }
    Path page = out.resolve("report.html");
    try {
      HtmlReport.write(page, "Model comparison", reports);
    } catch (IOException e) {
      throw new UncheckedIOException("the page cannot be written to " + page, e);
    }
    console.println();
    console.println("Page:    " + page);
    console.println("Results: "
        + reports.stream().map(r -> r.rows().toString()).collect(Collectors.joining(", ")));
    console.flush();
    return failures(reports);
  }

  private List<Candidate> candidates(Task task, Map<String, FoundationModel> open) {
    Stream<Task.Entry> given =
        models.stream().map(id -> new Task.Entry(shortName(id), id, task.prompt()));
    return Stream.concat(task.baselines().stream(), given)
        .map(entry -> new Candidate(
            entry.name(),
            java.util.Objects.requireNonNull(open.get(entry.model())),
            entry.prompt(),
            InferenceParameters.DEFAULTS))
        .toList();
  }

  /** Options such as a region are long and belong into the results, not into every table. */
  private String shortName(String id) {
    ModelId full = ModelId.parse(id);
    String name = full.provider() + ":" + full.name();
    boolean unique = models.stream().filter(other -> other.startsWith(name)).count() == 1;
    return unique ? name : id;
  }

  private int failures(List<TaskReport> reports) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (TaskReport report : reports) {
      for (CandidateResult candidate : report.result().candidates()) {
        candidate.failure().ifPresent(why -> failures.put(candidate.model(), why));
      }
    }
    PrintWriter errors = java.util.Objects.requireNonNull(spec).commandLine().getErr();
    failures.values().stream()
        .distinct()
        .forEach(why -> errors.println("error: not evaluated: " + why));
    errors.flush();
    return failures.isEmpty() ? 0 : 1;
  }
}
