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
        await window.portesKeepDraft();
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
// What was being written when the session ended comes back in this tab for an hour, to its writer alone: it is
// sealed with a key that the server gives to nobody else, for others may sit here next.
(() => {
  "use strict";
  const NAME = "portes-draft";
  const KEPT_MS = 3600000;
  const UNTYPED = new Set(["hidden", "password", "submit", "button", "search"]);
  const secret = document.querySelector("[data-draft]")?.dataset.draft;
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const key = () => crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
  const may = secret && window.crypto?.subtle;
  const forms = () => [...document.querySelectorAll("form[method=post][action]")];
  const fields = (form) => [...form.elements].filter((each) => each.name && !UNTYPED.has(each.type));
  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const first = (field) => Math.max(0, [...field.options].findIndex((each) => each.defaultSelected));
  const changed = (field) => {
    if (ticked(field)) return field.checked !== field.defaultChecked;
    return field.options ? field.selectedIndex !== first(field) : field.value !== field.defaultValue;
  };
  const said = (field) => (ticked(field) ? field.checked : field.value);

  window.portesKeepDraft = async () => {
    const written = forms().filter((form) => fields(form).some(changed))
      .map((form) => ({ action: form.getAttribute("action"), said: fields(form).map(said) }));
    if (!may || !written.length) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const draft = new TextEncoder().encode(JSON.stringify({ path: location.pathname, written }));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), draft);
    sessionStorage.setItem(NAME, JSON.stringify({ at: Date.now(), iv: text(iv), sealed: text(sealed) }));
  };
  const opened = async () => {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    if (!kept || !may) return null;
    if (Date.now() - kept.at > KEPT_MS) {
      sessionStorage.removeItem(NAME);
      return null;
    }
    try {
      const told = { name: "AES-GCM", iv: bytes(kept.iv) };
      const plain = await crypto.subtle.decrypt(told, await key(), bytes(kept.sealed));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null; // somebody else's
    }
  };
  const tell = (where, path) => {
    const note = document.getElementById("draft");
    const line = note.querySelector(`[data-${where}]`);
    if (path) line.querySelector("a").setAttribute("href", path);
    line.hidden = false;
    note.hidden = false;
  };
  const back = ({ path, written }) => {
    if (path !== location.pathname) return tell("there", path);
    sessionStorage.removeItem(NAME);
    for (const { action, said: values } of written) {
      const form = forms().find((each) => each.getAttribute("action") === action);
      if (!form) continue;
      fields(form).forEach((field, place) => {
        if (ticked(field)) field.checked = values[place];
        else field.value = values[place];
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      form.closest("details")?.setAttribute("open", "");
      tell("here");
    }
  };
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action")?.endsWith("/sign-out")) sessionStorage.removeItem(NAME);
  }, true);
  opened().then((draft) => draft && back(draft));
})();
