package io.fmops.eval.report;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The whole page: its template, its style, its script, and what the template takes. */
final class PageView {

  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
          "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
      .withZone(ZoneOffset.UTC);

  private final Map<String, Object> view;

  /**
   * Looks names up in maps, and nowhere else: the engine's own way is to try methods and fields by
   * reflection, so that {@code strip} inside a section of a text would be {@link String#strip}.
   */
  private static final class MapsOnly extends BasicCollector {
    @Override
    public <K, V> Map<K, V> createFetcherCache() {
      return new ConcurrentHashMap<>();
    }
  }

  private PageView(Map<String, Object> view) {
    this.view = view;
  }

  static PageView of(String title, List<TaskReport> tasks, RowLimits limits, Set<String> less)
      throws IOException {
    String script = String.join(
        "",
        resource("diff.js"),
        resource("examples.js"),
        resource("view.js"),
        resource("report.js"));
    List<Map<String, Object>> views = new ArrayList<>();
    Instant newest = Instant.MIN;
    for (TaskReport task : tasks) {
      views.add(TaskView.of(task, views.size() + 1, limits, less));
      Instant written = Files.getLastModifiedTime(task.rows()).toInstant();
      newest = written.isAfter(newest) ? written : newest;
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("title", title);
    view.put("lang", PlainText.language(title));
    // The time of the results, not of the page: the same results make the same page.
    view.put("date", MINUTE.format(newest));
    view.put("several", tasks.size() > 1);
    view.put("tasks", views);
    view.put("css", resource("report.css"));
    view.put("script", script);
    view.put("scriptHash", sha256(script));
    return new PageView(view);
  }

  void writeTo(Writer out) throws IOException {
    Template template = Mustache.compiler()
        .escapeHTML(true)
        .emptyStringIsFalse(true)
        .withCollector(new MapsOnly())
        // The one place that all values pass: nothing that cannot be shown gets by.
        .withFormatter(value -> PlainText.visible(String.valueOf(value)))
        .compile(resource("report.html"));
    try {
      template.execute(view, out);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (com.samskivert.mustache.MustacheException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** A file of this package, with the line ends that the script's hash is made of. */
  private static String resource(String name) throws IOException {
    try (InputStream in = PageView.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the library's file " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  private static String sha256(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
