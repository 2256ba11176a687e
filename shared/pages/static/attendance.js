// Who came, marked where there is no signal. A mark is kept in this browser until the server has answered it, and sent in
// order under a command id of its own, so that it acts once however often it is sent. Kept are identifiers and marks,
// nobody's name, for whoever is signed in; they go when they are sent, and when somebody signs out.
(() => {
  "use strict";
  const NAME = "portes-marks";
  const AGAIN_MS = 5000;
  const PATIENCE_MS = 10000;
  const place = document.querySelector("[data-unsent]");
  if (!place) return;
  const { unsent: whose, api, one, many, tag } = place.dataset;
  let sending = false;
  let timer = 0;
  let refused = false;
  let next = null; // what was asked of the sheet meanwhile: it waits for the marks

  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(NAME) ?? "null");
    } catch {
      return null;
    }
  };
  const kept = () => {
    const found = stored();
    return found?.whose === whose ? found.marks : [];
  };
  const keep = (marks) => {
    if (marks.length) localStorage.setItem(NAME, JSON.stringify({ whose, marks }));
    else localStorage.removeItem(NAME);
  };
  const fresh = () => `mark-${[...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("")}`;

  // The sheet as it will be: what is pressed, and of whom it is not sent yet.
  const show = () => {
    const marks = kept();
    place.hidden = !marks.length;
    const words = marks.length === 1 ? one : many.replace("{n}", String(marks.length));
    const line = place.querySelector("span");
    if (marks.length && line.textContent !== words) line.textContent = words;
    for (const old of document.querySelectorAll("[data-unsent-tag]")) old.remove();
    for (const mark of marks) {
      for (const button of document.querySelectorAll(`[id^="a-${CSS.escape(mark.place)}-"]`)) {
        button.setAttribute("aria-pressed", String(button.value === mark.attendance));
      }
      const person = document.getElementById(`who-${mark.place}`);
      if (!person || person.querySelector("[data-unsent-tag]")) continue;
      const told = document.createElement("span");
      told.className = "p-tag p-tag--dash";
      told.dataset.unsentTag = "";
      told.textContent = tag;
      person.append(" ", told);
    }
  };

  const sent = ({ id, place: whom, ...said }) => fetch(`${api}${whom}/attendance`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": id },
    body: JSON.stringify(said),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  // Whoever is signed out, or asked to wait, sends it later; what is refused would be refused again.
  const later = ({ status }) => status === 401 || status === 429 || status >= 500;
  const send = async () => {
    if (sending || !kept().length) return;
    sending = true;
    clearTimeout(timer);
    let answered = 0;
    try {
      for (let [mark] = kept(); mark; [mark] = kept()) {
        const answer = await sent(mark);
        if (later(answer)) break;
        const { id } = mark;
        keep(kept().filter((each) => each.id !== id));
        answered += 1;
        refused ||= !answer.ok;
        show();
      }
      if (answered && !kept().length) await sheet();
    } catch {
      // no connection: they stay
    }
    sending = false;
    if (kept().length) timer = setTimeout(send, answered ? 0 : AGAIN_MS);
    else if (next) act();
  };

  // What waited goes, from the sheet as it is now.
  const act = () => {
    const button = next.isConnected ? next : document.getElementById(next.id);
    next = null;
    button?.form.requestSubmit(button);
  };
  // Once all is sent the sheet is the server's again; what waited is not done if it rests on what is not so.
  const sheet = async () => {
    if (next && !refused) return; // its answer is the sheet
    document.body.toggleAttribute("data-acting", true);
    await window.htmx.ajax("GET", location.pathname + location.search, {
      target: "#content", select: "#content", swap: "outerHTML",
    });
    document.body.toggleAttribute("data-acting", false);
    if (!refused) return;
    refused = false;
    next = null;
    const told = document.querySelector("[data-mark-refused]").content.cloneNode(true);
    document.getElementById("notice").replaceChildren(told);
    document.querySelector("#notice [data-focus]")?.focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action")?.endsWith("/sign-out")) {
      if (navigator.onLine) localStorage.removeItem(NAME);
      return;
    }
    if (!form.closest("#content")) return;
    if (!form.hasAttribute("data-marks")) {
      if (!sending && !kept().length) return;
      next = event.submitter;
      send();
    } else {
      const said = new FormData(form, event.submitter);
      const present = said.has("present") ? { present: Number(said.get("present")) } : {};
      const mark = { id: fresh(), place: said.get("place"), attendance: said.get("attendance"), ...present };
      try {
        keep([...kept(), mark]);
      } catch {
        return; // nothing can be kept here: it is sent as any form
      }
      show();
      send();
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  if (stored() && stored().whose !== whose) localStorage.removeItem(NAME);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  document.addEventListener("htmx:after:settle", show);
  show();
  send();
})();
