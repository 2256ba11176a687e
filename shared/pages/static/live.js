// Live views: one event stream per page. A hidden tab closes it, a shown one opens it again, so that
// many tabs share the few connections that a browser gives one origin.
(() => {
  "use strict";
  const SILENT_MS = 12000;
  const RETRY_MS = 2000;
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const lost = document.querySelector("[data-lost]");
  let source = null;
  let watch = 0;
  let retry = 0;

  const heard = () => {
    if (lost) lost.hidden = true;
    clearTimeout(watch);
    watch = setTimeout(() => { if (lost) lost.hidden = false; }, SILENT_MS);
  };
  const put = (name, html) => {
    for (const part of document.querySelectorAll(`[data-live-part="${name}"]`)) {
      if (part.innerHTML === html) continue;
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
      part.innerHTML = html;
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      part.dispatchEvent(new CustomEvent("portes:changed", { bubbles: true, detail: { name } }));
    }
  };
  const close = () => {
    source?.close();
    source = null;
    clearTimeout(retry);
    clearTimeout(watch);
  };
  const open = () => {
    if (source || document.hidden && !root.dataset.liveHidden) return;
    source = new EventSource(root.dataset.live);
    source.addEventListener("beat", heard);
    for (const name of root.dataset.liveParts.split(" ")) {
      source.addEventListener(name, (event) => { heard(); put(name, event.data); });
    }
    source.onerror = () => {
      if (lost) lost.hidden = false;
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      retry = setTimeout(open, RETRY_MS);
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (root.dataset.liveHidden) return;
    if (document.hidden) close();
    else open();
  });
  window.addEventListener("pagehide", close);
  open();
})();
