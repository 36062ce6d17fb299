/** JMH benchmarks. Run {@code java -jar benchmarks/target/benchmarks.jar} after {@code package}. */
@NullMarked
package io.fmops.benchmarks;

import org.jspecify.annotations.NullMarked;
