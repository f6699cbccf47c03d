/* The progression map: threads, arrow keys, and the switch between map and list.
   Without it the map is a table of links, and the list stands below it. */

const SVG = "http://www.w3.org/2000/svg";
const views = document.querySelector("[data-views]");
const map = views?.querySelector("[data-map]");
if (map) {
  const cells = new Map([...map.querySelectorAll(".cell[data-code]")].map((cell) => [cell.dataset.code, cell]));
  const threads = makeThreads(cells);
  const redraw = () => draw(map, threads);

  light(map, cells, threads);
  map.addEventListener("keydown", (event) => moveFocus(map, event));
  new ResizeObserver(redraw).observe(map);
  document.fonts.ready.then(redraw);
  addEventListener("beforeprint", redraw);
  matchMedia("print").addEventListener("change", redraw);

  switchViews(views, redraw);
  rememberPlace(cells);
}

/* Threads ---------------------------------------------------------------------------------------------------------- */

function makeThreads(cells) {
  const threads = [];
  for (const [code, cell] of cells) {
    for (const earlier of cell.dataset.from.split(" ").filter((each) => cells.has(each))) {
      threads.push({ from: cells.get(earlier), to: cell, path: document.createElementNS(SVG, "path"), end: document.createElementNS(SVG, "circle") });
    }
  }
  return threads;
}

function draw(map, threads) {
  const box = map.getBoundingClientRect();
  let svg = map.querySelector(".threads");
  if (!svg) {
    svg = document.createElementNS(SVG, "svg");
    svg.classList.add("threads");
    svg.setAttribute("aria-hidden", "true");
    svg.append(...threads.flatMap((thread) => [thread.path, thread.end]));
    map.prepend(svg);
  }
  if (!box.width) return;
  const place = (cell) => {
    const { left, right, top, height } = cell.getBoundingClientRect();
    return { left: left - box.left, right: right - box.left, middle: top - box.top + height / 2 };
  };
  for (const { from, to, path, end } of threads) {
    const [a, b] = [place(from), place(to)];
    const [startY, endY] = [a.middle + slot(threads, "from", from, to), b.middle + slot(threads, "to", to, from)];
    const [x, endX] = [a.right, b.left - 3];
    // Bends in the gap before its end, so that a thread over several bands passes behind what lies between.
    const bend = Math.max(x, endX - 40);
    path.setAttribute("d", `M${x} ${startY}H${bend}C${(bend + endX) / 2 + 8} ${startY} ${(bend + endX) / 2 - 8} ${endY} ${endX} ${endY}`);
    end.setAttribute("cx", endX);
    end.setAttribute("cy", endY);
    end.setAttribute("r", 3);
  }
}

/* Several threads at one side of a cell lie beside each other: straight ones in the middle, the others on the side they go to. */
function slot(threads, side, cell, other) {
  const far = side === "from" ? "to" : "from";
  const height = (each) => Math.round(each.getBoundingClientRect().top - cell.getBoundingClientRect().top);
  const heights = threads.filter((thread) => thread[side] === cell).map((thread) => height(thread[far])).sort((a, b) => a - b);
  const level = height(other);
  const between = level < 0 ? heights.filter((each) => each >= level && each < 0) : heights.filter((each) => each <= level && each > 0);
  return Math.sign(level) * between.length * 11;
}

/* What a cell builds on and leads to, for the pointer and for the keyboard alike. */
function light(map, cells, threads) {
  const show = (cell) => {
    map.classList.toggle("is-lit", Boolean(cell));
    for (const each of cells.values()) {
      each.classList.toggle("is-near", each === cell);
      delete each.dataset.tie;
    }
    for (const { from, to, path, end } of threads) {
      const isOn = Boolean(cell) && (from === cell || to === cell);
      path.classList.toggle("is-on", isOn);
      end.classList.toggle("is-on", isOn);
      if (!isOn) continue;
      const near = from === cell ? to : from;
      near.classList.add("is-near");
      near.dataset.tie = from === cell ? map.dataset.toLabel : map.dataset.fromLabel;
    }
  };
  const focused = () => (map.contains(document.activeElement) ? document.activeElement.closest(".cell") : null);
  for (const cell of cells.values()) {
    cell.addEventListener("pointerenter", () => show(cell));
    cell.addEventListener("pointerleave", () => show(focused()));
    cell.addEventListener("focus", () => show(cell));
    cell.addEventListener("blur", () => show(null));
  }
}

/* Arrow keys ------------------------------------------------------------------------------------------------------- */

function moveFocus(map, event) {
  const cell = event.target.closest(".cell");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const box = cell.closest("td");
  const row = inTable(box.parentElement);
  const column = inTable(map.querySelector("tbody"), `td:nth-child(${box.cellIndex + 1}) `);
  const nth = [...box.querySelectorAll(".cell")].indexOf(cell);
  const aside = (step) => {
    for (let next = step(box); next; next = step(next)) {
      const there = inTable(next);
      if (there.length) return there[Math.min(nth, there.length - 1)];
    }
    return null;
  };
  const next = {
    ArrowLeft: () => aside((each) => each.previousElementSibling),
    ArrowRight: () => aside((each) => each.nextElementSibling),
    ArrowUp: () => column[column.indexOf(cell) - 1],
    ArrowDown: () => column[column.indexOf(cell) + 1],
    Home: () => row[0],
    End: () => row.at(-1),
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next()?.focus();
}

function inTable(root, scope = "") {
  return [...root.querySelectorAll(`${scope}a.cell[href]`)];
}

/* Map or list ------------------------------------------------------------------------------------------------------ */

function switchViews(views, redraw) {
  const control = views.querySelector("[data-switch]");
  const buttons = [...control.querySelectorAll("[data-show]")];
  const show = () => {
    const view = new URLSearchParams(location.search).get("view") === "list" ? "list" : "map";
    views.dataset.view = view;
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.show === view);
    redraw();
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const url = new URL(location.href);
      url.hash = "";
      if (button.dataset.show === "list") url.searchParams.set("view", "list");
      else url.searchParams.delete("view");
      if (url.href !== location.href) history.pushState(null, "", url);
      show();
    });
  }
  addEventListener("popstate", show);
  control.hidden = false;
  show();
}

/* Back from a competency's page: to the cell one came from. The address remembers it, so this works where the browser keeps nothing. */
function rememberPlace(cells) {
  for (const [code, cell] of cells) {
    cell.addEventListener("click", () => history.replaceState(history.state, "", `#${encodeURIComponent(code)}`));
  }
  const code = decodeURIComponent(location.hash.slice(1));
  const cell = cells.get(code);
  const inList = document.getElementById(code);
  if (cell?.checkVisibility()) cell.focus();
  else if (inList?.matches("details")) inList.open = true;
}
