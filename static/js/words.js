// Says under long text fields how much is written, in words, and when the room runs out. Without this the line names a
// good length. What changes is read out once a person pauses, not with every key.
(() => {
  const PAUSE = 700; // milliseconds after the last key
  const NEARLY_FULL = 0.1; // of the room is left

  const fill = (text, n) => text.replace("{n}", n.toLocaleString(document.documentElement.lang));

  function sentence(line, text) {
    const { one, many, few, good, plenty, left, over, letters, fewest, most } = line.dataset;
    const words = text.trim().split(/\s+/).filter(Boolean).length;
    const room = Number(letters) - text.replace(/\r\n?/g, "\n").length;
    if (room < 0) return fill(over, -room);
    const parts = [words === 1 ? one : fill(many, words)];
    if (room < Number(letters) * NEARLY_FULL) parts.push(fill(left, room));
    else if (most && words < Number(fewest)) parts.push(few);
    else if (most) parts.push(words <= Number(most) ? good : plenty);
    return parts.join(" ");
  }

  function watch(line) {
    const field = document.getElementById(line.dataset.wordsOf);
    if (!field || line.dataset.watched) return;
    line.dataset.watched = "1";
    const hint = line.textContent;
    let timer = 0;
    const show = () => {
      const text = field.value.trim() ? sentence(line, field.value) : hint;
      if (line.textContent !== text) line.textContent = text;
      line.classList.toggle("dzm-late", field.value.length > Number(line.dataset.letters));
    };
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE);
    });
    show();
  }

  const watchAll = () => document.querySelectorAll("[data-words-of]").forEach(watch);
  watchAll();
  document.addEventListener("htmx:afterSwap", watchAll);
})();
