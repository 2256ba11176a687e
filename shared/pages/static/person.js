// A person's data are masked again after their time, on leaving, and when somebody says so.
(() => {
  "use strict";
  let timer = 0;
  const mask = () => {
    clearTimeout(timer);
    for (const shown of document.querySelectorAll("[data-mask-after]")) {
      for (const value of shown.querySelectorAll("[data-masked]")) {
        value.textContent = value.dataset.masked;
        delete value.dataset.masked;
      }
      for (const note of shown.querySelectorAll("[data-while-shown]")) note.remove();
      for (const form of shown.querySelectorAll("[data-while-masked]")) form.hidden = false;
      delete shown.dataset.maskAfter;
    }
  };
  const watch = () => {
    const shown = document.querySelector("[data-mask-after]");
    clearTimeout(timer);
    if (!shown) return;
    timer = setTimeout(mask, Number(shown.dataset.maskAfter) * 1000);
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-mask-now]")) return;
    event.preventDefault();
    const again = event.target.closest("[data-mask-after]").querySelector("[data-while-masked] button");
    mask();
    again?.focus();
  });
  window.addEventListener("pagehide", mask);
  document.addEventListener("htmx:after:settle", watch);
  // Another contact is at the desk now: whoever was shown beside it goes.
  document.addEventListener("portes:changed", () => {
    const whom = document.querySelector("[data-whom]");
    const now = document.querySelector("[data-contact]")?.dataset.contact;
    if (whom && whom.dataset.whom !== now) whom.remove();
  });
  watch();
})();
