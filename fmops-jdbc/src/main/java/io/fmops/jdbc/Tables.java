package io.fmops.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the tables are called. Thread-safe. */
final class Tables {

  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

  private final String qualifier;
  private final String prefix;

  /** Grows no larger than there are statements in this package. */
  private final Map<String, String> statements = new ConcurrentHashMap<>();

  Tables(JdbcSettings settings) {
    qualifier = settings.schema().map(schema -> "\"" + schema + "\".").orElse("");
    prefix = settings.tablePrefix();
  }

  /** Where the history of migrations is; Flyway writes it in quotes. */
  String history() {
    return qualifier + "\"" + historyName() + "\"";
  }

  String historyName() {
    return prefix + "schema_history";
  }

  /** A statement with its places filled in. */
  String sql(String statement, Dialect dialect) {
    return statements.computeIfAbsent(statement, text -> {
      Matcher places = PLACE.matcher(text);
      return places.replaceAll(place -> Matcher.quoteReplacement(
          switch (place.group(1)) {
            case "now" -> dialect.now();
            case "later" -> dialect.later();
            case "lock" -> dialect.forUpdate();
            case "history" -> history();
            default -> qualifier + prefix + place.group(1);
          }));
    });
  }
}
