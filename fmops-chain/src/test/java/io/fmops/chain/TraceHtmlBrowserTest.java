package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
class TraceHtmlBrowserTest {

  private Playwright playwright;
  private Browser browser;
  private BrowserContext context;
  private Path file;

  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  @BeforeAll
  void writeAndLaunch(@TempDir Path folder) throws IOException {
    String wanted = System.getenv().getOrDefault("FMOPS_CHROMIUM", "/usr/bin/chromium");
    Path chromium = Stream.of(wanted, "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
    assumeTrue(chromium != null, "no Chromium is installed, so the page is not tried in a browser");
    file = folder.resolve("trace.html");
    Files.writeString(file, SampleTraces.rich().toHtml());
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(chromium)
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")));
  }

  @AfterAll
  void close() {
    if (playwright != null) {
      playwright.close();
    }
  }

  private Page open(int width, ColorScheme scheme) {
    complaints.clear();
    requests.clear();
    context = browser.newContext(
        new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
    Page page = context.newPage();
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.onPageError(complaints::add);
    page.onDialog(dialog -> {
      complaints.add("a dialog: " + dialog.message());
      dialog.dismiss();
    });
    page.onRequest(request -> requests.add(request.url()));
    page.navigate(file.toUri().toString());
    return page;
  }

  @AfterEach
  void nothingWasLoadedAndNothingComplained() {
    if (context != null) {
      context.close();
      context = null;
      assertThat(complaints).isEmpty();
      assertThat(requests)
          .allMatch(
              url -> url.startsWith("data:") || url.startsWith(file.toUri().toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 1280})
  void nothingIsWiderThanTheScreenEvenWhenAllIsOpen(int width) {
    Page page = open(width, ColorScheme.LIGHT);
    page.locator("summary").all().forEach(summary -> {
      if (!(Boolean) summary.evaluate("s => s.parentElement.open")) {
        summary.click();
      }
    });
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    Object tooWide = page.evaluate("[...document.querySelectorAll('body *')]"
        + ".filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).length");
    assertThat(tooWide).isEqualTo(0);
  }

  @Test
  void barsStandUnderTheMarksOfTheirTime() {
    for (int width : new int[] {390, 1280}) {
      Page page = open(width, ColorScheme.DARK);
      BoundingBox lane = page.locator(".axis .lane").boundingBox();
      Locator row = page.locator("#step-7"); // 要約, which began after 880 of 3020 ms
      BoundingBox bar = row.locator(".bar").boundingBox();
      assertThat(row.locator(".name").textContent()).isEqualTo("要約");
      assertThat(row.locator(".lane").boundingBox().x).isEqualTo(lane.x);
      assertThat((bar.x - lane.x) / lane.width).isCloseTo(880.0 / 3020, within(0.01));
      context.close();
    }
  }

  @Test
  void aLinkToAStepThatFailedLeadsToItsRow() {
    Page page = open(390, ColorScheme.LIGHT);
    page.locator(".problems a").first().click();
    double top = page.locator("#step-9").boundingBox().y;
    assertThat(top).isBetween(0.0, 200.0);
    assertThat(page.locator("#step-9 pre").isVisible()).isTrue();
  }

  @Test
  void hostileTextIsThereToBeReadAndTheColoursFollowTheReader() {
    Page page = open(1280, ColorScheme.DARK);
    assertThat(page.title()).isEqualTo("Nightly summary 夜の要約 <script>alert(1)</script> · trace");
    assertThat(page.locator("#step-9 pre").innerText()).contains("<script>alert('x')</script>");
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(19, 23, 28)");
    context.close();
    page = open(1280, ColorScheme.LIGHT);
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(255, 255, 255)");
  }
}
