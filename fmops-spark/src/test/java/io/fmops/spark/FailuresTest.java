package io.fmops.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.model.CancelledException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @AfterEach
  void goOn() {
    boolean unused = Thread.interrupted();
  }

  private static RuntimeException of(Exception problem) {
    return Failures.of(problem, "reviews", "s3a://rows");
  }

  @Test
  void anInterruptionIsOneWhereverItStands() {
    assertThat(of(new IllegalStateException(new InterruptedIOException("stopped"))))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("the evaluation of reviews was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(of(new InterruptedException())).isInstanceOf(CancelledException.class);
  }

  @Test
  void aSocketThatTimesOutIsNoInterruption() {
    assertThat(of(new SocketTimeoutException("Read timed out")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Read timed out");
    IllegalStateException wrapped =
        new IllegalStateException(new SocketTimeoutException("Read timed out"));
    assertThat(of(wrapped)).isSameAs(wrapped);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatSparkDoesNotDeclareSaysWhatHappened() {
    assertThat(of(new Exception("job aborted", new IOException("disk full\nat line 1"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("failed (java.io.IOException: disk full)")
        .hasMessageContaining("s3a://rows");
  }
}
