/**
 * Plumbing that this project's AWS modules share: clients, aborts, streams and errors of the AWS
 * SDK. It is not an API for applications and may change in any release.
 */
@NullMarked
package io.fmops.aws;

import org.jspecify.annotations.NullMarked;
