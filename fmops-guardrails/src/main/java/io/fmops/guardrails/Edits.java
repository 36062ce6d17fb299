package io.fmops.guardrails;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The parts of a growing text that do not leave as they are. Not thread-safe. */
final class Edits {

  private final List<Edit> added = new ArrayList<>();

  /** By place, none over another. */
  private List<Edit> merged = new ArrayList<>();

  void add(Edit edit) {
    added.add(edit);
  }

  /** Puts what was added since into its place; in one go, as they come in any order. */
  private void merge() {
    if (added.isEmpty()) {
      return;
    }
    added.addAll(merged);
    added.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    merged = new ArrayList<>(added.size());
    for (Edit edit : added) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).end() > edit.start()) {
        merged.set(last, merged.get(last).merge(edit));
      } else {
        merged.add(edit);
      }
    }
    added.clear();
  }

  /** Up to where the text can leave without cutting through an edit. */
  int whole(int wanted, boolean last) {
    merge();
    for (Edit edit : merged) {
      if (!last && edit.start() < wanted && edit.end() > wanted) {
        return edit.start();
      }
      if (edit.start() >= wanted) {
        break;
      }
    }
    return wanted;
  }

  /** Takes out the edits that leave with the text up to here. */
  List<Edit> take(int until, boolean last) {
    int count = 0;
    while (count < merged.size()
        && merged.get(count).end() <= until
        && (last || merged.get(count).start() < until)) {
      count++;
    }
    List<Edit> taken = List.copyOf(merged.subList(0, count));
    merged.subList(0, count).clear();
    return taken;
  }

  /** The text has lost its beginning. */
  void shift(int chars) {
    merge();
    merged.replaceAll(e -> new Edit(e.start() - chars, e.end() - chars, e.category(), e.action()));
  }
}
