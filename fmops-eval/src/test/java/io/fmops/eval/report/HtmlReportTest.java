package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fmops.eval.run.CandidateResult;
import io.fmops.eval.run.EvaluationResult;
import io.fmops.eval.select.Choice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir
  Path folder;

  private String write(TaskReport... tasks) throws IOException {
    return write(RowLimits.DEFAULT, tasks);
  }

  private String write(RowLimits limits, TaskReport... tasks) throws IOException {
    Path file = folder.resolve("out/report.html");
    HtmlReport.write(file, "A <b>title</b>", List.of(tasks), limits, Set.of());
    try (var left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
    return Files.readString(file);
  }

  /** A task of one candidate with the rows given. */
  private TaskReport task(String candidate, String... rows) throws IOException {
    Path file = Files.write(folder.resolve("rows.jsonl"), List.of(rows));
    CandidateResult result = ScoredResults.withRows(
        ResultTableTest.candidate(candidate, 0.5, Optional.empty(), 0), rows.length);
    return new TaskReport(
        "task " + SampleTasks.HOSTILE,
        new EvaluationResult("data " + SampleTasks.HOSTILE, rows.length, "USD", List.of(result)),
        new Choice(
            Optional.of(candidate), true, List.of(), List.of(candidate), SampleTasks.HOSTILE),
        file);
  }

  private static String row(String id, String candidate, String output) {
    return JSON.createObjectNode()
        .put("example", id)
        .put("candidate", candidate)
        .put("output", output)
        .set("fields", JSON.createObjectNode().put(output, output))
        .toString();
  }

  private static List<JsonNode> data(String page) throws IOException {
    Matcher matcher = Pattern.compile(
            "<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL)
        .matcher(page);
    List<JsonNode> data = new ArrayList<>();
    while (matcher.find()) {
      JsonNode block = JSON.readTree(matcher.group(1));
      // What examples are found by has no texts; a small page has all texts in one part.
      if (block.has("examples")) {
        data.add(block);
      }
    }
    return data;
  }

  @Test
  void markupInEveryPlaceStaysText() throws IOException {
    String name = "model " + SampleTasks.HOSTILE;

    String page = write(task(name, row("1 " + SampleTasks.HOSTILE, name, SampleTasks.HOSTILE)));

    assertThat(page)
        .doesNotContain("<script>alert")
        .doesNotContain("<!-- {")
        .doesNotContain("<b>title");
    // The page's own script and the data's two elements are the only ones.
    assertThat(page.split("(?i)<script", -1)).hasSize(4);
    assertThat(page.split("(?i)</script", -1)).hasSize(4);
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt; &lt;/script&gt; &lt;!--");
    assertThat(page).contains("{{mustache}}").contains("A &lt;b&gt;title&lt;/b&gt;");
    JsonNode example = data(page).get(0).get("examples").get(0);
    assertThat(example.get("rows").get(0).get("out").asText()).isEqualTo(SampleTasks.HOSTILE);
    assertThat(example.get("id").asText()).isEqualTo("1 " + SampleTasks.HOSTILE);
  }

  @Test
  void halvesOfCharactersAndControlsBecomeVisible() throws IOException {
    String page = write(task(
        "m\u0000\u001b",
        "{\"example\":\"\\ud800\",\"candidate\":\"m\\u0000\\u001b\","
            + "\"output\":\"a\\ud83db\\u0000c\\u2028d\\udc00\\ufffe\\u0085\\n\\ud83d\\ude00\"}"));

    assertThat(page.chars()).noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c));
    assertThat(page).doesNotContain("\u2028").contains("m\uFFFD\uFFFD");
    JsonNode example = data(page).get(0).get("examples").get(0);
    assertThat(example.get("id").asText()).isEqualTo("\uFFFD");
    assertThat(example.get("rows").get(0).get("out").asText())
        .isEqualTo("a\uFFFDb\uFFFDc\u2028d\uFFFD\uFFFD\uFFFD\n\ud83d\ude00");
  }

  @Test
  void onlyTheOwnScriptMayRunAndNothingIsLoaded() throws Exception {
    String page = write(SampleTasks.triage(folder, 12), SampleTasks.summaries(folder, 6));

    Matcher script = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
    assertThat(script.find()).isTrue();
    String hash = Base64.getEncoder()
        .encodeToString(MessageDigest.getInstance("SHA-256")
            .digest(script.group(1).getBytes(StandardCharsets.UTF_8)));
    assertThat(page)
        .contains(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + hash + "'");
    assertThat(page).doesNotContain("http://").doesNotContain("https://");
    assertThat(page).doesNotContain("@import").doesNotContain("url(").doesNotContain("onclick=");
  }

  @Test
  void theFiguresAreThereWithoutScript() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 160);

    String page = write(task);

    assertThat(page)
        .contains(
            "<html lang=\"en\">", "Ticket triage", "bedrock:amazon.nova-lite-v1:0 / few-shot v3")
        .contains("Given up: NotAuthorizedException")
        .contains("<title id=\"task-1-chart-title\">accuracy by median latency</title>")
        .contains("data-candidate=\"2\">", "data-candidate=\"0\">")
        .contains("<span class=\"muted\">unknown</span>");
    assertThat(page.split("<circle class=\"point", -1)).hasSizeGreaterThan(10);
  }

  @Test
  void aSmallRunIsThereWholeAndALargeOneInAStatedSelection() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 160);

    assertThat(write(task)).doesNotContain("This page holds");

    RowLimits few = new RowLimits(120, 1_000_000, 1_000);
    String page = write(few, task);
    assertThat(page)
        .contains("This page holds 120 of the run", "960 rows: 20 examples with all candidates");
    JsonNode examples = data(page).get(0).get("examples");
    assertThat(examples).hasSize(20);
    assertThat(examples)
        .allSatisfy(
            example -> assertThat(example.get("rows")).hasSize(6).noneMatch(JsonNode::isNull));
    assertThat(write(few, task)).isEqualTo(page);
  }

  @Test
  void theSelectionDoesNotDependOnTheOrderOfTheRows() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 100);
    RowLimits few = new RowLimits(60, 1_000_000, 1_000);
    Set<String> before = ids(write(few, task));
    List<String> rows = new ArrayList<>(Files.readAllLines(task.rows()));
    rows.sort(null);
    Files.write(task.rows(), rows);

    assertThat(ids(write(few, task))).isEqualTo(before).hasSize(10);
  }

  private static Set<String> ids(String page) throws IOException {
    Set<String> ids = new TreeSet<>();
    data(page)
        .get(0)
        .get("examples")
        .forEach(example -> ids.add(example.get("id").asText()));
    return ids;
  }

  @Test
  void charactersAreBoundedTooAndAPromptThatRowsShareCountsOnce() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 100);

    RowLimits small = new RowLimits(20_000, 2_000, 1_000);
    assertThat(data(write(small, task)).get(0).get("examples").size()).isBetween(5, 60);
    JsonNode texts = data(write(task)).get(0).get("texts");
    assertThat(texts.size()).isLessThanOrEqualTo(101);
  }

  @Test
  void aTextThatIsTooLongIsCutAndSaysSo() throws IOException {
    String page = write(
        new RowLimits(10, 1_000_000, 20), task("m", row("1", "m", "\ud83d\ude00".repeat(30))));

    assertThat(data(page)
            .get(0)
            .get("examples")
            .get(0)
            .get("rows")
            .get(0)
            .get("out")
            .asText())
        .isEqualTo("\ud83d\ude00".repeat(10) + "\n[40 more characters in the result dataset]");
  }

  @Test
  void rowsOfAnotherRunAreRefusedAndThePageBeforeStays() throws IOException {
    String before = write(task("m", row("1", "m", "ok")));

    assertThatThrownBy(() -> write(task("m", row("1", "m", "ok"), row("1", "other", "no"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "rows.jsonl, line 2: the candidate \"other\" is none of the result's");
    assertThatThrownBy(() -> write(task("m", "{\"example\": ")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1: this is no JSON");
    TaskReport gone = task("m", row("1", "m", "ok"));
    Files.delete(gone.rows());
    assertThatThrownBy(() -> write(gone)).isInstanceOf(NoSuchFileException.class);
    assertThat(Files.readString(folder.resolve("out/report.html"))).isEqualTo(before);
  }

  @Test
  void aFileThatIsNotWholeIsRefusedAndSoAreRowsOfAnotherDataset() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 20);
    List<String> rows = Files.readAllLines(task.rows());
    Files.write(task.rows(), rows.subList(0, rows.size() - 1));

    assertThatThrownBy(() -> write(task))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("triage.jsonl has 19 rows of the candidate \"" + SampleTasks.FAILING)
        .hasMessageContaining("the task's result is made of 20;");

    rows.add(rows.get(0));
    Files.write(task.rows(), rows);
    assertThatThrownBy(() -> write(task))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has 21 rows of the candidate");

    assertThatThrownBy(() -> write(task("m", "{\"of\":7,\"candidate\":\"m\"}")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1: the row is of a dataset of 7 examples")
        .hasMessageContaining("the task's result of one of 1;");
  }

  @Test
  void brokenTextIsRefusedWithItsFileAndLine() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 20);
    List<byte[]> lines = new ArrayList<>();
    for (String line : Files.readAllLines(task.rows())) {
      lines.add((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    lines.get(77)[5] = (byte) 0xff;
    java.io.ByteArrayOutputStream broken = new java.io.ByteArrayOutputStream();
    lines.forEach(broken::writeBytes);
    Files.write(task.rows(), broken.toByteArray());

    assertThatThrownBy(() -> write(task))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("triage.jsonl, line 78: this is no UTF-8");
  }

  @Test
  void thePageIsNotWrittenOverTheRows() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 5);
    byte[] rows = Files.readAllBytes(task.rows());
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), task.rows());

    for (Path file : List.of(task.rows(), folder.resolve("./triage.jsonl"), link)) {
      assertThatThrownBy(() -> HtmlReport.write(file, "t", List.of(task)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the rows of the task \"Ticket triage\"; name another file");
    }
    assertThat(Files.readAllBytes(task.rows())).isEqualTo(rows);
  }

  @Test
  void aCountOfAnswersOpensNoExamplesThatWereAskedRepeatedly() throws IOException {
    TaskReport task = SampleTasks.triage(folder, 20);
    assertThat(write(task)).contains("data-expected=").doesNotContain("were asked repeatedly");
    List<String> rows = new ArrayList<>(Files.readAllLines(task.rows()));
    rows.set(7, rows.get(7).replaceFirst("\\{", "{\"repetition\":1,"));
    Files.write(task.rows(), rows);

    assertThat(write(task))
        .doesNotContain("data-expected=", "A count opens")
        .contains("Examples were asked repeatedly: each answer counts.");
  }

  @Test
  void allReferencesOfAnExampleAreShown() throws IOException {
    EvaluationResult result = ScoredResults.of("grade", new double[] {0.5, 1});
    String several =
        judged(0, 0, "c1", 0.5).replaceFirst("\\{", "{\"references\":[\"one\",\"two\",\"three\"],");
    String single = judged(1, 0, "c1", 1).replaceFirst("\\{", "{\"reference\":\"only\",");

    String page = write(judgedTask(result, several, single));

    assertThat(page)
        .contains("<dt>reference 3 of 3</dt><dd class=\"reference\" dir=\"auto\">three");
    JsonNode examples = data(page).get(0).get("examples");
    assertThat(examples.get(0).get("refs"))
        .extracting(JsonNode::asText)
        .containsExactly("one", "two", "three");
    assertThat(examples.get(1).get("refs")).extracting(JsonNode::asText).containsExactly("only");
  }

  @Test
  void slicesOfACorpusMeasureAreCalledMeansOfTheAnswers() throws IOException {
    double[] scores = {0.5, 1, 0.25};
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(judged(i, 0, "c1", scores[i]));
    }

    String corpus = write(judgedTask(
        ScoredResults.ofCorpus("bleu", new double[] {0.3}, scores), rows.toArray(String[]::new)));
    String mean = write(judgedTask(ScoredResults.of("bleu", scores), rows.toArray(String[]::new)));

    assertThat(corpus)
        .contains("aria-label=\"mean over the answers of bleu by slice\"")
        .contains("These are figures of the mean over the answers of bleu. The candidates' table");
    assertThat(mean).contains("aria-label=\"bleu by slice\"").doesNotContain("whole corpus");
  }

  @Test
  void aRunInWhichEveryCandidateFailedStillHasAPage() throws IOException {
    Path rows = Files.write(folder.resolve("rows.jsonl"), List.of(row("1", "m", "x")));
    CandidateResult failed = new CandidateResult(
        "m",
        "function:m",
        "p",
        "",
        1,
        1,
        0,
        1,
        0,
        java.util.Map.of(),
        Optional.of("no credentials"),
        java.util.Map.of(),
        java.util.Map.of(),
        java.util.Map.of(),
        io.fmops.eval.stats.Samples.of(Double.NaN),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());

    String page = write(new TaskReport(
        "t",
        new EvaluationResult("d", 1, "USD", List.of(failed)),
        new Choice(Optional.empty(), false, List.of(), List.of(), "All failed."),
        rows));

    assertThat(page)
        .contains("No candidate could be chosen", "no answers", "Given up: no credentials")
        .doesNotContain("NaN");
  }

  /** A row of the judged task with all that models and judges may write. */
  private static String judged(int index, int repetition, String candidate, double score) {
    ObjectNode row = JSON.createObjectNode()
        .put("example", "e" + index)
        .put("index", index)
        .put("candidate", candidate)
        .put("output", "answer " + index + "/" + repetition + " " + SampleTasks.HOSTILE)
        .put("evaluationCost", "0.02");
    row.set("fields", JSON.createObjectNode().put("text", "input " + SampleTasks.HOSTILE));
    row.set(
        "tags",
        JSON.createObjectNode()
            .put("tag " + SampleTasks.HOSTILE, "t" + index % 2 + SampleTasks.HOSTILE));
    ObjectNode scores = JSON.createObjectNode();
    if (Double.isNaN(score)) {
      scores.set(
          "grade", JSON.createObjectNode().put("unscored", "unreadable " + SampleTasks.HOSTILE));
    } else {
      scores.set(
          "grade",
          JSON.createObjectNode()
              .put("value", score)
              .put("reason", "because " + SampleTasks.HOSTILE));
    }
    row.set("scores", scores);
    if (repetition > 0) {
      row.put("repetition", repetition);
    }
    return row.toString();
  }

  private TaskReport judgedTask(EvaluationResult result, String... rows) throws IOException {
    Path file = Files.write(folder.resolve("judged.jsonl"), List.of(rows));
    return new TaskReport(
        "t", result, new Choice(Optional.of("c1"), true, List.of(), List.of(), "why"), file);
  }

  @Test
  void whatJudgesAndTagsSayStaysTextInFiguresAndInData() throws IOException {
    EvaluationResult result =
        ScoredResults.of("grade", new double[] {0.5, 1, Double.NaN}, new double[] {1, 0.25, 1});
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(
          judged(i, 0, "c1", result.candidate("c1").perExample().get("grade").get(i)));
      rows.add(
          judged(i, 0, "c2", result.candidate("c2").perExample().get("grade").get(i)));
    }

    String page = write(judgedTask(result, rows.toArray(String[]::new)));

    String shown = "&lt;script&gt;alert(1)&lt;/script&gt; &lt;/script&gt; &lt;!--";
    assertThat(page)
        .doesNotContain("<script>alert")
        .contains("because " + shown, "unreadable " + shown, "answer 0/0 " + shown)
        .contains("t0" + shown, "data-tag=\"tag " + shown)
        .contains("Comparison with 1 &middot; c1", "Where the candidates disagree most");
    JsonNode row = data(page).get(0).get("examples").get(0).get("rows").get(0);
    assertThat(row.get("scores").get(0).get("why").asText())
        .isEqualTo("because " + SampleTasks.HOSTILE);
    assertThat(row.get("evaluation").asText()).isEqualTo("0.02");
  }

  @Test
  void everyRepetitionOfAnExampleIsOnThePage() throws IOException {
    EvaluationResult once = ScoredResults.of("grade", new double[] {0.5});
    EvaluationResult result = new EvaluationResult(
        "d", 1, "USD", List.of(ScoredResults.withRows(once.candidate("c1"), 3)));

    String page = write(
        judgedTask(result, judged(0, 0, "c1", 0), judged(0, 1, "c1", 1), judged(0, 2, "c1", 0.5)));

    JsonNode row = data(page).get(0).get("examples").get(0).get("rows").get(0);
    assertThat(row.get("out").asText()).startsWith("answer 0/0");
    assertThat(row.get("again")).hasSize(2);
    assertThat(row.get("again").get(1).get("out").asText()).startsWith("answer 0/2");
    assertThat(page).doesNotContain("This page holds").contains("\"of\":[[0.5]]");
  }

  @Test
  void theWorstExamplesStayInASelection() throws IOException {
    double[] scores = new double[200];
    java.util.Arrays.fill(scores, 1);
    scores[137] = 0;
    scores[11] = 0.5;
    EvaluationResult result = ScoredResults.of("grade", scores);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      rows.add(judged(i, 0, "c1", scores[i]));
    }

    String page =
        write(new RowLimits(5, 1_000_000, 1_000), judgedTask(result, rows.toArray(String[]::new)));

    assertThat(ids(page)).hasSize(5).contains("e137", "e11");
    assertThat(page).contains("This page holds 5 of the run&#39;s 200 rows: 5 examples");
    // Its slices are those of the whole run.
    assertThat(page).contains("<td class=\"num\">100</td>");
  }

  @Test
  void aRunThatEndedEarlySaysSoAndWhy() throws IOException {
    EvaluationResult whole = ScoredResults.of("grade", new double[] {0.5});
    TaskReport spent = judgedTask(
        new EvaluationResult(
            "d",
            40,
            "USD",
            whole.candidates(),
            EvaluationResult.Ending.BUDGET_SPENT,
            Optional.empty()),
        judged(0, 0, "c1", 0.5));

    assertThat(write(spent))
        .contains("Not complete.", "The run ended after 1 of 40 examples", "a larger budget")
        .doesNotContain("&middot; complete");
    TaskReport settled = judgedTask(
        new EvaluationResult(
            "d", 40, "USD", whole.candidates(), EvaluationResult.Ending.SETTLED, Optional.empty()),
        judged(0, 0, "c1", 0.5));
    assertThat(write(settled)).contains("the rest would not have changed the choice");
    assertThat(write(judgedTask(whole, judged(0, 0, "c1", 0.5))))
        .contains("&middot; complete")
        // Nobody knows what the judging cost.
        .contains("judging unknown");
  }

  @Test
  void theBuilderLimitsTheRowsAndKnowsMeasuresOfWhichLessIsBetter() throws IOException {
    EvaluationResult result =
        ScoredResults.of("slips", new double[] {0, 3, 1}, new double[] {0, 0, 0});
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(judged(i, 0, "c1", 1));
      rows.add(judged(i, 0, "c2", 1));
    }
    TaskReport task = judgedTask(result, rows.toArray(String[]::new));
    Path file = folder.resolve("built.html");

    HtmlReport.builder()
        .title("Slips")
        .task(task)
        .lessIsBetter("slips")
        .maxRows(2)
        .write(file);

    String page = Files.readString(file);
    assertThat(page)
        .contains("<title>Slips</title>", "less is better")
        // The worst one is the one with the most slips, and the one that stays.
        .contains("This page holds 2 of the run&#39;s 6 rows");
    assertThat(page.indexOf(">e1</a>")).isPositive();
    assertThatThrownBy(() -> HtmlReport.builder().maxRows(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 rows");
    assertThatThrownBy(() -> HtmlReport.builder().write(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one task");
    assertThat(Files.readString(file)).isEqualTo(page);
  }

  @Test
  void manyExamplesStandInPartsThatAreReadOneByOne() throws IOException {
    EvaluationResult result = ScoredResults.of("grade", new double[450]);
    String[] rows = new String[450];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = judged(i, 0, "c1", 0);
    }

    List<JsonNode> parts = data(write(judgedTask(result, rows)));

    assertThat(parts).extracting(part -> part.get("examples").size()).containsExactly(200, 200, 50);
    // What a part's rows need is in the part.
    assertThat(parts).allSatisfy(part -> assertThat(part.has("texts")).isTrue());
  }

  @Test
  void aReportNeedsATask() {
    assertThatThrownBy(() -> HtmlReport.write(folder.resolve("x.html"), "t", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
