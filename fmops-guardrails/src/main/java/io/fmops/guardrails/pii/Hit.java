package io.fmops.guardrails.pii;

/** Something found in a folded text. Immutable. */
record Hit(PiiType type, int start, int end, double score) {}
