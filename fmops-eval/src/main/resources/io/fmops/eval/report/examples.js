// The examples of a task. What they are found by is read at once, their texts part by part when
// they are needed: a page of tens of thousands of rows opens as fast as a small one.
const OUTCOMES = { r: 'right', s: 'scored', u: 'unscored', w: 'wrong', e: 'error', '-': 'absent' };

function folded(text) {
  return text.normalize('NFKC').toLowerCase();
}

class Examples {
  constructor(section) {
    const [index, ...parts] = section.querySelectorAll('script[type="application/json"]');
    Object.assign(this, JSON.parse(index.textContent));
    this.elements = parts;
    this.parts = [];
    this.found = [];
    this.cuts = this.cut.map((places) => new Set(places));
  }

  part(at) {
    const number = Math.floor(at / this.size);
    if (!this.parts[number]) {
      const part = JSON.parse(this.elements[number].textContent);
      for (const example of part.examples) {
        const field = example.fields.find(([name]) => name === 'lang');
        example.lang = field ? field[1] : '';
        example.texts = part.texts;
        example.refs ||= [];
      }
      // The element keeps its text, a second copy: the browser may be asked to save the page.
      this.parts[number] = part.examples;
    }
    return this.parts[number];
  }

  example(at) {
    return this.part(at)[at % this.size];
  }

  outcome(at, candidate) {
    return OUTCOMES[this.is[candidate][at]];
  }

  labelOf(number) {
    return number < 0 ? '' : this.labels[number];
  }

  score(at, candidate, name) {
    const column = this.scores.find((score) => score.name === name);
    return column ? column.of[candidate][at] : null;
  }

  // The first score that is a number, for a glance.
  firstScore(at, candidate) {
    for (const score of this.scores) {
      const value = score.of[candidate][at];
      if (value !== null) return value;
    }
    return null;
  }

  has(at, words) {
    if (this.found[at] === undefined) {
      const example = this.example(at);
      const texts = [example.id, ...example.refs];
      for (const [, value] of example.fields) texts.push(value);
      for (const row of example.rows) {
        for (const each of row ? [row, ...(row.again || [])] : []) {
          texts.push(each.out || '', each.err || '');
          for (const score of each.scores) texts.push(score.why || '', score.none || '');
        }
      }
      this.found[at] = folded(texts.join('\n'));
    }
    return this.found[at].includes(words);
  }
}
