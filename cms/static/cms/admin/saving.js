// One save at a time. Whoever presses a button while the first autosave of a new page is on its way would make the page a second time,
// and be told that its address is taken. So the button waits for the answer: then the form knows where its page is.

const PATIENCE = 10_000; // milliseconds; a connection that says nothing must not hold a person for ever

let underWay = null; // the autosave that was sent and not answered
let isLeaving = false;

// No autosave while a form is being sent; but should the sending come to nothing, the page saves by itself again.
const leave = (event) => {
  isLeaving = true;
  setTimeout(() => (isLeaving = !event.defaultPrevented));
  setTimeout(() => (isLeaving = false), PATIENCE);
};

document.addEventListener("w-autosave:save", (event) => {
  if (isLeaving) {
    event.preventDefault();
    return;
  }
  underWay = new Promise((resolve) => {
    const answered = () => {
      underWay = null;
      document.removeEventListener("w-autosave:success", answered);
      document.removeEventListener("w-autosave:error", answered);
      resolve();
    };
    document.addEventListener("w-autosave:success", answered);
    document.addEventListener("w-autosave:error", answered);
    setTimeout(answered, PATIENCE);
  });
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-controller~='w-autosave']")) return;
    if (!underWay) {
      leave(event);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    underWay.then(() => {
      // A button that shows that it works is switched off, and would not be sent along.
      if (button) button.disabled = false;
      form.requestSubmit(button);
    });
  },
  { capture: true },
);
