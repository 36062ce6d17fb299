package io.fmops.chain;

/** What a step is. New kinds may be added; whoever switches over them needs a default. */
public enum StepKind {
  /** A chain: the root of every trace, or one chain as a step of another. */
  CHAIN,
  /** Asks a model with a prompt of the catalog. */
  PROMPT,
  /** Asks a model with a request that the application made. */
  MODEL,
  /** A function of the application. */
  FUNCTION,
  /** Arithmetic: a function that gives the same for the same input. */
  COMPUTE,
  /** Calls a tool. */
  TOOL,
  /** Finds passages. */
  RETRIEVE,
  /** Lets a text pass, changes it, or blocks it. */
  GUARD,
  /** Waits for a person. */
  APPROVAL,
  /** Asks until the answer is valid. */
  REPAIR,
  /** Steps one after the other. */
  SEQUENCE,
  /** One of two ways, by a condition. */
  BRANCH,
  /** One of several ways. */
  ROUTE,
  /** Several steps for one input, at the same time. */
  PARALLEL,
  /** One step for each element of a list. */
  MAP,
  /** The parts of a document, each by itself and then together. */
  MAP_REDUCE,
  /** One step again and again until its result is good enough. */
  REFINE
}
