/* The picker, where the next screen comes as a part of the page. */

// The launch may have ended, or the site asks to slow down: let the browser show that page whole.
document.addEventListener("htmx:response:error", () => document.getElementById("picker")?.submit());

// No connection: keep what was chosen, say so in words.
const say = (hidden) => { const trouble = document.querySelector("[data-trouble]"); if (trouble) trouble.hidden = hidden; };
document.addEventListener("htmx:error", () => say(false));
document.addEventListener("htmx:before:request", () => say(true));
