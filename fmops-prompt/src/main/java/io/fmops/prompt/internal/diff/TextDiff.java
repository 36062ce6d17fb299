package io.fmops.prompt.internal.diff;

import io.fmops.prompt.PromptDiff.Kind;
import io.fmops.prompt.PromptDiff.Part;
import io.fmops.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares two texts by lines, and lines that have changed by words. Stateless. */
public final class TextDiff {

  /** Of two blocks of lines, this share has to be common for words to be compared. */
  private static final double ENOUGH_IN_COMMON = 0.25;

  private TextDiff() {}

  /**
   * The difference.
   *
   * @param from the first text
   * @param to the second text
   * @return the pieces in order, no two neighbours of one kind; what is removed stands before what
   *     is added
   */
  public static List<Part> of(String from, String to) {
    List<String> a = lines(from);
    List<String> b = lines(to);
    Parts parts = new Parts();
    Optional<List<Sequences.Piece>> pieces = Sequences.pieces(a, b);
    if (pieces.isEmpty()) {
      parts.removed(from);
      parts.added(to);
      return parts.finish();
    }
    StringBuilder removed = new StringBuilder();
    StringBuilder added = new StringBuilder();
    for (Sequences.Piece piece : pieces.get()) {
      if (piece.same()) {
        words(removed, added, parts);
        parts.same(String.join("", a.subList(piece.fromA(), piece.toA())));
      } else {
        a.subList(piece.fromA(), piece.toA()).forEach(removed::append);
        b.subList(piece.fromB(), piece.toB()).forEach(added::append);
      }
    }
    words(removed, added, parts);
    return parts.finish();
  }

  /** With their breaks, so that nothing is lost. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private static void words(StringBuilder removed, StringBuilder added, Parts parts) {
    String from = removed.toString();
    String to = added.toString();
    removed.setLength(0);
    added.setLength(0);
    List<String> a = Tokens.of(from);
    List<String> b = Tokens.of(to);
    Optional<List<Sequences.Piece>> pieces =
        from.isEmpty() || to.isEmpty() ? Optional.empty() : Sequences.pieces(a, b);
    if (pieces.isEmpty() || commonShare(pieces.get(), a, b) < ENOUGH_IN_COMMON) {
      parts.removed(from);
      parts.added(to);
      return;
    }
    for (Sequences.Piece piece : pieces.get()) {
      String left = String.join("", a.subList(piece.fromA(), piece.toA()));
      if (piece.same()) {
        parts.same(left);
      } else {
        parts.removed(left);
        parts.added(String.join("", b.subList(piece.fromB(), piece.toB())));
      }
    }
  }

  /** How much of the longer text is common, by letters and digits. */
  private static double commonShare(List<Sequences.Piece> pieces, List<String> a, List<String> b) {
    long common = 0;
    for (Sequences.Piece piece : pieces) {
      if (piece.same()) {
        common += letters(a.subList(piece.fromA(), piece.toA()));
      }
    }
    return (double) common / Math.max(1, Math.max(letters(a), letters(b)));
  }

  private static long letters(List<String> tokens) {
    return tokens.stream()
        .mapToLong(
            token -> token.codePoints().filter(Character::isLetterOrDigit).count())
        .sum();
  }

