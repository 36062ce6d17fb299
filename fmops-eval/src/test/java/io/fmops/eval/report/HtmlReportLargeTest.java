package io.fmops.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of 20,000 examples and three candidates: times are printed, what is shown is asserted. */
@Tag("long")
class HtmlReportLargeTest {

  @TempDir
  Path folder;

  @Test
  void aPageOfSixtyThousandRowsOpensFiltersAndSearches() throws IOException {
    TaskReport task = JudgedTasks.large(folder, 20_000);
    Path file = folder.resolve("large.html");
    long start = System.nanoTime();
    HtmlReport.write(file, "20,000 tickets", List.of(task));
    System.out.printf(
        "written in %,d ms, %,d KiB%n",
        (System.nanoTime() - start) / 1_000_000, Files.size(file) >> 10);
    for (int width : new int[] {1280, 390}) {
      try (ReportBrowser browser = ReportBrowser.launch()) {
        Page page = browser.page(width, 900);
        page.navigate(file.toUri().toString());
        Object opened = page.evaluate("() => new Promise(done => requestAnimationFrame(() =>"
            + " setTimeout(() => done(Math.round(performance.now())), 0)))");
        assertThat(page.locator(".rows > li").count()).isEqualTo(50);
        Object heap =
            page.evaluate("() => Math.round(performance.memory.usedJSHeapSize / 2 ** 20)");
        System.out.printf(
            "%d px: %s ms from the navigation to the first frame with its rows, heap %s MiB%n",
            width, opened, heap);

        Locator found = page.locator(".found");
        time(page, "a filter", () -> {
          page.locator("select[name=candidate]").selectOption("0");
          page.locator("select[name=outcome]").selectOption("error");
          found.getByText("of 328 examples that fit").waitFor();
        });
        time(page, "a slice", () -> {
          page.locator("button[type=reset]").click();
          page.locator("select[name=slice]").selectOption("mail");
          found.getByText("of 6,667 examples that fit").waitFor();
        });
        time(page, "an order", () -> {
          page.locator("button[type=reset]").click();
          page.locator("select[name=order]").selectOption("grade");
          page.locator(".rows > li").first().getByText("0.25").first().waitFor();
        });
        for (String words : List.of("ticket-19999", "ticket-00007")) {
          time(page, "a search for " + words, () -> {
            page.locator("input[name=text]").fill(words);
            found.getByText("1 to 1 of 1 examples").waitFor();
            page.locator(".rows .id").getByText(words).waitFor();
          });
        }
      }
    }
  }

  private static void time(Page page, String what, Runnable action) {
    long start = System.nanoTime();
    action.run();
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))");
    System.out.printf("  %s: %,d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }
}
