package io.fmops.prompt.internal.folder;

import io.fmops.prompt.Change;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.internal.Book;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryState;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a commit of each change, of the written files and nothing else: what people have staged or
 * edited stays as it is. Does not walk the working tree, which may be large. Thread-safe.
 *
 * <p>A commit that cannot be made now, because a person's Git is at work or in the middle of a
 * merge, is made with the next change; the log says so. What a process wrote that ended before its
 * commit is committed with the next change of the same prompt.
 */
final class GitHistory implements History {

  private static final Logger log = LoggerFactory.getLogger(GitHistory.class);

  private static final Pattern NAME_AND_MAIL = Pattern.compile("(.*?)\\s*<([^<>]*)>");
  private static final int ATTEMPTS = 20;
  private static final int MAX_OUTSTANDING = 10_000;

  private final Repository repository;
  private final Path workTree;
  private final FolderLocks locks;

  /** Files of commits that could not be made; guarded by itself. */
  private final Set<Path> outstanding = new LinkedHashSet<>();

  /** How many versions there are in the rooms of those commits; guarded by {@link #outstanding}. */
  private final Map<Path, Integer> outstandingRooms = new LinkedHashMap<>();

  private GitHistory(Repository repository, Path workTree, FolderLocks locks) {
    this.repository = repository;
    this.workTree = workTree;
    this.locks = locks;
  }

  /** The history of the repository that a folder is in. */
  static GitHistory of(Path root, FolderLocks locks) throws IOException {
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(root.toFile());
    @Nullable File gitDir = builder.getGitDir();
    if (gitDir == null) {
      throw new PromptStoreException(
          "the folder %s is in no Git repository; git init makes one".formatted(root));
    }
    Repository repository = builder.setMustExist(true).build();
    if (repository.isBare()) {
      repository.close();
      throw new PromptStoreException(
          "the Git repository of %s has no working tree".formatted(root));
    }
    return new GitHistory(repository, repository.getWorkTree().toPath().toRealPath(), locks);
  }

  @Override
  public void record(List<Path> files, Room room, Change change, String subject) {
    Set<Path> all;
    Map<Path, Integer> rooms;
    synchronized (outstanding) {
      all = new LinkedHashSet<>(outstanding);
      outstanding.clear();
      rooms = new LinkedHashMap<>(outstandingRooms);
      outstandingRooms.clear();
    }
    all.addAll(files);
    try {
      rooms.put(room.folder(), room.look(room.name(), Book::size));
      locks.lockedFile("git", () -> {
        commit(all, rooms, change, subject);
        return true;
      });
    } catch (IOException | RuntimeException e) {
      log.warn(
          "{} is in its folder, but not committed to Git yet: {}; it will be with the next change",
          subject,
          e.getMessage());
      synchronized (outstanding) {
        all.stream().limit(MAX_OUTSTANDING - (long) outstanding.size()).forEach(outstanding::add);
        rooms.entrySet().stream()
            .limit(MAX_OUTSTANDING - (long) outstandingRooms.size())
            .forEach(entry -> outstandingRooms.merge(entry.getKey(), entry.getValue(), Math::max));
      }
    }
  }

