/**
 * Tools that models call, and answers that are values instead of text.
 *
 * <p>Start at {@link io.fmops.tool.Tool#of(String, String, Class, io.fmops.tool.Tool.Handler)} and
 * {@link io.fmops.tool.ToolLoop#of}, which makes a model that calls tools by itself; or at
 * {@link io.fmops.tool.StructuredOutput#of}, which makes a record of an answer.
 *
 * <p>What a model writes is foreign text: arguments and answers are checked before anything is made
 * of them. What a tool gives is foreign text, too: a page or a mail that it fetched may try to give
 * the model orders, so a tool that can do harm checks for itself who wants that.
 */
@NullMarked
package io.fmops.tool;

import org.jspecify.annotations.NullMarked;
