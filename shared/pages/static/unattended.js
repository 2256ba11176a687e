// A desk may face the public: what nobody touches for two minutes is hidden, but never while somebody is
// served, for listening is not absence. The next touch or key shows it again, and does nothing else.
(() => {
  "use strict";
  const AFTER_MS = 120_000;
  const BUTTON = '[data-act="hide"]';
  let touched = Date.now();
  let ours = false;
  const hidden = () => document.body.classList.contains("is-hidden-quick");
  const toggle = () => document.querySelector(BUTTON)?.click();
  const touch = (event) => {
    touched = Date.now();
    const shows = ours && hidden() && !event.target.closest(BUTTON);
    ours = false;
    if (!shows) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toggle();
  };
  for (const kind of ["pointerdown", "keydown", "wheel"]) {
    document.addEventListener(kind, touch, { capture: true, passive: false });
  }
  setInterval(() => {
    if (document.querySelector(".p-contact__head[data-contact]")) touched = Date.now();
    else if (!hidden() && Date.now() - touched >= AFTER_MS) {
      ours = true;
      toggle();
    }
  }, 1000);
})();
