// Keeps what people type into long forms (data-keep) until the server has it: on this device for some hours, and with
// data-autosave also in a draft on the server. An expired session, a lost connection or the back button lose nothing.
// What is kept belongs to one person: it goes at sign-out, when somebody else signs in, and when the form was sent.
(() => {
  const PREFIX = "dzm-keep:";
  const HOURS = 12;
  const PAUSE = 1500; // milliseconds after the last key
  const RETRY = 10000;
  const SKIPPED = ["hidden", "password", "file", "submit", "button"];
  // Who is not signed in is one person per browser: `data-keep-owner` on a page that keeps what visitors type.
  const user = document.body.dataset.keepUser || document.querySelector("[data-keep-owner]")?.dataset.keepOwner;

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, entry) => { try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* full or forbidden */ } };
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };
  const forget = (key) => { try { localStorage.removeItem(key); } catch { /* forbidden */ } };

  for (const key of keys()) {
    const entry = read(key);
    const isForeign = user && !key.startsWith(`${PREFIX}${user}:`);
    const isOld = !entry || Date.now() - entry.at > HOURS * 3600000;
    const isDone = user && entry && entry.sent && entry.path !== location.pathname;
    if (isForeign || isOld || isDone) forget(key);
  }
  document.addEventListener("submit", (event) => {
    if (/\/(logout|restart)\/$/.test(event.target.action)) keys().forEach(forget);
  });

  const form = document.querySelector("form[data-keep]");
  if (!form || !user) return;
  const draft = form.dataset.draft;
  const key = `${PREFIX}${user}:${draft || location.pathname}`;
  const line = form.querySelector("[data-saved]");
  const controls = () => [...form.elements].filter((each) => each.name && !SKIPPED.includes(each.type));
  const isTicked = (each) => each.type === "checkbox" || each.type === "radio";

  function typed() {
    const values = {};
    for (const each of controls()) {
      values[each.name] ??= [];
      if (!isTicked(each) || each.checked) values[each.name].push(each.value);
    }
    return values;
  }

  // Puts kept values back and returns whether that changed anything.
  function restore(values) {
    let changed = false;
    const turns = {};
    for (const each of controls()) {
      const kept = values[each.name];
      if (!kept) continue;
      if (isTicked(each)) {
        const ticked = kept.includes(each.value);
        changed ||= ticked !== each.checked;
        each.checked = ticked;
      } else {
        const turn = turns[each.name] = (turns[each.name] ?? -1) + 1;
        if (kept[turn] === undefined || kept[turn] === each.value) continue;
        each.value = kept[turn];
        changed = true;
      }
    }
    return changed;
  }

  function say(text, link) {
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("dzm-late", Boolean(link) || text === line.dataset.offlineText);
    if (!link || !line.dataset.login) return;
    const anchor = document.createElement("a");
    anchor.href = `${line.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
    anchor.textContent = line.dataset.loginText;
    line.append(" ", anchor);
  }

  const kept = read(key);
  if (kept && kept.dirty) {
    if (restore(kept.values)) say(line ? line.dataset.restoredText : "");
    else if (kept.sent) forget(key);
  }
  if (draft && !location.search.includes(draft)) {
    const address = new URL(location.href);
    address.searchParams.set("draft", draft);
    history.replaceState(history.state, "", address);
  }
  // A page from the browser's memory shows a form that may have been saved meanwhile.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  let count = 0; // of changes, so that an answer knows whether it is about the newest
  let timer = 0;
  let isSent = false;

  async function save(options = {}) {
    clearTimeout(timer);
    if (isSent) return;
    const about = count;
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual", ...options });
      if (answer.ok) {
        const { saved, seen } = await answer.json();
        if (seen) form.elements.seen.value = seen;
        if (about === count && !isSent) {
          // On a device that visitors share nothing stays that the server has.
          if (document.body.dataset.keepUser) write(key, { at: Date.now(), path: location.pathname, values: typed(), dirty: false });
          else forget(key);
          say(`${line.dataset.savedText} ${saved}`);
          document.querySelectorAll("[data-saved-too]").forEach((each) => { each.textContent = line.textContent; });
        }
      } else if (answer.status !== 409) say(line.dataset.signedOutText, true);
    } catch {
      say(line.dataset.offlineText);
      timer = setTimeout(save, RETRY);
    }
  }

  function changed() {
    count += 1;
    write(key, { at: Date.now(), path: location.pathname, values: typed(), dirty: true });
    if (!form.dataset.autosave) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    isSent = true;
    write(key, { at: Date.now(), path: location.pathname, values: typed(), dirty: true, sent: true });
  });
  if (form.dataset.autosave) {
    addEventListener("online", () => save());
    document.addEventListener("visibilitychange", () => {
      const entry = read(key);
      if (document.hidden && entry && entry.dirty) save({ keepalive: true });
    });
  }

  // Parts of the page that are renewed while somebody types.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = new URL(event.detail.xhr.responseURL || location.href, location.href);
    if (answered.pathname !== new URL(event.detail.pathInfo.requestPath, location.href).pathname) {
      event.detail.shouldSwap = false; // the sign-in page instead of the part
      say(line.dataset.signedOutText, true);
    }
  });
  document.addEventListener("htmx:sendError", () => say(line.dataset.offlineText));
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.contains(document.activeElement)) event.detail.shouldSwap = false;
  });
  let ticked = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    ticked = [...event.detail.target.querySelectorAll("input[type=checkbox]:checked")].map((each) => each.value);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const part = document.getElementById(event.detail.target.id);
    for (const each of part?.querySelectorAll("input[type=checkbox]") ?? []) each.checked ||= ticked.includes(each.value);
    const heading = part?.querySelector("[data-focus]");
    if (heading) heading.focus();
    changed();
  });
})();
