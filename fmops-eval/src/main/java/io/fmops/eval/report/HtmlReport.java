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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Writes what runs found out as one HTML file that can be opened, mailed and printed: it needs no
 * server, no network and no other file. For each task it has the choice and why, the candidates'
 * figures with their intervals, a chart of quality against speed and cost, every candidate against
 * the chosen one with a test, the figures by tag, confusion matrices, the worst examples and those
 * on which the candidates disagree, and all examples with the answers side by side, their
 * differences, and what a judge said of them.
 *
 * <p>The page holds up to 60,000 rows and 24 million characters of prompts and answers. Of a larger
 * run it holds a selection of whole examples that depends only on their scores and ids, and says
 * so; the figures are always those of the whole run.
 *
 * <pre>{@code
 * HtmlReport.builder()
 *     .title("Messages")
 *     .task(new TaskReport("messages", result, choice, rows))
 *     .lessIsBetter("complaints")
 *     .write(Path.of("report.html"));
 * }</pre>
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
   * @throws IllegalArgumentException if there is no task, or the file is that of a task's rows
   */
  public static void write(Path file, String title, List<TaskReport> tasks) throws IOException {
    write(file, title, tasks, RowLimits.DEFAULT, Set.of());
  }

  /**
   * A page that is told more: titled "Evaluation", without tasks yet, with up to 60,000 rows.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  static void write(
      Path file, String title, List<TaskReport> tasks, RowLimits limits, Set<String> less)
      throws IOException {
    Objects.requireNonNull(title, "title");
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one task");
    }
    for (TaskReport task : tasks) {
      refuseRows(file, task);
    }
    PageView page = PageView.of(title, tasks, limits.dividedBy(tasks.size()), less);
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

  /** The rows were paid for, and a page in their place could not be made into them again. */
  private static void refuseRows(Path file, TaskReport task) throws IOException {
    if (Files.exists(file) && Files.exists(task.rows()) && Files.isSameFile(file, task.rows())) {
      throw new IllegalArgumentException(
          "the page cannot be written over %s, which has the rows of the task \"%s\"; name another file"
              .formatted(file, PlainText.line(task.name())));
    }
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What a page is made of. Not thread-safe. */
  public static final class Builder {

    private final List<TaskReport> tasks = new ArrayList<>();
    private final Set<String> less = new HashSet<>();
    private String title = "Evaluation";
    private RowLimits limits = RowLimits.DEFAULT;

    private Builder() {}

    /**
     * Names the page.
     *
     * @param title the page's title
     * @return this
     */
    public Builder title(String title) {
      this.title = Objects.requireNonNull(title, "title");
      return this;
    }

    /**
     * Adds a task behind the others.
     *
     * @param task a run, the choice made from it, and its rows
     * @return this
     */
    public Builder task(TaskReport task) {
      tasks.add(Objects.requireNonNull(task, "task"));
      return this;
    }

    /**
     * Names measures of your own of which less is better, so that the best, the better and the
     * worst are told rightly. Those of this library, such as {@code wer}, are known.
     *
     * @param measures their names
     * @return this
     */
    public Builder lessIsBetter(String... measures) {
      less.addAll(List.of(measures));
      return this;
    }

    /**
     * Limits the rows that the page holds, for one that is small enough to be mailed.
     *
     * @param rows how many pairs of example and candidate, over all tasks, 1 or more
     * @return this
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder maxRows(int rows) {
      if (rows < 1) {
        throw new IllegalArgumentException(
            "the page cannot hold " + rows + " rows; take 1 or more");
      }
      limits = new RowLimits(rows, limits.characters(), limits.textCharacters());
      return this;
    }

    /**
     * Writes the page. It is there whole or, after an exception, as it was before.
     *
     * @param file where to write; a file that is there is replaced
     * @throws IOException if the rows cannot be read or are not those of the task's result, or the
     *     page cannot be written
     * @throws IllegalArgumentException if there is no task, or the file is that of a task's rows
     */
    public void write(Path file) throws IOException {
      HtmlReport.write(file, title, tasks, limits, less);
    }
  }
}
