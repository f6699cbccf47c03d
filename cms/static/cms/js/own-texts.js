/* What somebody writes for themselves is saved while they write. Without this script the button does it.
   A text stays in the page, and only there, until the server said that it has it: nothing goes into the browser's storage. */

const PAUSE = 2_000, AGAIN = 5_000, AT_MOST = 60_000, PATIENCE = 20_000, SMALL = 15_000;
const unsaved = new Set();
const thisWindow = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

for (const form of document.querySelectorAll("form[data-own-text]")) watch(form);

addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

function watch(form) {
  const box = form.elements.text, state = form.querySelector("[data-state]"), part = form.closest(".reflection");
  form.elements.window.value = thisWindow;
  let kept = box.getAttribute("aria-invalid") ? null : box.value, timer = 0, wait = AGAIN, isSending = false, needsPage = false, turn = 0;

  box.addEventListener("input", () => {
    mark();
    if (!needsPage) later(PAUSE);
  });
  addEventListener("online", now);
  // A phone may close the page without a word: what is there goes out when it is put away.
  document.addEventListener("visibilitychange", () => document.hidden && now());
  addEventListener("pagehide", now);
  form.addEventListener("submit", (event) => {
    if (needsPage && navigator.onLine) return void unsaved.delete(form); // the answer shows both texts
    event.preventDefault();
    if (needsPage) say(state.dataset.lost);
    else send();
  });

  // A page that came back with something to put together: its text is not saved yet.
  if (box.getAttribute("aria-invalid")) unsaved.add(form);

  function mark() {
    if (box.value === kept) unsaved.delete(form);
    else unsaved.add(form);
  }

  function now() {
    if (unsaved.has(form) && !needsPage) send();
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  async function send() {
    clearTimeout(timer);
    if (isSending) return later(PAUSE);
    isSending = true;
    const text = box.value;
    form.elements.turn.value = ++turn;
    say(state.dataset.waiting);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        keepalive: text.length < SMALL,
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.ok) saved(text, await answer.json());
      else await refused(answer);
    } catch {
      lost();
    } finally {
      isSending = false;
    }
  }

  function saved(text, said) {
    kept = text;
    wait = AGAIN;
    form.elements.seen.value = said.revision;
    box.removeAttribute("aria-invalid");
    box.removeAttribute("aria-describedby");
    form.querySelector("[data-not-kept]")?.remove();
    part.querySelectorAll("[data-kept]").forEach((each) => (each.hidden = !said.key));
    link("[data-share]", said.share_url);
    link("[data-delete]", said.delete_url);
    mark();
    if (unsaved.has(form)) later(PAUSE);
    else say(state.dataset.saved);
  }

  async function refused(answer) {
    const isOurs = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    // Too many at once, or a server that is being started anew: try again by itself.
    if (!isOurs && (answer.status >= 500 || answer.status === 408 || answer.status === 429)) return lost();
    say(isOurs ? (await answer.json()).message : state.dataset.ended);
    needsPage = answer.status === 409;
    unsaved.add(form);
  }

  function lost() {
    say(state.dataset.lost);
    later(wait);
    wait = Math.min(wait * 2, AT_MOST);
  }

  function link(selector, address) {
    const found = part.querySelector(selector);
    if (found && address) found.href = address;
  }

  function say(words) {
    if (state.textContent !== words) state.textContent = words;
  }
}
