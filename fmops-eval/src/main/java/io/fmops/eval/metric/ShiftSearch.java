package io.fmops.eval.metric;

/**
 * The number of edits that TER counts: Tercom's greedy search for runs of words that can be moved,
 * with sacreBLEU's limits and ties. In each round it tries to move those runs of the answer that
 * are in the reference elsewhere, and keeps the move that lowers the edit distance most, as long as
 * one does.
 */
final class ShiftSearch {

  private static final int MAX_SIZE = 10;
  private static final int MAX_DISTANCE = 50;
  private static final int MAX_CANDIDATES = 1000;

  private final int[] reference;
  // The places of token k in the reference are places[starts[k]] up to places[starts[k + 1]].
  private final int[] starts;
  private final int[] places;
  private final BeamEditDistance distance;
  private final BeamEditDistance.Alignment alignment;
  private final int[] answer;
  private final int[] shifted;
  private int changedEnd;
  private int tried;

  // The best move of a round.
  private int bestGain;
  private int bestLength;
  private int bestStart;
  private int bestTarget;

  private ShiftSearch(int[] answer, int[] reference, int distinct) {
    this.answer = answer.clone();
    this.reference = reference;
    this.shifted = new int[answer.length];
    starts = new int[distinct + 1];
    for (int token : reference) {
      starts[token + 1]++;
    }
    for (int token = 0; token < distinct; token++) {
      starts[token + 1] += starts[token];
    }
    int[] next = starts.clone();
    places = new int[reference.length];
    for (int i = 0; i < reference.length; i++) {
      places[next[reference[i]]++] = i;
    }
    distance = BeamEditDistance.of(reference, answer.length, starts, places);
    alignment = new BeamEditDistance.Alignment(answer.length, reference.length);
  }

  /**
   * The edits, moves among them, that make the reference of the answer.
   *
   * @param distinct more than the greatest number that any of the texts has
   */
  static int edits(int[] answer, int[] reference, int distinct) {
    if (reference.length == 0 || answer.length == 0) {
      return answer.length + reference.length;
    }
    return new ShiftSearch(answer, reference, distinct).run();
  }

  private int run() {
    int moves = 0;
    int edits = distance.start(answer);
    while (edits > 0) {
      findBest(edits);
      if (tried >= MAX_CANDIDATES || bestGain <= 0) {
        break;
      }
      move(bestStart, bestLength, bestTarget);
      System.arraycopy(shifted, 0, answer, 0, answer.length);
      moves++;
      edits = distance.start(answer);
    }
    return moves + edits;
  }

  private void findBest(int edits) {
    distance.align(alignment);
    bestLength = 0;
    bestGain = Integer.MIN_VALUE;
    for (int start = 0; start < answer.length; start++) {
      int token = answer[start];
      for (int k = starts[token]; k < starts[token + 1]; k++) {
        int place = places[k];
        if (Math.abs(place - start) > MAX_DISTANCE) {
          continue;
        }
        int longest = Math.min(MAX_SIZE, Math.min(answer.length - start, reference.length - place));
        for (int length = 1; length <= longest; length++) {
          if (answer[start + length - 1] != reference[place + length - 1]) {
            break;
          }
          if (alignment.isMovable(start, place, length)) {
            tryTargets(start, place, length, edits);
            if (tried >= MAX_CANDIDATES) {
              return;
            }
          }
        }
      }
    }
  }

  /** Moves a run before each word of the answer that stands beside the run in the reference. */
  private void tryTargets(int start, int place, int length, int edits) {
    int last = -1;
    for (int offset = -1; offset < length; offset++) {
      int target = place + offset < 0 ? 0 : alignment.answerAt(place + offset) + 1;
      if (target == last) {
        continue;
      }
      last = target;
      tried++;
      int gain = edits - distance.of(shifted, move(start, length, target), changedEnd);
      // Ties go to the longer run, then to that which is further left, then to the target that is.
      if (gain > bestGain
          || (gain == bestGain
              && (length > bestLength
                  || (length == bestLength
                      && (start < bestStart || (start == bestStart && target < bestTarget)))))) {
        bestGain = gain;
        bestLength = length;
        bestStart = start;
        bestTarget = target;
      }
    }
  }

  /** Moves a run in a copy of the answer; tells the first place that changed. */
  private int move(int start, int length, int target) {
    System.arraycopy(answer, 0, shifted, 0, answer.length);
    int begin;
    if (target < start) {
      begin = target;
      changedEnd = start + length;
      System.arraycopy(answer, start, shifted, target, length);
      System.arraycopy(answer, target, shifted, target + length, start - target);
    } else {
      // Beyond the run, the target is a place in the answer; within, it is one behind the run.
      int end = target > start + length ? target : Math.min(answer.length, target + length);
      begin = start;
      changedEnd = end;
      System.arraycopy(answer, start + length, shifted, start, end - start - length);
      System.arraycopy(answer, start, shifted, end - length, length);
    }
    return begin;
  }
}
