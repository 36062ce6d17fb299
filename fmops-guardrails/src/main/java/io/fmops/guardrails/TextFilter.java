package io.fmops.guardrails;

import io.fmops.guardrails.spi.Detector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
 * <p>Detectors of spans see each piece with {@value Detector#MAX_SPAN} chars before it, which leave
 * only then: no span of up to that length falls between two looks, and none leaves in part. A span
 * that reaches the end of what is there is not believed until more is there. Classifiers see each
 * piece by itself. If there are detectors of whole texts, all is held until the end.
 */
final class TextFilter implements Looks.Hearer {

  /** A finding that was taken: the next look sees it again. */
  private record Seen(ActiveCheck check, Finding finding) {}

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
  private final Spans view = new Spans();
  private int dropped;

  // Positions in the buffer.
  private int released;
  private int piece;

  private final Edits edits = new Edits();
  private final Set<Seen> seen = new HashSet<>();
  private final Set<ActiveCheck> failed = new HashSet<>();

  // The look under way.
  private final Map<ActiveCheck, Integer> from = new HashMap<>();
  private int pieceEnd;
  private boolean last;

  private @Nullable Action stop;
  private boolean changed;
  private boolean changesOnly;
  private boolean earlier;

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

  /** The text is of an earlier turn of the conversation. */
  void earlier() {
    earlier = true;
  }

  /**
   * Says what was handed over right before this text, so that a span that begins there is seen. One
   * that would have to be changed blocks. Called before any text is added.
   */
  void behind(String before) {
    if (spans && !before.isEmpty()) {
      text.append(before);
      released = before.length();
      piece = before.length();
      pieces.skip(before.length());
      // What was before that is only there to tell whether the view begins with a line or a word.
      view.passed(text, Math.max(0, before.length() - Detector.MAX_SPAN), before.length());
      dropped = -before.length();
    }
  }

  /** The end of the text so far, for {@link #behind} of the next one. */
  String tail() {
    return tail(text);
  }

  /** The end of a text, for {@link #behind} of the next one. */
  static String tail(CharSequence text) {
    return text.subSequence(Math.max(0, text.length() - 2 * Detector.MAX_SPAN), text.length())
        .toString();
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

  /** A text that is there at once: what may leave of it. */
  String whole(String all) throws InterruptedException {
    return add(all) + end();
  }

  private void look(int end, boolean isLast, StringBuilder out) throws InterruptedException {
    long began = System.nanoTime();
    pieceEnd = end;
    last = isLast;
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
    view.passed(text, piece, end);
    piece = end;
    if (last || !whole) {
      release(last || !spans ? end : view.settled(end), out);
    }
  }

  private List<Looks.Ask> asks() {
    List<Looks.Ask> asks = new ArrayList<>(checks.size());
    Map<Integer, Excerpt> excerpts = new HashMap<>();
    for (ActiveCheck check : checks) {
      int start = failed.contains(check) ? -1 : start(check);
      if (start >= 0) {
        from.put(check, start);
        asks.add(new Looks.Ask(check, excerpts.computeIfAbsent(start, this::excerpt)));
      }
    }
    return asks;
  }

  private int start(ActiveCheck check) {
    return switch (check.scope()) {
      case SENTENCE -> pieceEnd > piece ? piece : -1;
      case SPAN -> view.from(check, piece, pieceEnd, last);
      case WHOLE -> last ? Math.max(0, -dropped) : -1;
    };
  }

  private Excerpt excerpt(int start) {
    return new Excerpt(
        text.substring(start, pieceEnd),
        stage,
        context,
        text.substring(Math.max(0, start - Detector.MAX_SPAN), start),
        last);
  }

  @Override
  public boolean found(ActiveCheck check, List<Finding> findings) {
    int offset = from.getOrDefault(check, 0);
    boolean span = check.scope() == Detector.Scope.SPAN;
    view.closed(check);
    for (Finding finding : findings) {
      int start = finding.start() + offset;
      int end = finding.end() + offset;
      Action action = check.check().action(finding).orElse(null);
      boolean judged = end < released || (end == released && end > start);
      if (action == null || judged || (changesOnly && stops(action))) {
        continue;
      }
      boolean unfinished = span && !last && end == pieceEnd;
      if (unfinished && pieceEnd - start <= Spans.MAX_OPEN) {
        view.open(check, start, pieceEnd);
      } else if (take(check, finding, start, end, action, unfinished)) {
        return true;
      }
    }
    return false;
  }

  /** Whether anything is done about it. */
  private boolean acts(Action action) {
    return !log.dryRun() && !(action instanceof Action.Flag);
  }

  /** Writes a finding down; true if nobody else needs to look. */
  private boolean take(
      ActiveCheck check, Finding finding, int start, int end, Action action, boolean endless) {
    Finding placed = new Finding(
        finding.category(),
        Math.max(0, dropped + start),
        Math.max(0, dropped + end),
        finding.score(),
        finding.detector());
    if (!seen.add(new Seen(check, placed))) {
      return false;
    }
    log.item(new Verdict.Item(placed, block, action, earlier), text.substring(start, end));
    if (!acts(action)) {
      return false;
    }
    if (!stops(action) && (endless || start < released)) {
      // Nobody knows where it ends, or a part of it has left with the text before.
      log.unchecked();
      stop = Action.block(log.message());
      return true;
    }
    if (stops(action)) {
      stop = stop == null || action.strength() > stop.strength() ? action : stop;
      return action instanceof Action.Block;
    }
    edits.add(new Edit(graphemeStart(start), graphemeEnd(end), finding.category(), action));
    return false;
  }

  private static boolean stops(Action action) {
    return action instanceof Action.Block || action instanceof Action.Retry;
  }

  private int graphemeStart(int start) {
    int at = start;
    if (at > released
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1))) {
      at--;
    }
    while (at > released && at < text.length() && Pieces.extendsGrapheme(text.codePointAt(at))) {
      at -= Character.charCount(text.codePointBefore(at));
    }
    return Math.max(at, released);
  }

  private int graphemeEnd(int end) {
    int at = end;
    if (at > 0
        && at < pieceEnd
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1))) {
      at++;
    }
    while (at < pieceEnd && at > 0 && Pieces.extendsGrapheme(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  @Override
  public boolean failed(ActiveCheck check, String problem) {
    boolean blocks = check.check().onFailure() == Check.OnFailure.BLOCK;
    failed.add(check);
    view.closed(check);
    if (log.failure(new Verdict.Failure(check.name(), problem, blocks))) {
      LOG.warn("the detector {} could not tell: {}", check.name(), problem);
    }
    if (blocks && !log.dryRun()) {
      stop = Action.block(log.message());
      return true;
    }
    return false;
  }

  private void release(int wanted, StringBuilder out) {
    int until = edits.whole(wanted, last);
    for (Edit edit : edits.take(until, last)) {
      out.append(text, released, edit.start());
      out.append(substitute(edit));
      changed = true;
      released = edit.end();
    }
    if (until > released) {
      out.append(text, released, until);
      released = until;
    }
  }

  private String substitute(Edit edit) {
    return edit.action() instanceof Action.Redact redact
        ? redact.mask()
        : placeholders.of(
            edit.category(), text.substring(edit.start(), edit.end()), stage == Stage.INPUT);
  }

  /** Drops what is not needed any more, now and then, so that dropping costs little. */
  private void forget() {
    int needed = Math.min(released, spans ? view.settled(piece) : piece) - Detector.MAX_SPAN;
    if (whole || needed < 4_096) {
      return;
    }
    text.delete(0, needed);
    pieces.shift(needed);
    view.shift(needed);
    edits.shift(needed);
    dropped += needed;
    released -= needed;
    piece -= needed;
    seen.removeIf(known -> known.finding.end() <= dropped);
  }
}
