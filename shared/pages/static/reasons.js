// Reasons found by people's own words, in any of the three languages; the words never leave this page.
(() => {
  "use strict";
  const MOST = 6;
  const FORM = 0.9;
  const BEGINNING = 0.8;
  const UNSURE = 0.01;  // a grave reason by a word that others have too stands behind them
  const SHORTEST = 3;  // of what a word begins with, and of what is left of it without its ending
  // Words that everybody says and that tell no reason; `not` are those that turn what is said around.
  const SAID_BY_ALL = {
    ca: {
      stop: `a al als amb aquell aquella aquest aquesta aixo ara avui be cada com d de del dels des dic diu doncs e el ella ell elles ells els em en ens
        era eren es esta estan estat estava estem esteu estic et ets fa faig fan fas fem fer fet feu fins ha hauria havia haig han has he hem heu hi ho
        i ja jo l la les li llavors lo los m ma me meu meus meva meves mi molt molta moltes molts n nosaltres nostra nostre o on pel pels per pero perque
        poc poder podem podria pot poden puc qual quan que qui s sap saber se seu seus seva seves si sobre soc som son t tambe te tenen tenia tenim
        tinc tinguda tingut tot tota tots totes tu un una uns unes us va vaig van vas vaja vol voldria volem volen vols vull volia vos vosaltres
        vostra vostre voste necessito necessita cal calen gracies hola bon dia sisplau plau mes quin quina quins quines altra altre viu viuen visc vivim anar ve vinc venir alguna algun algu cosa coses`,
      not: "no ni sense ningu cap res mai tampoc",
    },
    es: {
      stop: `a al algo algun alguna alguno alguien aqui asi aun cada como con cual cuando de del desde dice digo donde e el ella ellas ellos en era eran es esa
        ese eso esta estaba estaban estado estamos estan estar este esto estoy fue ha haber habia hace hacer haciendo hago han has hasta hay he hemos hoy
        la las le les lo los mas me mi mis mucha muchas mucho muchos muy nos nosotros nuestra nuestro o os otra otro para pero poder podria
        podemos poco por porque pueda puede pueden puedo pues que quien quiere quieren quiero quisiera queria querria queremos se sea ser si sobre
        son soy su sus tambien te tenemos tener tenia tengo tiene tienen tenido ti toda todas todo todos tu tus u un una unas uno unos usted
        va vale vamos van voy y ya yo ir vive viven vivo vivimos necesito necesita necesitamos gracias hola buenos dias favor viene vengo venir cosa cosas saber sabe ahora`,
      not: "no ni sin nadie ningun ninguna nada nunca jamas tampoco",
    },
    en: {
      stop: `a about after again all also am an and any anybody anyone are as at be because been being but by can could did do does doing for from get
        getting go going got had has have having he hello help her here him his how i if in into is it its just know let like lives ll m make may me might more
        much must my need needs now of on or our out please re s say see she should so some somebody someone than thank thanks that the their them
        then there these they this those to too today up us ve very want wanted wants was we were what when where which who whom why will with would you your`,
      not: "no not never nobody nothing nowhere without cannot t don didn doesn isn won haven hasn",
    },
  };
  // What a word loses before it is compared, the longest first: a light hand, for three languages alike in this.
  const ENDINGS = {
    ca: `aments ament iments iment acions acio adores adors adora ador ades ada ats at ides ida its it udes uda uts ut
      aven ava ant ent int en em eu an am ar er ir re es os a e o i s`,
    es: `amientos amiento imientos imiento aciones acion adoras adores adora ador andose ando iendose iendo arnos arme erme irme arse erse irse arle
      arlos arlas arlo arla erlos erlas erlo erla irlos irlas irlo irla
      ados adas ado ada idos idas ido ida aron ieron aban aba amos emos imos an en ar er ir as es os a e o s`,
    en: "ations ation ings ing ments ment ness ions ion ies ied ers er ed es s ly e y",
  };
  const LANGUAGES = Object.keys(SAID_BY_ALL);
  const listed = (text) => text.split(/\s+/);
  const longestFirst = (one, other) => other.length - one.length;
  const endings = Object.fromEntries(LANGUAGES.map((code) => [code, listed(ENDINGS[code]).sort(longestFirst)]));
  const stops = Object.fromEntries(LANGUAGES.map((code) => {
    const { stop, not } = SAID_BY_ALL[code];
    return [code, { all: new Set([...listed(stop), ...listed(not)]), not: new Set(listed(not)) }];
  }));

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/l[·.]l/gu, "ll");
  const words = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const stem = (word, code) => {
    const ending = endings[code].find((one) => word.endsWith(one) && word.length - one.length >= SHORTEST);
    const left = ending ? word.slice(0, -ending.length) : word;
    return left.replace(/([^aeiou])\1$/u, "$1").replace(/qu$/u, "c").replace(/gu$/u, "g");
  };
  const told = (word, code) => ({ word, stem: stem(word, code) });
  const means = (all, code) => all.filter((word) => !stops[code].all.has(word));
  const denies = (all, code) => all.some((word) => stops[code].not.has(word));
  // How far a word that was said is one of the catalogue: itself, another form of it, or its beginning while it is written.
  const likeness = (said, known) => {
    if (said.word === known.word) return 1;
    if (said.stem === known.stem) return FORM;
    return said.open && said.word.length >= SHORTEST && known.word.startsWith(said.word) ? BEGINNING : 0;
  };

  const phrases = (text, code) => text.split(/[,;:()…]/u).map(words).filter((all) => all.length).map((all) => ({
    whole: ` ${all.join(" ")} `, length: all.length, denies: denies(all, code), known: means(all, code).map((word) => told(word, code)),
  }));
  let known;
  const catalogue = () => {
    known ??= [...document.querySelectorAll("#catalogue li")].map((one) => ({
      code: one.dataset.code, name: one.textContent, grave: "grave" in one.dataset,
      phrases: Object.fromEntries(LANGUAGES.map((code) => [code, phrases(one.getAttribute(`data-words-${code}`), code)])),
    }));
    return known;
  };

  // A phrase that is said whole goes first; then a word that few reasons have says more than one that many have.
  const scored = (all, asked, code) => {
    const reasons = catalogue();
    const denied = denies(all, code);
    // Who wants to live does not say that they do not; a word alone may be of either.
    const counts = (phrase) => denied || !phrase.denies || all.length === 1;
    const best = (said, phrase) => Math.max(0, ...phrase.known.map((one) => likeness(said, one)));
    const having = (one) => reasons.filter((reason) => reason.phrases[code].some((phrase) => counts(phrase) && best(one, phrase))).length;
    const held = asked.map(having);
    const rare = Math.log(1 + reasons.length);
    const weights = held.map((number) => number && Math.log(1 + reasons.length / number));
    const sentence = ` ${all.join(" ")} `;
    return reasons.map((reason) => {
      const heard = reason.phrases[code].filter(counts);
      const of = (some) => asked.reduce((sum, said, at) => sum + weights[at] * Math.max(0, ...some.map((one) => best(said, one))), 0);
      const covered = heard.map((phrase) => {
        const { length, known: { length: telling } } = phrase;
        const verbatim = length > 1 && sentence.includes(phrase.whole) && (telling || length > 2 || sentence === phrase.whole);
        const share = phrase.known.filter((one) => asked.some((said) => likeness(said, one) >= FORM)).length / (telling || 1);
        return { whole: verbatim || (share === 1 && (denied || !phrase.denies)), points: of([phrase]) * share * share + (verbatim ? rare * length : 0) };
      });
      // Enter takes the first: a grave reason wants a phrase of its own, or a word that no other has.
      const sure = !reason.grave || covered.some((each) => each.whole) || asked.some((said, at) => held[at] === 1 && heard.some((phrase) => best(said, phrase)));
      const points = of(heard) + Math.max(0, ...covered.map((each) => each.points));
      return [reason, sure ? points : asked.length > 1 ? 0 : points * UNSURE];
    }).filter(([, points]) => points > 0);
  };
  const found = (text) => {
    const all = words(text);
    const open = /[\p{L}\p{N}]$/u.test(text.normalize("NFC")) ? all.length - 1 : -1;
    const tried = LANGUAGES.map((code) => {
      const asked = all.map((word, at) => ({ ...told(word, code), open: at === open })).filter(({ word }) => !stops[code].all.has(word));
      return { code, asked, small: all.length - asked.length };
    });
    // What is said by all tells the language; where it tells none, or that one finds nothing, all are tried.
    const most = Math.max(...tried.map(({ small }) => small));
    const search = (some) => {
      const points = new Map();
      for (const { code, asked } of some) {
        for (const [reason, sum] of scored(all, asked, code)) points.set(reason, Math.max(sum, points.get(reason) || 0));
      }
      return [...points].sort((one, other) => other[1] - one[1]).slice(0, MOST).map(([reason]) => reason);
    };
    const first = search(tried.filter(({ small }) => small === most));
    const silent = tried.some(({ small }) => small === all.length);
    return first.length || silent ? first : search(tried);
  };

  const show = (input) => {
    const form = input.form;
    const list = form.querySelector("[data-found]");
    const status = form.querySelector("[role=status]");
    const reasons = found(input.value);
    list.replaceChildren(...reasons.map((reason) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "submit", name: "reason", value: reason.code, textContent: reason.name });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    list.hidden = !reasons.length;
    form.elements.idempotency_key.value = crypto.randomUUID();  // what is found now is another command
    const { one, many, none } = status.dataset;
    if (!words(input.value).some((word) => word.length >= SHORTEST)) status.textContent = "";
    else status.textContent = { 0: none, 1: one }[reasons.length] ?? many.replace("#", reasons.length);
  };
  const finds = (target) => target.closest?.("[data-finds]");
  document.addEventListener("input", (event) => {
    if (finds(event.target)) show(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const input = finds(event.target);
    const button = event.target.closest?.("[data-found] button");
    if (!input && !button) return;
    const all = [...event.target.form.querySelectorAll("[data-found] button")];
    const place = all.indexOf(button);
    if (event.key === "ArrowDown") (all[place + 1] || event.target).focus();
    else if (event.key === "ArrowUp") (all[place - 1] || event.target.form.querySelector("[data-finds]")).focus();
    else if (input && event.key === "Escape") { input.value = ""; show(input); }
    else if (!input || event.key !== "Enter" || all.length) return;
    event.preventDefault();
  });
})();
