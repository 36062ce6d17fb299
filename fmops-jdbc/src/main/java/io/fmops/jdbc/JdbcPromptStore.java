package io.fmops.jdbc;

import io.fmops.prompt.Change;
import io.fmops.prompt.LabelConflictException;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.PromptName;
import io.fmops.prompt.PromptStoreException;
import io.fmops.prompt.PromptUse;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.VersionNotFoundException;
import io.fmops.prompt.spi.AddedPrompt;
import io.fmops.prompt.spi.ContentHash;
import io.fmops.prompt.spi.PromptStore;
import io.fmops.prompt.spi.StoreRules;
import io.fmops.prompt.spi.StoredPrompt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Keeps prompts in PostgreSQL (14 and later is tested), H2 (2 and later) or SQLite. Several
 * processes may have stores over the same tables. Thread-safe.
 *
 * <p>Each call takes one connection from the data source and gives it back as it was; H2 needs a
 * second one while it makes the tables. The data source is the caller's: this neither pools nor
 * closes. How long a dead network is waited for is the driver's matter, see its timeouts.
 */
public final class JdbcPromptStore implements PromptStore {

  /** How many names go into one query. */
  private static final int NAMES = 250;

  private static final String VERSION =
      "SELECT v.number, v.hash, v.changed_by, v.changed_at, v.reason";

  private static final String STORED = VERSION + ", v.content, p.name";

  private static final String FROM =
      " FROM {prompt} p JOIN {prompt_version} v ON v.prompt_id = p.id";

  private final Database database;

  private JdbcPromptStore(Database database) {
    this.database = database;
  }

  /**
   * Opens a store with the default settings, and makes its tables unless they are there.
   *
   * @param dataSource gives connections; stays the caller's
   * @return the store
   * @throws PromptStoreException if the database cannot be reached, or the tables cannot be made
   * @throws IllegalArgumentException if the stores do not work in such a database
   */
  public static JdbcPromptStore open(DataSource dataSource) {
    return open(dataSource, JdbcSettings.defaults());
  }

  /**
   * Opens a store.
   *
   * @param dataSource gives connections; stays the caller's
   * @param settings where the tables are, and whether to make them
   * @return the store
   * @throws PromptStoreException if the database cannot be reached, or the tables cannot be made,
   *     or are missing and are not to be made
   * @throws IllegalArgumentException if the stores do not work in such a database
   */
  public static JdbcPromptStore open(DataSource dataSource, JdbcSettings settings) {
    return new JdbcPromptStore(Database.open(dataSource, settings, PromptStoreException::new));
  }

  @Override
  public AddedPrompt add(String name, String text, Change change) {
    StoreRules.name(name);
    StoreRules.text(name, text);
    Objects.requireNonNull(change, "change");
    String hash = ContentHash.of(text);
    return database.change("add a version of " + name, session -> {
      Optional<PromptRow> found = PromptRow.lock(session, name);
      PromptRow prompt = found.isPresent() ? found.get() : PromptRow.make(session, name);
      Optional<VersionInfo> present = session.first(
          VERSION + " FROM {prompt_version} v WHERE v.prompt_id = ? AND v.hash = ?",
          row -> info(name, row),
          prompt.id(),
          hash);
      if (present.isPresent()) {
        return new AddedPrompt(present.get(), false);
      }
      VersionInfo info = new VersionInfo(name, prompt.newest() + 1, hash, change);
      session.update(
          "INSERT INTO {prompt_version}"
              + " (prompt_id, number, hash, changed_by, changed_at, reason, content)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          prompt.id(),
          info.number(),
          hash,
          change.who(),
          change.when(),
          change.why(),
          text);
      prompt.changed(session, info.number());
      return new AddedPrompt(info, true);
    });
  }

  @Override
  public Optional<StoredPrompt> version(String name, int number) {
    return find(name, " WHERE p.name_key = ? AND v.number = ?", number);
  }

  @Override
  public Optional<StoredPrompt> newest(String name) {
    return find(name, " WHERE p.name_key = ? AND v.number = p.newest");
  }

