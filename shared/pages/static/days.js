// What a date field holds, in words of the page's language: the field itself speaks the browser's.
(() => {
  "use strict";
  const DAYS = "input[type=date], input[type=datetime-local]";
  const FIRST_YEAR = 1000;  // whoever types 2026 passes the years 2, 20 and 202
  const { lang } = document.documentElement;
  const words = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "full", timeZone: "UTC" });
  const said = (value) => {
    const [day, time] = value.split("T");
    const at = new Date(day);
    return at.getUTCFullYear() >= FIRST_YEAR ? words.format(at) + (time ? `, ${time}` : "") : "";
  };
  const say = (field) => {
    const place = document.getElementById(`${field.id}-words`);
    if (!place) return;
    const now = said(field.value) || place.dataset.none;
    if (place.textContent !== now) place.textContent = now;
  };
  document.addEventListener("input", (event) => { if (event.target.matches?.(DAYS)) say(event.target); });
  // What a browser fills in again when somebody comes back.
  window.addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll(DAYS)) if (field.value !== field.defaultValue) say(field);
  });
})();
