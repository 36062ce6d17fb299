package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser. Skipped where there is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
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
  void withoutScriptTheFiguresAreReadable() {
    Page page = open(1280, false);

    assertThat(page.locator("#task-1 .candidates").isVisible()).isTrue();
    assertThat(page.locator("#task-1 .chart-wide svg").isVisible()).isTrue();
    assertThat(page.locator("#task-1-matrix-1 .matrix[data-candidate='2']").isVisible())
        .isTrue();
    assertThat(page.locator("#task-1-matrix-1 .matrix[data-candidate='0']").isVisible())
        .isFalse();
    assertThat(page.locator(".filters").first().isVisible()).isFalse();
  }
}
