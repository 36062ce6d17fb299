package io.fmops.jdbc;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a database the tables are, and how patient the stores are. Defaults: the schema that the
 * connections have; tables whose names begin with {@code fmops_}; tables are made and brought up to
 * date when a store is opened; others are waited for up to 10 seconds; a run is held for 15 seconds
 * at a time. Immutable and thread-safe.
 */
public final class JdbcSettings {

  private static final Pattern SCHEMA = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]{0,62}");
  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,29}");
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Optional<String> schema;
  private final String tablePrefix;
  private final boolean migrate;
  private final Duration patience;
  private final Duration lease;

  private JdbcSettings(Builder builder) {
    schema = Optional.ofNullable(builder.schema);
    tablePrefix = builder.tablePrefix;
    migrate = builder.migrate;
    patience = builder.patience;
    lease = builder.lease;
  }

  /**
   * The defaults.
   *
   * @return settings as of a new builder
   */
  public static JdbcSettings defaults() {
    return builder().build();
  }

  /**
   * A builder with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The schema of the tables.
   *
   * @return its name to the letter; empty for the one that the connections have
   */
  public Optional<String> schema() {
    return schema;
  }

  /**
   * What the names of all tables begin with.
   *
   * @return such as {@code fmops_}
   */
  public String tablePrefix() {
    return tablePrefix;
  }

  /**
   * Whether opening makes the tables, and brings them up to date.
   *
   * @return false if opening fails without them
   */
  public boolean migrate() {
    return migrate;
  }

  /**
   * How long an operation waits for others that are at the same rows or tables, all in all.
   *
   * @return more than zero
   */
  public Duration patience() {
    return patience;
  }

  /**
   * How long a run stays in the hands of a process that says nothing more.
   *
   * @return one second or more
   */
  public Duration lease() {
    return lease;
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {

    private @Nullable String schema;
    private String tablePrefix = "fmops_";
    private boolean migrate = true;
    private Duration patience = Duration.ofSeconds(10);
    private Duration lease = Duration.ofSeconds(15);

    private Builder() {}

    /**
     * Puts the tables into a schema of their own, which opening makes if need be. SQLite has none.
     *
     * @param schema up to 63 letters, digits and underscores, no digit first; to the letter, so
     *     that in H2, which writes unquoted names in capitals, {@code prompts} is not
     *     {@code PROMPTS}
     * @return this
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder schema(String schema) {
      this.schema = matching("schema", SCHEMA, schema, "1 to 63 letters, digits and underscores");
      return this;
    }

    /**
     * Gives the tables other names, so that several catalogs fit into one schema.
     *
     * @param prefix up to 30 characters of a-z, 0-9 and underscore, a letter first
     * @return this
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder tablePrefix(String prefix) {
      this.tablePrefix = matching(
          "table prefix", PREFIX, prefix, "1 to 30 characters of a-z, 0-9 and _, a letter first");
      return this;
    }

    /**
     * Whether opening a store makes the tables, and brings them up to date. Where an application
     * may not do that, open a store once as somebody who may, and set this to false elsewhere.
     *
     * @param migrate false so that opening fails with a clear error if tables are missing or older
     * @return this
     */
    public Builder migrate(boolean migrate) {
      this.migrate = migrate;
      return this;
    }

    /**
     * How long an operation waits for others that are at the same rows or tables, all in all; then
     * it fails.
     *
     * @param patience more than zero, at most a day
     * @return this
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder patience(Duration patience) {
      if (patience.isNegative() || patience.isZero() || patience.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "patience is " + patience + "; it must be more than zero and at most a day");
      }
      this.patience = patience;
      return this;
    }

    /**
     * How long a run stays in the hands of a process that says nothing more, because it was killed
     * or cut off. Living processes say so three times in this time. Longer than any pause of a
     * living process, or it loses its runs to others that take them up.
     *
     * @param lease one second to a day
     * @return this
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder lease(Duration lease) {
      if (lease.compareTo(Duration.ofSeconds(1)) < 0 || lease.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "lease is " + lease + "; it must be one second to a day");
      }
      this.lease = lease;
      return this;
    }

    /**
     * The settings collected so far.
     *
     * @return settings that later changes of this do not touch
     */
    public JdbcSettings build() {
      return new JdbcSettings(this);
    }

    private static String matching(String what, Pattern pattern, String text, String expected) {
      if (!pattern.matcher(Objects.requireNonNull(text, what)).matches()) {
        throw new IllegalArgumentException(
            "the %s has %d characters; expected %s".formatted(what, text.length(), expected));
      }
      return text;
    }
  }
}
