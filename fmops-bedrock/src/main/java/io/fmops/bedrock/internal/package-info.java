/** The codecs that come with the library. No other module may use them. */
@NullMarked
package io.fmops.bedrock.internal;

import org.jspecify.annotations.NullMarked;
