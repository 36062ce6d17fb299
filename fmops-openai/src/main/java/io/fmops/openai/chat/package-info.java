/**
 * The OpenAI chat schema, for the authors of providers whose servers speak it over whatever
 * transport; applications have no use for this package. Start at
 * {@link io.fmops.openai.chat.ChatCodec}. What servers of other schemas share with it is here, too:
 * {@link io.fmops.openai.chat.DataLines} takes streams apart,
 * {@link io.fmops.openai.chat.ContentEvents} numbers the blocks of an answer, and
 * {@link io.fmops.openai.chat.ServerErrors} reads what model servers call an error.
 */
@NullMarked
package io.fmops.openai.chat;

import org.jspecify.annotations.NullMarked;
