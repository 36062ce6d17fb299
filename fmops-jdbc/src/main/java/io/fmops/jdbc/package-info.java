/** The prompt catalog and the journal of chains in PostgreSQL, H2 or SQLite. */
@NullMarked
package io.fmops.jdbc;

import org.jspecify.annotations.NullMarked;
