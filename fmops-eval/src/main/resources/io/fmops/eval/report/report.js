'use strict';
// Everything that comes from data is set with textContent: it is text, whatever it looks like.
(() => {
  const PAGE = 50;
  const SIGNS = { right: '\u2713', wrong: '\u2717', error: '!', unscored: '?', scored: '\u2022' };

  document.documentElement.classList.add('js');

  function el(tag, type, text) {
    const node = document.createElement(tag);
    if (type) node.className = type;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // Han characters look right only in the font of their language; kana are always Japanese.
  function withLanguage(node, text, lang) {
    const found = /[\u3041-\u30ff\uff66-\uff9d]/.test(text) ? 'ja' : lang;
    if (found && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(found)) node.lang = found;
    node.dir = 'auto';
    return node;
  }

  function folded(text) {
    return text.normalize('NFKC').toLowerCase();
  }

  function prepare(data) {
    for (const example of data.examples) {
      const field = example.fields.find(([name]) => name === 'lang');
      example.lang = field ? field[1] : '';
      example.expected = example.ref || '';
      for (const row of example.rows) {
        const label = row && row.scores.find((score) => score.name === data.label && 'want' in score);
        if (label) {
          example.expected = label.want;
          row.predicted = label.got;
        }
      }
    }
  }

  function haystack(example) {
    if (!example.text) {
      const parts = [example.id, example.ref || ''];
      for (const [, value] of example.fields) parts.push(value);
      for (const row of example.rows) if (row) parts.push(row.out || '', row.err || '');
      example.text = folded(parts.join('\n'));
    }
    return example.text;
  }

  function setUp(section) {
    const data = JSON.parse(section.querySelector('script[type="application/json"]').textContent);
    prepare(data);
    const form = section.querySelector('.filters');
    const list = section.querySelector('.rows');
    const found = section.querySelector('.found');
    const pager = section.querySelector('.pager');
    let hits = data.examples;
    let page = 0;

    fill('expected', data.label ? data.examples.map((example) => example.expected) : []);
    fill('predicted', data.examples.flatMap((example) => example.rows.map((row) => row && row.predicted)));
    fill('lang', data.examples.map((example) => example.lang));
    const numbers = new Set(data.examples.flatMap((example) =>
      example.rows.flatMap((row) => row ? row.scores.filter((score) => 'value' in score).map((score) => score.name) : [])));
    for (const name of numbers) option(form.elements.order, name, 'lowest ' + name + ' first');
    form.querySelector('[data-needs=order]').hidden = numbers.size === 0;

    function option(select, value, text) {
      const node = el('option', '', text);
      node.value = value;
      select.append(node);
    }

    function fill(name, values) {
      const different = [...new Set(values.filter(Boolean))].sort();
      for (const value of different) option(form.elements[name], value, value);
      form.querySelector('[data-needs=' + name + ']').hidden = different.length < 2;
    }

    function shown(example) {
      const only = form.elements.candidate.value;
      return only === '' ? example.rows : [example.rows[Number(only)]];
    }

    function matches(example) {
      const wanted = form.elements;
      if (wanted.lang.value && example.lang !== wanted.lang.value) return false;
      if (wanted.expected.value && example.expected !== wanted.expected.value) return false;
      const outcome = wanted.outcome.value;
      const predicted = wanted.predicted.value;
      // Outcome and label have to be those of one and the same answer.
      const fits = shown(example).some((row) => row
        && (!predicted || row.predicted === predicted)
        && (!outcome || outcome === 'split' || (outcome === 'cut' ? row.cut : row.is === outcome)));
      if (!fits && (predicted || outcome || wanted.candidate.value)) return false;
      if (outcome === 'split' && new Set(example.rows.map((row) => row && row.is)).size < 2) return false;
      const words = folded(wanted.text.value).trim();
      return !words || haystack(example).includes(words);
    }

    function lowest(example, name) {
      const values = shown(example).flatMap((row) =>
        row ? row.scores.filter((score) => score.name === name && 'value' in score).map((score) => score.value) : []);
      return values.length ? Math.min(...values) : Infinity;
    }

    function apply() {
      hits = data.examples.filter(matches);
      const order = form.elements.order.value;
      if (order) {
        const keys = new Map(hits.map((example) => [example, lowest(example, order)]));
        hits.sort((a, b) => keys.get(a) === keys.get(b) ? 0 : keys.get(a) - keys.get(b));
      }
      page = 0;
      render();
    }

    function render() {
      const pages = Math.max(1, Math.ceil(hits.length / PAGE));
      const first = page * PAGE;
      list.start = first + 1;
      list.replaceChildren(...hits.slice(first, first + PAGE).map(item));
      const all = data.examples.length.toLocaleString('en');
      found.textContent = hits.length === 0
        ? 'None of ' + all + ' examples fits the filters.'
        : (first + 1).toLocaleString('en') + ' to ' + Math.min(first + PAGE, hits.length).toLocaleString('en')
          + ' of ' + hits.length.toLocaleString('en')
          + (hits.length === data.examples.length ? ' examples' : ' examples that fit the filters, ' + all + ' in all');
      pager.hidden = pages === 1;
      pager.querySelector('.page').textContent = 'Page ' + (page + 1) + ' of ' + pages;
      pager.querySelector('.back').disabled = page === 0;
      pager.querySelector('.next').disabled = page === pages - 1;
    }

    function item(example) {
      const node = el('li');
      const details = el('details');
      const summary = el('summary');
      const input = example.fields.filter(([name]) => name !== 'lang').map(([, value]) => value).join(' \u00b7 ');
      summary.append(el('span', 'id', example.id));
      summary.append(withLanguage(el('span', 'input', input.slice(0, 300)), input, example.lang));
      if (data.label) summary.append(withLanguage(el('span', 'want', example.expected), example.expected, example.lang));
      const chips = el('span', 'chips');
      example.rows.forEach((row, index) => {
        if (form.elements.candidate.value === '' || Number(form.elements.candidate.value) === index) {
          chips.append(chip(row, index));
        }
      });
      summary.append(chips);
      details.append(summary);
      details.addEventListener('toggle', () => {
        if (details.open && details.children.length === 1) details.append(whole(example));
      });
      node.append(details);
      return node;
    }

    function chip(row, index) {
      const state = row ? row.is : 'absent';
      const value = state === 'scored' && row.scores.find((score) => 'value' in score);
      const sign = value ? '\u00a0' + value.value.toFixed(2) : SIGNS[state] || '\u2013';
      const node = el('span', 'chip ' + state, (index + 1) + sign);
      node.title = data.candidates[index] + ': ' + words(row);
      node.setAttribute('role', 'img');
      node.setAttribute('aria-label', node.title);
      return node;
    }

    function words(row) {
      if (!row) return 'no row';
      return row.is + (row.is === 'wrong' ? ', ' + row.predicted : '') + (row.cut ? ', cut off' : '');
    }

    function whole(example) {
      const body = el('div', 'whole');
      const terms = el('dl');
      for (const [name, value] of example.fields) {
        terms.append(el('dt', '', name), withLanguage(el('dd', '', value), value, example.lang));
      }
      if (example.ref !== undefined) {
        terms.append(el('dt', '', 'reference'), withLanguage(el('dd', 'reference', example.ref), example.ref, example.lang));
      }
      const answers = el('div', 'answers');
      example.rows.forEach((row, index) => answers.append(answer(row, index, example)));
      body.append(terms, answers);
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
      const tags = el('p', 'tags');
      if (row.is !== 'scored') tags.append(el('span', 'tag ' + row.is, (SIGNS[row.is] || '') + ' ' + row.is));
      if (row.cut) tags.append(el('span', 'tag wrong', 'cut off'));
      card.append(tags);
      if (row.err !== undefined) card.append(withLanguage(el('p', 'problem', row.err), row.err, ''));
      if (row.out !== undefined) {
        card.append(row.out ? withLanguage(el('div', 'out', row.out), row.out, example.lang) : el('p', 'muted', 'The answer is empty.'));
      }
      for (const score of row.scores) card.append(scoreLine(score, example));
      const facts = [row.took, row.tokens && (row.tokens.includes('unknown') ? row.tokens : row.tokens + ' tokens'),
        row.out === undefined ? '' : row.cost === undefined ? 'cost unknown' : money(row.cost)];
      card.append(el('p', 'facts', facts.filter(Boolean).join(' \u00b7 ')));
      if (row.prompt.length) card.append(prompt(row, example));
      return card;
    }

    function money(cost) {
      const amount = Number(cost);
      const digits = amount === 0 ? 0 : Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(amount))));
      return 'cost ' + amount.toFixed(digits) + ' ' + data.currency;
    }

    function scoreLine(score, example) {
      const line = el('p', 'score');
      line.append(el('span', 'muted', score.name + ' '));
      if ('want' in score) {
        line.append(withLanguage(el('b', '', score.got), score.got, example.lang));
        if (score.got !== score.want) line.append(el('span', 'muted', ' instead of '), withLanguage(el('span', '', score.want), score.want, example.lang));
      } else if ('none' in score) {
        line.append(el('span', '', 'unscored: ' + score.none));
      } else {
        line.append(el('b', '', 'value' in score ? score.value.toFixed(3) : '\u2013'));
      }
      return line;
    }

    function prompt(row, example) {
      const details = el('details', 'prompt');
      details.append(el('summary', '', 'Prompt'));
      details.addEventListener('toggle', () => {
        if (!details.open || details.children.length > 1) return;
        for (const [role, index] of row.prompt) {
          const text = data.texts[index];
          details.append(el('p', 'role', role), withLanguage(el('div', 'out', text), text, example.lang));
        }
      });
      return details;
    }

    function turn(step) {
      page += step;
      render();
      section.scrollIntoView();
    }

    let waiting = 0;
    form.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    });
    form.addEventListener('reset', () => setTimeout(apply, 0));
    form.addEventListener('submit', (event) => event.preventDefault());
    pager.querySelector('.back').addEventListener('click', () => turn(-1));
    pager.querySelector('.next').addEventListener('click', () => turn(1));
    section.addEventListener('filter', (event) => {
      form.reset();
      for (const [name, value] of Object.entries(event.detail)) form.elements[name].value = value;
      apply();
    });
    list.classList.toggle('plain', !data.label);
    render();
  }

  for (const block of document.querySelectorAll('.confusion')) {
    const matrices = block.querySelectorAll('.matrix');
    const pick = block.querySelector('.pick-matrix');
    pick.addEventListener('input', () => {
      for (const matrix of matrices) matrix.hidden = matrix.dataset.candidate !== pick.value;
    });
    block.addEventListener('click', (event) => {
      const cell = event.target.closest('a[data-expected]');
      if (!cell) return;
      const detail = { expected: cell.dataset.expected, predicted: cell.dataset.predicted, candidate: pick.value };
      document.querySelector(cell.getAttribute('href')).dispatchEvent(new CustomEvent('filter', { detail }));
    });
  }
  for (const section of document.querySelectorAll('.examples')) setUp(section);
})();
