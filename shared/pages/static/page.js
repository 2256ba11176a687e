// What every page does: hide at once, close menus, focus what needs to be read, show the time.
(() => {
  "use strict";
  let escapes = 0;
  const hide = () => {
    const on = document.body.classList.toggle("is-hidden-quick");
    document.querySelector('[data-act="hide"]')?.setAttribute("aria-pressed", String(on));
  };
  document.addEventListener("click", (event) => {
    escapes = 0;
    if (event.target.closest('[data-act="hide"]')) hide();
    for (const menu of document.querySelectorAll(".p-menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  });
  document.addEventListener("keydown", (event) => {
    escapes = event.key === "Escape" ? escapes + 1 : 0;
    if (escapes === 2) {
      escapes = 0;
      hide();
    }
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll(".p-menu[open], .p-ways > details[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });
  // A form is sent once; the command id makes a second try harmless all the same.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    setTimeout(() => delete event.target.dataset.sent, 4000);
  });
  // From an act until its answer the page waits: no key and no push acts on what is about to change.
  const LONGEST_ACT_MS = 5000;
  let forgotten = 0;
  const acting = (is) => {
    clearTimeout(forgotten);
    document.body.toggleAttribute("data-acting", is);
    if (is) forgotten = setTimeout(() => acting(false), LONGEST_ACT_MS);
    else document.dispatchEvent(new Event("portes:acted"));
  };
  document.addEventListener("htmx:before:request", (event) => {
    if (event.detail.ctx?.request?.method === "POST") acting(true);
  });
  document.addEventListener("htmx:before:settle", () => acting(false));  // the answer is on the page
  document.addEventListener("htmx:finally:request", (event) => {
    delete event.target.dataset?.sent;
    acting(false);
  });
  // A refusal leads to the field that has to be mended: that of the form that was sent, if it is still there.
  let asked = null;
  document.addEventListener("submit", (event) => { asked = event.target; }, true);
  const mends = () => {
    for (const link of document.querySelectorAll("a[data-mends]")) {
      const named = `[name="${CSS.escape(link.dataset.mends)}"]:not([type=hidden])`;
      const only = asked?.isConnected ? [...asked.querySelectorAll("input[type=text], textarea")] : [];
      const field = (asked?.isConnected && asked.querySelector(named)) || document.querySelector(`main ${named}`)
        || (only.length === 1 && only[0]);
      if (!field) link.replaceWith(...link.childNodes);
      else if (!link.dataset.found) {
        link.dataset.found = "1";
        field.setAttribute("aria-invalid", "true");
        field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
        link.addEventListener("click", (event) => { event.preventDefault(); field.focus(); });
      }
    }
  };
  document.addEventListener("htmx:after:settle", mends);
  mends();
  // What was refused before is over once something is sent again; then the focus goes to what is new.
  document.addEventListener("htmx:before:request", () => document.getElementById("notice")?.replaceChildren());
  document.addEventListener("htmx:after:settle", () => {
    const said = document.querySelector("#notice [data-focus]");
    if (said) said.focus();
    else if (document.activeElement === document.body) document.getElementById("content")?.focus();
  });
  // Nobody waits for an answer that does not come: what was done shows by itself, and once more does no harm.
  document.addEventListener("htmx:error", (event) => {
    const unanswered = document.querySelector("[data-unanswered]");
    if (!unanswered || event.detail.ctx?.request?.method !== "POST") return;
    document.getElementById("notice")?.replaceChildren(unanswered.content.cloneNode(true));
    document.querySelector("#notice [data-focus]")?.focus();
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  document.querySelector("[data-focus]")?.focus();
  for (const button of document.querySelectorAll("[data-print-page]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // The business time: what the server said when it wrote the page, and what has passed since.
  const clock = document.querySelector("[data-clock]");
  const ahead = clock ? Date.parse(clock.dateTime) - Date.now() : 0;
  window.portesNow = () => Date.now() + ahead;
  if (clock) {
    const hour = new Intl.DateTimeFormat("ca", {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Madrid",
    });
    setInterval(() => {
      const now = hour.format(window.portesNow());
      if (clock.textContent !== now) clock.textContent = now;
    }, 1000);
  }
})();
