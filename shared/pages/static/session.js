// The session's end: every touch keeps it, a warning comes before, and afterwards nothing stays on the screen.
(() => {
  "use strict";
  const SAID_MS = 30000;
  const LOOK_MS = 5000;
  const BUSY_SECONDS = 30;
  const dialog = document.querySelector("[data-session]");
  if (!dialog) return;
  const warn = Number(dialog.dataset.warn);
  let timer = 0;
  let said = Date.now();
  let understood = false;

  const later = (act, ms) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
  // While a contact is served, asking keeps the session: it is asked well within the time that this gives.
  const plan = ({ idle, ends, busy }) => {
    if (ends === null) return;
    const last = ends <= (idle ?? Infinity);
    const left = last ? ends : idle;
    if (left > warn) {
      if (dialog.open) dialog.close();
      later(look, Math.min(left - warn, busy ? BUSY_SECONDS : 3600) * 1000);
      return;
    }
    document.getElementById("session-idle").hidden = last;
    document.getElementById("session-ends").hidden = !last;
    dialog.setAttribute("aria-describedby", last ? "session-ends" : "session-idle");
    if (!dialog.open && !(last && understood)) dialog.showModal();
    later(look, Math.max(250, Math.min(left * 1000 + 250, LOOK_MS)));
  };
  const ask = async (method) => {
    try {
      const answer = await fetch(dialog.dataset.session, { method, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        location.replace(dialog.dataset.ended);
        return;
      }
      plan(await answer.json());
    } catch {
      later(look, SAID_MS); // no connection: whether the session ended is asked when it is back
    }
  };
  const look = () => ask("GET");
  const touched = () => {
    if (!dialog.open && Date.now() - said < SAID_MS) return;
    said = Date.now();
    if (dialog.open && !document.getElementById("session-ends").hidden) return;
    ask("POST");
  };
  for (const touch of ["pointerdown", "keydown", "wheel", "input"]) {
    document.addEventListener(touch, touched, { capture: true, passive: true });
  }
  dialog.addEventListener("close", () => {
    understood = !document.getElementById("session-ends").hidden;
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  document.addEventListener("portes:refused", look);
  look();
})();
