// Keys for reviewing: each presses the button or follows the link that names it. They can be switched off, and stay off.
(() => {
  "use strict";
  const kept = "review-keys";
  const note = document.getElementById("keys");
  const control = document.getElementById("keys-switch");
  let on = localStorage.getItem(kept) !== "off";

  const say = () => { control.textContent = on ? control.dataset.off : control.dataset.on; };
  if (note && control) {
    note.hidden = false;
    say();
    control.addEventListener("click", () => {
      on = !on;
      localStorage.setItem(kept, on ? "on" : "off");
      say();
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]), textarea, select");
    if (!on || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const sought = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (sought) {
      event.preventDefault();
      sought.click();
    }
  });
})();
