// The kiosk: asks whether somebody is there and begins anew, reads aloud, larger letters, paper, keypad.
(() => {
  "use strict";
  const { start, idle, answer, first, spoken } = document.body.dataset;
  const isFirst = first !== undefined;
  const root = document.documentElement;
  const REFRESH_MS = 60000;
  const RETRY_MS = 3000;
  const VOICES_MS = 1000;
  const SIGNS = ["pointerdown", "keydown", "input"];

  // Leaving: nothing of this person stays on the screen while the next page is on its way, nor
  // behind it; where the system does not answer, the screen stays empty until it does.
  const leave = async () => {
    root.classList.add("is-leaving");
    window.speechSynthesis?.cancel();
    sessionStorage.clear();
    for (;;) {
      try {
        const there = await fetch(start, { cache: "no-store" });
        if (there.ok) break;
      } catch { /* away: it is asked again */ }
      await new Promise((done) => setTimeout(done, RETRY_MS));
    }
    window.location.replace(start);
  };
  window.addEventListener("pageshow", (event) => { if (event.persisted) leave(); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-end]")) return;
    event.preventDefault();
    leave();
  });

  // What was turned on stays until somebody begins anew.
  if (isFirst) sessionStorage.clear();
  const on = (name) => sessionStorage.getItem(name) === "on";
  const shape = () => {
    for (const name of ["large", "low"]) root.classList.toggle(`is-${name}`, on(name));
    for (const button of document.querySelectorAll("[data-turn]")) {
      button.setAttribute("aria-pressed", String(on(button.dataset.turn)));
    }
  };

  // Aloud: only in languages for which this browser has a voice; what it has none for stays unsaid,
  // and a sign says so once the voices are known, which may be a while after the page.
  const voices = () => window.speechSynthesis?.getVoices() || [];
  const voice = (language) => voices().find((one) => one.lang.toLowerCase().split(/[-_]/)[0] === language);
  const say = (elements) => {
    window.speechSynthesis.cancel();
    for (const element of elements) {
      const language = element.closest("[lang]").lang;
      const chosen = voice(language);
      if (!chosen) continue;
      const words = new SpeechSynthesisUtterance(element.innerText.replace(/\s+/g, " ").trim());
      words.voice = chosen;
      words.lang = chosen.lang;
      window.speechSynthesis.speak(words);
    }
  };
  const said = [...document.querySelectorAll("[data-say]")];
  const listenable = () => said.some((element) => voice(element.closest("[lang]").lang));
  const sign = () => {
    const heard = spoken ? voice(spoken) : listenable();
    for (const unheard of document.querySelectorAll("[data-unheard]")) unheard.hidden = Boolean(heard);
  };
  const offer = () => {
    for (const button of document.querySelectorAll("[data-turn]")) {
      button.hidden = button.dataset.turn === "listen" && !listenable();
    }
    if (voices().length) sign();
    if (on("listen") && listenable() && !window.speechSynthesis.speaking) say(said);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-turn]");
    if (!button) return;
    const name = button.dataset.turn;
    sessionStorage.setItem(name, on(name) ? "off" : "on");
    shape();
    if (name === "listen") {
      if (on(name)) say(said);
      else window.speechSynthesis.cancel();
    }
  });
  shape();
  offer();
  window.speechSynthesis?.addEventListener?.("voiceschanged", offer);
  setTimeout(sign, VOICES_MS);

  // Paper: where nothing prints, the ticket can be finished without.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => { window.print(); leave(); });
  }

  // The keypad writes where a QR reader types too.
  const field = document.querySelector("[data-pad]");
  for (const key of document.querySelectorAll("[data-digit], [data-erase]")) key.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (field && event.key.length === 1 && !event.target.closest("button, a, input")) field.focus();
  });
  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit], [data-erase]");
    if (!key || !field) return;
    if (key.dataset.digit) field.value += field.value.length < 6 ? key.dataset.digit : "";
    else field.value = field.value.slice(0, -1);
    field.focus({ preventScroll: true });
  });

  // Time passes in this browser, not on the played clock.
  if (isFirst) {
    let touched = 0;
    for (const sign of SIGNS) document.addEventListener(sign, () => { touched = Date.now(); }, true);
    setInterval(async () => {
      if (Date.now() - touched < REFRESH_MS) return;
      const there = await fetch(start, { cache: "no-store" }).catch(() => null);
      if (there?.ok) window.location.replace(start);
    }, REFRESH_MS);
    return;
  }
  const still = document.getElementById("still");
  const left = still.querySelector("[data-left]");
  let warning = 0;
  let seconds = 0;
  const count = () => {
    seconds -= 1;
    left.textContent = String(seconds);
    if (seconds <= 0) {
      clearInterval(warning);
      leave();
    }
  };
  const warn = () => {
    seconds = Number(answer);
    left.textContent = String(seconds);
    still.showModal();
    if (on("listen")) say(still.querySelectorAll("[data-say-still]"));
    warning = setInterval(count, 1000);
  };
  let waiting = setTimeout(warn, Number(idle) * 1000);
  const here = (event) => {
    if (event.target.closest?.("[data-end]") && still.open) return;
    if (root.classList.contains("is-leaving")) return;
    clearTimeout(waiting);
    clearInterval(warning);
    if (still.open) still.close();
    waiting = setTimeout(warn, Number(idle) * 1000);
  };
  for (const sign of SIGNS) document.addEventListener(sign, here, true);
})();
