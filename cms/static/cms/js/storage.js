/* A launch without cookies: the platform keeps one value for us, in a window of its own (LTI postMessage storage).
   What is secret goes to the platform's own origin alone and is believed from there alone. With or without an answer the page goes on. */

const PATIENCE = 1000; // milliseconds
const PREFIXES = ["lti.", "org.imsglobal.lti."];
const MOST_CHARS = 200;

const around = window.parent === window ? window.opener : window.parent;

/** The platform's window by name, or null. */
function windowNamed(name) {
  if (name === "_parent") return around;
  try {
    const found = around.frames[name];
    return typeof found.postMessage === "function" ? found : null;
  } catch {
    return null; // no such frame: windows of another site say so by an error
  }
}

function read(data) {
  if (typeof data !== "string") return data;
  try {
    return JSON.parse(data); // some platforms write their messages as text
  } catch {
    return null;
  }
}

/** Calls `answered` with each answer of this very window to this very question; with origin "*" only for what is no secret. */
function ask(target, origin, subject, fields, answered) {
  const id = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join("-");
  window.addEventListener("message", (event) => {
    if (event.source !== target || (origin !== "*" && event.origin !== origin)) return;
    const said = read(event.data);
    if (said?.message_id === id && said.subject === `${subject}.response` && !said.error) answered(said);
  });
  target.postMessage({ subject, message_id: id, ...fields }, origin);
}

/** What the storage says to `verb`, where `isGood`, or null when it said nothing for a second. */
function exchange({ target, origin }, verb, fields, isGood) {
  return new Promise((resolve) => {
    if (!around) {
      resolve(null);
      return;
    }
    setTimeout(resolve, PATIENCE, null);
    const asked = new Set();
    const askAt = (name, subject) => {
      const place = windowNamed(name);
      if (!place || asked.has(`${name} ${subject}`)) return;
      asked.add(`${name} ${subject}`);
      ask(place, origin, subject, fields, (said) => isGood(said) && resolve(said));
    };
    for (const prefix of PREFIXES) {
      askAt(target, `${prefix}${verb}`);
      // Where the login named a frame that is not there, the platform can say which one is.
      ask(around, "*", `${prefix}capabilities`, {}, (said) => {
        for (const { subject, frame } of Array.isArray(said.supported_messages) ? said.supported_messages : []) {
          if (subject === `${prefix}${verb}`) askAt(typeof frame === "string" ? frame : "_parent", subject);
        }
      });
    }
  });
}

const link = document.querySelector("a[data-keep]");
const form = document.querySelector("form[data-ask]");

if (link) {
  const { key, keep: value } = link.dataset;
  await exchange(link.dataset, "put_data", { key, value }, () => true);
  location.replace(link.href);
}
if (form) {
  const { key } = form.dataset;
  const isGood = ({ key: named = key, value }) => named === key && typeof value === "string" && value.length <= MOST_CHARS;
  const said = await exchange(form.dataset, "get_data", { key }, isGood);
  form.elements.secret.value = said?.value ?? "";
  form.submit();
}
