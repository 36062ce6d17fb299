package io.fmops.eval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateResultTest {

  private static final Gate GATE = Gate.builder("release")
      .condition(Condition.atLeast("right", 0.8))
      .condition(Condition.notWorse("right", 0.02))
      .build();

  @TempDir
  private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static Rows before() {
    return Rows.scored("old", "right", 400, i -> i % 20 == 0 ? 0 : 1);
  }

  /** Fixes 19 and breaks 11. */
  private static Rows after() {
    return Rows.scored("new", "right", 400, i -> i % 33 == 1 && i < 390 ? 0 : 1);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private GateResult compared() {
    return GATE.check(
        CandidateRun.read(after().write(file("after.jsonl"))),
        CandidateRun.read(before().write(file("before.jsonl"))));
  }

  @Test
  void theWholeIsAsBadAsItsWorstCondition() {
    CandidateRun good = Rows.scored("x", "right", 400, i -> 1).run();
    CandidateRun unclear =
        Rows.scored("x", "right", 400, i -> i % 6 == 0 ? 0 : 1).run();
    Gate gate = Gate.builder("g").condition(Condition.atLeast("right", 0.8)).build();
    assertThat(gate.check(good).exitStatus()).isZero();
    assertThat(gate.check(good).passed()).isTrue();
    assertThat(gate.check(unclear).outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(gate.check(unclear).exitStatus()).isEqualTo(2);
    assertThat(gate.check(unclear).passed()).isFalse();
    Gate both = Gate.builder("g")
        .condition(Condition.atLeast("right", 0.8))
        .condition(Condition.examplesAtLeast(1_000))
        .build();
    assertThat(both.check(unclear).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(both.check(unclear).exitStatus()).isEqualTo(1);
  }

  @Test
  void thePlainTextHasALineForEachCondition() {
    assertThat(compared().toText()).isEqualTo("""
        gate release: passed (new against old, 400 examples)
          passed     right >= 0.8: right is 0.970 [0.948, 0.983] over 400 examples
          passed     right not worse than the baseline by more than 0.02: 0.970 against 0.950, \
        a difference of +0.020 [-0.007, +0.049] over 400 examples
          right: 19 fixed, 11 broken, 370 unchanged
        """);
  }

  @Test
  void theSummaryShowsUpToTenOfWhatBrokeAndWasFixed() {
    String markdown = compared().toMarkdown();
    assertThat(markdown)
        .startsWith("## Gate release: passed\n")
        .contains("19 fixed, 11 broken, 370 unchanged")
        .contains("right: 11 broken, of which 10 are shown")
        .contains("right: 19 fixed, of which 10 are shown")
        .contains("| e1 | 1.000 → 0.000 | question 1 | answer of old | answer of new |");
    assertThat(markdown.lines().filter(line -> line.matches("\\| e[0-9].*"))).hasSize(20);
  }

  @Test
  void hostileTextStaysTextInTheSummary() {
    String hostile = "<script>alert(1)</script>|![x](http://evil.example/x.png)\n| a | b |"
        + " @everyone #1 `code` **b** www.evil.example a@b.example &lt; \u202etxt \ud83d 肯定";
    Rows old =
        Rows.scored("old|<b>", "right", 60, i -> 1).add(hostile, hostile, hostile, "right", 1);
    Rows now =
        Rows.scored("new|@me", "right", 60, i -> 1).add(hostile, hostile, hostile, "right", 0);
    GateResult result = Gate.builder(hostile)
        .condition(Condition.notWorse("right", 0.1))
        .condition(Condition.atLeast(hostile, 1))
        .build()
        .check(
            CandidateRun.read(now.write(file("now.jsonl"))),
            CandidateRun.read(old.write(file("old.jsonl"))));
    String markdown = result.toMarkdown();
    assertThat(markdown)
        .contains("肯定")
        .contains("1 broken")
        .doesNotContain(
            "<script", "<b>", "![", "](", "http:", "www.", "@", "`", "**", "\u202e", "&lt;")
        .doesNotContainPattern("[\ud800-\udbff](?![\udc00-\udfff])");
    // Every row of every table has the cells of its head.
    List<String> rows = markdown.lines().filter(line -> line.startsWith("|")).toList();
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.chars().filter(c -> c == '|').count()).isIn(4L, 6L));
    assertThat(markdown.replaceAll("<(/?details|/?summary)>", "")).doesNotContain("<");
    assertThat(result.toText()).doesNotContain("\u202e").hasLineCount(4);
    assertThat(new String(result.toJson().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(result.toJson());
  }

  @Test
  void theJsonHasAllFigures() throws Exception {
    JsonNode json = JsonMapper.builder().build().readTree(compared().toJson());
    assertThat(json.get("outcome").asText()).isEqualTo("passed");
    assertThat(json.get("exitStatus").asInt()).isZero();
    assertThat(json.get("conditions")).hasSize(2);
    JsonNode comparison = json.get("comparisons").get(0);
    assertThat(comparison.get("lower").asInt()).isEqualTo(11);
    assertThat(comparison.get("higher").asInt()).isEqualTo(19);
    assertThat(comparison.get("difference").get("value").asDouble()).isEqualTo(8.0 / 400);
    assertThat(comparison.get("most")).hasSize(20);
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return GateCommand.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private Path gate(String limit) throws Exception {
    return Files.writeString(file("gate.yaml"), """
        gate: release
        conditions:
          - {measure: right, at-least: %s}
        """.formatted(limit));
  }

  @Test
  void aPipelineGetsTheExitStatusAndTheFiles() throws Exception {
    String rows = after().write(file("after.jsonl")).toString();
    String old = before().write(file("before.jsonl")).toString();
    String markdown = file("summary.md").toString();
    String json = file("gate.json").toString();
    int passed = run(
        "--gate",
        gate("0.9").toString(),
        "--rows",
        rows,
        "--baseline",
        old,
        "--markdown",
        markdown,
        "--json",
        json);
    assertThat(passed).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("gate release: passed");
    assertThat(file("summary.md")).content().contains("11 broken");
    assertThat(file("gate.json")).content().contains("\"passed\" : true");
    assertThat(run("--gate", gate("0.99").toString(), "--rows", rows)).isEqualTo(1);
    assertThat(run("--gate", gate("0.96").toString(), "--rows", rows)).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("undecided, which does not pass");
    assertThat(err.size()).isZero();
  }

  @Test
  void whatCannotBeCheckedIsNeitherPassedNorFailed() throws Exception {
    String rows = after().write(file("after.jsonl")).toString();
    String gate = gate("0.9").toString();
    assertThat(run()).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--gate is needed", "usage:");
    assertThat(run("--gate", gate, "--rows", file("none.jsonl").toString())).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("none.jsonl");
    assertThat(run("--gate", file("none.yaml").toString(), "--rows", rows)).isEqualTo(3);
    assertThat(run("--gate", gate, "--rows", rows, "--rows", rows)).isEqualTo(3);
    assertThat(run("--gate", gate, "--rows")).isEqualTo(3);
    assertThat(run("--gate", gate, "--row", rows)).isEqualTo(3);
    assertThat(run("--gate", gate, "--rows", rows, "--candidate", "nobody")).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("nobody", "[new]");
    assertThat(run("--gate", gate, "--rows", rows, "--baseline-candidate", "x")).isEqualTo(3);
    Files.writeString(file("broken.jsonl"), "{\"example\": \"a\"}\n");
    assertThat(run("--gate", gate, "--rows", file("broken.jsonl").toString())).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("line 1").doesNotContain("at io.");
    Files.writeString(file("empty.jsonl"), "");
    assertThat(run("--gate", gate, "--rows", file("empty.jsonl").toString())).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("has no rows");
  }

  @Test
  void ofSeveralCandidatesOneIsNamed() throws Exception {
    String rows = Rows.write(file("both.jsonl"), after(), before()).toString();
    String gate = gate("0.9").toString();
    assertThat(run("--gate", gate, "--rows", rows)).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("[new, old]", "say which");
    assertThat(run("--gate", gate, "--rows", rows, "--candidate", "new")).isZero();
    assertThat(run(
            "--gate",
            gate,
            "--rows",
            rows,
            "--candidate",
            "new",
            "--baseline",
            rows,
            "--baseline-candidate",
            "old"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("new against old", "11 broken");
  }

  @Test
  void whereNothingComparesTheFirstScoreIsShown() {
    GateResult result = Gate.builder("g")
        .condition(Condition.examplesAtLeast(1))
        .build()
        .check(after().run(), before().run());
    assertThat(result.baseline()).isEqualTo(Optional.of("old"));
    assertThat(result.comparisons()).extracting(Comparison::measure).containsExactly("right");
  }
}
