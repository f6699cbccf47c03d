/* The picker, where the next screen comes as a part of the page.
   What is chosen changes here at once, and the server draws it anew: a second click does not lose the first one, however slow the network is. */
const changes = {
  toggle(button) {
    const boxes = [...button.closest("section").querySelectorAll("input[name=pick]")].filter((box) => box.value !== button.value);
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
  },
  drop(button) {
    document.querySelectorAll(`#picker input[name=pick][value="${button.value}"]`).forEach((pick) => {
      if (pick.type === "hidden") pick.remove();
      else pick.checked = false;
    });
    document.getElementById("add").focus();
  },
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("#picker button[name=toggle], #picker button[name=drop]");
  if (!button) return;
  event.preventDefault();
  changes[button.name](button);
  document.getElementById("picker").dispatchEvent(new Event("change", { bubbles: true }));
});

// The launch may have ended, or the site asks to slow down: let the browser show that page whole.
document.addEventListener("htmx:response:error", () => document.getElementById("picker")?.submit());

// No connection: keep what was chosen, say so in words.
const say = (hidden) => { const trouble = document.querySelector("[data-trouble]"); if (trouble) trouble.hidden = hidden; };
document.addEventListener("htmx:error", () => say(false));
document.addEventListener("htmx:before:request", () => say(true));
