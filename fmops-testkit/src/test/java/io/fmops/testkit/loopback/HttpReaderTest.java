package io.fmops.testkit.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReaderTest {

  private static final String PLAIN = "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";

  private static RecordedRequest read(String wire) throws IOException {
    return Objects.requireNonNull(HttpReader.read(
        new ByteArrayInputStream(wire.getBytes(StandardCharsets.US_ASCII)),
        new ByteArrayOutputStream()));
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, CHUNKED})
  void aRequestHasItsBody(String wire) throws IOException {
    assertThat(read(wire).text()).isEqualTo("hello");
  }

  @Test
  void aRequestThatWasCutIsNone() {
    // also when a client gives up while it sends, which a busy machine makes likely
    for (int end = PLAIN.indexOf('\n') + 1; end < PLAIN.length(); end++) {
      String cut = PLAIN.substring(0, end);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
    }
    for (int end = CHUNKED.indexOf('5') + 3; end < CHUNKED.indexOf("0\r"); end++) {
      String cut = CHUNKED.substring(0, end);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
    }
  }
}
