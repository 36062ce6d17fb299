/**
 * Evaluation over Apache Spark: the rows of a run are made by the executors, the figures are those
 * of a local run. Start at {@code io.fmops.spark.SparkEvaluation}.
 */
@NullMarked
package io.fmops.spark;

import org.jspecify.annotations.NullMarked;
