// One save at a time. Whoever presses a button while the first autosave of a new page is on its way would make the page a second time,
// and be told that its address is taken. So the button waits for the answer: then the form knows where its page is.

const PATIENCE = 10_000; // milliseconds; a connection that says nothing must not hold a person for ever

let underWay = null; // the timer of an autosave that was sent and not answered
let pressed = null; // the form, and the button of it, that wait for the answer; pressed twice, the last one counts
let isLeaving = false;

const answered = () => {
  clearTimeout(underWay);
  underWay = null;
  if (!pressed) return;
  const { form, button } = pressed;
  pressed = null;
  // A button that shows that it works is switched off, and would not be sent along.
  if (button) button.disabled = false;
  form.requestSubmit(button);
};

// No autosave while a form is being sent; but should the sending come to nothing, the page saves by itself again.
const leave = (event) => {
  isLeaving = true;
  setTimeout(() => (isLeaving = !event.defaultPrevented));
  setTimeout(() => (isLeaving = false), PATIENCE);
};

document.addEventListener("w-autosave:save", (event) => {
  if (isLeaving) event.preventDefault();
  else underWay = setTimeout(answered, PATIENCE);
});
document.addEventListener("w-autosave:success", answered);
document.addEventListener("w-autosave:error", answered);

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-controller~='w-autosave']")) return;
    if (underWay === null) {
      leave(event);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = { form, button: event.submitter };
  },
  { capture: true },
);
