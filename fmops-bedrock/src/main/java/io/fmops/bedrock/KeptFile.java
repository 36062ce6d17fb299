package io.fmops.bedrock;

import io.fmops.prompt.Prompt;
import io.fmops.prompt.PromptException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The whole text of a prompt file in the metadata of a variant, where there is room for 50 entries
 * of 1,024 characters out of a few: compressed, in Base64, in as many entries as it takes, with the
 * fingerprint beside it. Stateless.
 */
final class KeptFile {

  /** Entries with other keys are their owner's. */
  static final String PREFIX = "fmops.";

  static final int MAX_ENTRIES = 50;

  private static final String HASH = PREFIX + "hash";
  private static final String FILE = PREFIX + "file.";

  /** Room for the fingerprint, and for some entries of the owner's. */
  private static final int MAX_PARTS = 45;

  private static final int PART = 1024;

  /** A prompt file has 4 million characters at the most. */
  private static final int MAX_BYTES = 1 << 24;

  private KeptFile() {}

  /** The entries; the fingerprint alone if the text is too long. */
  static Map<String, String> entries(Prompt prompt) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(HASH, prompt.hash());
    String text = Base64.getEncoder()
        .encodeToString(deflated(prompt.print().getBytes(StandardCharsets.UTF_8)));
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < text.length(); from += PART) {
      parts.add(text.substring(from, Math.min(text.length(), from + PART)));
    }
    if (parts.size() <= MAX_PARTS) {
      for (String part : parts) {
        entries.put(FILE + "%02d".formatted(entries.size()), part);
      }
    }
    return entries;
  }

  static boolean hasFile(Map<String, String> entries) {
    return entries.containsKey(FILE + "01");
  }

  static Optional<String> hash(Map<String, String> entries) {
    return Optional.ofNullable(entries.get(HASH));
  }

  /** The prompt, if all of it is there and it has the fingerprint. */
  static Optional<Prompt> read(Map<String, String> entries) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= MAX_PARTS; i++) {
      text.append(entries.getOrDefault(FILE + "%02d".formatted(i), ""));
    }
    try {
      byte[] file = inflated(Base64.getDecoder().decode(text.toString()));
      Prompt prompt = Prompt.parse(new String(file, StandardCharsets.UTF_8));
      return Optional.of(prompt)
          .filter(p -> hash(entries).filter(p.hash()::equals).isPresent());
    } catch (IllegalArgumentException | DataFormatException | PromptException e) {
      // Somebody has changed it; what else is on the service counts then.
      return Optional.empty();
    }
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflated(byte[] bytes) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!inflater.finished()) {
        int read = inflater.inflate(buffer);
        if (read == 0 || out.size() + read > MAX_BYTES) {
          throw new DataFormatException("cut short, or no prompt file");
        }
        out.write(buffer, 0, read);
      }
      return out.toByteArray();
    } finally {
      inflater.end();
    }
  }
}
