/* Checks for understanding, when the answer does not come back as a fragment.
   Focus after a good answer needs no script of ours: htmx honours `autofocus` in what it swaps in. */

// The launch may have ended, or the site asks to slow down: let the browser show that page whole.
document.addEventListener("htmx:response:error", (event) => {
  const { status } = event.detail.ctx.response;
  if (event.target.matches("form.check") && status !== 422) event.target.submit();
});

// No connection: keep the page, say so in words.
document.addEventListener("htmx:error", (event) => {
  const trouble = event.target.querySelector?.("[data-trouble]");
  if (trouble) trouble.hidden = false;
});
document.addEventListener("htmx:before:request", (event) => {
  const trouble = event.target.querySelector?.("[data-trouble]");
  if (trouble) trouble.hidden = true;
});
