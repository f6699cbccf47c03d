// The platform's side of postMessage storage, in the page itself or in a frame of its own, and ways to do it wrong on purpose.
const { content: mode, dataset } = document.querySelector('meta[name="storage"]');
const kept = new Map();
window.heard = []; // for tests: what was delivered to this window
const isFrame = Boolean(dataset.inFrame);
const keepsHere = mode === "impostor" ? !isFrame : isFrame || !dataset.frame;
const prefix = mode === "legacy" ? "org.imsglobal.lti." : "lti.";
const verbs = ["put_data", "get_data"].map((verb) => prefix + verb);

function capabilities() {
  const place = keepsHere ? {} : { frame: dataset.frame };
  return { supported_messages: [...verbs.map((subject) => ({ subject, ...place })), { subject: `${prefix}frameResize` }] };
}

function answerTo({ subject, key, value }, origin) {
  if (typeof key !== "string") return { error: { code: "bad_request", message: "a key is needed" } };
  const name = `${origin} ${key}`;
  if (subject === verbs[0]) {
    if (value === null) kept.delete(name);
    else kept.set(name, value);
    return { key, value };
  }
  const found = kept.get(name) ?? null;
  if (mode === "null") return { key, value: null };
  return { key, value: mode === "wrong-value" ? "somebody else's" : found };
}

window.addEventListener("message", (event) => {
  const asked = event.data;
  window.heard.push(asked);
  if (mode === "impostor" && isFrame) {
    // Told by the page what to answer: everything is right but who says it.
    if (asked?.relayed) window.parent.frames["tool-frame"].postMessage(asked.relayed, "*");
    return;
  }
  if (event.origin !== dataset.toolOrigin || typeof asked?.subject !== "string") return;
  const said = { subject: `${asked.subject}.response`, message_id: asked.message_id };
  if (asked.subject === `${prefix}capabilities` && !isFrame) Object.assign(said, capabilities());
  else if (keepsHere && verbs.includes(asked.subject)) Object.assign(said, answerTo(asked, event.origin));
  else return;
  if (mode === "silent") return;
  if (asked.subject === verbs[1]) {
    if (mode === "wrong-id") said.message_id += "-not";
    if (mode === "wrong-subject") said.subject = `${asked.subject}.answer`;
    if (mode === "impostor") {
      window.frames[dataset.frame].postMessage({ relayed: said }, "*");
      return;
    }
    if (mode === "late") {
      setTimeout(() => event.source.postMessage(said, event.origin), 3000);
      return;
    }
  }
  event.source.postMessage(said, event.origin);
});
