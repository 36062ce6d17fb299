package io.fmops.eval.catalog;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * The files that a configuration may name: those in one folder and below it. Whoever reads a
 * configuration of somebody else does not want it to name any other file of the machine.
 */
record ConfigFiles(Path root) {

  /** More than any text that is written by hand, and little for a heap. */
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  /** The folder of a file. */
  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /** A file that is named in another one, beside which it begins. */
  Path resolve(Origin at, String name) {
    try {
      Path path = folder(at.file()).resolve(name).normalize();
      checkInside(at, name, path);
      return path;
    } catch (InvalidPathException e) {
      throw at.problem("%s is no path (%s)".formatted(Origin.quote(name), e.getReason()), e);
    }
  }

  private void checkInside(Origin at, String name, Path path) {
    boolean inside = path.startsWith(root.toAbsolutePath().normalize());
    try {
      inside = inside && (!Files.exists(path) || path.toRealPath().startsWith(root.toRealPath()));
    } catch (IOException e) {
      throw at.problem("%s cannot be looked at (%s)".formatted(Origin.quote(name), reason(e)), e);
    }
    if (!inside) {
      throw at.problem("%s leads out of the folder %s; name a folder above both"
          .formatted(Origin.quote(name), Origin.clean(root.toString(), 500)));
    }
  }

  /** The files that a name with stars means, in the order of their names. */
  List<Path> find(Origin at, String name) {
    int slash = name.lastIndexOf('/');
    String last = name.substring(slash + 1);
    if (!last.contains("*") && !last.contains("?")) {
      return List.of(resolve(at, name));
    }
    Path folder = resolve(at, slash < 0 ? "." : name.substring(0, slash + 1));
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, last)) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw at.problem("%s cannot be looked at (%s)".formatted(Origin.quote(name), reason(e)), e);
    } catch (PatternSyntaxException e) {
      throw at.problem("%s is no pattern for files".formatted(Origin.quote(name)), e);
    }
    if (found.isEmpty()) {
      throw at.problem("there is no file %s".formatted(Origin.quote(name)));
    }
    found.forEach(path -> checkInside(at, name, path));
    Collections.sort(found);
    return found;
  }

  static String text(Origin at, Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw at.problem("%s is larger than %d MiB".formatted(shown(file), MAX_BYTES >> 20));
      }
      String text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw at.problem("%s is no UTF-8 text".formatted(shown(file)), e);
    } catch (IOException e) {
      throw at.problem("%s cannot be read (%s)".formatted(shown(file), reason(e)), e);
    }
  }

  /** A YAML or JSON file by its ending; the place is where it was named. */
  static Optional<Config> read(Origin at, Path file) {
    String text = text(at, file);
    return ending(file).equals("json")
        ? Optional.of(JsonConfig.read(text, file, 1))
        : YamlConfig.read(text, file);
  }

  static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String shown(Path file) {
    return Origin.clean(file.toString(), 500);
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
    return reason == null
        ? e.getClass().getSimpleName().replace("Exception", "")
        : Origin.clean(reason, 200);
  }
}
