package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser. Skipped where there is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class HtmlReportBrowserTest {

  private ReportBrowser browser;
  private BrowserContext context;
  private Path file;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  @BeforeAll
  void writeAndLaunch(@TempDir Path folder) throws IOException {
    browser = ReportBrowser.launch();
    file = folder.resolve("report.html");
    List<TaskReport> tasks = new ArrayList<>(SampleTasks.both(folder));
    tasks.add(JudgedTasks.japanese(folder, 120));
    HtmlReport.write(file, "Support desk models", tasks);
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private Page open(int width, boolean script) {
    complaints.clear();
    requests.clear();
    context = browser.context(width, 900, script, false);
    Page page = context.newPage();
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.onPageError(complaints::add);
    page.onRequest(request -> requests.add(request.url()));
    page.navigate(file.toUri().toString());
    return page;
  }

  @AfterEach
  void nothingWasLoadedAndNothingComplained() {
    if (context != null) {
      context.close();
      assertThat(complaints).isEmpty();
      assertThat(requests)
          .allMatch(
              url -> url.startsWith("data:") || url.startsWith(file.toUri().toString()));
    }
  }

  private static Locator examples(Page page) {
    return page.locator("#task-1-examples");
  }

  private static void choose(Page page, String filter, String value) {
    examples(page).locator("select[name=" + filter + "]").selectOption(value);
  }

  private static void finds(Page page, int count) {
    String words = count == 160 ? " of 160 examples" : " of " + count + " examples that fit";
    examples(page)
        .locator(".found")
        .filter(new Locator.FilterOptions().setHasText(words))
        .waitFor();
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 768, 390, 360})
  void thePageNeverScrollsSideways(int width) {
    Page page = open(width, true);
    page.locator(".all-measures summary").first().click();
    page.evaluate("document.querySelectorAll('.list').forEach(list => list.open = true)");
    examples(page).locator(".rows summary").nth(3).click();
    examples(page).locator(".prompt summary").first().click();

    assertThat(page.evaluate("document.documentElement.scrollWidth"))
        .isEqualTo(page.evaluate("document.documentElement.clientWidth"));
    assertThat(examples(page).locator(".answer").first().isVisible()).isTrue();
  }

  @Test
  void filtersNarrowTheExamplesDown() throws IOException {
    Page page = open(1280, true);
    finds(page, 160);
    assertThat(examples(page).locator(".rows > li").count()).isEqualTo(50);

    choose(page, "candidate", "1");
    choose(page, "outcome", "error");
    finds(page, 2);
    assertThat(examples(page).locator(".chip").allInnerTexts()).containsOnly("2!");

    examples(page).locator("button[type=reset]").click();
    finds(page, 160);
    examples(page).locator("input[name=text]").fill("ALERT(1)");
    finds(page, 1);

    examples(page).locator("button[type=reset]").click();
    choose(page, "slice", "ja");
    choose(page, "expected", "billing");
    page.waitForCondition(
        () -> examples(page).locator(".want").allInnerTexts().stream().allMatch("billing"::equals));
    assertThat(examples(page).locator(".input").allInnerTexts())
        .isNotEmpty()
        .allMatch(text -> text.contains("\u6ce8\u6587"));

    examples(page).locator("input[name=text]").fill("no such words");
    examples(page).getByText("None of 160 examples fits").waitFor();
  }

  @Test
  void pagesTurnWithTheKeyboard() {
    Page page = open(1280, true);

    examples(page).locator(".next").focus();
    page.keyboard().press("Enter");

    examples(page).getByText("51 to 100 of 160 examples").waitFor();
    assertThat(examples(page).locator(".rows .id").first().innerText()).isEqualTo("t-0051");
    examples(page).locator(".rows summary").first().focus();
    page.keyboard().press("Enter");
    examples(page).locator(".answer").first().waitFor();
  }

  @Test
  void markupThatModelsWroteIsShownAsText() {
    Page page = open(1280, true);

    examples(page).locator(".rows summary").nth(3).click();

    assertThat(examples(page).locator(".answer .out").first().innerText())
        .contains("<script>alert(1)</script> </script> <!-- {{mustache}} {{{raw}}}");
    // For each task what examples are found by and one part of texts, and the page's own script.
    assertThat(page.locator("script").count()).isEqualTo(7);
  }

  @Test
  void thePromptIsShownOnDemand() {
    Page page = open(1280, true);
    examples(page).locator(".rows summary").first().click();

    assertThat(examples(page).locator(".prompt .out").count()).isZero();
    examples(page).locator(".prompt summary").first().click();

    examples(page)
        .getByText("Sort the ticket into one of these classes")
        .first()
        .waitFor();
  }

  @Test
  void aCountOfTheMatrixOpensItsExamples() {
    Page page = open(1280, true);
    page.locator("#task-1-matrix-1 .pick-matrix").selectOption("1");
    Locator cell = page.locator("#task-1-matrix-1 .matrix[data-candidate='1'] td.cell:not(.hit) a")
        .first();
    int count = Integer.parseInt(cell.locator("b").innerText());

    cell.click();

    finds(page, count);
    assertThat(examples(page).locator("select[name=expected]").inputValue())
        .isEqualTo(cell.getAttribute("data-expected"));
    assertThat(examples(page).locator(".chip.wrong").count()).isEqualTo(count);
  }

  @Test
  void examplesCanBeOrderedByTheirScore() {
    Page page = open(1280, true);
    Locator summaries = page.locator("#task-2-examples");
    summaries.locator("select[name=candidate]").selectOption("2");
    summaries.locator("select[name=order]").selectOption("rouge1-unicode");

    page.waitForCondition(
        () -> !summaries.locator(".rows .id").first().innerText().equals("s-001"));
    List<Double> scores = summaries.locator(".chip.scored").allInnerTexts().stream()
        .map(text -> Double.valueOf(text.substring(2)))
        .toList();
    assertThat(scores).isSorted().hasSizeGreaterThan(30);
  }

  @Test
  void aSliceOpensItsExamples() {
    Page page = open(1280, true);

    page.locator("#task-3-slices")
        .locator("xpath=../..")
        .getByText("会員")
        .first()
        .click();

    page.locator("#task-3-examples .found")
        .filter(new Locator.FilterOptions().setHasText("of 30 examples that fit the filters, 120"))
        .waitFor();
    page.locator("#task-3-examples .rows summary").first().click();
    assertThat(page.locator("#task-3-examples .whole dl").first().innerText()).contains("分野=会員");
  }

  @Test
  void aWorstExampleOpensWithItsAnswersTheJudgesReasonsAndTheDifferences() {
    Page page = open(1280, true);
    Locator link = page.locator("#task-3 .list[open] .example-link").first();
    String id = link.innerText();

    link.click();

    Locator open = page.locator("#task-3-examples .rows details[open]").first();
    assertThat(open.locator(".id").innerText()).isEqualTo(id);
    assertThat(open.locator(".why").first().innerText()).contains("とあるべきところが違います");
    assertThat(open.locator(".answer .facts").allInnerTexts())
        .anyMatch(text -> text.matches("\\d+ ms · 120 in, 30 out tokens · cost 0.000100 USD"));
    open.locator(".differences > summary").click();
    open.locator(".differences select").nth(1).selectOption("3");
    assertThat(open.locator("del").count()).isPositive();
    assertThat(open.locator("ins").count()).isPositive();
    String same = String.join("", open.locator(".diff > span, .diff > del").allInnerTexts());
    assertThat(same).isEqualTo(open.locator(".reference").innerText());
    // Struck out and underlined, and not only of another colour.
    assertThat(page.evaluate(
            "getComputedStyle(document.querySelector('.diff del')).textDecorationLine"))
        .isEqualTo("line-through");
  }

  @Test
  void scoresWithinARangeAreFound() {
    Page page = open(1280, true);
    Locator task = page.locator("#task-3-examples");
    task.locator("select[name=candidate]").selectOption("0");

    task.locator("input[name=most]").fill("0.3");

    page.waitForCondition(() -> !task.locator(".rows .chip").allInnerTexts().isEmpty()
        && task.locator(".rows .chip").allInnerTexts().stream()
            .allMatch(text -> text.endsWith("0.25")));
    task.locator("input[name=least]").fill("0.29");
    task.getByText("None of 120 examples fits").waitFor();
  }

  @Test
  void theSearchFindsWhatJudgesSay() {
    Page page = open(1280, true);
    Locator task = page.locator("#task-3-examples");

    task.locator("input[name=text]").fill("had no grade");

    task.locator(".found")
        .filter(new Locator.FilterOptions().setHasText("of 4 examples that fit"))
        .waitFor();
    assertThat(task.locator(".chip.unscored").count()).isEqualTo(6);
  }

  @Test
  void anotherMeasureOfTheSlicesCanBePicked() {
    Page page = open(1280, true);
    Locator block = page.locator("#task-3 .slices");
    assertThat(block.locator(".picked:visible").count()).isEqualTo(1);

    block.locator(".pick-table").selectOption("brevity");

    assertThat(block.locator(".picked[data-pick='1']").isVisible()).isTrue();
    assertThat(block.locator(".picked[data-pick='0']").isVisible()).isFalse();
  }

  /** Each case: from, to, and what has to come out; '-' removed, '+' added. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the dog bit the man|the cat bit the man|the {-dog}{+cat} bit the man",
        "a b c d|a x y d|a {-b c}{+x y} d",
        "same|same|same",
        "'' |new|{+new}",
        "old|''|{-old}",
        "送料は500円です。|送料は800円です。|送料は{-500}{+800}円です。"
      })
  void differencesAreThoseOfWords(String from, String to, String expected) {
    Page page = open(1280, true);

    Object pieces = page.evaluate(
        "([from, to]) => Diff.of(from, to, 'ja').map(([kind, text]) => kind === 'same' ? text"
            + " : '{' + (kind === 'removed' ? '-' : '+') + text + '}').join('')",
        List.of(from.strip(), to.strip()));

    assertThat(pieces).isEqualTo(expected);
  }

  @Test
  void textsWithNothingInCommonAreNotComparedForEver() {
    Page page = open(1280, true);

    assertThat(page.evaluate("() => { const words = (n) => Array.from({ length: 3000 },"
            + " (x, i) => 'w' + (i * n % 7919)).join(' ');"
            + " return Diff.of(words(3), words(5), 'en') === null; }"))
        .isEqualTo(true);
  }

  @Test
  void theDifferencePutsBothTextsTogetherAgain() {
    Page page = open(1280, true);

    assertThat(page.evaluate(
            "() => { let seed = 7; const next = (n) => (seed = seed * 48271 % 2147483647) % n;"
                + " const text = () => Array.from({ length: next(40) }, () => 'abc \\n'[next(5)] + ' '.repeat(next(2))).join('');"
                + " for (let i = 0; i < 500; i++) { const a = text(), b = text(); const pieces = Diff.of(a, b, 'en');"
                + " const of = (kind) => pieces.filter((p) => p[0] !== kind).map((p) => p[1]).join('');"
                + " if (of('added') !== a || of('removed') !== b) return JSON.stringify([a, b, pieces]); }"
                + " return 'all'; }"))
        .isEqualTo("all");
  }

  @Test
  void inPrintAllMatricesAndSlicesAreThere() {
    Page page = open(1280, true);
    Locator other = page.locator("#task-1-matrix-1 .matrix[data-candidate='0']");
    assertThat(other.isVisible()).isFalse();

    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

    assertThat(other.locator(".matrix-name").isVisible()).isTrue();
    assertThat(page.locator("#task-3 .picked[data-pick='1'] .picked-name").isVisible())
        .isTrue();
  }

  @Test
  void aPageThatTheBrowserSavedIsThePageAgain() throws IOException {
    Page page = open(1280, true);
    examples(page).locator(".rows summary").first().click();
    Object options = page.evaluate("document.querySelectorAll('option').length");
    Path saved = file.resolveSibling(file.getFileName() + "-saved.html");
    Files.writeString(saved, page.content());

    page.navigate(saved.toUri().toString());

    finds(page, 160);
    assertThat(page.evaluate("document.querySelectorAll('option').length")).isEqualTo(options);
    examples(page).locator(".rows summary").first().click();
    examples(page).locator(".answer .out").first().waitFor();
  }

  @Test
  void aLinkIntoThePageLandsThereThoughWhatIsNotPickedWasHiddenAbove() {
    Page page = open(1280, true);
    page.navigate("about:blank");

    page.navigate(file.toUri() + "#task-3-slices");

    page.waitForCondition(() -> {
      double top = page.locator("#task-3-slices").boundingBox().y;
      return top >= 0 && top < 200;
    });
  }

  @Test
  void aLinkToWhatThePageDoesNotHaveShowsNoneAndSaysSo() {
    Page page = open(1280, true);
    Locator cell =
        page.locator("#task-1-matrix-1 .matrix[data-candidate='2'] td.cell a").first();
    cell.evaluate("link => { link.dataset.expected = 'gone'; }");

    cell.click();

    examples(page)
        .getByText("None of the 160 examples on this page has: expected gone.")
        .waitFor();
    assertThat(examples(page).locator(".rows > li").count()).isZero();
    Locator slice = page.locator("#task-1 .slice-link").first();
    slice.evaluate("link => { link.dataset.value = 'fr'; }");
    slice.click();
    examples(page)
        .getByText("None of the 160 examples on this page has: lang=fr.")
        .waitFor();
  }

  @Test
  void candidatesDisagreeWhereTheirLabelsDiffer() {
    Page page = open(1280, true);
    // One candidate failed everywhere; that is no other opinion.
    int count = ((Number) page.evaluate(
            "() => { const d = JSON.parse(document.querySelector('#task-1-examples script').textContent);"
                + " let n = 0; for (let at = 0; at < d.count; at++) { const said = {};"
                + " d.got.forEach((labels, i) => { if (d.is[i][at] === 'r' || d.is[i][at] === 'w') said[labels[at]] = 1; });"
                + " if (Object.keys(said).length > 1) n++; } return n; }"))
        .intValue();

    choose(page, "outcome", "split");

    assertThat(count).isBetween(100, 159);
    finds(page, count);
  }

  @Test
  void withoutScriptTheFiguresAreReadable() {
    Page page = open(1280, false);

    assertThat(page.locator("#task-1 .candidates").isVisible()).isTrue();
    assertThat(page.locator("#task-1 .chart-wide svg").isVisible()).isTrue();
    assertThat(page.locator("#task-1-matrix-1 .matrix[data-candidate='2']").isVisible())
        .isTrue();
    // What cannot be picked without a script is all there.
    assertThat(page.locator("#task-1-matrix-1 .matrix[data-candidate='0']").isVisible())
        .isTrue();
    assertThat(page.locator("#task-3 .picked[data-pick='1'] .picked-name").isVisible())
        .isTrue();
    assertThat(page.locator(".filters").first().isVisible()).isFalse();
    assertThat(page.locator("#task-3 .pairs table").isVisible()).isTrue();
    assertThat(page.locator("#task-3 .slices table").first().isVisible()).isTrue();
    assertThat(page.locator("#task-3 .list[open] .entry .why").first().isVisible())
        .isTrue();
  }
}
