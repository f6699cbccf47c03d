/* A page in a platform's frame: tells the platform how high the page is, so that only one of them scrolls, and begins at the heading. */

const LEAST = 320; // pixels
const SETTLE = 100; // milliseconds without a change before anything is said
const FOLLOWING = 4; // times in a row: fonts and pictures that come late make it grow as well

// Heights -------------------------------------------------------------------------------------------------------------

const allowed = document.querySelector('meta[name="frame-origins"]')?.content.split(" ") ?? [];
// Where the browser tells who is around us, that one alone; the others are told nothing in any case, since they are not there.
const [around] = location.ancestorOrigins ?? [];
const origins = around ? allowed.filter((origin) => origin === around) : allowed;

let said = 0;
let followed = 0;
let timer = null;

function wanted() {
  return Math.max(LEAST, Math.ceil(document.body.getBoundingClientRect().bottom + window.scrollY));
}

function say(height) {
  said = height;
  const message = { subject: "lti.frameResize", height };
  // The older name for platforms that know only that, and text for those that read only text (Sakai).
  const forms = [message, { ...message, subject: "org.imsglobal.lti.frameResize" }, JSON.stringify(message)];
  for (const origin of origins) for (const form of forms) window.parent.postMessage(form, origin);
}

function settle() {
  const height = wanted();
  if (Math.abs(height - said) < 2) return;
  // A page that grows each time its frame did what it asked follows the frame: it would never end.
  followed = said && window.innerHeight === said && height > said ? followed + 1 : 0;
  if (followed < FOLLOWING) say(height);
}

if (window.parent !== window && origins.length) {
  new ResizeObserver(() => {
    clearTimeout(timer);
    // The first time at once: who clicks as soon as they see the page must not have it move under the pointer.
    if (said) timer = setTimeout(settle, SETTLE);
    else settle();
  }).observe(document.body);
  // What a person does may make it grow as often as they like.
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { followed = 0; }, { passive: true });
}

// The heading ---------------------------------------------------------------------------------------------------------

// A launch comes by a redirect; a link inside it does not, and keeps its own focus.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type === "navigate" && arrival.redirectCount > 0 && document.activeElement === document.body && !location.hash) {
  const heading = document.querySelector("main h1") ?? document.querySelector("main");
  if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
