package io.fmops.guardrails;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An audit in a file: JSON Lines in UTF-8, one decision a line, appended to what is there. A line
 * is with the operating system before the guarded text goes on, so that a killed process loses
 * none; {@link #openForced} has it on the disk, too. If an earlier process was killed in the middle
 * of a line, the next decision begins a line of its own, and the torn one stays as it is.
 *
 * <p>The fields are {@code time}, {@code model}, {@code metadata}, {@code policy}, {@code version},
 * {@code stage}, {@code outcome}, {@code dryRun}, {@code findings}, {@code failures} and
 * {@code elapsedMs}; see {@code docs/guardrails.md}. Texts of findings are there only if the
 * guardrail was asked to keep them. A decision that cannot be written is told by an exception,
 * which {@link Guardrail} logs, and the next one is tried again. Thread-safe; a file is for one
 * process at a time.
 */
public final class AuditLog implements AuditSink, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final boolean force;
  private final ReentrantLock lock = new ReentrantLock();

  /** No channel: an interrupt of one call's thread would close it for all others. */
  private final FileOutputStream out;

  /** Whether the file may end in the middle of a line. */
  private boolean torn = true;

  private boolean closed;

  private AuditLog(Path file, boolean force) throws IOException {
    this.file = file;
    this.force = force;
    boolean isNew = !Files.exists(file);
    try {
      out = new FileOutputStream(file.toFile(), true);
    } catch (IOException e) {
      throw new IOException(
          "the audit %s cannot be written: %s; give a file in a folder that exists"
              .formatted(file, e.getMessage()),
          e);
    }
    if (isNew && force) {
      forceName();
    }
  }

  /**
   * Opens an audit whose lines survive the end of this process.
   *
   * @param file where to append; made if it is not there, in a folder that is
   * @return the audit
   * @throws IOException if it cannot be written
   */
  public static AuditLog open(Path file) throws IOException {
    return new AuditLog(file, false);
  }

  /**
   * Opens an audit whose lines survive the end of this machine: each waits for the disk, one after
   * the other, which takes milliseconds on most.
   *
   * @param file where to append; made if it is not there, in a folder that is
   * @return the audit
   * @throws IOException if it cannot be written
   */
  public static AuditLog openForced(Path file) throws IOException {
    return new AuditLog(file, true);
  }

  /**
   * Appends a decision.
   *
   * @throws UncheckedIOException if it could not be written, or not be forced to the disk
   * @throws IllegalStateException if the audit is closed
   */
  @Override
  public void decided(AuditRecord decision) {
    String line = line(decision);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the audit " + file + " is closed");
      }
      String begin = torn && endsWithinALine() ? "\n" : "";
      torn = true;
      out.write(bytes(begin + line + "\n"));
      torn = false;
      if (force) {
        out.getFD().sync();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the audit " + file + " cannot be written", e);
    } finally {
      lock.unlock();
    }
  }

  /** Closes the file. Later decisions are refused; closing again does nothing. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        out.close();
      }
    } catch (IOException e) {
      LOG.warn("the audit {} could not be closed", file, e);
    } finally {
      lock.unlock();
    }
  }

  private boolean endsWithinALine() throws IOException {
    try (RandomAccessFile read = new RandomAccessFile(file.toFile(), "r")) {
      if (read.length() == 0) {
        return false;
      }
      read.seek(read.length() - 1);
      return read.read() != '\n';
    }
  }

  /** The name of a new file in its folder, where the operating system lets it be forced. */
  private void forceName() {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOG.debug("the folder {} cannot be forced to the disk by itself here", folder, e);
    }
  }

  /** Models and users do write half characters; one of them must not cost a line. */
  private static byte[] bytes(String text) throws CharacterCodingException {
    ByteBuffer encoded = StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .replaceWith("\uFFFD".getBytes(StandardCharsets.UTF_8))
        .encode(CharBuffer.wrap(text));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static String line(AuditRecord decision) {
    Verdict verdict = decision.verdict();
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", decision.at().toString());
      if (decision.model().isPresent()) {
        json.writeStringField("model", decision.model().get().toString());
      }
      json.writeObjectFieldStart("metadata");
      for (Map.Entry<String, String> label : new TreeMap<>(decision.metadata()).entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
      json.writeStringField("policy", verdict.policy());
      json.writeStringField("version", verdict.version());
      json.writeStringField("stage", verdict.stage().word());
      json.writeStringField("outcome", verdict.outcome().word());
      json.writeBooleanField("dryRun", verdict.dryRun());
      writeFindings(json, verdict.items(), decision.texts());
      writeFailures(json, verdict.failures());
      json.writeNumberField("elapsedMs", verdict.elapsed().toNanos() / 1e6);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return line.toString();
  }

  private static void writeFindings(
      JsonGenerator json, List<Verdict.Item> items, List<String> texts) throws IOException {
    json.writeArrayFieldStart("findings");
    for (int i = 0; i < items.size(); i++) {
      Finding finding = items.get(i).finding();
      json.writeStartObject();
      json.writeStringField("category", finding.category());
      json.writeNumberField("start", finding.start());
      json.writeNumberField("end", finding.end());
      json.writeNumberField("score", finding.score());
      json.writeStringField("detector", finding.detector());
      json.writeStringField("action", items.get(i).action().word());
      json.writeNumberField("block", items.get(i).block());
      json.writeBooleanField("earlier", items.get(i).earlier());
      if (i < texts.size()) {
        json.writeStringField("text", texts.get(i));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeFailures(JsonGenerator json, List<Verdict.Failure> failures)
      throws IOException {
    json.writeArrayFieldStart("failures");
    for (Verdict.Failure failure : failures) {
      json.writeStartObject();
      json.writeStringField("detector", failure.detector());
      json.writeStringField("problem", failure.problem());
      json.writeBooleanField("blocked", failure.blocked());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
