'use strict';

// What differs between two texts, by words; in languages without spaces by their words or characters.
const Diff = (() => {
  const MOST_CHARACTERS = 20000;
  const MOST_STEPS = 800;

  function tokens(text, lang) {
    if (typeof Intl === 'object' && Intl.Segmenter) {
      let segmenter;
      try {
        segmenter = new Intl.Segmenter(lang || undefined, { granularity: 'word' });
      } catch (e) {
        segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
      }
      return Array.from(segmenter.segment(text), (part) => part.segment);
    }
    return text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+|\s+|[^]/gu) || [];
  }

  // E. Myers, "An O(ND) difference algorithm and its variations", 1986. Pairs of equal positions,
  // or nothing if the texts differ in too many places for the answer to be of use.
  function common(a, b) {
    const trace = [];
    const most = Math.min(a.length + b.length, MOST_STEPS);
    let ends = new Int32Array(2 * most + 3);
    const middle = most + 1;
    for (let d = 0; d <= most; d++) {
      trace.push(ends.slice(middle - d - 1, middle + d + 2));
      for (let k = -d; k <= d; k += 2) {
        const down = k === -d || (k !== d && ends[middle + k - 1] < ends[middle + k + 1]);
        let x = down ? ends[middle + k + 1] : ends[middle + k - 1] + 1;
        while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
        ends[middle + k] = x;
        if (x >= a.length && x - k >= b.length) return path(trace, a.length, b.length);
      }
    }
    return null;
  }

  function path(trace, x, y) {
    const pairs = [];
    for (let d = trace.length - 1; d >= 0; d--) {
      const ends = trace[d];
      const at = (k) => ends[k + d + 1];
      const k = x - y;
      const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
      const before = down ? k + 1 : k - 1;
      const fromX = d === 0 ? 0 : at(before);
      const fromY = d === 0 ? 0 : fromX - before;
      while (x > fromX && y > fromY) pairs.push([--x, --y]);
      x = fromX;
      y = fromY;
    }
    return pairs.reverse();
  }

  // Pieces in order, each ['same' | 'removed' | 'added', text]; nothing if there is too much.
  function of(from, to, lang) {
    if (Math.max(from.length, to.length) > MOST_CHARACTERS) return null;
    const a = tokens(from, lang);
    const b = tokens(to, lang);
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start++;
    let end = 0;
    while (end < a.length - start && end < b.length - start
      && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const innerA = a.slice(start, a.length - end);
    const innerB = b.slice(start, b.length - end);
    const pairs = common(innerA, innerB);
    if (!pairs) return null;
    const pieces = [];
    const add = (kind, words) => {
      const text = words.join('');
      if (text) pieces.push([kind, text]);
    };
    add('same', a.slice(0, start));
    let x = 0;
    let y = 0;
    for (const [nextX, nextY] of [...pairs, [innerA.length, innerB.length]]) {
      add('removed', innerA.slice(x, nextX));
      add('added', innerB.slice(y, nextY));
      add('same', innerA.slice(nextX, nextX + 1));
      x = nextX + 1;
      y = nextY + 1;
    }
    add('same', a.slice(a.length - end));
    return joined(pieces);
  }

  // A space that is all that two changes have between them belongs to both of them.
  function joined(pieces) {
    const whole = [];
    let removed = '';
    let added = '';
    const flush = () => {
      if (removed) whole.push(['removed', removed]);
      if (added) whole.push(['added', added]);
      removed = added = '';
    };
    pieces.forEach(([kind, text], i) => {
      const next = pieces[i + 1];
      if (kind === 'removed') {
        removed += text;
      } else if (kind === 'added') {
        added += text;
      } else if ((removed || added) && /^[^\S\n]+$/.test(text) && next && next[0] !== 'same') {
        removed += text;
        added += text;
      } else {
        flush();
        const last = whole[whole.length - 1];
        if (last && last[0] === 'same') last[1] += text;
        else whole.push(['same', text]);
      }
    });
    flush();
    return whole;
  }

  return { of };
})();
