// Lets the tool set the height of its frame (lti.frameResize), so that one scrollbar is enough.
const frame = document.getElementById("tool-frame");

window.addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.data?.subject !== "lti.frameResize") return; // objects only: text is Sakai's way
  if (frame.dataset.toolOrigin && event.origin !== frame.dataset.toolOrigin) return;
  const height = Number.parseInt(event.data.height, 10);
  if (height > 0) frame.style.flex = `0 0 ${Math.min(height, 20000)}px`;
});