  /**
   * The difference for people.
   *
   * @param parts from {@link #of}
   * @return the lines with changes, and {@code ...} for the others
   */
  public static String print(List<Part> parts) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    boolean changed = false;
    for (Part part : parts) {
      for (String piece : lines(part.text())) {
        boolean ends = piece.endsWith("\n");
        String text = ends ? piece.substring(0, piece.length() - 1) : piece;
        line.append(mark(part.kind(), text, ends));
        changed |= part.kind() != Kind.SAME;
        if (ends) {
          add(lines, line, changed);
          changed = false;
        }
      }
    }
    if (!line.isEmpty()) {
      add(lines, line, changed);
    }
    boolean same = parts.stream().allMatch(part -> part.kind() == Kind.SAME);
    return same ? "" : String.join("\n", lines);
  }

  private static void add(List<String> lines, StringBuilder line, boolean changed) {
    if (changed) {
      lines.add(line.toString());
    } else if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("...")) {
      lines.add("...");
    }
    line.setLength(0);
  }

  private static String mark(Kind kind, String text, boolean ends) {
    String shown = text.isEmpty() && ends ? "↵" : text;
    return switch (kind) {
      case SAME -> text;
      case REMOVED -> "[-" + shown + "-]";
      case ADDED -> "{+" + shown + "+}";
    };
  }

  /** Collects pieces and puts them in order. */
  private static final class Parts {
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder same = new StringBuilder();
    private final StringBuilder removed = new StringBuilder();
    private final StringBuilder added = new StringBuilder();

    void same(String text) {
      // A space between two changes is none that anyone wants to see by itself.
      if (!removed.isEmpty() || !added.isEmpty()) {
        flushChange();
      }
      same.append(text);
    }

    void removed(String text) {
      joinAcrossSpace(text);
      removed.append(text);
    }

    void added(String text) {
      joinAcrossSpace(text);
      added.append(text);
    }

    private void joinAcrossSpace(String text) {
      if (text.isEmpty() || same.isEmpty()) {
        return;
      }
      int last = parts.size() - 1;
      boolean between = last >= 1
          && same.toString().isBlank()
          && same.indexOf("\n") < 0
          && parts.get(last).kind() == Kind.ADDED
          && parts.get(last - 1).kind() == Kind.REMOVED;
      if (between) {
        added.append(parts.remove(last).text()).append(same);
        removed.append(parts.remove(last - 1).text()).append(same);
        same.setLength(0);
      } else {
        flushSame();
      }
    }

    private void flushSame() {
      part(Kind.SAME, same.toString());
      same.setLength(0);
    }

    private void flushChange() {
      String from = removed.toString();
      String to = added.toString();
      removed.setLength(0);
      added.setLength(0);
      int start = unspaced(from) && unspaced(to) ? commonStart(from, to) : 0;
      int end = unspaced(from) && unspaced(to)
          ? commonEnd(from.substring(start), to.substring(start))
          : 0;
      same.append(from, 0, start);
      flushSame();
      part(Kind.REMOVED, from.substring(start, from.length() - end));
      part(Kind.ADDED, to.substring(start, to.length() - end));
      same.append(from, from.length() - end, from.length());
    }

    private void part(Kind kind, String text) {
      int last = parts.size() - 1;
      if (last >= 0 && parts.get(last).kind() == kind) {
        parts.set(last, new Part(kind, parts.get(last).text() + text));
      } else if (!text.isEmpty()) {
        parts.add(new Part(kind, text));
      }
    }

    List<Part> finish() {
      flushChange();
      flushSame();
      return parts;
    }

    private static boolean unspaced(String text) {
      return !text.isEmpty() && text.codePoints().allMatch(Words::unspaced);
    }

    private static int commonStart(String a, String b) {
      int i = 0;
      while (i < a.length() && i < b.length() && a.codePointAt(i) == b.codePointAt(i)) {
        i += Character.charCount(a.codePointAt(i));
      }
      while (i > 0 && (cuts(a, i) || cuts(b, i))) {
        i -= Character.charCount(a.codePointBefore(i));
      }
      return i;
    }

    private static int commonEnd(String a, String b) {
      int i = 0;
      while (i < a.length()
          && i < b.length()
          && a.codePointBefore(a.length() - i) == b.codePointBefore(b.length() - i)) {
        i += Character.charCount(a.codePointBefore(a.length() - i));
      }
      while (i > 0 && (cuts(a, a.length() - i) || cuts(b, b.length() - i))) {
        i -= Character.charCount(a.codePointAt(a.length() - i));
      }
      return i;
    }

    private static boolean cuts(String text, int index) {
      return index < text.length() && Tokens.belongsToTheOneBefore(text.codePointAt(index));
    }
  }
}
