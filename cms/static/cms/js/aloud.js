/* A lesson read aloud: shows one page at a time and lets the browser read it.
   The pages are turned by plain links to #page-2, so back, reload and a sent address work by themselves; this only hides the others. */

const stage = document.querySelector("[data-stage]");
const turns = stage ? [...stage.querySelectorAll("[data-turn]")] : [];
let here = null;
let speaking = null;

function turnOfAddress() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return turns[0];
  // Something below the pages: stay where we are, or on the last page after a reload.
  return target.closest("[data-turn]") ?? here ?? turns.at(-1);
}

function show(turn) {
  if (turn === here) return;
  here = turn;
  quiet();
  for (const one of turns) one.classList.toggle("is-here", one === turn);
}

function goBy(key) {
  if (key === "ArrowRight") return here.querySelector('[data-go="on"]');
  if (key === "ArrowLeft") return here.querySelector('[data-go="back"]');
  return null;
}

if (turns.length) {
  show(turnOfAddress());
  stage.classList.add("is-paged"); // only now: whatever fails before this leaves all pages readable
  window.addEventListener("hashchange", () => {
    show(turnOfAddress());
    const target = document.getElementById(location.hash.slice(1)) ?? here;
    // The browser looked for the page while it was hidden. Focus also tells a screen reader where we are. Below the pages the browser
    // did it already, and a quick reader is a button further by now.
    if (!target.contains(document.activeElement)) target.focus?.({ preventScroll: true });
    target.scrollIntoView({ block: target === here ? "nearest" : "start" });
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [role='region']")) return;
    show(turnOfAddress()); // the address is ahead of us where keys follow each other quickly
    const link = goBy(event.key);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

// Reading aloud ------------------------------------------------------------------------------------------------------

function mark(button, isSpeaking) {
  button.setAttribute("aria-pressed", String(isSpeaking));
  button.querySelector('[data-when="quiet"]').hidden = isSpeaking;
  button.querySelector('[data-when="speaking"]').hidden = !isSpeaking;
}

function quiet() {
  if (!speaking) return;
  const button = speaking;
  speaking = null;
  speechSynthesis.cancel();
  mark(button, false);
}

/** The words in reading order, with a stop after each line, answer or word, so that they are not read as one sentence. */
function wordsOf(element) {
  const lines = [...element.querySelectorAll("p, li, dt, dd, h3, button span, td, th")].filter((line) => !line.querySelector("p, li"));
  const said = (lines.length ? lines : [element]).map((line) => line.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);
  return said.map((line) => (/[.!?…:]$/.test(line) ? line : `${line}.`)).join(" ");
}

function voiceFor(language) {
  const [short] = language.toLowerCase().split("-");
  const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === short);
  // A voice of this computer: the words of a lesson are sent nowhere.
  return voices.find((voice) => voice.localService) ?? null;
}

function listen(button) {
  const isSame = speaking === button;
  quiet();
  if (isSame) return;
  const text = document.getElementById(button.dataset.listen);
  const language = text.closest("[lang]").lang;
  const utterance = new SpeechSynthesisUtterance(wordsOf(text));
  utterance.lang = language;
  utterance.rate = 0.85;
  const voice = voiceFor(language);
  if (voice) utterance.voice = voice;
  const done = () => {
    if (speaking !== button) return;
    speaking = null;
    mark(button, false);
  };
  utterance.addEventListener("end", done);
  utterance.addEventListener("error", done);
  speaking = button;
  mark(button, true);
  speechSynthesis.speak(utterance);
}

function reveal(root) {
  for (const button of root.querySelectorAll("[data-listen]")) button.hidden = false;
}

if ("speechSynthesis" in window) {
  reveal(document);
  speechSynthesis.getVoices(); // some browsers load their list only when asked
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-listen]");
    if (button) listen(button);
  });
  // An answered check comes back as a new element.
  new MutationObserver(() => {
    if (speaking && !speaking.isConnected) quiet();
    reveal(document);
  }).observe(document.querySelector("main"), { childList: true, subtree: true });
  window.addEventListener("pagehide", quiet);
}
