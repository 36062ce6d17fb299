package io.fmops.testkit;

import io.fmops.model.MalformedAnswerException;
import io.fmops.model.ModelException;
import io.fmops.model.ModelNotFoundException;
import io.fmops.model.NotAuthorizedException;
import io.fmops.model.RejectedInputException;
import io.fmops.model.ThrottledException;
import io.fmops.model.TimedOutException;
import io.fmops.model.TruncatedStreamException;
import io.fmops.model.UnavailableException;

/** What can go wrong with one exchange, and what has to come of it. */
enum WireFault {
  THROTTLED(ThrottledException.class, true, false),
  UNAVAILABLE(UnavailableException.class, true, false),
  REJECTED(RejectedInputException.class, false, false),
  NOT_AUTHORIZED(NotAuthorizedException.class, false, false),
  NOT_FOUND(ModelNotFoundException.class, false, false),
  RESET(UnavailableException.class, true, false),
  GARBAGE(MalformedAnswerException.class, false, false),
  SILENCE(TimedOutException.class, true, false),
  THROTTLED_IN_STREAM(ThrottledException.class, true, true),
  CUT(TruncatedStreamException.class, true, true),
  STALL(TimedOutException.class, true, true);

  final Class<? extends ModelException> kind;
  final boolean retryable;
  /** Whether it comes after the first content of a stream. */
  final boolean inStream;

  WireFault(Class<? extends ModelException> kind, boolean retryable, boolean inStream) {
    this.kind = kind;
    this.retryable = retryable;
    this.inStream = inStream;
  }

  /** How many exchanges a retry of three attempts makes: text is never delivered twice. */
  int attempts() {
    return retryable && !inStream ? 3 : 1;
  }
}
