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
  const spaced = (text) => ` ${plainWords(text)} `;
  // Every word typed begins a word of what is sought.
  const fits = (words, typed) => typed.every((word) => words.includes(` ${word}`));
  const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
  const quoted = (typed) => `\u201c${typed.join(" ")}\u201d`;

  const places = Array.from(document.querySelectorAll("#places li"), (item) => {
    const link = item.querySelector("a");
    const name = link.textContent;
    return { ...item.dataset, href: link.href, name, called: plainWords(name), words: spaced(item.dataset.find), isOwn: "own" in item.dataset };
  });
  const measures = Array.from(document.querySelectorAll("#measures li"), (item) => {
    const link = item.querySelector("a");
    const cards = Array.from(item.querySelector("template")?.content.children ?? [], (card) => ({
      to: card.dataset.curve,
      sets: card.dataset.sets.split(" "),
      title: card.textContent,
    }));
    const said = [link.textContent, item.dataset.also, ...cards.map((card) => card.title)].join(" ");
    return { href: link.href, name: link.textContent, called: spaced(link.textContent), words: spaced(said), cards, isOfProgramme: Boolean(item.closest("details")) };
  });
  const ofPopulation = measures.filter((measure) => measure.cards.length && !measure.isOfProgramme);
  const isOfMeasures = (word) => ofPopulation.some((measure) => fits(measure.words, [word]));

  // Those whose name has the words, then those whose definition or card has them.
  const ranked = (found, typed) => [...found].sort((one, other) => fits(other.called, typed) - fits(one.called, typed));
  const measuresWith = (typed) => ranked(measures.filter((measure) => fits(measure.words, typed)), typed);
  const curvesOf = (place, typed) =>
    measuresWith(typed)
      .map((measure) => ({ name: measure.name, cards: measure.cards.filter((card) => card.sets.includes(place.set)) }))
      .filter((curve) => curve.cards.length);
  const address = (place, card) => new URL(card.to, place.href).href;
  // The one that is meant: by its whole name, or because no other is left.
  const meant = (found, typed) => {
    const named = found.filter((place) => place.called === typed.join(" "));
    return named.length === 1 ? named[0] : found.length === 1 ? found[0] : undefined;
  };
  const first = (found) => (found.length > MOST ? ` The first ${MOST} are here: type more.` : "");

  // What is said of some words, what is offered for them, and where Enter goes: nowhere, unless one thing can be meant.
  const ofPlaces = (found, typed) => {
    const one = meant(found, typed);
    const others = found.filter((place) => place !== one);
    if (!one) return { said: `${count(found.length, "place")} found.${first(found)}`, others };
    const curves = curvesOf(one, []);
    const said = curves.length ? `${one.name}, and its ${count(curves.length, "headline measure")}.` : `${one.name}.`;
    return { said, groups: [{ place: one, curves }], others, go: one.href };
  };
  const ofCurves = (groups) => {
    const number = groups.reduce((sum, { curves }) => sum + curves.length, 0);
    const [{ place, curves }] = groups;
    const of = groups.length === 1 ? place.name : `${groups.length} places`;
    const said = `${count(number, "headline measure")} of ${of}.${first(groups)}`;
    return { said, groups, go: number === 1 ? address(place, curves[0].cards[0]) : undefined };
  };
  const ofNoCurve = (found, typed) => {
    const one = found.length === 1 ? found[0] : undefined;
    const rest = found[0].rest;
    const said = one ? `${one.place.name} has no headline measure with ${quoted(rest)}.` : `None of these places has a headline measure with ${quoted(rest)}.`;
    const side = measuresWith(rest);
    if (!one) return { said: said + first(found), others: found.map(({ place }) => place), side };
    const curves = curvesOf(one.place, []);
    return { said: curves.length ? `${said} These are all that it has.` : said, groups: [{ place: one.place, curves }], side };
  };
  const ofMeasures = (side, typed) => {
    const groups = places
      .filter((place) => place.isOwn)
      .map((place) => ({ place, curves: curvesOf(place, typed) }))
      .filter(({ curves }) => curves.length);
    const said = `${count(side.length, "measure")} found.${first(side)} Add the name of a place to go straight to its curve.`;
    return { said, groups, side, go: side.length === 1 && !groups.length ? side[0].href : undefined };
  };
  const ofNothing = (typed) => {
    const unknown = typed.filter((word) => ![...places, ...measures].some(({ words }) => fits(words, [word])));
    const said = unknown.length ? `No place and no measure has ${quoted(unknown)}.` : `No place and no measure has all of ${quoted(typed)}.`;
    return { said: `${said} Check how it is spelt, or look through the lists below.` };
  };
  const look = (typed) => {
    const whole = places.filter((place) => fits(place.words, typed));
    if (whole.length) return ofPlaces(whole, typed);
    // Words of both: a place is meant by a word that no measure has, so that "of" or "in" alone means none.
    const both = places
      .map((place) => ({ place, own: typed.filter((word) => fits(place.words, [word])), rest: typed.filter((word) => !fits(place.words, [word])) }))
      .filter(({ own }) => own.some((word) => !isOfMeasures(word)));
    const most = Math.max(0, ...both.map(({ own }) => own.length));
    const likely = both.filter(({ own }) => own.length === most);
    const one = likely.length ? meant(likely.map(({ place }) => place), likely[0].own) : undefined;
    const groups = both
      .filter(({ place }) => !one || place === one)
      .map(({ place, rest }) => ({ place, curves: curvesOf(place, rest) }))
      .filter(({ curves }) => curves.length);
    if (groups.length) return ofCurves(groups);
    if (likely.length) return ofNoCurve(one ? likely.filter(({ place }) => place === one) : likely, typed);
    const side = measuresWith(typed);
    return side.length ? ofMeasures(side, typed) : ofNothing(typed);
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
