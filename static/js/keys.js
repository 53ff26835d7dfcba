// Single keys for people who work through lists: they only move the focus, Enter does the rest. Who switches them off
// on the page "keys" gets neither this script nor its dialog.
(() => {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const ENTRIES = ".dzm-job__title a, .dzm-table th[scope=row] a, .dzm-results h2 a, .dzm-case__title a";
  const ROW = ".dzm-job, .dzm-case, .dzm-results > li, tr";

  const shown = (element) => element.getClientRects().length > 0;
  const entries = () => [...document.querySelectorAll(ENTRIES)].filter(shown);

  const move = (step) => {
    const all = entries();
    if (!all.length) return;
    const row = document.activeElement.closest(ROW);
    const at = all.findIndex((entry) => entry === document.activeElement || (row && row.contains(entry)));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next].focus();
  };

  const focusAction = () => {
    const row = document.activeElement.closest(ROW);
    const button = row && row.querySelector(".kern-btn");
    if (button) button.focus();
  };

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    a: focusAction,
    t: () => { window.location.assign(dialog.dataset.today); },
    "/": () => { document.querySelector("main input[type=search]")?.focus(); },
    "?": () => { dialog.showModal(); },
  };

  const types = (element) => element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || types(event.target)) return;
    const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => { dialog.close(); });

  // A link to a field of a folded form opens the form and puts the cursor there.
  const field = window.location.hash.length > 1 && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  if (field && (types(field) || field.tagName === "DETAILS")) {
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
  }
})();
