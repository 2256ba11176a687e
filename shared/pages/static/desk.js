// The desk by keyboard: each key presses the visible button that carries it.
(() => {
  "use strict";
  const OFF = "portes-keys-off";
  const off = () => localStorage.getItem(OFF) === "1";
  // What stands in closed details may have a place all the same, and is not to be pressed.
  const visible = (element) => element.getClientRects().length > 0 && element.checkVisibility();
  // What is typed before an act is answered is dropped to its last key: its rest would act by itself.
  const BURST_MS = 400;
  let deafUntil = 0;
  const early = (event) => {
    if (document.body.hasAttribute("data-acting") || event.timeStamp < deafUntil) {
      deafUntil = event.timeStamp + BURST_MS;
    }
    return event.timeStamp < deafUntil;
  };
  const busy = (event) => early(event) || event.ctrlKey || event.altKey || event.metaKey || off()
    || event.target.closest("input, textarea, select, dialog")
    || (event.key === "Enter" && event.target.closest("a, button, summary"));

  const say = (text) => { document.getElementById("notices").textContent = text; };
  const press = (button) => {
    const first = button.dataset.first && document.getElementById(button.dataset.first);
    if (first) {
      first.focus();
      say(button.dataset.before || document.getElementById("notices").dataset.beforeCalling);
      return;
    }
    if (button.type !== "button") button.focus();
    button.click();
    if (!button.matches("details[open] > summary")) return;
    button.parentElement.querySelector("[data-lead]")?.focus();
    led = { summary: button, at: Date.now() };
  };
  // The key that opened something and led into it, once more at once: closes it again, and types nothing there.
  let led = null;
  const AT_ONCE_MS = 1000;
  document.addEventListener("keydown", (event) => {
    const { summary, at } = led || {};
    const again = summary?.dataset.key === event.key.toLowerCase() && (event.repeat || Date.now() - at < AT_ONCE_MS);
    if (event.ctrlKey || event.altKey || event.metaKey || !again || event.target.closest("input, textarea")) {
      led = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    led = null;
    summary.parentElement.open = false;
    summary.focus();
  });
  const along = (step) => {
    const rows = [...document.querySelectorAll(".p-qrow > summary")].filter(visible);
    const place = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, place + step))]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (busy(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "j" || key === "k") return along(key === "j" ? 1 : -1);
    const buttons = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
    // What an open choice offers goes before what stands around it, and the work before the ways elsewhere.
    const within = (place) => buttons.find((each) => visible(each) && each.closest(place));
    const button = within(".p-menu[open]") || within("#content") || buttons.find(visible);
    if (!button) return;
    event.preventDefault();
    press(button);
  });
  // With a contact open, calling first asks how that one ends.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-first]");
    if (button && event.isTrusted) {
      event.preventDefault();
      press(button);
    }
  }, true);
  const keys = document.querySelector("[data-keys-on]");
  if (keys) {
    keys.checked = !off();
    keys.addEventListener("change", () => localStorage.setItem(OFF, keys.checked ? "0" : "1"));
  }
  // Where a message is safe has to be asked first for the chosen reason, the form takes no address: what was typed waits there unsent.
  const asksFirst = (form) => {
    const asks = Boolean(form.querySelector("option[data-asks-first]:checked"));
    const fields = form.querySelector("[data-written-to]");
    if (!fields) return;
    fields.hidden = fields.disabled = asks;
    form.querySelector("[data-not-asked]").hidden = !asks;
  };
  const asksFirstEverywhere = () => document.querySelectorAll("form:has([data-written-to])").forEach(asksFirst);
  document.addEventListener("change", (event) => { if (event.target.form) asksFirst(event.target.form); });
  document.addEventListener("htmx:after:settle", asksFirstEverywhere);
  asksFirstEverywhere();
  // After an act the focus goes to what is there now; a refusal first, then what can be pressed again.
  let pressed = "";
  document.addEventListener("click", (event) => { pressed = event.target.closest("[data-stay]")?.id || ""; }, true);
  let settled = document.getElementById("content");
  document.addEventListener("htmx:after:settle", () => {
    const refused = document.querySelector("#content [data-focus]");
    const content = document.getElementById("content");
    // The bar settles by itself, perhaps later: by then the focus may be where somebody has put it.
    const placed = ![document.body, content].includes(document.activeElement);
    if (!refused && content === settled && placed) return tick();
    settled = content;
    const { defaultValue, value } = document.activeElement;
    if (!refused && defaultValue !== undefined && value !== defaultValue) return tick();  // somebody has begun to write
    const said = refused || document.getElementById(pressed);
    (said || document.querySelector("#content [data-next]"))?.focus();
    tick();
  });
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-since]")) {
      const passed = window.portesNow() - Date.parse(clock.dateTime);
      const seconds = Math.max(0, Math.floor(passed / 1000));
      const two = (number) => String(number).padStart(2, "0");
      clock.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    }
  };
  setInterval(tick, 1000);
  document.addEventListener("portes:changed", tick);
  tick();
})();
