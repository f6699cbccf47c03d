// The tool says that it is done (LTI Dynamic Registration 1.0): its frame goes.
const frame = document.getElementById("registration");

window.addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.origin !== frame.dataset.toolOrigin) return;
  if (!["org.imsglobal.lti.close", "lti.close"].includes(event.data?.subject)) return;
  frame.hidden = true;
  document.getElementById("before").hidden = true;
  document.getElementById("after").hidden = false;
});
