package io.fmops.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fmops.chain.spi.JournalEntry;
import io.fmops.chain.spi.RunHeader;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class FolderJournalPropertyTest {

  private static final RunHeader HEADER =
      new RunHeader("c", "d", "入力", Instant.parse("2026-11-01T00:00:00Z"));

  @Property(tries = 300)
  void anyTextIsReadAsItWasWritten(@ForAll String step, @ForAll String data) {
    JournalEntry entry =
        new JournalEntry(JournalEntry.Type.WAITING, step, data, Instant.ofEpochSecond(1, 5));
    byte[] header = RunFiles.line("r", HEADER);
    byte[] line = RunFiles.line(entry);
    byte[] file = Arrays.copyOf(header, header.length + line.length);
    System.arraycopy(line, 0, file, header.length, line.length);
    assertThat(RunFiles.read("file", file).entries()).containsExactly(entry);
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes, @ForAll boolean behindHeader) {
    byte[] header = behindHeader ? RunFiles.line("r", HEADER) : new byte[0];
    byte[] file = Arrays.copyOf(header, header.length + bytes.length);
    System.arraycopy(bytes, 0, file, header.length, bytes.length);
    RunFiles.Content content = RunFiles.read("file", file);
    assertThat(content.length()).isEqualTo(header.length);
  }
}
