/**
 * Text cut into sentences and words, in languages with and without spaces.
 *
 * <p>By code point, in time that grows with the length of the text and no faster, and without ever
 * throwing: text from a model or a user may be anything. English and Japanese are the two languages
 * that the rules were written and tried for.
 */
@NullMarked
package io.fmops.text;

import org.jspecify.annotations.NullMarked;
