package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one text through, piece by piece as it grows: what may leave leaves, what is found is
 * changed, and after something that blocks nothing leaves any more. A whole text is one that grows
 * once, so a stream and the whole text are filtered alike. Not thread-safe.
 *
 * <p>Detectors of spans see each piece together with the one before it, which leaves only then: no
 * span of up to a piece's length falls between two looks, and none leaves in part. A span that
 * reaches the end of what is there is not believed until more is there. Classifiers see each piece
 * by itself. If there are detectors of whole texts, all is held until the end.
 */
final class TextFilter implements Looks.Hearer {

  /** A finding that was taken: the next look sees it again. */
  private record Seen(ActiveCheck check, Finding finding) {}

  /** How far back a span that does not end is held together. */
  private static final int MAX_OPEN = 16_384;

  private static final Logger LOG = LoggerFactory.getLogger(TextFilter.class);

  private final List<ActiveCheck> checks;
  private final boolean spans;
  private final boolean whole;
  private final Stage stage;
  private final List<String> context;
  private final Looks looks;
  private final StageLog log;
  private final Placeholders placeholders;
  private final int block;

  /** The text from {@link #dropped} on. */
  private final StringBuilder text = new StringBuilder();

  private final Pieces pieces;
  private int dropped;

  // Positions in the buffer.
  private int released;
  private int before;
  private int piece;
  private int open = -1;

  private final List<Edit> edits = new ArrayList<>();
  private final Set<Seen> seen = new HashSet<>();
  private final Set<ActiveCheck> failed = new HashSet<>();

  // The look under way.
  private int spanFrom;
  private int pieceEnd;
  private boolean last;
  private int stillOpen;

  private @Nullable Action stop;
  private boolean changed;
  private boolean changesOnly;

  TextFilter(
      List<ActiveCheck> checks,
      List<String> context,
      int pieceChars,
      Looks looks,
      StageLog log,
      Placeholders placeholders) {
    this.checks = checks;
    this.stage = log.stage();
    this.context = context;
    this.looks = looks;
    this.log = log;
    this.placeholders = placeholders;
    block = log.nextBlock();
    spans = checks.stream().anyMatch(check -> check.scope() == Detector.Scope.SPAN);
    whole = checks.stream().anyMatch(check -> check.scope() == Detector.Scope.WHOLE);
    pieces = new Pieces(pieceChars);
  }

  /** What blocked the text: a block or a retry; absent while it passes. */
  Optional<Action> stop() {
    return Optional.ofNullable(stop);
  }

  /** From now on findings change the text, but do not stop it. */
  void changesOnly() {
    changesOnly = true;
  }

  /** Whether anything was put in another's place. */
  boolean changed() {
    return changed;
  }

  /**
   * Adds text.
   *
   * @return what may leave now
   * @throws InterruptedException if the thread was interrupted while detectors looked
   */
  String add(String more) throws InterruptedException {
    if (checks.isEmpty()) {
      return more;
    }
    if (stop != null) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    text.append(more);
    int end = pieces.next(text, false);
    while (end >= 0 && stop == null) {
      look(end, false, out);
      end = stop == null ? pieces.next(text, false) : -1;
    }
    if (stop == null) {
      forget();
    }
    return out.toString();
  }

  /**
   * The text has ended.
   *
   * @return the rest that may leave
   * @throws InterruptedException if the thread was interrupted while detectors looked
   */
  String end() throws InterruptedException {
    if (checks.isEmpty() || stop != null) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    int end = pieces.next(text, true);
    while (end >= 0 && end < text.length() && stop == null) {
      look(end, false, out);
      end = pieces.next(text, true);
    }
    if (stop == null) {
      look(text.length(), true, out);
    }
    return out.toString();
  }

  private void look(int end, boolean isLast, StringBuilder out) throws InterruptedException {
    long began = System.nanoTime();
    pieceEnd = end;
    last = isLast;
    stillOpen = -1;
    spanFrom = open >= 0 ? Math.min(open, before) : before;
    List<Looks.Ask> asks = asks();
    boolean all = asks.isEmpty() || looks.look(asks, this);
    log.looked(System.nanoTime() - began);
    if (stop != null) {
      return;
    }
    if (!all) {
      // The call is given up; whoever did so has the reason.
      stop = Action.block("");
      return;
    }
    open = stillOpen;
    int until = last ? end : spans ? piece : end;
    if (open >= 0) {
      until = Math.min(until, open);
    }
    before = piece;
    piece = end;
    if (last || !whole) {
      release(until, out);
    }
  }

  private List<Looks.Ask> asks() {
    List<Looks.Ask> asks = new ArrayList<>(checks.size());
    Excerpt sentence = null;
    Excerpt span = null;
    for (ActiveCheck check : checks) {
      if (failed.contains(check)) {
        continue;
      }
      switch (check.scope()) {
        case SENTENCE -> {
          if (pieceEnd > piece) {
            sentence = sentence == null ? excerpt(piece) : sentence;
            asks.add(new Looks.Ask(check, sentence));
          }
        }
        case SPAN -> {
          span = span == null ? excerpt(spanFrom) : span;
          asks.add(new Looks.Ask(check, span));
        }
        case WHOLE -> {
          if (last) {
            asks.add(new Looks.Ask(check, excerpt(0)));
          }
        }
      }
    }
    return asks;
  }

