package io.fmops.prompt.internal.folder;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/** Makes trees of Git with some files changed, reading only the folders above those. Stateless. */
final class GitTrees {

  private record Entry(String name, FileMode mode, ObjectId id) {}

  private GitTrees() {}

  /**
   * A tree with files put in.
   *
   * @param before the tree to begin with; null for an empty one
   * @param blobs the files by path, with slashes
   * @return the new tree, inserted
   */
  static ObjectId with(
      Repository repository,
      ObjectInserter inserter,
      @Nullable ObjectId before,
      SortedMap<String, ObjectId> blobs)
      throws IOException {
    // Git sorts a folder as if its name ended with a slash.
    TreeMap<String, Entry> entries = new TreeMap<>(GitTrees::compareBytes);
    if (before != null) {
      try (ObjectReader reader = repository.newObjectReader()) {
        CanonicalTreeParser tree = new CanonicalTreeParser(null, reader, before);
        for (; !tree.eof(); tree.next()) {
          String name = tree.getEntryPathString();
          boolean folder = tree.getEntryFileMode().equals(FileMode.TREE);
          entries.put(
              folder ? name + "/" : name,
              new Entry(name, tree.getEntryFileMode(), tree.getEntryObjectId().copy()));
        }
      }
    }
    TreeMap<String, TreeMap<String, ObjectId>> folders = new TreeMap<>();
    for (Map.Entry<String, ObjectId> blob : blobs.entrySet()) {
      int slash = blob.getKey().indexOf('/');
      if (slash < 0) {
        String name = blob.getKey();
        entries.put(name, new Entry(name, FileMode.REGULAR_FILE, blob.getValue()));
      } else {
        folders
            .computeIfAbsent(blob.getKey().substring(0, slash), f -> new TreeMap<>())
            .put(blob.getKey().substring(slash + 1), blob.getValue());
      }
    }
    for (Map.Entry<String, TreeMap<String, ObjectId>> folder : folders.entrySet()) {
      @Nullable Entry there = entries.get(folder.getKey() + "/");
      ObjectId tree =
          with(repository, inserter, there == null ? null : there.id(), folder.getValue());
      entries.put(folder.getKey() + "/", new Entry(folder.getKey(), FileMode.TREE, tree));
    }
    TreeFormatter formatter = new TreeFormatter();
    entries
        .values()
        .forEach(
            entry -> formatter.append(Constants.encode(entry.name()), entry.mode(), entry.id()));
    return inserter.insert(formatter);
  }

  private static int compareBytes(String a, String b) {
    return java.util.Arrays.compareUnsigned(Constants.encode(a), Constants.encode(b));
  }
}
