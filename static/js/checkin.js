// The entrance works with a poor connection: each press is kept on this device first and sent when the line is there.
// What is kept are codes of tickets, no names. Sending twice is harmless. Without this script the forms work plainly.
(() => {
  const page = document.querySelector("[data-checkin]");
  if (!page) return;
  const KEY = `dzm-checkin:${location.pathname}`;
  const RETRY = 8000; // milliseconds
  const unsent = page.querySelector("[data-unsent]");
  const said = page.querySelector("[data-said]");
  const note = page.querySelector("[data-note]");
  const token = () => page.querySelector("input[name=csrfmiddlewaretoken]").value;

  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return memory; } };
  let memory = [];
  const write = (queue) => {
    memory = queue;
    try { queue.length ? localStorage.setItem(KEY, JSON.stringify(queue)) : localStorage.removeItem(KEY); } catch { /* full or forbidden */ }
    show();
  };

  function show() {
    const number = read().length;
    unsent.hidden = !number;
    unsent.querySelector("[data-number]").textContent = number;
  }
  const say = (text, isDone) => {
    said.textContent = text;
    note.classList.toggle("dzm-note--care", !isDone);
    note.hidden = false;
  };

  const row = (ticket) => page.querySelector(`[data-ticket="${CSS.escape(ticket)}"]`);
  function mark(ticket, isHere) {
    const line = row(ticket);
    if (!line) return;
    line.toggleAttribute("data-here", isHere);
    const here = page.querySelectorAll("[data-ticket][data-here]").length;
    const shown = page.querySelector("[data-count]");
    if (shown && !page.hasAttribute("data-narrowed")) shown.textContent = here;
  }

  function press(fields) {
    write([...read().filter((each) => each.ticket !== fields.ticket || each.date !== fields.date), fields]);
    mark(fields.ticket, !("undo" in fields));
    send();
  }

  let isSending = false;
  async function send() {
    if (isSending) return;
    isSending = true;
    try {
      for (let next; (next = read()[0]); ) {
        const answer = await fetch(location.pathname, {
          method: "POST",
          headers: { Accept: "application/json", "X-CSRFToken": token() },
          body: new URLSearchParams(next),
          redirect: "manual",
        });
        if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
          say(page.dataset.signIn, false); // signed out, or the portal is away: nothing is lost
          break;
        }
        const { done, said: text } = await answer.json();
        if (!done) mark(next.ticket, "undo" in next);
        say(text, done);
        write(read().filter((each) => each.ticket !== next.ticket || each.date !== next.date || ("undo" in each) !== ("undo" in next)));
      }
    } catch { /* no line: the press stays in the queue */ }
    isSending = false;
  }

  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form, event.submitter));
    delete fields.csrfmiddlewaretoken;
    fields.ticket = code(fields.ticket);
    if (fields.ticket) press(fields);
    form.reset();
  });
  const code = (text) => text.trim().replace(/\/+$/, "").split("/").pop().replace(/[\s-]/g, "").toLowerCase();

  // Reading tickets with the camera, where the browser can.
  const scan = page.querySelector("[data-scan]");
  if (scan && "BarcodeDetector" in window && navigator.mediaDevices) {
    scan.hidden = false;
    const video = page.querySelector("video");
    scan.addEventListener("click", async () => {
      if (video.srcObject) return stop();
      try {
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch { return say(scan.dataset.refused, false); }
      video.hidden = false;
      await video.play();
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      let last = "";
      while (video.srcObject) {
        const [found] = await detector.detect(video).catch(() => []);
        const ticket = found ? code(found.rawValue) : "";
        if (ticket && ticket !== last) press({ ticket, date: page.dataset.date, how: "ticket" });
        last = ticket || last;
        await new Promise((done) => setTimeout(done, 250));
      }
    });
    const stop = () => {
      video.srcObject.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
      video.hidden = true;
    };
  }

  addEventListener("online", send);
  setInterval(send, RETRY);
  for (const each of read()) mark(each.ticket, !("undo" in each));
  show();
  send();
})();
