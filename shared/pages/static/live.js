// Live views: an event stream for each view of the page. A hidden tab closes it, a shown one opens it
// again, so that many tabs share the few connections that a browser gives one origin.
(() => {
  "use strict";
  const SILENT_MS = 12000;
  const RETRY_MS = 2000;
  const held = new Map();
  // What a part says, less what passes by itself: a wait that grew is no news.
  const told = (html) => {
    const read = document.createElement("template");
    read.innerHTML = html;
    for (const passing of read.content.querySelectorAll("[data-passing]")) passing.remove();
    return read.content.textContent.replace(/\s+/g, " ");
  };
  const news = (name) => document.querySelector(`[data-live-news="${name}"]`);
  // A list under the pointer or with the focus in it does not move; a banner says that it changed.
  const busy = (part) => within(part) || ("liveHold" in part.dataset
    && (part.matches(":hover") || part.contains(document.activeElement)));
  // Nor does anything in which somebody has begun to write, or chooses from an open menu.
  const within = (part) => {
    const active = document.activeElement;
    if (!part.contains(active)) return false;
    const begun = active.matches("input[type=text], textarea") && active.value !== active.defaultValue;
    return begun || (!active.matches("summary") && Boolean(active.closest("details[open]")));
  };
  // A push that was read before the page in front of us, which holds our own last act, is older than it.
  const older = (at) => at < Number(document.querySelector("[data-live-at]")?.dataset.liveAt || 0);
  const put = (name, html, at, now = false) => {
    for (const part of document.querySelectorAll(`[data-live-part="${name}"]`)) {
      if (document.body.hasAttribute("data-acting")) {
        held.set(name, [html, at]);
        continue;
      }
      if (!now && busy(part)) {
        const same = told(part.innerHTML) === told(html);
        if (same) held.delete(name);
        else held.set(name, [html, at]);
        if (news(name)) news(name).hidden = same;
        continue;
      }
      held.delete(name);
      if (news(name)) news(name).hidden = true;
      if (part.innerHTML === html) continue;
      const active = part.contains(document.activeElement) ? document.activeElement : null;
      const focused = active?.id || active?.closest("details[id]")?.id;
      const address = active?.getAttribute("href");
      const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
      part.innerHTML = html;
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      window.htmx?.process(part);
      const back = focused ? document.getElementById(focused)
        : address && part.querySelector(`a[href="${CSS.escape(address)}"]`);
      const next = back ? back.querySelector(":scope > summary") || back : active && part.querySelector("[data-next]");
      next?.focus({ preventScroll: true });  // what had the focus may be gone: then it goes to what is there now
      part.dispatchEvent(new CustomEvent("portes:changed", { bubbles: true, detail: { name } }));
    }
  };
  const release = (name, now) => {
    const [html, at] = held.get(name) || [];
    if (older(at)) held.delete(name);
    else if (html !== undefined) put(name, html, at, now);
  };
  document.addEventListener("click", (event) => {
    const banner = event.target.closest("[data-live-news]");
    if (banner) release(banner.dataset.liveNews, true);
  });
  document.addEventListener("portes:acted", () => {
    for (const name of [...held.keys()]) release(name);
  });
  for (const leaving of ["pointerout", "focusout"]) {
    document.addEventListener(leaving, () => setTimeout(() => {
      for (const name of [...held.keys()]) release(name);
    }, 50));
  }

  // Without a connection nothing on the screen may look current.
  const lost = document.querySelector("[data-lost]");
  const silent = new Set();
  const away = (root, is) => {
    if (is) silent.add(root);
    else silent.delete(root);
    if (lost) lost.hidden = !silent.size;
    root.classList.toggle("is-lost", is);
  };
  const RENEW_MS = 400;
  const live = (root) => {
    let source = null;
    let at = Infinity;
    let renewal = 0;
    let watch = 0;
    let retry = 0;
    const wait = () => {
      clearTimeout(watch);
      watch = setTimeout(() => away(root, true), SILENT_MS);
    };
    const heard = () => {
      away(root, false);
      wait();
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
      wait();
      source.addEventListener("beat", heard);
      source.addEventListener("at", (event) => { at = Number(event.data); });
      for (const name of root.dataset.liveParts.split(" ")) {
        source.addEventListener(name, (event) => {
          heard();
          if (older(at)) renew();
          else put(name, event.data, at);
        });
      }
      source.onerror = () => {
        away(root, true);
        if (source?.readyState !== EventSource.CLOSED) return;
        close();
        document.dispatchEvent(new Event("portes:refused"));
        retry = setTimeout(open, RETRY_MS);
      };
    };
    // What was set aside is read anew, whatever the clocks of two processes say.
    const renew = () => {
      clearTimeout(renewal);
      renewal = setTimeout(() => {
        if (!source) return;
        close();
        open();
      }, RENEW_MS);
    };
    document.addEventListener("visibilitychange", () => {
      if (root.dataset.liveHidden) return;
      if (document.hidden) close();
      else open();
    });
    window.addEventListener("pagehide", close);
    open();
  };
  for (const root of document.querySelectorAll("[data-live]")) live(root);
})();
