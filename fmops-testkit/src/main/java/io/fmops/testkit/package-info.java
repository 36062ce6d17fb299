/** Contract tests for those who implement FMOps extension points. */
@NullMarked
package io.fmops.testkit;

import org.jspecify.annotations.NullMarked;
