/**
 * A small HTTP/1.1 server on 127.0.0.1 that does exactly what a test tells it, down to the byte and
 * to the moment: slow, broken and silent answers included. Start at
 * {@link io.fmops.testkit.loopback.LoopbackServer}. It is for tests only.
 */
@NullMarked
package io.fmops.testkit.loopback;

import org.jspecify.annotations.NullMarked;
