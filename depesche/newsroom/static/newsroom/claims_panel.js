/* The panel at the selected words: opens, asks the server, keeps the focus, sends, closes. Nothing typed is lost when the server refuses. */
(function (claims) {
  const { el, texts, urls } = claims;
  const FOCUSABLE = "input:not([type=hidden]), select, textarea, button, a[href]";

  /* Ask; an answer that is no JSON (a login page, a broken line) is a failure that can be tried again. */
  async function ask(url, sent) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
    const how = sent ? { method: "POST", headers, body: JSON.stringify(sent) } : { headers };
    try {
      const answer = await fetch(url, { ...how, redirect: "manual" });
      const read = await answer.json();
      return answer.ok ? read : { refused: [read.message, read.help].filter(Boolean).join(" ") || texts.failed };
    } catch {
      return { refused: texts.failed };
    }
  }

  /* The field that an editor of rich text writes into; it knows its editor. */
  const field = (wrapper) => [...(wrapper?.parentNode.children ?? [])].find((one) => one.draftailEditor);

  /* The whole article as it stands in the form, with its day, its topics and the claims that are marked in it. */
  function article() {
    const fields = [...document.querySelectorAll("[data-draftail-editor-wrapper]")].map(field).filter(Boolean);
    const found = fields.map((one) => JSON.parse(one.value || "null")).filter((state) => state?.blocks);
    const heads = ["title", "lead"].map((name) => document.querySelector(`[name=${name}]`)?.value || "");
    const marks = found.flatMap((state) => Object.values(state.entityMap || {})).filter((entity) => entity.type === claims.ENTITY);
    return {
      article: [...heads, ...found.flatMap((state) => state.blocks.map((block) => block.text))].filter(Boolean).join("\n"),
      day: day(document.querySelector("[name=dated]")?.value || ""),
      topics: [...document.querySelectorAll("[name=topics]:checked")].map((box) => box.value),
      marked: [...new Set(marks.map((entity) => entity.data.claim))],
    };
  }

  /* The day of the article, by its field (21.10.2024 or 2024-10-21), else today. */
  function day(typed) {
    const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})/.exec(typed);
    if (german) return `${german[3]}-${german[2].padStart(2, "0")}-${german[1].padStart(2, "0")}`;
    if (/^\d{4}-\d{2}-\d{2}/.test(typed)) return typed.slice(0, 10);
    const now = new Date();
    return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
  }

  /* Below the words, above them where there is no room; a narrow screen takes its width. */
  function place(box, anchor) {
    if (!box.isConnected) document.body.append(box);
    const { width, height } = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(anchor.left, document.documentElement.clientWidth - width - 8));
    const fitsBelow = anchor.bottom + height + 8 < window.innerHeight || anchor.top < height + 8;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(fitsBelow ? anchor.bottom + 6 : anchor.top - height - 6) + window.scrollY}px`;
    box.scrollIntoView({ block: "nearest" });
  }

  function keepFocus(box, event) {
    const fields = [...box.querySelectorAll(FOCUSABLE)].filter((field) => field.getClientRects().length);
    const ends = event.shiftKey ? [fields[0], fields[fields.length - 1]] : [fields[fields.length - 1], fields[0]];
    const isRadioOfEnd = ends[0]?.type === "radio" && document.activeElement?.name === ends[0].name;
    if (document.activeElement !== ends[0] && !isRadioOfEnd && box.contains(document.activeElement)) return;
    event.preventDefault();
    ends[1]?.focus();
  }

  /* What an address means as evidence: pages of the web and of this site do, mail and telephone do not. */
  function sorted(addresses) {
    const isProof = (url) => /^(https?:\/\/|\/)/.test(url);
    return { proofs: addresses.filter(isProof), dropped: addresses.filter((url) => !isProof(url)) };
  }

  function buttons(deeds, { isReady, isMark }) {
    const act = (label, deed, more = {}) => {
      const button = el("button", { type: "button", class: "button button-small button-secondary", ...more }, label);
      button.addEventListener("click", deed);
      return button;
    };
    const enter = el("button", { type: "submit", class: "button button-small" }, texts.enter);
    const remove = isMark ? act(texts.remove, deeds.remove, { class: "button button-small no" }) : null;
    return el("footer", {}, isReady ? enter : null, act(texts.close, deeds.close), remove);
  }

  function frame(title, words) {
    const form = el("form", { novalidate: true });
    const box = el("div", { class: "claims-panel", role: "dialog", "aria-modal": "true", "aria-labelledby": "claims-title", tabindex: -1 });
    const notes = el("div", { class: "claims-notes", role: "status" });
    box.append(el("h2", { id: "claims-title" }, title), words ? el("blockquote", { "aria-label": texts.words }, words) : "", notes, form);
    return { box, form, notes };
  }

  function suggest(form) {
    let waiting;
    form.elements.name.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const found = await ask(`${urls.sources}?q=${encodeURIComponent(form.elements.name.value)}`);
        form.querySelector("datalist").replaceChildren(...(found.names || []).map((name) => el("option", { value: name })));
      }, 150);
    });
  }

  /* Links that will go, and where a mark's claim is kept. */
  function tell(notes, { proofs, dropped }, { current, draft }) {
    if (proofs.length) notes.append(el("p", { class: "claims-moved" }, texts.moved));
    for (const link of dropped) notes.append(el("p", {}, texts.dropped.replace("%(link)s", link)));
    if (!current) return;
    const link = current.url ? el("a", { href: current.url, target: "_blank", rel: "noopener" }, texts.open) : "";
    notes.append(el("p", {}, el("b", {}, current.status), " ", link));
    if (draft === null && current.lines.length) notes.append(el("p", {}, texts.published));
  }

  /* Open the panel for `wanted`: { words, before, after, links, mark, anchor }. It calls one of the deeds done(mark), remove() and close(); returns what takes it away. */
  function open(wanted, deeds) {
    const isMark = Boolean(wanted.mark);
    const { box, form, notes } = frame(isMark ? texts.change : texts.title, wanted.words);
    const refuse = (why) => {
      box.querySelector(".claims-refused")?.remove();
      if (why) notes.append(el("p", { class: "claims-refused", role: "alert" }, why));
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") deeds.close();
      if (event.key === "Tab") keepFocus(box, event);
      if (event.key === "Enter" && event.target.tagName === "TEXTAREA") {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    place(box, wanted.anchor);
    box.focus();
    if (!wanted.words) {
      notes.append(texts.selectFirst);
      form.append(buttons(deeds, { isReady: false, isMark: false }));
    } else start();

    async function start() {
      box.setAttribute("aria-busy", "true");
      notes.append((form.waiting = el("p", {}, texts.waiting)));
      const about = article();
      const sent = { ...about, selected: wanted.words, before: wanted.before, after: wanted.after, ...wanted.mark };
      const filled = await ask(urls.propose, sent);
      form.waiting.remove();
      box.removeAttribute("aria-busy");
      if (filled.refused) {
        form.append(buttons(deeds, { isReady: false, isMark }));
        return refuse(filled.refused);
      }
      const links = sorted(wanted.links);
      tell(notes, links, filled);
      claims.fill(form, filled, wanted.words, links.proofs);
      form.append(buttons(deeds, { isReady: true, isMark }));
      suggest(form);
      form.addEventListener("submit", (event) => send(event, filled, about.topics));
      place(box, wanted.anchor);
      return box.setAttribute("data-ready", "");
    }

    async function send(event, filled, topics) {
      event.preventDefault();
      if (box.hasAttribute("aria-busy")) return;
      const chosen = claims.chosen(form, filled, wanted.words);
      const isAsItWas = isMark && chosen.claim === String(wanted.mark.claim) && form.elements.source.value === "nobody";
      if (isAsItWas) return deeds.close();
      box.setAttribute("aria-busy", "true");
      const entered = await ask(urls.enter, { ...chosen, topics });
      box.removeAttribute("aria-busy");
      refuse(entered.refused);
      if (!entered.refused) deeds.done({ claim: entered.claim, ...(entered.assertion ? { assertion: entered.assertion } : {}) });
    }

    return () => box.remove();
  }

  Object.assign(claims, { ask, field, open, place });
})(window.depescheClaims);
