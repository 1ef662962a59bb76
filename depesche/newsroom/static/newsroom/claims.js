/* The mark of a claim in Draftail: its panel (source), how it looks and tells about itself (decorator), its shortcut. */
(function (claims) {
  const { React, draftail } = window;
  const { el, texts, urls } = claims;
  let anchorOfMark = null; // where the popover stood, for the panel that follows it

  function anchor() {
    const selection = window.getSelection();
    const box = selection.rangeCount ? selection.getRangeAt(0).getBoundingClientRect() : null;
    if (box && (box.width || box.height || box.top)) return box;
    return (document.activeElement || document.body).getBoundingClientRect();
  }

  /* Draftail mounts it when the button is pressed, and takes it away by onComplete or onClose. */
  class Source extends React.Component {
    componentDidMount() {
      const { editorState, entity, entityKey, onComplete, onClose } = this.props;
      const content = editorState.getCurrentContent();
      const selected = claims.trimmed(content, editorState.getSelection());
      const mark = entity && entity.getType() === claims.ENTITY ? entity.getData() : null;
      const selection = mark && (!selected || editorState.getSelection().isCollapsed()) ? claims.rangeOfMark(editorState, entityKey) : selected;
      const wanted = {
        words: selection ? claims.words(content, selection) : "",
        ...(selection ? claims.around(content, selection) : {}),
        links: selection ? claims.links(content, selection) : [],
        mark,
        anchor: anchorOfMark || anchor(),
      };
      anchorOfMark = null;
      this.take = claims.open(wanted, {
        done: (data) => onComplete(claims.mark(editorState, selection, data)),
        remove: () => onComplete(claims.unmark(editorState, selection)),
        close: () => onComplete(editorState),
      });
    }

    componentWillUnmount() {
      this.take();
    }

    render() {
      return null;
    }
  }

  /* What a mark tells when it is clicked: status, who says what, the way to the claim; change, remove. */
  function tellOf(mark, claim, { onEdit, onRemove }) {
    const box = el("div", { class: "claims-popover", role: "dialog", "aria-label": texts.title, tabindex: -1 });
    const leave = () => {
      box.remove();
      document.removeEventListener("mousedown", outside, true);
      document.removeEventListener("keydown", escape, true);
    };
    const outside = (event) => box.contains(event.target) || leave();
    const escape = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // on a phone the desk's menu would take the focus
      leave();
    };
    const button = (label, deed, more = "") => {
      const made = el("button", { type: "button", class: `button button-small button-secondary ${more}` }, label);
      made.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in the text
      made.addEventListener("click", () => {
        anchorOfMark = mark.getBoundingClientRect();
        leave();
        deed();
      });
      return made;
    };
    const said = el("div", { role: "status" }, texts.waiting);
    box.append(said, el("footer", {}, button(texts.edit, onEdit), button(texts.remove, onRemove, "no")));
    document.addEventListener("mousedown", outside, true);
    document.addEventListener("keydown", escape, true);
    claims.place(box, mark.getBoundingClientRect());
    claims.ask(urls.claim.replace("/0/", `/${claim}/`)).then((shown) => {
      if (shown.refused) return said.replaceChildren(texts.gone);
      const link = shown.url ? el("a", { href: shown.url, target: "_blank", rel: "noopener" }, texts.open) : "";
      const lines = claims.lines(shown) || el("p", {}, texts.nobodySays);
      said.replaceChildren(el("p", {}, el("b", {}, shown.status), `: ${shown.text}`), lines, link);
      return box.isConnected && claims.place(box, mark.getBoundingClientRect());
    });
  }

  function Decorator({ entityKey, contentState, children, onEdit, onRemove }) {
    const { claim } = contentState.getEntity(entityKey).getData();
    const deeds = { onEdit: () => onEdit(entityKey), onRemove: () => onRemove(entityKey) };
    const onClick = (event) => window.getSelection().isCollapsed && tellOf(event.currentTarget, claim, deeds);
    return React.createElement("span", { className: "claims-mark", "data-claim": claim, onClick }, children);
  }

  draftail.registerPlugin({ type: claims.ENTITY, source: Source, decorator: Decorator }, "entityTypes");

  /* Ctrl+Shift+Q, or Alt+Shift+Q where the browser keeps the first for itself: as if the button of this editor were pressed. */
  document.addEventListener("keydown", (event) => {
    const isQ = event.key.toLowerCase() === "q" || (event.altKey && event.code === "KeyQ");
    if (!isQ || !event.shiftKey || event.ctrlKey === event.altKey || event.metaKey) return;
    const wrapper = event.target.closest?.("[data-draftail-editor-wrapper]");
    const editor = claims.field(wrapper)?.draftailEditor;
    if (!editor || !editor.props.entityTypes.some((one) => one.type === claims.ENTITY)) return;
    event.preventDefault();
    editor.onRequestSource(claims.ENTITY); // what the button does; a press made up for it would leave React waiting for the release
  });

  /* Ctrl+Y does again what was undone, as everywhere else; Draft.js pastes its own clipboard instead, except on Windows. On a Mac it keeps that. */
  document.addEventListener("keydown", (event) => {
    const isAlone = event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey;
    if (!isAlone || event.key.toLowerCase() !== "y" || /^Mac/.test(navigator.platform)) return;
    const wrapper = event.target.closest?.(".public-DraftEditor-content")?.closest("[data-draftail-editor-wrapper]");
    const editor = claims.field(wrapper)?.draftailEditor;
    if (!editor) return;
    event.preventDefault();
    event.stopPropagation();
    editor.onUndoRedo("redo");
  }, true);
})(window.depescheClaims);
