package io.fmops.eval.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes what runs found out as one HTML file that can be opened, mailed and printed: it needs no
 * server, no network and no other file. For each task it has the choice and why, the candidates'
 * figures with their intervals, a chart of quality against speed and cost, confusion matrices, and
 * the examples with all candidates' answers side by side.
 *
 * <p>The page holds up to 20,000 rows and 24 million characters of prompts and answers. Of a larger
 * run it holds a selection of whole examples that depends only on their ids, and says so; the
 * figures are always those of the whole run.
 *
 * <p>All that models, datasets and users wrote is shown as text and never run; a content security
 * policy in the page forbids every other script and every connection. Thread-safe.
 */
public final class HtmlReport {

  private HtmlReport() {}

  /**
   * Writes the page. It is there whole or, after an exception, as it was before.
   *
   * @param file where to write; a file that is there is replaced
   * @param title the page's title
   * @param tasks at least one task, in the order of the page
   * @throws IOException if the rows cannot be read or are not those of the task's result, or the
   *     page cannot be written
   * @throws IllegalArgumentException if there is no task
   */
  public static void write(Path file, String title, List<TaskReport> tasks) throws IOException {
    write(file, title, tasks, RowLimits.DEFAULT);
  }

  static void write(Path file, String title, List<TaskReport> tasks, RowLimits limits)
      throws IOException {
    Objects.requireNonNull(title, "title");
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one task");
    }
    PageView page = PageView.of(title, tasks, limits.dividedBy(tasks.size()));
    Path target = file.toAbsolutePath();
    Path folder = Objects.requireNonNull(target.getParent(), "the file's folder");
    Files.createDirectories(folder);
    // A temporary file of the JDK's would keep its narrow permissions after the move.
    Path draft = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
              FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          Writer out = new BufferedWriter(new OutputStreamWriter(
              Channels.newOutputStream(channel), StandardCharsets.UTF_8.newEncoder()))) {
        page.writeTo(out);
        out.flush();
        channel.force(true);
      }
      move(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
