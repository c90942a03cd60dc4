// The finder of the home page: words of a place, of a measure, or of both, and the pages that they lead to. All that it
// knows stands in the lists of the page: a place names its set of curves, a measure the sets that have its curve.
(() => {
  "use strict";
  const form = document.querySelector("form.finder");
  if (!form) return;
  const MOST = 10; // places or measures that are offered at once
  const box = form.querySelector("input");
  const told = form.querySelector("output");
  const answers = form.querySelector(".answers");
  // Words of what kind of council a place is. They decide nothing, unless they are in a name that is typed in full.
  const KINDS = new Set("and authority borough city council county district metropolitan of royal the unitary".split(" "));
  const isKind = (word, next) => KINDS.has(word) || (word === "london" && next === "borough");
  const telling = (words) => words.filter((word, number) => !isKind(word, words[number + 1]));
  const core = (text) => telling(plainWords(text).split(" ")).join(" ");
  const joined = (text) => text.replace(/-/g, ""); // "rereferral" finds "re-referral"
  const spaced = (text) => ` ${plainWords(`${text} ${joined(text)}`)} `;
  // Every word typed begins a word of what is sought.
  const fits = (words, typed) => typed.every((word) => words.includes(` ${word}`));
  // Of a measure, a word for many finds the word for one: "referrals" finds "referral".
  const tells = (words, typed) => typed.every((word) => words.includes(` ${word}`) || (word.endsWith("s") && words.includes(` ${word.slice(0, -1)} `)));
  const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
  const quoted = (typed) => `\u201c${typed.join(" ")}\u201d`;
  const firsts = (words) => words.map((word) => word[0]).join("");

  const places = Array.from(document.querySelectorAll("#places li"), (item) => {
    const link = item.querySelector("a");
    const name = link.textContent;
    const called = plainWords(name);
    const short = called.split(" ");
    const initials = [firsts(short), firsts(telling(short))].filter((letters) => letters.length > 2);
    return { ...item.dataset, href: link.href, name, called, names: [called], initials, words: spaced(item.dataset.find), isOwn: "own" in item.dataset };
  });
  // "Bristol" names "Bristol, City of" in full, but "London" the region and not "City of London".
  const allCalled = new Set(places.map((place) => place.called));
  for (const place of places) if (!allCalled.has(core(place.name))) place.names.push(core(place.name));
  const measures = Array.from(document.querySelectorAll("#measures li"), (item) => {
    const link = item.querySelector("a");
    const name = link.textContent;
    const cards = Array.from(item.querySelector("template")?.content.children ?? [], (card) => ({
      to: card.dataset.curve,
      sets: card.dataset.sets.split(" "),
      title: card.textContent,
    }));
    const said = [name, item.dataset.also, ...cards.map((card) => card.title)].join(" ");
    const names = [core(name), core(joined(name))];
    return { href: link.href, name, names, called: spaced(name), words: spaced(said), cards, isOfProgramme: Boolean(item.closest("details")) };
  });
  const ofPopulation = measures.filter((measure) => measure.cards.length && !measure.isOfProgramme);
  const isOfMeasures = (word) => ofPopulation.some((measure) => fits(measure.words, [word]));
  const isBegun = (word) => [...places, ...measures].some(({ words }) => fits(words, [word]));
  // Initials are looked at only where no name begins so.
  const has = (place, word) => fits(place.words, [word]) || (place.initials.includes(word) && !isBegun(word));

  // How well a measure is named: in full, by the beginning of its name, by words of it, or by its definition or card.
  const IN_FULL = 3;
  const BEGUN = 2;
  const BY_WORDS = 1;
  const named = (measure, typed) => {
    const sought = telling(typed).join(" ");
    if (sought && measure.names.includes(sought)) return IN_FULL;
    if (sought && measure.names.some((name) => name.startsWith(`${sought} `))) return BEGUN;
    return tells(measure.called, typed) ? BY_WORDS : 0;
  };
  const ranked = (found, typed) => [...found].sort((one, other) => named(other, typed) - named(one, typed));
  const measuresWith = (typed) => ranked(measures.filter((measure) => tells(measure.words, typed)), typed);
  const measuresNamed = (typed) => measuresWith(typed).filter((measure) => named(measure, typed));
  const curvesOf = (place, typed) =>
    measuresWith(typed)
      .map((measure) => ({ measure, name: measure.name, cards: measure.cards.filter((card) => card.sets.includes(place.set)) }))
      .filter((curve) => curve.cards.length);
  const groupsOf = (found, typed) => found.map((place) => ({ place, curves: curvesOf(place, typed) })).filter(({ curves }) => curves.length);
  // A council that shares its return with another: the place that the two are together.
  const together = (place) => places.filter((other) => other !== place && other.name.split(" / ").includes(place.name));
  const address = (place, card) => new URL(card.to, place.href).href;
  // The one that is meant: by its whole name, or because no other is left.
  const meant = (found, typed) => {
    const inFull = found.filter((place) => place.names.includes(typed.join(" ")));
    return inFull.length === 1 ? inFull[0] : found.length === 1 ? found[0] : undefined;
  };
  // Of measures, the one that Enter leads to: named in full, or the only one and its name begins so.
  const sure = (found, typed) => {
    const [best, next] = found;
    const of = (measure) => (measure ? named(measure, typed) : 0);
    if (of(best) === IN_FULL) return of(next) === IN_FULL ? undefined : best;
    return !next && of(best) === BEGUN ? best : undefined;
  };
  const first = (found) => (found.length > MOST ? ` The first ${MOST} are here: type more.` : "");

  // The places that are typed, each by words of its own: first those named in full, the longest name before others,
  // then those that some words begin. One of these words must be of no measure, so that "in" alone means no place.
  const split = (typed) => {
    const parts = [];
    let left = ` ${typed.join(" ")} `;
    // "London borough of" means no region beside the place that it is of.
    const isOfPlace = (word) => !isOfMeasures(word) && places.some((place) => has(place, word));
    if (telling(typed).some(isOfPlace)) left = left.replace(" london borough ", " borough ");
    for (;;) {
      const inFull = places.flatMap((place) => place.names).filter((name) => left.includes(` ${name} `));
      if (!inFull.length) break;
      const name = inFull.reduce((one, other) => (other.length > one.length ? other : one));
      parts.push({ found: places.filter((place) => place.names.includes(name)), own: name.split(" "), isInFull: true });
      left = left.replace(` ${name} `, " | ");
    }
    let rest = telling(left.split(" ").filter((word) => word)).filter((word) => word !== "|");
    for (;;) {
      const begun = places
        .map((place) => ({ place, own: rest.filter((word) => has(place, word)) }))
        .filter(({ own }) => own.some((word) => !isOfMeasures(word)));
      if (!begun.length) break;
      const { own } = begun.reduce((one, other) => (other.own.length > one.own.length ? other : one));
      parts.push({ found: begun.filter((other) => other.own.join(" ") === own.join(" ")).map(({ place }) => place), own });
      rest = rest.filter((word) => !own.includes(word));
    }
    parts.sort((one, other) => typed.indexOf(one.own[0]) - typed.indexOf(other.own[0]));
    return { parts, rest };
  };

  // What is said of some words, what is offered for them, and where Enter goes: nowhere, unless one thing can be meant.
  const ofPlaces = (found, one) => {
    const others = found.filter((place) => place !== one);
    if (!one) return { said: `${count(found.length, "place")} found.${first(found)}`, others };
    const curves = curvesOf(one, []);
    const said = curves.length ? `${one.name}, and its ${count(curves.length, "headline measure")}.` : `${one.name}.`;
    return { said, groups: [{ place: one, curves }], others, go: one.href };
  };
  const ofPlacesAndMeasures = (others, side) => ({
    said: `${count(others.length, "place")} and ${count(side.length, "measure")} found.${first(others.length > side.length ? others : side)}`,
    others,
    side,
  });
  const ofCurves = (groups, rest, isOfOne, also) => {
    const number = groups.reduce((sum, { curves }) => sum + curves.length, 0);
    const [{ place, curves }] = groups;
    const of = groups.length === 1 ? place.name : `${groups.length} places`;
    const said = `${count(number, "headline measure")} of ${of}.${first(groups)}`;
    // A measure that has the words in its name is offered too where it is no headline.
    const shown = new Set(groups.flatMap((group) => group.curves.map(({ measure }) => measure)));
    const without = measuresNamed(rest).filter((measure) => !measure.isOfProgramme && !shown.has(measure));
    const rivals = without.filter((measure) => named(measure, rest) > BY_WORDS);
    const one = isOfOne && !also.length ? sure(ranked([...shown, ...rivals], rest), rest) : undefined;
    const curve = curves.find(({ measure }) => measure === one);
    return { said, groups, side: [...new Set([...also, ...without])], go: curve && address(place, curve.cards[0]) };
  };
  const ofNoCurve = (found, rest) => {
    const one = found.length === 1 ? found[0] : undefined;
    const said = one ? `${one.name} has no headline measure with ${quoted(rest)}` : `None of these places has a headline measure with ${quoted(rest)}`;
    const side = measuresWith(rest);
    const groups = groupsOf([...new Set(found.flatMap(together))], rest);
    if (groups.length) return { said: `${said} of its own. A return of two councils has one.`, groups, others: found, side };
    if (!one) return { said: `${said}.${first(found)}`, others: found, side };
    const curves = curvesOf(one, []);
    return { said: curves.length ? `${said}. These are all that it has.` : `${said}.`, groups: [{ place: one, curves }], side };
  };
  const ofMeasures = (side, typed) => {
    const groups = groupsOf(places.filter((place) => place.isOwn), typed);
    const add = side.some((measure) => measure.cards.length) ? " Add the name of a place to go straight to its curve." : "";
    const said = `${count(side.length, "measure")} found.${first(side)}${add}`;
    return { said, groups, side, go: groups.length ? undefined : sure(side, typed)?.href };
  };
  const ofNothing = (typed) => {
    const unknown = typed.filter((word) => !isBegun(word));
    const said = unknown.length ? `No place and no measure has ${quoted(unknown)}.` : `No place and no measure has all of ${quoted(typed)}.`;
    return { said: `${said} Check how it is spelt, or look through the lists below.` };
  };
  const look = (typed) => {
    const { parts, rest } = split(typed);
    const whole = places.filter((place) => typed.every((word) => has(place, word)));
    // "York, North Yorkshire": each of these words begins one of North Yorkshire, and yet two places are named.
    const isOfSeveral = parts.length > 1 && parts.some(({ found, isInFull }) => isInFull && found.some((place) => whole.includes(place)));
    const one = meant(whole, typed);
    // Words that begin a place's name may as well be those of a measure.
    const also = parts.some(({ isInFull }) => isInFull) ? [] : measuresNamed(typed);
    if (whole.length && !isOfSeveral) return also.length ? ofPlacesAndMeasures(whole, also) : ofPlaces(whole, one);
    if (parts.length) {
      const found = [...new Set(parts.flatMap((part) => meant(part.found, part.own) ?? part.found))];
      if (!rest.length) return ofPlaces(found, found.length === 1 ? found[0] : undefined);
      if (!groupsOf(found, rest).length) return ofNoCurve(found, rest);
      const holding = new Set(found.flatMap((place) => (curvesOf(place, rest).length ? place : together(place))));
      return ofCurves(groupsOf([...holding], rest), rest, found.length === 1, also);
    }
    const sought = [typed, telling(typed)].find((words) => words.length && measuresWith(words).length);
    return sought ? ofMeasures(measuresWith(sought), sought) : ofNothing(typed);
  };

  const made = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };
  const link = (href, ...content) => Object.assign(made("a", "", ...content), { href });
  const hidden = (text) => made("span", "govuk-visually-hidden", text);
  const placeLink = (place) => [link(place.href, place.name), ...(place.until ? [`, until ${place.until}`] : [])];
  const heading = (...content) => made("h3", "govuk-heading-s", ...content);
  const list = (items, className = "quiet") => made("ul", className, ...items.map((content) => made("li", "", ...content)));
  const curveLinks = (place, { name, cards }) => {
    const also = cards.slice(1).flatMap((card) => ["; also in ", link(address(place, card), card.title, hidden(`with ${name} of ${place.name}`))]);
    return [link(address(place, cards[0]), name, hidden(`of ${place.name}`)), " ", made("span", "small", `in ${cards[0].title}`, ...also)];
  };
  const drawn = ({ groups = [], others = [], side = [] }) => [
    ...groups.slice(0, MOST).flatMap(({ place, curves }) => [heading(...placeLink(place)), list(curves.map((curve) => curveLinks(place, curve)), "quiet columns cards")]),
    ...(groups.length && others.length ? [heading("Other places")] : []),
    ...(others.length ? [list(others.slice(0, MOST).map(placeLink))] : []),
    ...(side.length ? [heading("Every council side by side"), list(side.slice(0, MOST).map((measure) => [link(measure.href, measure.name)]), "quiet columns")] : []),
  ];
  const typed = () => plainWords(box.value).split(" ").filter(Boolean);
  const show = () => {
    const found = typed().length ? look(typed()) : { said: "" };
    told.textContent = found.said;
    answers.replaceChildren(...drawn(found));
    return found;
  };
  box.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { said, go } = show();
    if (go) location.assign(go);
    else if (answers.firstChild) told.textContent = `${said} Choose one below, or type more.`;
  });
  form.hidden = false;
  show();
})();