  private Excerpt excerpt(int from) {
    return new Excerpt(text.substring(from, pieceEnd), stage, context);
  }

  @Override
  public boolean found(ActiveCheck check, List<Finding> findings) {
    boolean span = check.scope() == Detector.Scope.SPAN;
    int from = span ? spanFrom : check.scope() == Detector.Scope.WHOLE ? 0 : piece;
    for (Finding finding : findings) {
      int start = finding.start() + from;
      int end = finding.end() + from;
      boolean unfinished = span && !last && end == pieceEnd && pieceEnd - start <= MAX_OPEN;
      Action action = check.check().action(finding).orElse(null);
      if (action == null || (changesOnly && stops(action))) {
        continue;
      }
      if (unfinished) {
        stillOpen = stillOpen < 0 ? start : Math.min(stillOpen, start);
      } else if (take(check, finding, start, end, action)) {
        return true;
      }
    }
    return false;
  }

  /** Writes a finding down; true if it stops the text. */
  private boolean take(ActiveCheck check, Finding finding, int start, int end, Action action) {
    Finding placed = new Finding(
        finding.category(), dropped + start, dropped + end, finding.score(), finding.detector());
    if (!seen.add(new Seen(check, placed))) {
      return false;
    }
    log.item(new Verdict.Item(placed, block, action), text.substring(start, end));
    if (log.dryRun() || action instanceof Action.Flag) {
      return false;
    }
    if (stops(action)) {
      stop = action;
      return true;
    }
    edit(new Edit(graphemeStart(start), graphemeEnd(end), finding.category(), action));
    return false;
  }

  private static boolean stops(Action action) {
    return action instanceof Action.Block || action instanceof Action.Retry;
  }

  private int graphemeStart(int start) {
    int at = start;
    while (at > released && at < text.length() && Pieces.extendsGrapheme(text.codePointAt(at))) {
      at -= Character.charCount(text.codePointBefore(at));
    }
    return at;
  }

  private int graphemeEnd(int end) {
    int at = end;
    while (at < pieceEnd && at > 0 && Pieces.extendsGrapheme(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private void edit(Edit edit) {
    Edit merged = edit;
    int at = edits.size();
    // From the end, where nearly all belong.
    while (at > 0 && edits.get(at - 1).end() > merged.start()) {
      at--;
      if (edits.get(at).start() < merged.end()) {
        merged = merged.merge(edits.remove(at));
      }
    }
    while (at < edits.size() && edits.get(at).start() < merged.start()) {
      at++;
    }
    edits.add(at, merged);
  }

  @Override
  public boolean failed(ActiveCheck check, String problem) {
    boolean blocks = check.check().onFailure() == Check.OnFailure.BLOCK;
    failed.add(check);
    log.failure(new Verdict.Failure(check.name(), problem, blocks));
    LOG.warn("the detector {} could not tell: {}", check.name(), problem);
    if (blocks && !log.dryRun()) {
      stop = Action.block(log.message());
      return true;
    }
    return false;
  }

  private void release(int wanted, StringBuilder out) {
    int until = wanted;
    for (int i = edits.size() - 1; i >= 0; i--) {
      Edit edit = edits.get(i);
      if (edit.start() < until && edit.end() > until) {
        until = edit.start();
      }
    }
    int done = 0;
    for (Edit edit : edits) {
      if (edit.end() > until || (edit.start() >= until && !last)) {
        break;
      }
      out.append(text, released, edit.start());
      out.append(substitute(edit));
      changed = true;
      released = edit.end();
      done++;
    }
    edits.subList(0, done).clear();
    if (until > released) {
      out.append(text, released, until);
      released = until;
    }
  }

  private String substitute(Edit edit) {
    return edit.action() instanceof Action.Redact redact
        ? redact.mask()
        : placeholders.of(edit.category(), text.substring(edit.start(), edit.end()));
  }

  /** Drops what is not needed any more, now and then, so that dropping costs little. */
  private void forget() {
    int needed = Math.min(released, open >= 0 ? Math.min(open, before) : before);
    if (whole || needed < 4_096) {
      return;
    }
    text.delete(0, needed);
    pieces.shift(needed);
    dropped += needed;
    released -= needed;
    before -= needed;
    piece -= needed;
    open = open < 0 ? open : open - needed;
    List<Edit> shifted = edits.stream()
        .map(e -> new Edit(e.start() - needed, e.end() - needed, e.category(), e.action()))
        .toList();
    edits.clear();
    edits.addAll(shifted);
    seen.removeIf(known -> known.finding.end() <= dropped);
  }
}
