/* Copy buttons. Where the browser does not allow copying, the text is selected, ready for the keyboard. */
const select = (element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
};

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const value = button.parentElement.querySelector("code");
    const said = button.querySelector("span");
    select(value);
    try {
      await navigator.clipboard.writeText(value.textContent);
      said.textContent = button.dataset.copied;
    } catch {
      said.textContent = button.dataset.selected;
    }
  });
}