  @Override
  public Optional<StoredPrompt> labelled(String name, String label) {
    return find(
        name,
        " JOIN {prompt_label} l ON l.prompt_id = v.prompt_id AND l.number = v.number"
            + " WHERE p.name_key = ? AND l.label_key = ?",
        Encoded.key(PromptName.checkLabel(label)));
  }

  private Optional<StoredPrompt> find(String name, String which, Object... values) {
    List<Object> all = new ArrayList<>();
    all.add(Encoded.key(PromptName.check(name)));
    Collections.addAll(all, values);
    return database.look(
        "read " + name,
        session -> session.first(STORED + FROM + which, JdbcPromptStore::stored, all.toArray()));
  }

  @Override
  public List<VersionInfo> versions(String name) {
    byte[] key = Encoded.key(PromptName.check(name));
    return database.look(
        "list the versions of " + name,
        session -> session.list(
            VERSION + FROM + " WHERE p.name_key = ? ORDER BY v.number",
            row -> info(name, row),
            key));
  }

  @Override
  public List<VersionInfo> versionsByHash(String name, String prefix) {
    byte[] key = Encoded.key(PromptName.check(name));
    StoreRules.hashPrefix(prefix);
    return database.look(
        "look for a version of " + name,
        session -> session.list(
            // No digit comes after f, and g does.
            VERSION
                + FROM
                + " WHERE p.name_key = ? AND v.hash >= ? AND v.hash < ? ORDER BY v.number",
            row -> info(name, row),
            key,
            prefix,
            prefix + "g"));
  }

  @Override
  public Map<String, Integer> labels(String name) {
    byte[] key = Encoded.key(PromptName.check(name));
    TreeMap<String, Integer> labels = new TreeMap<>();
    database
        .look(
            "list the labels of " + name,
            session -> session.list(
                "SELECT l.label, l.number FROM {prompt} p JOIN {prompt_label} l"
                    + " ON l.prompt_id = p.id WHERE p.name_key = ?",
                row -> Map.entry(row.text("label"), row.number("number")),
                key))
        .forEach(label -> labels.put(label.getKey(), label.getValue()));
    return Collections.unmodifiableMap(labels);
  }

  @Override
  public void moveLabel(LabelMove move) {
    StoreRules.move(move);
    byte[] label = Encoded.key(move.label());
    database.change("move label %s of %s".formatted(move.label(), move.name()), session -> {
      PromptRow prompt = PromptRow.lock(session, move.name())
          .orElseThrow(() -> new VersionNotFoundException("there is no prompt " + move.name()));
      if (move.to().isPresent()) {
        prompt.check(move.to().getAsInt());
      }
      Optional<Integer> at = session.first(
          "SELECT number FROM {prompt_label} WHERE prompt_id = ? AND label_key = ?",
          row -> row.number("number"),
          prompt.id(),
          label);
      OptionalInt actual = at.map(OptionalInt::of).orElseGet(OptionalInt::empty);
      if (!actual.equals(move.from())) {
        throw new LabelConflictException(move, actual);
      }
      prompt.changed(session, prompt.newest());
      write(session, prompt, label, move);
      return true;
    });
  }

  private static void write(Session session, PromptRow prompt, byte[] label, LabelMove move)
      throws SQLException {
    if (move.to().isEmpty()) {
      session.update(
          "DELETE FROM {prompt_label} WHERE prompt_id = ? AND label_key = ?", prompt.id(), label);
    } else if (move.from().isPresent()) {
      session.update(
          "UPDATE {prompt_label} SET number = ? WHERE prompt_id = ? AND label_key = ?",
          move.to(),
          prompt.id(),
          label);
    } else {
      session.update(
          "INSERT INTO {prompt_label} (prompt_id, label_key, label, number) VALUES (?, ?, ?, ?)",
          prompt.id(),
          label,
          move.label(),
          move.to());
    }
    session.update(
        "INSERT INTO {prompt_label_move}"
            + " (prompt_id, revision, label, from_number, to_number, changed_by, changed_at, reason)"
            + " SELECT id, revision, ?, ?, ?, ?, ?, ? FROM {prompt} WHERE id = ?",
        move.label(),
        move.from(),
        move.to(),
        move.change().who(),
        move.change().when(),
        move.change().why(),
        prompt.id());
  }

