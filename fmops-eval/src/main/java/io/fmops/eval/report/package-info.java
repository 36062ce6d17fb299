/**
 * What a run found out, for people: {@link io.fmops.eval.report.ConsoleProgress} while it goes on,
 * {@link io.fmops.eval.report.ResultTable} for the terminal and
 * {@link io.fmops.eval.report.HtmlReport} for a page that can be passed on.
 *
 * <p>Everything that a model, a dataset or a user wrote is taken for hostile and is shown as text.
 */
@NullMarked
package io.fmops.eval.report;

import org.jspecify.annotations.NullMarked;
