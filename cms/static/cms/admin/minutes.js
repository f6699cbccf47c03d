// The minutes of all steps beside the lesson's own, while somebody types, adds, moves or deletes steps.
// The words come from the page; without this script it says what was saved.

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);

// A deleted step stays in the form, marked as such.
const isDeleted = (form, prefix) => form.elements[`${prefix}-deleted`]?.value === "1";

const summed = (form, name) => {
  let sum = 0;
  for (const input of form.querySelectorAll(`input[name^="${name}-"][name$="-value-minutes"]`)) {
    if (!isDeleted(form, input.name.replace(/-value-minutes$/, ""))) sum += Math.max(0, Number.parseInt(input.value, 10) || 0);
  }
  return sum;
};

const wording = (box, sum, duration) => {
  if (!(duration > 0)) return fill(box.dataset.alone, { sum });
  const which = sum === duration ? "even" : sum < duration ? "left" : "over";
  return fill(box.dataset[which], { sum, duration, rest: Math.abs(duration - sum) });
};

const follow = (box) => {
  const form = box.closest("form");
  const said = box.querySelector("[data-minutes-said]");
  const use = box.querySelector("[data-minutes-use]");
  const duration = form.elements[box.dataset.duration];
  if (!duration) return;
  let timer;

  const show = () => {
    const sum = summed(form, box.dataset.steps);
    const minutes = Number.parseInt(duration.value, 10);
    const text = wording(box, sum, minutes);
    // Said again only when it is something else: it is read aloud.
    if (said.textContent !== text) said.textContent = text;
    box.classList.toggle("is-over", minutes > 0 && sum > minutes);
    box.classList.toggle("is-even", sum > 0 && sum === minutes);
    use.textContent = fill(box.dataset.use, { sum });
    use.hidden = sum === 0 || sum === minutes;
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  };

  use.addEventListener("click", () => {
    duration.value = summed(form, box.dataset.steps);
    duration.dispatchEvent(new Event("input", { bubbles: true }));
    duration.dispatchEvent(new Event("change", { bubbles: true }));
    show();
    said.focus();
  });
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // Steps come, go and are put back without an event of their own.
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => !box.contains(target))) soon();
  }).observe(form, { subtree: true, childList: true, attributes: true, attributeFilter: ["value", "aria-hidden", "style"] });
  show();
};

document.querySelectorAll("[data-minutes]").forEach(follow);
