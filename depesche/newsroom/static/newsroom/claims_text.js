/* Words and their marks in a Draftail editor: functions of Draft.js' editor state, which change nothing in place. */
window.depescheClaims = window.depescheClaims || {};
(function (claims) {
  const ENTITY = "CLAIM";

  /* The parts of blocks that a selection covers. */
  function segments(content, selection) {
    const keys = content.getBlockMap().keySeq().toArray();
    const [first, last] = [selection.getStartKey(), selection.getEndKey()];
    return keys
      .slice(keys.indexOf(first), keys.indexOf(last) + 1)
      .map((key) => content.getBlockForKey(key))
      .map((block) => ({
        key: block.getKey(),
        block,
        start: block.getKey() === first ? selection.getStartOffset() : 0,
        end: block.getKey() === last ? selection.getEndOffset() : block.getLength(),
      }))
      .filter(({ start, end }) => end > start);
  }

  const between = (from, to) =>
    window.DraftJS.SelectionState.createEmpty(from.key).merge({ anchorOffset: from.start, focusKey: to.key, focusOffset: to.end, isBackward: false });
  const words = (content, selection) =>
    segments(content, selection).map(({ block, start, end }) => block.getText().slice(start, end)).join("\n");

  /* The selection without the spaces at its ends; null when no words are left. */
  function trimmed(content, selection) {
    const parts = segments(content, selection).filter(({ block, start, end }) => block.getText().slice(start, end).trim());
    if (!parts.length) return null;
    const [first, last] = [parts[0], parts[parts.length - 1]];
    const text = (part) => part.block.getText().slice(part.start, part.end);
    const from = { key: first.key, start: first.start + (text(first).length - text(first).trimStart().length) };
    const to = { key: last.key, end: last.end - (text(last).length - text(last).trimEnd().length) };
    return between(from, to);
  }

  /* Every range of an entity of one type that lies in the selection, as a whole. */
  function entities(content, selection, type) {
    const found = [];
    for (const { key, block, start, end } of segments(content, selection)) {
      block.findEntityRanges(
        (letter) => letter.getEntity() !== null && content.getEntity(letter.getEntity()).getType() === type,
        (from, to) => {
          if (from < end && to > start) found.push({ key, start: from, end: to, entity: block.getEntityAt(from) });
        },
      );
    }
    return found;
  }

  /* The addresses of links in the selection, once each. */
  const links = (content, selection) => [
    ...new Set(entities(content, selection, "LINK").map((one) => content.getEntity(one.entity).getData().url).filter(Boolean)),
  ];

  /* The range of a mark at a selection, for one that has a mark and no words selected. */
  function rangeOfMark(editorState, entityKey) {
    const content = editorState.getCurrentContent();
    const selection = editorState.getSelection();
    const block = content.getBlockForKey(selection.getStartKey());
    let found = null;
    block.findEntityRanges(
      (letter) => letter.getEntity() === entityKey,
      (start, end) => {
        const isHere = start <= selection.getStartOffset() && selection.getStartOffset() <= end;
        if (!found || isHere) found = { key: block.getKey(), start, end };
      },
    );
    return found && between(found, found);
  }

  function push(editorState, content, caret) {
    const { EditorState } = window.DraftJS;
    const changed = EditorState.push(editorState, content, "apply-entity");
    return EditorState.forceSelection(changed, between({ key: caret.getEndKey(), start: caret.getEndOffset() }, { key: caret.getEndKey(), end: caret.getEndOffset() }));
  }

  /* Words carry a claim; links in them go. One step for undo. */
  function mark(editorState, selection, data) {
    const { Modifier } = window.DraftJS;
    let content = editorState.getCurrentContent();
    for (const link of entities(content, selection, "LINK")) content = Modifier.applyEntity(content, between(link, link), null);
    content = content.createEntity(ENTITY, "MUTABLE", data);
    content = Modifier.applyEntity(content, selection, content.getLastCreatedEntityKey());
    return push(editorState, content, selection);
  }

  function unmark(editorState, selection) {
    return push(editorState, window.DraftJS.Modifier.applyEntity(editorState.getCurrentContent(), selection, null), selection);
  }

  /* What stands before and after the selection in this editor. */
  function around(content, selection) {
    const first = content.getFirstBlock();
    const last = content.getLastBlock();
    const start = { key: selection.getStartKey(), end: selection.getStartOffset() };
    const end = { key: selection.getEndKey(), start: selection.getEndOffset() };
    return {
      before: words(content, between({ key: first.getKey(), start: 0 }, start)),
      after: words(content, between(end, { key: last.getKey(), end: last.getLength() })),
    };
  }

  Object.assign(claims, { ENTITY, around, links, mark, rangeOfMark, trimmed, unmark, words });
})(window.depescheClaims);
