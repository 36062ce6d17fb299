package io.fmops.eval.stats;

/** Two candidates' answers, which can be exchanged unit by unit. */
interface Exchange {

  /** How many units there are whose exchange makes a difference. */
  int units();

  /** The difference between the candidates if the units are exchanged whose bit is set. */
  double difference(long[] exchanged);

  /** By how much two differences may deviate that would be equal without rounding. */
  double rounding();
}
