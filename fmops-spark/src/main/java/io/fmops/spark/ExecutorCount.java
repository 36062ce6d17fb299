package io.fmops.spark;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many executors an application has at most, which is what quotas are divided by. */
final class ExecutorCount {

  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,.*");

  private ExecutorCount() {}

  /**
   * The number by the settings of the application.
   *
   * @param master the master's URL
   * @param settings gives the value of a setting, null if there is none
   * @throws IllegalArgumentException if it cannot be known, and what to set
   */
  static int of(String master, UnaryOperator<@Nullable String> settings) {
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return Integer.parseInt(cluster.group(1));
    }
    if (master.equals("local") || master.startsWith("local[")) {
      return 1;
    }
    boolean dynamic = isTrue(settings.apply("spark.dynamicAllocation.enabled"));
    if (!dynamic && master.startsWith("spark://")) {
      throw new IllegalArgumentException(
          "there are quotas to divide among the executors, and a standalone cluster starts as many as it has room for, whatever spark.executor.instances says; set executors(...) of the evaluation to the most there can be");
    }
    String setting = dynamic ? "spark.dynamicAllocation.maxExecutors" : "spark.executor.instances";
    String value = settings.apply(setting);
    int count = number(setting, value);
    if (count < 1 || count == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "there are quotas to divide among the executors, and nobody knows how many there will be; set %s, or executors(...) of the evaluation"
              .formatted(setting));
    }
    return count;
  }

  private static boolean isTrue(@Nullable String value) {
    return value != null && value.strip().toLowerCase(Locale.ROOT).equals("true");
  }

  private static int number(String setting, @Nullable String value) {
    if (value == null) {
      return 0;
    }
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is \"%s\"; it must be a number of executors".formatted(setting, value), e);
    }
  }
}
