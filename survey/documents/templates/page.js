"use strict";

/* What a reader can do with the page: pick out an area, sort a table, look at a figure's numbers.
   Everything is on the page without it; nothing is stored but the area, in the page's address. */
(() => {
  const words = document.getElementById("survey-words").dataset;
  const all = (where, what) => Array.from(where.querySelectorAll(what));
  const tables = all(document, ".survey-grid");
  const said = (form, name, value) => form.split(`{${name}}`).join(value);
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();

  const tool = (id) => {
    const template = document.getElementById(id);
    return template ? template.content.firstElementChild.cloneNode(true) : null;
  };

  const made = (tag, name, content) => {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = content;
    return element;
  };

  /* Words of ours inside a block of another language say which language they are. */
  const ours = (element) => {
    element.lang = document.documentElement.lang;
    element.dir = document.documentElement.dir;
    return element;
  };

  const news = ours(made("p", "survey-hidden", ""));
  news.setAttribute("role", "status");
  const announce = (message) => {
    news.textContent = message;
  };

  /* Sorting: plain rows change places among themselves, all others stay where they are. */
  const first = { numbers: "descending", words: "ascending" };
  const other = { ascending: "descending", descending: "ascending" };

  const next = (head) => {
    const now = head.getAttribute("aria-sort");
    const start = first[head.dataset.sorts];
    return now === null ? start : now === start ? other[start] : null;
  };

  const rankOf = (row, place) => {
    const rank = row.cells[place].dataset.rank;
    return rank === undefined ? null : Number(rank);
  };

  const inOrder = (rows, place, direction) => {
    const turn = direction === "descending" ? -1 : 1;
    const ranked = rows.map((row) => ({ row, rank: rankOf(row, place) }));
    const known = ranked.filter((each) => each.rank !== null);
    const unknown = ranked.filter((each) => each.rank === null);
    known.sort((one, two) => turn * (one.rank - two.rank));
    return known.concat(unknown).map((each) => each.row);
  };

  const arrange = (body, rows, place, direction) => {
    const movable = rows.filter((row) => row.classList.contains("survey-body"));
    const moved = direction ? inOrder(movable, place, direction) : movable;
    const queue = moved.slice();
    body.append(...rows.map((row) => (movable.includes(row) ? queue.shift() : row)));
  };

  const heads = (table) => {
    const places = all(table, "thead th[scope=col], thead td").map((head) => ({
      head,
      place: Number(head.dataset.place || 0),
    }));
    places.sort((one, two) => one.place - two.place);
    return places.map((each) => each.head);
  };

  const sortable = (table) => {
    const bodies = Array.from(table.tBodies, (body) => ({ body, rows: Array.from(body.rows) }));
    table.surveyHeads.forEach((head, place) => {
      if (!head.dataset.sorts) return;
      const name = text(head);
      const button = made("button", "survey-sort", "");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const direction = next(head);
        table.surveyHeads.forEach((each) => each.removeAttribute("aria-sort"));
        if (direction) head.setAttribute("aria-sort", direction);
        bodies.forEach(({ body, rows }) => arrange(body, rows, place, direction));
        const kind = head.dataset.sorts === "words" ? "Words" : "";
        const key = { ascending: `sorted${kind}Up`, descending: `sorted${kind}Down` }[direction];
        announce(key ? said(words[key], "column", name) : words.sortedNot);
      });
    });
  };

  /* Boxes: one that is wider than the page says so, and only then can the keyboard stop there. */
  const measured = new ResizeObserver((entries) => {
    entries.forEach(({ target }) => {
      const wide = target.scrollWidth > target.clientWidth + 1;
      target.classList.toggle("survey-wider", wide);
      target.classList.toggle("survey-fits", !wide);
      if (wide) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
      target.surveyHint.hidden = !wide;
    });
  });

  const hinted = (box) => {
    box.surveyHint = ours(made("p", "survey-hint", words.scroll));
    box.surveyHint.hidden = true;
    box.before(box.surveyHint);
    measured.observe(box);
  };

  /* A figure shows its picture or its numbers. */
  const switched = (figure) => {
    const picture = figure.querySelector("picture");
    const numbers = figure.querySelector(".survey-numbers");
    const tools = tool("survey-view-tool");
    if (!picture || !numbers) return;
    const buttons = all(tools, "button");
    const show = (chosen) => {
      buttons.forEach((button, place) => {
        button.setAttribute("aria-pressed", String(place === chosen));
      });
      figure.classList.toggle("survey-as-table", chosen === 1);
      numbers.open = chosen === 1;
    };
    buttons.forEach((button, place) => button.addEventListener("click", () => show(place)));
    figure.classList.add("survey-switched");
    picture.before(ours(tools));
  };

  /* Areas: the rows of one are marked; those of others are folded away until asked for. */
  const stays = (row) => row.classList.contains("survey-contrast") || row.classList.contains("survey-all");

  const unfolder = (table) => {
    const button = ours(made("button", "survey-tools survey-unfold", ""));
    button.type = "button";
    button.addEventListener("click", () => {
      table.surveyOpen = !table.surveyOpen;
      fold(table);
    });
    table.closest(".survey-scroll").after(button);
    return button;
  };

  const fold = (table) => {
    const rows = all(table, "tbody tr");
    const mine = rows.filter((row) => row.classList.contains("survey-picked"));
    const others = rows.filter((row) => row.dataset.area && !mine.includes(row) && !stays(row));
    const can = mine.length > 0 && others.length > 0;
    others.forEach((row) => row.classList.toggle("survey-folded", can && !table.surveyOpen));
    all(table, "tbody").forEach((body) => {
      const heading = body.querySelector(".survey-heading");
      if (!heading || mine.includes(heading)) return;
      const below = all(body, "tr:not(.survey-heading)");
      const gone = below.length > 0 && below.every((row) => row.classList.contains("survey-folded"));
      heading.classList.toggle("survey-folded", gone);
    });
    if (!table.surveyButton) table.surveyButton = unfolder(table);
    table.surveyButton.hidden = !can;
    table.surveyButton.setAttribute("aria-expanded", String(table.surveyOpen));
    table.surveyButton.textContent = table.surveyOpen ? words.othersFold : words.othersShow;
  };

  const marked = (row, picked) => {
    row.classList.toggle("survey-picked", picked);
    if (picked && row.cells.length) {
      row.cells[0].append(" ", ours(made("span", "survey-flag", words.areaPicked)));
    }
  };

  const line = (table, row) => {
    const cells = Array.from(row.cells);
    const paragraph = made("p", "", "");
    paragraph.append(made("strong", "", `${text(cells[0])}: `));
    const parts = cells.slice(1).map((cell, place) => {
      const head = table.surveyHeads[place + 1];
      return text(cell) && head ? `${text(head)} ${text(cell)}` : "";
    });
    paragraph.append(parts.filter(Boolean).join(" · "));
    return paragraph;
  };

  const describe = (figure, code) => {
    all(figure, ".survey-lines").forEach((lines) => lines.remove());
    const table = figure.querySelector(".survey-grid");
    if (!table || !code) return;
    const rows = all(table, "tbody tr[data-area]").filter((row) => row.dataset.area === code);
    if (!rows.length) return;
    const beside = all(table, "tbody .survey-contrast");
    const lines = made("div", "survey-lines", "");
    lines.append(...rows.concat(beside).map((row) => line(table, row)));
    figure.querySelector(".survey-numbers").before(lines);
  };

  const pick = (code) => {
    all(document, ".survey-flag").forEach((flag) => flag.remove());
    all(document, ".survey-figure").forEach((figure) => describe(figure, code));
    tables.forEach((table) => {
      const rows = all(table, "tbody tr[data-area]");
      if (!rows.length) return;
      rows.forEach((row) => marked(row, Boolean(code) && row.dataset.area === code && !stays(row)));
      table.surveyOpen = false;
      fold(table);
    });
  };

  const addressed = () => {
    const match = /^#area=(.*)$/.exec(location.hash);
    try {
      return match ? decodeURIComponent(match[1]) : null;
    } catch {
      return null;
    }
  };

  const remember = (code) => {
    const address = code ? `#area=${encodeURIComponent(code)}` : location.pathname + location.search;
    try {
      history.replaceState(null, "", address);
    } catch {
      /* a page in a frame of another site may have no address of its own */
    }
  };

  const areas = (bar) => {
    const select = bar.querySelector("select");
    const reset = bar.querySelector("button");
    const apply = (aloud) => {
      const code = select.value.replace(/^area-/, "");
      reset.hidden = !code;
      pick(code);
      if (!aloud) return;
      const name = text(select.options[select.selectedIndex]);
      announce(code ? said(words.areaOn, "area", name) : words.areaOff);
    };
    const fromAddress = (aloud) => {
      const code = addressed();
      if (code === null) return;
      select.value = `area-${code}`;
      if (select.selectedIndex === -1) select.value = "";
      apply(aloud);
    };
    const chosen = () => {
      remember(select.value.replace(/^area-/, ""));
      apply(true);
    };
    select.addEventListener("change", chosen);
    reset.addEventListener("click", () => {
      select.value = "";
      chosen();
      select.focus();
    });
    addEventListener("hashchange", () => fromAddress(true));
    reset.hidden = true;
    document.querySelector(".sheet").before(bar);
    new ResizeObserver(() => {
      document.body.style.setProperty("--survey-bar", `${bar.offsetHeight}px`);
    }).observe(bar);
    fromAddress(false);
  };

  document.body.append(news);
  tables.forEach((table) => {
    table.surveyHeads = heads(table);
    table.surveyOpen = false;
  });
  tables.forEach(sortable);
  all(document, ".survey-scroll").forEach(hinted);
  all(document, ".survey-figure").forEach(switched);
  const bar = tool("survey-area-tool");
  if (bar) areas(bar);
})();
