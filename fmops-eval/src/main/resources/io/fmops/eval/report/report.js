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

  function option(select, value, text) {
    const node = el('option', '', text);
    node.value = value;
    select.append(node);
  }

  function count(number) {
    return number.toLocaleString('en');
  }

  function setUp(section) {
    const data = new Examples(section);
    const form = section.querySelector('.filters');
    const wanted = form.elements;
    const list = section.querySelector('.rows');
    const found = section.querySelector('.found');
    const pager = section.querySelector('.pager');
    const all = Array.from({ length: data.count }, (none, at) => at);
    const orders = new Map();
    let hits = all;
    let page = 0;
    let search = 0;
    let opened = -1;
    let quiet = false;

    // A page that the browser saved has the options of the time when it was saved.
    for (const name of ['expected', 'predicted', 'slice', 'order']) wanted[name].replaceChildren(wanted[name].options[0]);
    wanted.score.replaceChildren();
    fillLabels('expected', data.label ? data.want : []);
    fillLabels('predicted', data.label ? data.got.flat() : []);
    for (const [number, tag] of data.tags.entries()) {
      const group = el('optgroup');
      group.label = tag.name;
      tag.values.forEach((value, i) => option(group, number + ':' + i, value || '(empty)'));
      wanted.slice.append(group);
    }
    needs('slice', data.tags.some((tag) => tag.values.length > 1));
    for (const { name } of data.scores) {
      option(wanted.score, name, name);
      order(name, 'lowest ' + name + ' first', (at) => Math.min(...values(at, name)));
      // What has no score comes last in both directions.
      order('most ' + name, 'highest ' + name + ' first', (at) => Math.min(...values(at, name).map((value) => -value)));
      if (data.candidates.length > 1) order('spread ' + name, 'largest difference of ' + name + ' first', (at) => -spread(at, name));
    }
    needs('order', orders.size > 0);
    needs('range', orders.size > 0);

    function language(text, lang) {
      const kana = /[\u3041-\u30ff\uff66-\uff9d]/.test(text);
      const found = kana ? 'ja' : lang || (/\p{Script=Han}/u.test(text) ? data.lang : '');
      return found && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(found) ? found : '';
    }

    // Han characters look right only in the font of their language; kana are always Japanese.
    function withLanguage(node, text, lang) {
      const found = language(text, lang);
      if (found) node.lang = found;
      node.dir = 'auto';
      return node;
    }

    function needs(name, present) {
      form.querySelector('[data-needs=' + name + ']').hidden = !present;
    }

    function order(value, text, key) {
      orders.set(value, key);
      option(wanted.order, value, text);
    }

    function fillLabels(name, numbers) {
      const different = [...new Set(numbers)].filter((number) => number >= 0).map((number) => data.labelOf(number)).filter(Boolean).sort();
      for (const value of different) option(wanted[name], value, value);
      needs(name, different.length > 1);
    }

    function candidates() {
      return wanted.candidate.value === '' ? data.candidates.map((name, i) => i) : [Number(wanted.candidate.value)];
    }

    function values(at, name) {
      return candidates().map((candidate) => data.score(at, candidate, name)).filter((value) => value !== null);
    }

    function spread(at, name) {
      const present = data.candidates.map((none, i) => data.score(at, i, name)).filter((value) => value !== null);
      return present.length > 1 ? Math.max(...present) - Math.min(...present) : -1;
    }

    // Two that are wrong in different ways disagree; one without an answer says nothing.
    function disagree(at) {
      const answers = data.got.filter((labels, i) => 'rw'.includes(data.is[i][at])).map((labels) => labels[at]);
      return new Set(answers).size > 1;
    }

    // What the filters ask for, read once and not for each example.
    function filter() {
      const number = (text) => data.label ? data.labels.indexOf(text) : -1;
      const expected = wanted.expected.value && number(wanted.expected.value);
      const predicted = wanted.predicted.value && number(wanted.predicted.value);
      const outcome = wanted.outcome.value;
      const [tag, value] = wanted.slice.value ? wanted.slice.value.split(':').map(Number) : [];
      const ranged = wanted.least.value !== '' || wanted.most.value !== '';
      const column = ranged && data.scores.find((score) => score.name === wanted.score.value);
      const least = wanted.least.value === '' ? -Infinity : Number(wanted.least.value);
      const most = wanted.most.value === '' ? Infinity : Number(wanted.most.value);
      const some = candidates();
      const picky = predicted !== '' || outcome || wanted.candidate.value || column;
      // Outcome, label and score have to be those of one and the same answer.
      const fits = (at) => some.some((i) => data.is[i][at] !== '-'
        && (predicted === '' || data.got[i][at] === predicted)
        && (!outcome || outcome === 'split' || (outcome === 'cut' ? data.cuts[i].has(at) : data.outcome(at, i) === outcome))
        && (!column || (column.of[i][at] !== null && column.of[i][at] >= least && column.of[i][at] <= most)));
      return (at) => (tag === undefined || data.tags[tag].of[at] === value)
        && (expected === '' || data.want[at] === expected)
        && (!picky || fits(at))
        && (outcome !== 'split' || disagree(at));
    }

    function apply() {
      const run = ++search;
      const words = folded(wanted.text.value).trim();
      const near = all.filter(filter());
      if (!words) {
        show(near);
        return;
      }
      const kept = [];
      let next = 0;
      // In short turns, so that typing goes on while tens of thousands of texts are read.
      const turn = () => {
        if (run !== search) return;
        const until = performance.now() + 30;
        while (next < near.length && performance.now() < until) {
          if (data.has(near[next], words)) kept.push(near[next]);
          next++;
        }
        if (next === near.length) {
          show(kept);
        } else {
          found.textContent = 'Searching: ' + Math.floor(100 * next / near.length) + ' %';
          setTimeout(turn, 0);
        }
      };
      turn();
    }

    function show(kept) {
      hits = kept;
      const key = orders.get(wanted.order.value);
      if (key) {
        const keys = new Map(hits.map((at) => [at, key(at)]));
        hits = [...hits].sort((a, b) => keys.get(a) === keys.get(b) ? a - b : keys.get(a) - keys.get(b));
      }
      page = 0;
      render();
    }

    // A link goes by the whole run: what it asks for may be in no example of this page.
    function showNone(what) {
      search++;
      show([]);
      found.textContent = 'None of the ' + count(data.count) + ' examples on this page has: ' + what + '.';
    }

    function render() {
      const pages = Math.max(1, Math.ceil(hits.length / PAGE));
      const first = page * PAGE;
      list.start = first + 1;
      list.replaceChildren(...hits.slice(first, first + PAGE).map(item));
      found.textContent = hits.length === 0
        ? 'None of ' + count(data.count) + ' examples fits the filters.'
        : count(first + 1) + ' to ' + count(Math.min(first + PAGE, hits.length)) + ' of ' + count(hits.length)
          + (hits.length === data.count ? ' examples' : ' examples that fit the filters, ' + count(data.count) + ' in all');
      pager.hidden = pages === 1;
      pager.querySelector('.page').textContent = 'Page ' + count(page + 1) + ' of ' + count(pages);
      pager.querySelector('.back').disabled = page === 0;
      pager.querySelector('.next').disabled = page === pages - 1;
    }

    function item(at) {
      const example = data.example(at);
      const node = el('li');
      const details = el('details');
      const summary = el('summary');
      const input = example.fields.filter(([name]) => name !== 'lang').map(([, value]) => value).join(' \u00b7 ');
      summary.append(el('span', 'id', example.id));
      summary.append(withLanguage(el('span', 'input', input.slice(0, 300)), input, example.lang));
      if (data.label) {
        const expected = data.labelOf(data.want[at]);
        summary.append(withLanguage(el('span', 'want', expected), expected, example.lang));
      }
      const chips = el('span', 'chips');
      for (const candidate of candidates()) chips.append(chip(at, candidate));
      summary.append(chips);
      details.append(summary);
      const fill = () => {
        if (details.open && details.children.length === 1) details.append(View.whole(example));
      };
      details.addEventListener('toggle', fill);
      if (at === opened) {
        details.open = true;
        fill();
      }
      node.append(details);
      return node;
    }

    function chip(at, candidate) {
      const state = data.outcome(at, candidate);
      const value = state === 'scored' ? data.firstScore(at, candidate) : null;
      const sign = value !== null ? '\u00a0' + value.toFixed(2) : SIGNS[state] || '\u2013';
      const node = el('span', 'chip ' + state, (candidate + 1) + sign);
      const words = state === 'absent' ? 'no row' : state
        + (state === 'wrong' ? ', ' + data.labelOf(data.got[candidate][at]) : '')
        + (data.cuts[candidate].has(at) ? ', cut off' : '');
      node.title = data.candidates[candidate] + ': ' + words;
      node.setAttribute('role', 'img');
      node.setAttribute('aria-label', node.title);
      return node;
    }

    const View = exampleView(data, { el, option, withLanguage, language, SIGNS });

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
    form.addEventListener('reset', () => {
      if (!quiet) setTimeout(apply, 0);
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    pager.querySelector('.back').addEventListener('click', () => turn(-1));
    pager.querySelector('.next').addEventListener('click', () => turn(1));
    section.addEventListener('filter', (event) => {
      quiet = true;
      form.reset();
      quiet = false;
      const { at, tag, value, ...fields } = event.detail;
      const missing = [];
      for (const [name, text] of Object.entries(fields)) {
        wanted[name].value = text;
        if (text === '' || wanted[name].value !== text) missing.push(name + ' ' + text);
      }
      if (tag !== undefined) {
        const number = data.tags.findIndex((each) => each.name === tag);
        const slice = number < 0 ? '' : number + ':' + data.tags[number].values.indexOf(value);
        wanted.slice.value = slice;
        if (slice === '' || wanted.slice.value !== slice) missing.push(tag + '=' + value);
      }
      if (missing.length) showNone(missing.join(', '));
      else if (at === undefined) apply();
      else open(at);
    });

    function open(at) {
      search++;
      hits = all;
      page = Math.floor(at / PAGE);
      opened = at;
      render();
      opened = -1;
      const summary = list.children[at % PAGE].querySelector('summary');
      summary.focus({ preventScroll: true });
      summary.scrollIntoView();
    }

    list.classList.toggle('plain', !data.label);
    render();
  }

  // Without this script all parts are shown, as they could not be picked.
  function picker(block, select, parts, number) {
    if (!select) return;
    const pick = () => {
      for (const part of parts) part.hidden = part.dataset[number] !== select.value;
    };
    select.addEventListener('input', pick);
    pick();
  }

  function filterBy(link, detail) {
    document.querySelector(link.getAttribute('href')).dispatchEvent(new CustomEvent('filter', { detail }));
  }

  for (const block of document.querySelectorAll('.confusion')) {
    const pick = block.querySelector('.pick-matrix');
    picker(block, pick, block.querySelectorAll('.matrix'), 'candidate');
    block.addEventListener('click', (event) => {
      const cell = event.target.closest('a[data-expected]');
      if (cell) filterBy(cell, { expected: cell.dataset.expected, predicted: cell.dataset.predicted, candidate: pick.value });
    });
  }
  for (const block of document.querySelectorAll('.slices')) {
    picker(block, block.querySelector('.pick-table'), block.querySelectorAll('.picked'), 'pick');
    block.addEventListener('click', (event) => {
      const link = event.target.closest('.slice-link');
      if (link) filterBy(link, { tag: link.dataset.tag, value: link.dataset.value });
    });
  }
  for (const block of document.querySelectorAll('.worst')) {
    block.addEventListener('click', (event) => {
      const link = event.target.closest('.example-link');
      if (!link) return;
      event.preventDefault();
      filterBy(link, { at: Number(link.dataset.at) });
    });
  }
  for (const section of document.querySelectorAll('.examples')) setUp(section);
})();