  @Override
  public List<LabelMove> labelMoves(String name) {
    byte[] key = Encoded.key(PromptName.check(name));
    return database.look(
        "list the moves of the labels of " + name,
        session -> session.list(
            "SELECT m.label, m.from_number, m.to_number, m.changed_by, m.changed_at, m.reason"
                + " FROM {prompt} p JOIN {prompt_label_move} m ON m.prompt_id = p.id"
                + " WHERE p.name_key = ? ORDER BY m.revision",
            row -> new LabelMove(
                name,
                row.text("label"),
                row.optionalNumber("from_number"),
                row.optionalNumber("to_number"),
                change(row)),
            key));
  }

  @Override
  public boolean addUse(PromptUse use) {
    StoreRules.name(use.name());
    String hash = ContentHash.of(use.kind() + "\n" + use.user());
    return database.change("tell a use of " + use.name(), session -> {
      PromptRow prompt = PromptRow.find(session, use.name())
          .orElseThrow(() -> new VersionNotFoundException("there is no prompt " + use.name()));
      prompt.check(use.number());
      boolean known = session
          .first(
              "SELECT id FROM {prompt_use} WHERE prompt_id = ? AND number = ? AND use_hash = ?",
              row -> true,
              prompt.id(),
              use.number(),
              hash)
          .isPresent();
      if (!known) {
        session.update(
            "INSERT INTO {prompt_use} (prompt_id, number, use_hash, kind, used_by, first_used)"
                + " VALUES (?, ?, ?, ?, ?, ?)",
            prompt.id(),
            use.number(),
            hash,
            use.kind(),
            use.user(),
            use.first());
      }
      return !known;
    });
  }

  @Override
  public List<PromptUse> uses(String name, int number) {
    byte[] key = Encoded.key(PromptName.check(name));
    return database.look(
        "list the uses of " + name,
        session -> session.list(
            "SELECT u.kind, u.used_by, u.first_used FROM {prompt} p JOIN {prompt_use} u"
                + " ON u.prompt_id = p.id WHERE p.name_key = ? AND u.number = ? ORDER BY u.id",
            row -> new PromptUse(
                name, number, row.text("kind"), row.text("used_by"), row.time("first_used")),
            key,
            number));
  }

  @Override
  public List<String> names() {
    return database.look(
        "list the prompts",
        session ->
            session.list("SELECT name FROM {prompt} ORDER BY name_key", row -> row.text("name")));
  }

  @Override
  public List<StoredPrompt> newestAfter(String name, int limit) {
    StoreRules.limit(limit);
    return database.look(
        "read the newest versions",
        session -> session.list(
            STORED
                + FROM
                + " AND v.number = p.newest WHERE p.name_key > ? ORDER BY p.name_key LIMIT ?",
            JdbcPromptStore::stored,
            Encoded.key(name),
            limit));
  }

  @Override
  public Map<String, String> revisions(Collection<String> names) {
    List<byte[]> keys = new ArrayList<>();
    StoreRules.names(names);
    names.forEach(name -> keys.add(Encoded.key(name)));
    Map<String, String> revisions = new HashMap<>();
    for (int from = 0; from < keys.size(); from += NAMES) {
      List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + NAMES));
      String query = "SELECT name, revision FROM {prompt} WHERE name_key IN (?"
          + ", ?".repeat(some.size() - 1)
          + ")";
      database
          .look(
              "look for changes",
              session -> session.list(
                  query,
                  row -> Map.entry(row.text("name"), Long.toString(row.id("revision"))),
                  some.toArray()))
          .forEach(revision -> revisions.put(revision.getKey(), revision.getValue()));
    }
    return revisions;
  }

  private static StoredPrompt stored(Session.Row row) throws SQLException {
    return new StoredPrompt(info(row.text("name"), row), row.text("content"));
  }

  private static VersionInfo info(String name, Session.Row row) throws SQLException {
    return new VersionInfo(name, row.number("number"), row.text("hash"), change(row));
  }

  private static Change change(Session.Row row) throws SQLException {
    return new Change(row.text("changed_by"), row.time("changed_at"), row.text("reason"));
  }

  @Override
  public void close() {
    database.close();
  }
}
