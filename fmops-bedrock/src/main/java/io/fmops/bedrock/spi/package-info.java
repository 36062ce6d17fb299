/**
 * For models on Bedrock that are not called through Converse: a codec says how their requests and
 * answers are written. Implement one of the codecs here, and hand it to
 * {@code BedrockProvider.builder().codec(...)}. Those that come with the library are found without.
 */
@NullMarked
package io.fmops.bedrock.spi;

import org.jspecify.annotations.NullMarked;
