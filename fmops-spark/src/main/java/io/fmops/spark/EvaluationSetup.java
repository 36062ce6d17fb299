package io.fmops.spark;

import java.io.Serializable;

/**
 * Opens what an evaluation is made of, on the machine that needs it: models, prompts and evaluators
 * hold connections and functions, which do not travel. Mostly a lambda; what it refers to from
 * outside has to be {@link Serializable}, and its classes have to be on the executors' class path.
 */
@FunctionalInterface
public interface EvaluationSetup extends Serializable {

  /**
   * Opens the parts. Called once in each executor's JVM, however many tasks it runs, and once in
   * the driver's, which checks them before the first call; again in an executor that had nothing to
   * do for five minutes. It gives the same parts every time: the same candidates by name, in the
   * same order.
   *
   * @param share what this executor may use of the quotas
   * @return the parts, which the run closes
   */
  EvaluationParts open(ExecutorShare share);
}
