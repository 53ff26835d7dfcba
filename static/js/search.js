// Suggestions under the search field: a combobox with a list as the ARIA practices describe it. Without this script the
// form searches all the same. What is typed is asked for and forgotten.
(() => {
  const PAUSE = 150; // milliseconds after the last key
  const SHORTEST = 2;

  for (const form of document.querySelectorAll("form[data-search]")) {
    const input = form.querySelector("input[type=search]");
    const list = form.querySelector("[role=listbox]");
    const status = form.querySelector("[data-search-status]");
    let timer = 0;
    let asked = null; // the request under way
    let chosen = -1;

    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
      input.setAttribute(name, value);
    }

    const options = () => [...list.children];

    function choose(number) {
      chosen = number;
      options().forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
      const option = options()[number];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }

    function close() {
      clearTimeout(timer);
      if (asked) asked.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    function take(option) {
      input.value = option.dataset.text;
      close();
      form.requestSubmit();
    }

    function show(suggestions) {
      list.replaceChildren(...suggestions.map(({ text, what }, number) => {
        const option = document.createElement("li");
        const kind = document.createElement("span");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.dataset.text = text;
        kind.textContent = what;
        option.append(text, " ", kind);
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(option));
        return option;
      }));
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      choose(-1);
      const { one, many, none } = form.dataset;
      status.textContent = !suggestions.length ? none : suggestions.length === 1 ? one : `${suggestions.length} ${many}`;
    }

    async function ask() {
      if (asked) asked.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.search}?${new URLSearchParams({ q: input.value })}`, { signal: asked.signal });
        if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
      } catch { /* the next key asks again */ }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (input.value.trim().length < SHORTEST) close();
      else timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      const number = options().length;
      if (event.isComposing || list.hidden || !number) return;
      if (event.key === "ArrowDown") choose((chosen + 1) % number);
      else if (event.key === "ArrowUp") choose(chosen < 1 ? number - 1 : chosen - 1);
      else if (event.key === "Enter" && chosen >= 0) take(options()[chosen]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
  }
})();
