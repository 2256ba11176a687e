// The wall's sound: a gong and the code spoken in every language that this browser has a voice for.
// Browsers let no page make a sound before somebody has pressed something on it: staff switch it on.
(() => {
  "use strict";
  const LONG = 1.2;
  const button = document.querySelector("[data-sound]");
  const part = document.querySelector('[data-live-part="now"]');
  if (!button || !part) return;
  const languages = JSON.parse(button.dataset.sound);
  const voices = () => (window.speechSynthesis ? speechSynthesis.getVoices() : []);
  const voiceOf = (code) => voices().find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === code);
  let sound = null;
  let said = part.querySelector("[data-call]")?.dataset.call || "";

  const gong = () => {
    for (const [place, pitch] of [659, 523].entries()) {
      const at = sound.currentTime + place * 0.45;
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.5, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + LONG);
      tone.connect(volume).connect(sound.destination);
      tone.start(at);
      tone.stop(at + LONG);
    }
  };
  // One character at a time, as it stands on the ticket: C, 0, 1, 7.
  const spelled = (code) => [...code.replace(/\s/g, "")].join(", ");
  const speak = (code, desk) => {
    speechSynthesis.cancel();
    for (const [language, word] of Object.entries(languages)) {
      const voice = voiceOf(language);
      if (!voice) continue;
      const words = new SpeechSynthesisUtterance(`${spelled(code)}. ${word} ${desk}.`);
      words.voice = voice;
      words.lang = voice.lang;
      words.rate = 0.9;
      speechSynthesis.speak(words);
    }
  };
  const announce = () => {
    const call = part.querySelector("[data-call]");
    const now = call?.dataset.call || "";
    if (now === said) return;
    said = now;
    if (!sound || !now) return;
    gong();
    if (window.speechSynthesis) setTimeout(speak, LONG * 1000, call.dataset.code, call.dataset.desk);
  };
  const turn = async () => {
    if (sound) {
      window.speechSynthesis?.cancel();
      await sound.close();
      sound = null;
    } else {
      sound = new AudioContext();
      await sound.resume();
      gong();
    }
    button.setAttribute("aria-pressed", String(Boolean(sound)));
  };
  button.hidden = false;
  button.addEventListener("click", turn);
  part.addEventListener("portes:changed", announce);
  voices();  // some browsers load them at the first question
})();
