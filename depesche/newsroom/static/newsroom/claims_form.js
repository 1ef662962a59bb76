/* The fields of the panel, filled with what the server proposes, and what was chosen in them. */
(function (claims) {
  /* What the page tells (panel_texts.py): texts, choices, addresses; read when it is first needed, as it stands behind the scripts. */
  let told = null;
  const part = (name) =>
    new Proxy({}, { get: (_, key) => (told ??= JSON.parse(document.getElementById("claims-editor").textContent))[name][key] });
  const [texts, choices, urls] = ["texts", "choices", "urls"].map(part);

  /* An element: el("p", { class: "x" }, "words", child). Without a value an attribute is left out. */
  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  const labelled = (label, field) => el("label", { class: "claims-field" }, el("span", {}, label), field);
  const text = (name, value, more = {}) => el("input", { type: "text", name, value, autocomplete: "off", ...more });
  const select = (name, chosen) =>
    el("select", { name }, ...choices[name].map(([value, label]) => el("option", { value, selected: value === chosen }, label)));

  function radio(name, value, checked, ...label) {
    return el("label", { class: `claims-${name}` }, el("input", { type: "radio", name, value, checked }), el("span", {}, ...label));
  }

  const line = ({ source, stance, figure, is_draft: isDraft }) =>
    el("li", {}, el("b", {}, source), `: ${[stance, figure].filter(Boolean).join(", ")}`, isDraft ? ` (${texts.isDraft})` : "");
  const lines = (claim) => (claim.lines.length ? el("ul", {}, ...claim.lines.map(line)) : null);

  /* Known claims before the new one; a sure one is chosen. */
  function which(filled, words) {
    const offered = [...(filled.current ? [filled.current] : []), ...filled.known];
    const sure = offered.length && offered[0].is_sure;
    const known = offered.map((one, place) =>
      radio("claim", one.claim, Boolean(sure && place === 0), one.text, el("em", {}, ` ${one.status}`), lines(one)),
    );
    const statement = el("textarea", { name: "text", rows: 2, maxlength: 400 }, words.replace(/\s+/g, " "));
    const fresh = el("div", { class: "claims-fresh" }, labelled(texts.statement, statement));
    const group = known.length
      ? el("fieldset", { class: "claims-which" }, el("legend", {}, texts.which), ...known, radio("claim", "", !sure, texts.fresh))
      : el("input", { type: "hidden", name: "claim", value: "" });
    return [group, fresh];
  }

  /* At most three sources, somebody else, nobody. */
  function who(filled) {
    const chips = filled.chips.map((chip, place) =>
      radio("source", place, place === 0, chip.name, chip.source === null ? el("em", {}, ` ${texts.new}`) : null),
    );
    const name = text("name", "", { list: "claims-sources", "aria-label": texts.otherName, placeholder: texts.otherName, maxlength: 160 });
    const other = el("div", { class: "claims-other" }, radio("source", "other", false, texts.other), name, el("datalist", { id: "claims-sources" }));
    const kind = labelled(texts.kindLabel, select("kind", "person"));
    kind.classList.add("claims-kind");
    const nobody = radio("source", "nobody", chips.length === 0, texts.nobody);
    return el("fieldset", { class: "claims-who" }, el("legend", {}, texts.who), ...chips, other, kind, nobody);
  }

  function figure({ comparator, low, high, unit, measure }) {
    return el(
      "fieldset",
      { class: "claims-figure" },
      el("legend", {}, texts.figure),
      labelled(texts.comparator, select("comparator", comparator || "=")),
      labelled(texts.low, text("low", low, { inputmode: "decimal" })),
      labelled(texts.high, text("high", high, { inputmode: "decimal" })),
      labelled(texts.unit, text("unit", unit, { maxlength: 60 })),
      labelled(texts.measure, text("measure", measure, { maxlength: 120 })),
    );
  }

  /* How and when it was said. */
  function said(filled) {
    const day = el("input", { type: "date", name: "day", value: filled.day });
    const without = filled.precision === "before-article" ? texts["before-article"] : texts.unknown;
    const verbatim = el("input", { type: "checkbox", name: "is_verbatim", checked: filled.is_verbatim });
    return el(
      "div",
      { class: "claims-said" },
      labelled(texts.stance, select("stance", filled.stance)),
      labelled(texts.day, day),
      el("label", { class: "claims-verbatim" }, verbatim, el("span", {}, texts.verbatim)),
      filled.day ? null : el("small", {}, without),
    );
  }

  function evidence(addresses) {
    const fields = (addresses.length ? addresses : [""]).map((url) => text("evidence", url, { inputmode: "url" }));
    return el("div", { class: "claims-evidence" }, ...fields.map((field) => labelled(texts.evidence, field)));
  }

  /* What depends on what is chosen: a new claim has a statement, a known one may have nobody new; only somebody new has a kind. */
  function follow(form, filled) {
    const chosen = (name) => form.elements[name]?.value ?? "";
    const isNobody = chosen("source") === "nobody";
    const isNew = chosen("source") === "other" || filled.chips[chosen("source")]?.source === null;
    form.querySelector(".claims-fresh").hidden = chosen("claim") !== "";
    form.querySelector(".claims-kind").hidden = !isNew;
    for (const part of form.querySelectorAll(".claims-said, .claims-figure, .claims-evidence")) part.hidden = isNobody;
    form.elements.high.closest("label").hidden = chosen("comparator") !== "range";
  }

  function changed(form, filled, field) {
    if (field.name === "claim") form.elements.source.value = field.value === "" && filled.chips.length ? "0" : "nobody";
    if (field.name === "name" && field.value) form.elements.source.value = "other";
    const { kind } = filled.chips[form.elements.source.value] || {};
    if (kind && field.name !== "kind") form.elements.kind.value = kind;
    follow(form, filled);
  }

  /* Fill the panel's form. */
  function fill(form, filled, words, addresses) {
    form.append(...which(filled, words), who(filled), said(filled), figure(filled.figure), evidence([...filled.evidence, ...addresses]));
    if (filled.draft === null && form.elements.claim.value) changed(form, filled, form.querySelector("[name=claim]:checked"));
    else changed(form, filled, form.querySelector("[name=source]:checked"));
    for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => changed(form, filled, event.target));
    (form.querySelector("[name=claim]:checked") || form.querySelector("[name=source]:checked")).focus();
  }

  /* What is sent: the fields as they stand now. */
  function chosen(form, filled, words) {
    const value = (name) => (form.elements[name]?.value ?? "").trim();
    const chip = filled.chips[value("source")];
    const isOther = value("source") === "other";
    const isNobody = value("source") === "nobody";
    const claim = value("claim");
    const isDraft = filled.draft !== null && filled.current && claim === String(filled.current.claim) && !isNobody;
    return {
      words,
      text: value("text"),
      claim: claim || null,
      assertion: isDraft ? filled.draft : null,
      source: chip?.source ?? null,
      name: isOther ? value("name") : isNobody ? "" : (chip?.name ?? ""),
      kind: value("kind"),
      stance: value("stance"),
      figure: Object.fromEntries(["comparator", "low", "high", "unit", "measure"].map((name) => [name, value(name)])),
      day: value("day"),
      precision: filled.precision,
      hedge: filled.hedge,
      is_verbatim: form.elements.is_verbatim.checked,
      evidence: [...form.querySelectorAll("[name=evidence]")].map((field) => field.value.trim()).filter(Boolean),
    };
  }

  Object.assign(claims, { chosen, el, fill, lines, texts, urls });
})(window.depescheClaims);
