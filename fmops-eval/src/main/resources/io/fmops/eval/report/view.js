// One example in full: its fields, every candidate's answer with scores and reasons, differences.
function exampleView(data, { el, option, withLanguage, language, SIGNS }) {
  function whole(example) {
    const body = el('div', 'whole');
    const terms = el('dl');
    for (const [name, value] of example.fields) {
      terms.append(withLanguage(el('dt', '', name), name, ''), withLanguage(el('dd', '', value), value, example.lang));
    }
    if (example.tags && example.tags.length) {
      const tags = example.tags.map(([name, value]) => name + '=' + value).join(', ');
      terms.append(el('dt', '', 'tags'), withLanguage(el('dd', '', tags), tags, ''));
    }
    for (const [name, text] of references(example)) {
      terms.append(el('dt', '', name), withLanguage(el('dd', 'reference', text), text, example.lang));
    }
    const answers = el('div', 'answers');
    example.rows.forEach((row, index) => answers.append(answer(row, index, example)));
    body.append(terms, answers);
    const texts = comparable(example);
    if (texts.length > 1) body.append(differences(texts, example));
    return body;
  }

  function answer(row, index, example) {
    const card = el('section', 'answer ' + (row ? row.is : 'absent'));
    const head = el('h4');
    head.append(el('span', 'who-no', String(index + 1)), withLanguage(el('span', '', data.candidates[index]), data.candidates[index], ''));
    card.append(head);
    if (!row) {
      card.append(el('p', 'muted', 'There is no row for this candidate.'));
      return card;
    }
    fill(card, row, example);
    for (const [i, other] of (row.again || []).entries()) {
      const again = el('details', 'prompt again');
      again.append(el('summary', '', 'Answer ' + (i + 2) + ' of ' + (row.again.length + 1) + ': ' + other.is));
      fill(again, other, example);
      card.append(again);
    }
    return card;
  }

  function fill(card, row, example) {
    const tags = el('p', 'tags');
    if (row.is !== 'scored') tags.append(el('span', 'tag ' + row.is, (SIGNS[row.is] || '') + ' ' + row.is));
    if (row.cut) tags.append(el('span', 'tag wrong', 'cut off'));
    card.append(tags);
    if (row.err !== undefined) card.append(withLanguage(el('p', 'problem', row.err), row.err, ''));
    if (row.out !== undefined) {
      card.append(row.out ? withLanguage(el('div', 'out', row.out), row.out, example.lang) : el('p', 'muted', 'The answer is empty.'));
    }
    for (const score of row.scores) card.append(scoreLine(score, example));
    const facts = [row.ms === undefined ? '' : duration(row.ms), tokens(row),
      row.out === undefined ? '' : row.cost === undefined ? 'cost unknown' : 'cost ' + money(row.cost),
      row.evaluation === undefined ? '' : 'judging ' + money(row.evaluation)];
    card.append(el('p', 'facts', facts.filter(Boolean).join(' \u00b7 ')));
    if (row.prompt.length) card.append(prompt(row, example));
  }

  function duration(ms) {
    if (ms >= 10000) return (ms / 1000).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 }) + ' s';
    return (ms >= 10 ? Math.round(ms).toLocaleString('en') : Number(ms.toPrecision(2))) + ' ms';
  }

  function tokens(row) {
    if (row.ms === undefined) return '';
    return row.in + row.to === 0 ? 'tokens unknown'
      : row.in.toLocaleString('en') + ' in, ' + row.to.toLocaleString('en') + ' out tokens';
  }

  function money(cost) {
    const amount = Number(cost);
    const digits = amount === 0 ? 0 : Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(amount))));
    return amount.toFixed(digits) + ' ' + data.currency;
  }

  function scoreLine(score, example) {
    const line = el('p', 'score');
    line.append(withLanguage(el('span', 'muted', score.name + ' '), score.name, ''));
    if ('want' in score) {
      line.append(withLanguage(el('b', '', score.got), score.got, example.lang));
      if (score.got !== score.want) line.append(el('span', 'muted', ' instead of '), withLanguage(el('span', '', score.want), score.want, example.lang));
    } else if ('none' in score) {
      line.append(el('b', '', 'unscored'), withLanguage(el('span', 'why', score.none), score.none, ''));
    } else {
      line.append(el('b', '', 'value' in score ? score.value.toFixed(3) : '\u2013'));
      if (score.why) line.append(withLanguage(el('span', 'why', score.why), score.why, ''));
    }
    return line;
  }

  function prompt(row, example) {
    const details = el('details', 'prompt');
    details.append(el('summary', '', 'Prompt'));
    details.addEventListener('toggle', () => {
      if (!details.open || details.children.length > 1) return;
      for (const [role, index] of row.prompt) {
        const text = example.texts[index];
        details.append(el('p', 'role', role), withLanguage(el('div', 'out', text), text, example.lang));
      }
    });
    return details;
  }

  // All references, each with what it is called.
  function references({ refs }) {
    return refs.map((text, i) => [refs.length === 1 ? 'reference' : 'reference ' + (i + 1) + ' of ' + refs.length, text]);
  }

  // The references and all answers, each with what it is called.
  function comparable(example) {
    const texts = references(example);
    example.rows.forEach((row, index) => {
      if (row && row.out) texts.push([(index + 1) + ' \u00b7 ' + data.candidates[index], row.out]);
    });
    return texts;
  }

  function differences(texts, example) {
    const details = el('details', 'prompt differences');
    details.append(el('summary', '', 'Differences'));
    details.addEventListener('toggle', () => {
      if (!details.open || details.children.length > 1) return;
      const from = picker('From', texts, 0);
      // The first answer, if there is one.
      const to = picker('To', texts, Math.min(texts.length - 1, Math.max(1, example.refs.length)));
      const choice = el('div', 'choice');
      choice.append(from.label, to.label);
      const words = el('p', 'facts');
      words.setAttribute('role', 'status');
      const out = el('div', 'out diff');
      const draw = () => drawDifference(texts[from.select.value][1], texts[to.select.value][1], example, words, out);
      choice.addEventListener('input', draw);
      details.append(choice, words, out);
      draw();
    });
    return details;
  }

  function picker(name, texts, chosen) {
    const label = el('label', '', name + ' ');
    const select = el('select');
    texts.forEach(([text], i) => option(select, String(i), text));
    select.value = String(chosen);
    label.append(select);
    return { label, select };
  }

  function drawDifference(from, to, example, words, out) {
    withLanguage(out, from + to, example.lang);
    const pieces = Diff.of(from, to, language(from + to, example.lang));
    out.hidden = !pieces || from === to;
    words.textContent = from === to ? 'Both are the same.'
      : pieces ? 'What only the first has is struck out, what only the second has is underlined.'
        : 'The texts are too long or too different to be compared word by word.';
    const tags = { same: 'span', removed: 'del', added: 'ins' };
    out.replaceChildren(...(pieces || []).map(([kind, text]) => el(tags[kind], '', text)));
  }

  return { whole };
}
