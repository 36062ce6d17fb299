package io.fmops.prompt.internal.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.prompt.Change;
import io.fmops.prompt.LabelMove;
import io.fmops.prompt.VersionInfo;
import io.fmops.prompt.spi.ContentHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

  @TempDir
  private Path folder;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  private VersionInfo version(int number, String why) throws IOException {
    VersionInfo info = new VersionInfo(
        "挨拶", number, ContentHash.of("text " + number), new Change("由紀", Instant.EPOCH, why));
    lines.write(LogLines.of(info));
    return info;
  }

  private void move(int to) throws IOException {
    lines.write(LogLines.of(new LabelMove(
        "挨拶",
        "production",
        OptionalInt.empty(),
        OptionalInt.of(to),
        new Change("由紀", Instant.EPOCH, "{\"version\":9}\n{\"version\":8}"))));
  }

  private Path log() throws IOException {
    return Files.write(folder.resolve("log.jsonl"), lines.toByteArray());
  }

  @Test
  void theLastVersionIsFoundBehindItsMoves() throws IOException {
    version(1, "first");
    VersionInfo newest = version(2, "第二版");
    move(1);
    assertThat(LogTail.newest(log())).contains(newest);
    for (int i = 0; i < 500; i++) {
      move(1);
    }
    assertThat(LogTail.newest(log())).contains(newest);
  }

  @Test
  void aLineIsReadWholeWhereverTheReadingBegins() throws IOException {
    for (int length = 3_600; length < 4_000; length++) {
      lines.reset();
      version(1, "first");
      VersionInfo newest = version(2, "x".repeat(length));
      assertThat(LogTail.newest(log())).contains(newest);
    }
    lines.reset();
    VersionInfo only = version(1, "あ".repeat(4_000));
    assertThat(LogTail.newest(log())).contains(only);
  }

  @Test
  void halfALineAtTheEndIsNone() throws IOException {
    VersionInfo newest = version(1, "first");
    byte[] whole = lines.toByteArray();
    version(2, "second");
    byte[] both = lines.toByteArray();
    for (int length = whole.length; length < both.length; length++) {
      Path log = Files.write(folder.resolve("log.jsonl"), java.util.Arrays.copyOf(both, length));
      assertThat(LogTail.newest(log)).contains(newest);
    }
    lines.reset();
    lines.write(whole);
    lines.write("{\"version\":\0\0\n".getBytes(StandardCharsets.UTF_8));
    assertThat(LogTail.newest(log())).contains(newest);
  }

  @Test
  void whatCannotBeReadAtFirstSightIsLeftToTheWholeLog() throws IOException {
    assertThat(LogTail.newest(folder.resolve("log.jsonl"))).isEmpty();
    assertThat(LogTail.newest(log())).isEmpty();
    lines.write("{\"version\":1}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(LogTail.newest(log())).isEmpty();
  }
}
