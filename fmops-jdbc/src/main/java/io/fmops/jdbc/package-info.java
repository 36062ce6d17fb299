/**
 * The prompt catalog, the journal of chains and the results of evaluations in PostgreSQL, H2 or
 * SQLite. Start at {@link io.fmops.jdbc.JdbcPromptStore}, {@link io.fmops.jdbc.JdbcJournal} or
 * {@link io.fmops.jdbc.JdbcResultStore}, of which the last needs fmops-eval on the class path.
 */
@NullMarked
package io.fmops.jdbc;

import org.jspecify.annotations.NullMarked;
