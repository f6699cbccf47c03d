// Shows of a lesson's choices what its grade band has, as soon as the grade band changes. What is chosen stays chosen and in sight.

const ticked = (part) => part.querySelector("input:checked") !== null;

const show = (box, band) => {
  for (const part of box.querySelectorAll("[data-only-band]")) part.hidden = part.dataset.onlyBand !== band;
  for (const drawer of box.querySelectorAll("details[data-band]")) drawer.open = drawer.dataset.band === band || ticked(drawer);
  for (const choice of box.querySelectorAll("[data-bands]")) {
    const isAllowed = !band || choice.dataset.bands.split(" ").includes(band);
    choice.hidden = !isAllowed && !ticked(choice);
    choice.querySelector("[data-refused]").hidden = isAllowed;
    choice.querySelector("[data-allowed-in]").hidden = Boolean(band);
  }
};

for (const box of document.querySelectorAll("[data-choices]")) {
  const band = box.closest("form")?.elements[box.dataset.choices];
  if (!band) continue;
  band.addEventListener("change", () => show(box, band.value));
  show(box, band.value);
}
