/**
 * The evaluation prompt catalog: what a use case is evaluated with, in a folder of plain files.
 * Start at {@link io.fmops.eval.catalog.EvaluationCatalog}, or at
 * {@link io.fmops.eval.catalog.PromptfooConfig} to bring tests along from promptfoo.
 */
@NullMarked
package io.fmops.eval.catalog;

import org.jspecify.annotations.NullMarked;
