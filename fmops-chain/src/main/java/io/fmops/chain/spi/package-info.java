/** For those who keep the journals of runs somewhere else. */
@NullMarked
package io.fmops.chain.spi;

import org.jspecify.annotations.NullMarked;
