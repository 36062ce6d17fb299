package io.fmops.eval.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Chromium of the machine, if there is one; tests are skipped if there is none. */
final class ReportBrowser implements AutoCloseable {

  private final Playwright playwright;
  private final Browser browser;

  private ReportBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static ReportBrowser launch() {
    Path chromium = Stream.of(
            "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
    assumeTrue(chromium != null, "no Chromium is installed, so the page is not tried in a browser");
    Playwright playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(chromium)
            .setArgs(List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync")));
    return new ReportBrowser(playwright, browser);
  }

  /** A new window with nothing of others in it. */
  BrowserContext context(int width, int height, boolean script, boolean dark) {
    return browser.newContext(new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT)
        .setJavaScriptEnabled(script));
  }

  Page page(int width, int height) {
    return context(width, height, true, false).newPage();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
