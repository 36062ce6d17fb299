package io.fmops.eval.assertion;

import java.io.Reader;

/** A text from some character on, without a copy of it. For one thread. */
final class SubReader extends Reader {

  private final String text;
  private int position;

  SubReader(String text, int begin) {
    this.text = text;
    this.position = begin;
  }

  @Override
  public int read(char[] target, int offset, int count) {
    if (position == text.length()) {
      return -1;
    }
    // Most looks end after some characters, so not much is handed out at once.
    int read = Math.min(Math.min(count, 256), text.length() - position);
    text.getChars(position, position + read, target, offset);
    position += read;
    return read;
  }

  @Override
  public void close() {
    position = text.length();
  }
}
