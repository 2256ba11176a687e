// Trusted Types: HTML comes from our own server alone, and no text ever becomes a script.
(() => {
  "use strict";
  window.trustedTypes?.createPolicy("default", { createHTML: (html) => html });
})();
