package io.fmops.eval.catalog;

import io.fmops.eval.dataset.DatasetException;
import io.fmops.text.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The evaluation prompt catalog: a folder with a folder for each use case, which has a
 * {@code use-case.yaml} and the datasets that it names. All of it are plain files that live in Git.
 * A use case is called by its folder's path below the catalog's, such as {@code support/refund}.
 * Immutable and thread-safe; the folder is read anew by every call.
 *
 * <pre>{@code
 * EvaluationCatalog catalog = EvaluationCatalog.inFolder(Path.of("evaluation"));
 * for (UseCase useCase : catalog.all()) { ... }
 * UseCase refund = catalog.get("support/refund");
 * }</pre>
 */
public final class EvaluationCatalog {

  /** The name of the file that makes a folder a use case. */
  public static final String MANIFEST = "use-case.yaml";

  /** Deeper than anyone sorts use cases. */
  private static final int MAX_DEPTH = 16;

  private final Path folder;

  private EvaluationCatalog(Path folder) {
    this.folder = folder;
  }

  /**
   * The catalog in a folder.
   *
   * @param folder the folder
   * @return the catalog; nothing is read yet
   */
  public static EvaluationCatalog inFolder(Path folder) {
    return new EvaluationCatalog(folder);
  }

  /**
   * The use cases that there are.
   *
   * @return their names in alphabetical order
   * @throws DatasetException if the folder is none
   */
  public List<String> names() {
    if (!Files.isDirectory(folder)) {
      throw Origin.of(folder).problem("there is no such folder");
    }
    try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
      return files
          .filter(file -> file.endsWith(MANIFEST))
          .map(file -> name(ConfigFiles.folder(file)))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw Origin.of(folder)
          .problem("the folder cannot be read (%s)".formatted(e.getMessage()), e);
    }
  }

  private String name(Path useCase) {
    return folder.toAbsolutePath().relativize(useCase).toString().replace('\\', '/');
  }

  /**
   * One use case. The datasets that it names may be anywhere in the catalog's folder.
   *
   * @param name its name
   * @return the use case
   * @throws DatasetException if there is none of that name, or its manifest cannot be read
   */
  public UseCase get(String name) {
    List<String> names = names();
    if (!names.contains(name)) {
      throw Origin.of(folder)
          .problem("there is no use case %s; there are %s%s"
              .formatted(
                  Origin.quote(name),
                  names.isEmpty() ? "none" : Origin.quote(names),
                  NearestName.of(name, names)
                      .map(near -> "; did you mean " + Origin.quote(near) + "?")
                      .orElse("")));
    }
    return UseCaseFile.read(folder.resolve(name).resolve(MANIFEST), name, folder);
  }

  /**
   * All use cases.
   *
   * @return the use cases in the order of their names
   * @throws DatasetException at the first manifest that cannot be read
   */
  public List<UseCase> all() {
    List<UseCase> all = new ArrayList<>();
    names().forEach(name -> all.add(get(name)));
    return List.copyOf(all);
  }
}