  private void commit(Set<Path> files, Map<Path, Integer> rooms, Change change, String subject)
      throws IOException {
    RepositoryState state = repository.getRepositoryState();
    if (state != RepositoryState.SAFE) {
      throw new IOException("the repository is in the middle of something: " + state);
    }
    DirCache index = lockIndex();
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      SortedMap<String, ObjectId> blobs = new TreeMap<>();
      for (Path file : files) {
        blobs.put(pathOf(file), inserter.insert(Constants.OBJ_BLOB, Files.readAllBytes(file)));
      }
      for (Map.Entry<Path, Integer> room : rooms.entrySet()) {
        for (Path file : missing(room.getKey(), room.getValue())) {
          blobs.put(pathOf(file), inserter.insert(Constants.OBJ_BLOB, Files.readAllBytes(file)));
        }
      }
      if (moveHead(inserter, blobs, change, subject)) {
        stage(index, blobs);
      }
    } finally {
      index.unlock();
    }
  }

  private String pathOf(Path file) {
    return workTree.relativize(file).toString().replace(File.separatorChar, '/');
  }

  /**
   * The versions of a room that are in no commit: a process that was killed between writing and
   * committing leaves such, and no other commit of the log may name them without having them.
   */
  private List<Path> missing(Path room, int versions) throws IOException {
    Set<String> committed = committed(pathOf(room));
    List<Path> missing = new ArrayList<>();
    for (int number = 1; number <= versions; number++) {
      String name = number + FolderPlace.SUFFIX;
      // A version that a person's Git took away is not there to be committed.
      if (!committed.contains(name) && Files.isRegularFile(room.resolve(name))) {
        missing.add(room.resolve(name));
      }
    }
    return missing;
  }

  /** The names in a folder as the last commit has it. */
  private Set<String> committed(String folder) throws IOException {
    Set<String> names = new HashSet<>();
    @Nullable ObjectId head = repository.resolve(Constants.HEAD);
    if (head == null) {
      return names;
    }
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = TreeWalk.forPath(reader, folder, tree(head))) {
      if (walk != null && walk.getFileMode(0).equals(FileMode.TREE)) {
        CanonicalTreeParser tree = new CanonicalTreeParser(null, reader, walk.getObjectId(0));
        for (; !tree.eof(); tree.next()) {
          names.add(tree.getEntryPathString());
        }
      }
    }
    return names;
  }

  /** The index is locked first, so that no other Git is between its own steps. */
  private DirCache lockIndex() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return repository.lockDirCache();
      } catch (LockFailedException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        try {
          Thread.sleep(50);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  /** Whether there was anything to commit. */
  private boolean moveHead(
      ObjectInserter inserter, SortedMap<String, ObjectId> blobs, Change change, String subject)
      throws IOException {
    @Nullable ObjectId head = repository.resolve(Constants.HEAD);
    @Nullable ObjectId before = head == null ? null : tree(head);
    ObjectId tree = GitTrees.with(repository, inserter, before, blobs);
    if (tree.equals(before)) {
      return false;
    }
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    if (head != null) {
      commit.setParentId(head);
    }
    commit.setAuthor(author(change));
    commit.setCommitter(new PersonIdent(repository));
    commit.setMessage(change.why() + "\n\nPrompt: " + subject + "\n");
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    RefUpdate update = repository.updateRef(Constants.HEAD);
    update.setNewObjectId(id);
    update.setExpectedOldObjectId(head == null ? ObjectId.zeroId() : head);
    update.setRefLogMessage("commit: " + subject, false);
    RefUpdate.Result result = update.update();
    return switch (result) {
      case NEW, FAST_FORWARD -> true;
      default -> throw new IOException("the branch could not be moved: " + result);
    };
  }

  private ObjectId tree(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(commit).getTree().copy();
    }
  }

  private static PersonIdent author(Change change) {
    Matcher parts = NAME_AND_MAIL.matcher(change.who());
    boolean both = parts.matches() && !parts.group(1).isBlank();
    String name = both ? parts.group(1) : change.who().replaceAll("[<>]", "");
    return new PersonIdent(
        name.isBlank() ? "unknown" : name,
        both ? parts.group(2) : "",
        change.when(),
        ZoneOffset.UTC);
  }

  private void stage(DirCache index, SortedMap<String, ObjectId> blobs) throws IOException {
    DirCacheEditor editor = index.editor();
    blobs.forEach((path, blob) -> editor.add(new DirCacheEditor.PathEdit(path) {
      @Override
      public void apply(DirCacheEntry entry) {
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(blob);
        fileOf(path).ifPresent(file -> {
          entry.setLength(file.length());
          entry.setLastModified(java.time.Instant.ofEpochMilli(file.lastModified()));
        });
      }
    }));
    if (!editor.commit()) {
      throw new IOException("the index could not be written");
    }
  }

  private Optional<File> fileOf(String path) {
    File file = workTree.resolve(path).toFile();
    return file.isFile() ? Optional.of(file) : Optional.empty();
  }

  @Override
  public void close() {
    repository.close();
  }
}
